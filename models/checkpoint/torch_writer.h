// Writes a state dict as torch.save does: an OrderedDict of tensors that torch.load(..., weights_only=True) opens.
// Atomic: the file appears complete or not at all. The same tensors give the same bytes, whatever the file's name.
// Format: torch/serialization.py (zip container since 1.6; five pickles and raw storages before).
// Error classes: disk_full, cannot_write, out_of_memory.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>

namespace lexicell::models::checkpoint {

Result<void> writeTorchZip(const TensorMap &tensors, const std::filesystem::path &path);
Result<void> writeTorchLegacy(const TensorMap &tensors, const std::filesystem::path &path);

}  // namespace lexicell::models::checkpoint
