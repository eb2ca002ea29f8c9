// Checks text for UTF-8 and replaces invalid bytes.
#pragma once

#include <string>
#include <string_view>

namespace lexicell {

bool isUtf8(std::string_view text);
std::string replaceInvalidUtf8(std::string_view text);  // every invalid byte becomes U+FFFD

}  // namespace lexicell
