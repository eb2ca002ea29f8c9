// Is text UTF-8, and what to show when it is not.
#pragma once

#include <string>
#include <string_view>

namespace lexicell::io {

bool isUtf8(std::string_view text);
std::string replaceInvalidUtf8(std::string_view text);  // every bad byte becomes U+FFFD

}  // namespace lexicell::io
