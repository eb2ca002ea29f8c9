// The safetensors format: an 8-byte header length, a JSON header, then the tensors' bytes without gaps.
// Source: https://github.com/huggingface/safetensors (README, "Format"), version 0.5.
// Error classes: not_a_checkpoint, truncated, parse_error, corrupt_data, unsupported_type (each names the tensor), out_of_memory.
#pragma once

#include "core/files/mapped_file.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <map>
#include <string>

namespace lexicell::models::checkpoint {

// Tensors are in the order of their bytes. Only misaligned tensors are copied.
Result<TensorMap> readSafetensors(const files::Blob &bytes, const std::filesystem::path &file);

// The texts under `__metadata__`; an entry that is no text is left out.
using Metadata = std::map<std::string, std::string>;
Result<Metadata> readSafetensorsMetadata(const files::Blob &bytes, const std::filesystem::path &file);

// A SHA-256 of all tensors (names, types, shapes and bytes, in any order) and of the metadata but for an entry "sha256", where a
// file of our own keeps it: bytes that changed are found before they are used.
std::string contentDigest(Metadata metadata, const TensorMap &tensors);

// Atomic. Classes as torch_writer.h.
Result<void> writeSafetensors(const TensorMap &tensors, const std::filesystem::path &path, const Metadata &metadata = {});

}  // namespace lexicell::models::checkpoint
