#include "models/checkpoint/json_text.h"

#include "models/checkpoint/file_error.h"

#include <new>
#include <string>
#include <unordered_set>
#include <vector>

namespace lexicell::models::checkpoint {

namespace {

constexpr int deepest = 64;  // sidecar files are flat; a hostile one must not nest without end

}  // namespace

Result<nlohmann::json> parseJsonObject(std::string_view text, const std::filesystem::path &file)
{
    using Json = nlohmann::json;
    std::vector<std::unordered_set<std::string>> open;  // keys of the objects around the current place
    std::string duplicate;
    bool tooDeep = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json &value) {
        if (depth > deepest) tooDeep = true;
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        else if (event == Json::parse_event_t::object_end) open.pop_back();
        else if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second && duplicate.empty())
            duplicate = value.get<std::string>();
        return !tooDeep;
    };
    try {
        Json json = Json::parse(text, watch, false);
        if (tooDeep || !json.is_object()) return corruptFile("parse_error", file, "is not a readable JSON object");
        if (!duplicate.empty())
            return badFile("duplicate_key", file, "names \"" + duplicate + "\" twice", "Remove one of the two.");
        return json;
    } catch (const std::bad_alloc &) {
        return outOfMemory(file);
    }
}

}  // namespace lexicell::models::checkpoint
