// JSON from outside, with unique keys. An ordinary parser would silently drop one of two equal
// keys, and in a vocabulary that gives the wrong gene.
// Error classes: parse_error (also where it nests too deeply, core/base/json_text.h), duplicate_key, out_of_memory.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace lexicell::models::checkpoint {

// `file` is for messages.
Result<nlohmann::json> parseJsonText(std::string_view text, const std::filesystem::path &file);
// The same for text that must be an object.
Result<nlohmann::json> parseJsonObject(std::string_view text, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
