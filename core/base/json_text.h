// The program's only JSON parser. Deeply nested text from outside would overflow the stack of every recursive
// function (a parser, a copy, dump()). So text that nests deeper than any ordinary file is refused before it is parsed,
// and every parsed value is safe to traverse and to write.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lexicell {

constexpr std::size_t deepestJson = 64;  // arrays and objects within one another

// Deeper than deepestJson. One pass, without recursion. For text that is not JSON the result is arbitrary.
bool nestsTooDeeply(std::string_view text);

// Empty: not JSON, or nested too deeply. If a key repeats, the last value counts.
std::optional<nlohmann::json> parseJson(std::string_view text);
// The same with the keys of objects in the order of the text.
std::optional<nlohmann::ordered_json> parseOrderedJson(std::string_view text);
// The same, and `duplicate` gets the first key that repeats within its object; empty: every key is unique.
std::optional<nlohmann::json> parseJson(std::string_view text, std::string &duplicate);

}  // namespace lexicell
