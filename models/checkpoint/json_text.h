// JSON from files of others, every key once. A key that comes twice would silently win or lose in an ordinary
// parser, and in a vocabulary that means another gene.
// Error classes: parse_error (also where it nests too deeply, core/base/json_text.h), duplicate_key, out_of_memory.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace lexicell::models::checkpoint {

// `file` is for messages.
Result<nlohmann::json> parseJsonText(std::string_view text, const std::filesystem::path &file);
// The same for one that must be an object.
Result<nlohmann::json> parseJsonObject(std::string_view text, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
