// The output folder of pretraining: best_model.pt, args.json and vocab.json as upstream's loaders read them (scGPT,
// commit cebd6fa), and history.csv. No LibTorch.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"
#include "models/families/scgpt/format/config.h"
#include "models/training/pretraining_options.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// All keys of a released args.json. A key without meaning here gets the value of a run on one machine. No paths.
std::string argsText(const Config &config, const training::PretrainingOptions &options);

// Writes the weights last: a folder without best_model.pt is not a checkpoint.
// Error classes: not_writable, disk_full, out_of_memory.
struct PretrainedFiles {
    checkpoint::TensorMap tensors;
    std::string args;
    std::vector<std::string> vocabulary;
    std::string history;
};
Result<void> writePretrained(const std::filesystem::path &folder, const PretrainedFiles &files);

}  // namespace lexicell::models::scgpt
