// JSON that a data file brings along. It is read only to a limited depth: a parser recurses on every bracket, and a file of
// brackets would end the program.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace lexicell::io {

// None when the text is no JSON or nests deeper than 128.
std::optional<nlohmann::ordered_json> limitedJson(const std::string &text);

}  // namespace lexicell::io
