// Fields of comma-separated text as in RFC 4180, for every CSV output.
#pragma once

#include <string>
#include <string_view>

namespace lexicell::files {

// A field with a comma, quote or line break is quoted and its quotes are doubled. Any other field is unchanged.
std::string csvField(std::string_view text);

}  // namespace lexicell::files
