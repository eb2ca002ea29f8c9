#include "core/base/json_text.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace lexicell {

namespace {

template <class Json> std::optional<Json> accepted(Json value)
{
    if (value.is_discarded()) return std::nullopt;
    return value;
}

}  // namespace

bool nestsTooDeeply(std::string_view text)
{
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            else if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > deepestJson) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

std::optional<nlohmann::json> parseJson(std::string_view text)
{
    if (nestsTooDeeply(text)) return std::nullopt;
    return accepted(nlohmann::json::parse(text, nullptr, false));
}

std::optional<nlohmann::ordered_json> parseOrderedJson(std::string_view text)
{
    if (nestsTooDeeply(text)) return std::nullopt;
    return accepted(nlohmann::ordered_json::parse(text, nullptr, false));
}

std::optional<nlohmann::json> parseJson(std::string_view text, std::string &duplicate)
{
    using Json = nlohmann::json;
    if (nestsTooDeeply(text)) return std::nullopt;
    std::vector<std::unordered_set<std::string>> open;  // keys of the enclosing objects
    const auto watch = [&](int, Json::parse_event_t event, Json &value) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        else if (event == Json::parse_event_t::object_end) open.pop_back();
        else if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second && duplicate.empty())
            duplicate = value.get<std::string>();
        return true;
    };
    return accepted(Json::parse(text, watch, false));
}

}  // namespace lexicell
