#include "core/base/provenance.h"

#include <nlohmann/json.hpp>

namespace lexicell {

const char *version() { return LEXICELL_VERSION; }

using Json = nlohmann::ordered_json;

static Json parsed(const std::string &json)
{
    Json record = Json::parse(json, nullptr, false);
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

std::string withInput(const std::string &before, const std::string &after, const std::string &name, const std::string &value)
{
    Json record = parsed(after);
    for (std::size_t i = parsed(before)["steps"].size(); i < record["steps"].size(); ++i)
        record["steps"][i]["inputs"][name] = value;
    return dumped(record);
}

}  // namespace lexicell
