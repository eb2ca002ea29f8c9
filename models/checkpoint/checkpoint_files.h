// Finds the checkpoint in a folder, and the files of a checkpoint in several parts: the files in a
// list (model.safetensors.index.json, as Hugging Face's programs write it), or model-00001-of-00003.safetensors and so on.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

// The checkpoint of `path`, a file or a folder. Error classes: not_found, no_checkpoint, ambiguous_model.
Result<std::filesystem::path> checkpointFile(const std::filesystem::path &path);

struct CheckpointParts {
    std::vector<std::filesystem::path> files;  // a single file for a checkpoint in one piece
    std::vector<std::string> tensors;          // names in the list; empty: there is no list
};

// Error classes: missing_part, bad_index (the list names files elsewhere, or none), parse_error, duplicate_key.
Result<CheckpointParts> partsOf(const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
