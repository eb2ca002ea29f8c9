// The folder of a fine-tuned model: the weights as the family's upstream programs read them, its sidecars and the adapters. No
// LibTorch.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/fine_tuning.h"
#include "models/training/trainable.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct TunedModel {
    const checkpoint::Bundle &bundle;  // with what the task changes; its other tensors are those of the checkpoint
    const checkpoint::ModelSource &source;
    const FineTuning &family;
    const checkpoint::TensorMap &weights;  // Trainable::weights()
    const std::vector<std::string> &frozen;
    const training::Adapters &adapters;
    const checkpoint::Scaler &scaler;  // fitted to the cells; empty: the checkpoint's own, or none
    bool adapterOnly = false;
};

// The tensors of the checkpoint (of a bundle without tensors: of the network) with what was trained: a tensor that did not change
// keeps its bytes and number type, another one is float32.
checkpoint::TensorMap tunedWeights(const TunedModel &model);

// Files: the weights and sidecars of convert_model.h (not with `adapterOnly`), and with adapters adapter.safetensors (their
// matrices; metadata: family, base_sha256, rank, scale) and head.safetensors (what learned beside them). Error classes:
// not_writable, disk_full, out_of_memory.
Result<void> writeTunedModel(const TunedModel &model, const std::filesystem::path &folder);

}  // namespace lexicell::models::tasks
