#include "core/base/utf8.h"

#include <utf8.h>

namespace lexicell {

bool isUtf8(std::string_view text) { return utf8::is_valid(text.begin(), text.end()); }

// Not utf8::replace_invalid: it makes one replacement of several invalid bytes, and loses the rest of a text that ends in the
// middle of a sequence.
std::string replaceInvalidUtf8(std::string_view text)
{
    std::string result;
    for (auto at = text.begin(); at != text.end();) {
        const auto invalid = utf8::find_invalid(at, text.end());
        result.append(at, invalid);
        at = invalid;
        if (at == text.end()) break;
        result += "\xEF\xBF\xBD";
        ++at;
    }
    return result;
}

}  // namespace lexicell
