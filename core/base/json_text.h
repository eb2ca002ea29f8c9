// The only parser of JSON in the program. Files of others may nest without end, and a tree that deep ends the program in
// whatever walks it (a parser, a copy, dump()); so text that nests deeper than any honest file is refused before it is parsed,
// and every value that comes from here is safe to walk and to write.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lexicell {

constexpr std::size_t deepestJson = 64;  // arrays and objects within one another

// Deeper than deepestJson. One pass, without recursion; text that is no JSON gives any answer.
bool nestsTooDeeply(std::string_view text);

// Nothing: no JSON, or it nests too deeply. A key that comes twice: the last one wins.
std::optional<nlohmann::json> parseJson(std::string_view text);
// The same with the keys of objects in the order of the text.
std::optional<nlohmann::ordered_json> parseOrderedJson(std::string_view text);
// The same, and `duplicate` gets the first key that comes twice in its object; empty: none does.
std::optional<nlohmann::json> parseJson(std::string_view text, std::string &duplicate);

}  // namespace lexicell
