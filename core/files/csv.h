// Fields of comma-separated text as in RFC 4180, for every CSV output, and for reading these outputs again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lexicell::files {

// A field with a comma, quote or line break is quoted and its quotes are doubled. Any other field is unchanged.
std::string csvField(std::string_view text);

// The records of a text, each with its fields; an empty line is no record. A quote that is never closed ends with the text.
std::vector<std::vector<std::string>> csvRecords(std::string_view text);

}  // namespace lexicell::files
