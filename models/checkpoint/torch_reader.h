// Reads what torch.save wrote: the zip container (torch 1.6 and later) and the older one of five pickles and raw storages.
// Sources: torch/serialization.py, caffe2/serialize/inline_container.cc (torch 2.13).
// Error classes: those of zip_reader.h, pickle_reader.h and torch_state.h, and not_a_checkpoint.
#pragma once

#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/pickle_reader.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>

namespace lexicell::models::checkpoint {

bool looksLikeZip(const Blob &bytes);
bool looksLikePickle(const Blob &bytes);

Result<TensorMap> readTorchZip(const Blob &bytes, const std::filesystem::path &file);
Result<TensorMap> readTorchLegacy(const Blob &bytes, const std::filesystem::path &file);

// The pickle that describes the tensors and whatever else was saved with them (plain_values.h makes values of it).
Result<Pickle> readTorchZipPickle(const Blob &bytes, const std::filesystem::path &file);
Result<Pickle> readTorchLegacyPickle(const Blob &bytes, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
