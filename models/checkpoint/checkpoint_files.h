// Which file of a folder is the checkpoint, and which files a checkpoint that was saved in parts consists of: those that a list
// names (model.safetensors.index.json, as Hugging Face's programs write it), or model-00001-of-00003.safetensors and its like.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

// The checkpoint that `path`, a file or a folder, stands for. Error classes: not_found, no_checkpoint, ambiguous_model.
Result<std::filesystem::path> checkpointFile(const std::filesystem::path &path);

struct CheckpointParts {
    std::vector<std::filesystem::path> files;  // one, for a checkpoint in one piece
    std::vector<std::string> tensors;          // names that the list promises; empty: there is no list
};

// Error classes: missing_part, bad_index (the list names files elsewhere, or none), parse_error, duplicate_key.
Result<CheckpointParts> partsOf(const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
