// Writes a state dict as torch.save does: an OrderedDict of tensors that torch.load(..., weights_only=True) opens.
// Atomic: the file appears complete or not at all. The same tensors give the same bytes, whatever the file's name.
// Format: torch/serialization.py (zip container since 1.6; five pickles and raw storages before).
// Error classes: disk_full, not_writable, out_of_memory.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle/plain_values.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

Result<void> writeTorchZip(const TensorMap &tensors, const std::filesystem::path &path);
Result<void> writeTorchLegacy(const TensorMap &tensors, const std::filesystem::path &path);

// The dict that a training program saves around the state dict (scBERT's scripts, Lightning). The key `stateKey` marks
// the place of the state dict; empty: the file holds only the state dict.
struct Envelope {
    PlainValue values = PlainValue::object();
    std::string stateKey;
};
enum class TorchContainer { Zip, Legacy };
Result<void> writeTorch(const TensorMap &tensors, const Envelope &envelope, TorchContainer container,
                        const std::filesystem::path &path);

}  // namespace lexicell::models::checkpoint
