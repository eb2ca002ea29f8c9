#include "core/io/limited_json.h"

#include <algorithm>

namespace lexicell::io {

namespace {

constexpr int deepest = 128;

int depthOf(const std::string &json)
{
    int depth = 0, most = 0;
    bool inText = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\') ++i;
        else if (c == '"') inText = !inText;
        else if (!inText && (c == '{' || c == '[')) most = std::max(most, ++depth);
        else if (!inText && (c == '}' || c == ']')) --depth;
    }
    return most;
}

}  // namespace

std::optional<nlohmann::ordered_json> limitedJson(const std::string &text)
{
    if (depthOf(text) > deepest) return std::nullopt;
    auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return json;
}

}  // namespace lexicell::io
