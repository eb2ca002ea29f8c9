// A pickled list of names or of whole numbers: a Python list or tuple, or a one-dimensional NumPy array as NumPy 1.16 to 2 pickle
// it (object, fixed-length text or integer elements; protocols 2 to 5). scBERT's label_dict and label, Exceiver's gene list.
// Read without executing anything (pickle_reader.h). Error classes: those of pickle_reader.h, not_found, cannot_read and
// bad_list (the file holds something else).
#pragma once

#include "core/base/result.h"
#include "core/files/mapped_file.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

Result<std::vector<std::string>> readPickledNames(const std::filesystem::path &file);
Result<std::vector<std::int64_t>> readPickledIntegers(const std::filesystem::path &file);
// Of bytes in memory; `file` is for messages.
Result<std::vector<std::string>> readPickledNames(const files::Blob &bytes, const std::filesystem::path &file);
Result<std::vector<std::int64_t>> readPickledIntegers(const files::Blob &bytes, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
