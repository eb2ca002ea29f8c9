#include "core/base/provenance.h"

#include "core/base/json_text.h"

namespace lexicell {

const char *version() { return LEXICELL_VERSION; }

using Json = nlohmann::ordered_json;

static Json parsed(const std::string &json)
{
    Json record = parseOrderedJson(json).value_or(Json());
    if (!record.is_object() || !record["steps"].is_array()) {
        record = Json::object();
        record["program"] = "Lexicell";
        record["steps"] = Json::array();
    }
    return record;
}

static std::string dumped(const Json &record) { return record.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string appendProvenance(const std::string &json, const ProvenanceStep &step)
{
    Json record = parsed(json);
    Json entry;
    entry["step"] = step.step;
    entry["key"] = step.key;
    entry["version"] = version();
    entry["options"] = Json::object();
    for (const auto &[name, value] : step.options) entry["options"][name] = value;
    entry["inputs"] = Json::object();
    for (const auto &[name, value] : step.inputs) entry["inputs"][name] = value;
    record["steps"].push_back(std::move(entry));
    return dumped(record);
}

static std::string textIn(const Json &object, const std::string &name)
{
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

static std::vector<std::pair<std::string, std::string>> textsIn(const Json &step, const char *name)
{
    std::vector<std::pair<std::string, std::string>> texts;
    const auto found = step.find(name);
    if (found == step.end() || !found->is_object()) return texts;
    for (const auto &[key, value] : found->items())
        if (value.is_string()) texts.emplace_back(key, value.get<std::string>());
    return texts;
}

std::vector<ProvenanceStep> recordedSteps(const std::string &json)
{
    std::vector<ProvenanceStep> steps;
    const Json record = parsed(json);
    for (const Json &entry : record["steps"])
        if (entry.is_object())
            steps.push_back({textIn(entry, "step"), textIn(entry, "key"), textsIn(entry, "options"), textsIn(entry, "inputs")});
    return steps;
}

std::string valueOf(const std::vector<std::pair<std::string, std::string>> &entries, const std::string &name)
{
    for (const auto &[key, value] : entries)
        if (key == name) return value;
    return {};
}

std::vector<std::string> recordedKeys(const std::string &json, const std::string &step)
{
    std::vector<std::string> keys;
    for (const ProvenanceStep &entry : recordedSteps(json))
        if (entry.step == step) keys.push_back(entry.key);
    return keys;
}

std::string recordedInput(const std::string &json, const std::string &key, const std::string &name)
{
    std::string value;
    for (const ProvenanceStep &entry : recordedSteps(json))
        if (entry.key == key) value = valueOf(entry.inputs, name);
    return value;
}

std::string withInput(const std::string &before, const std::string &after, const std::string &name, const std::string &value)
{
    Json record = parsed(after);
    for (std::size_t i = parsed(before)["steps"].size(); i < record["steps"].size(); ++i)
        record["steps"][i]["inputs"][name] = value;
    return dumped(record);
}

}  // namespace lexicell
