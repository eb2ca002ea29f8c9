// The lists beside a checkpoint as JSON: vocab.json (token -> id) and id2label.json (id -> class name).
// Ids must be 0 … n-1, each once; the order of the keys does not matter. Other forms are accepted where they are unambiguous
// (id_list.h); `plain` tells whether upstream's programs can read the form.
// Error classes: not_found, cannot_read, parse_error, duplicate_key, bad_vocabulary, bad_labels.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

// Token by id.
Result<std::vector<std::string>> readVocabulary(const std::filesystem::path &file, bool *plain = nullptr);
// As upstream's scGPT writes it: one JSON object, token -> id, indent 2, in the order of the ids. Atomic.
Result<void> writeVocabulary(const std::vector<std::string> &tokens, const std::filesystem::path &file);

// Class name by id.
Result<std::vector<std::string>> readLabels(const std::filesystem::path &file, bool *plain = nullptr);
// As upstream's scGPT writes them: one JSON object, id -> name. Atomic.
Result<void> writeLabels(const std::vector<std::string> &names, const std::filesystem::path &file);

// A whole text file (a configuration), at most 64 MB.
Result<std::string> readTextFile(const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
