// Reads files of torch.save: the zip container (torch 1.6 and later) and the older one of five pickles and raw storages.
// Sources: torch/serialization.py, caffe2/serialize/inline_container.cc (torch 2.13).
// Error classes: those of zip_reader.h, pickle_reader.h and torch_state.h, and not_a_checkpoint.
#pragma once

#include "core/files/mapped_file.h"
#include "models/checkpoint/pickle/pickle_reader.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>

namespace lexicell::models::checkpoint {

bool looksLikeZip(const files::Blob &bytes);
bool looksLikePickle(const files::Blob &bytes);

Result<TensorMap> readTorchZip(const files::Blob &bytes, const std::filesystem::path &file);
Result<TensorMap> readTorchLegacy(const files::Blob &bytes, const std::filesystem::path &file);

// The pickle that describes the tensors and the other saved values (plain_values.h converts those).
Result<Pickle> readTorchZipPickle(const files::Blob &bytes, const std::filesystem::path &file);
Result<Pickle> readTorchLegacyPickle(const files::Blob &bytes, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
