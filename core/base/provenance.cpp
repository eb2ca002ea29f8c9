#include "core/base/provenance.h"

#include <nlohmann/json.hpp>

namespace lexicell {

const char *version() { return LEXICELL_VERSION; }

std::string appendProvenance(const std::string &json, const ProvenanceStep &step)
{
    auto record = nlohmann::ordered_json::parse(json, nullptr, false);
    if (!record.is_object() || !record["steps"].is_array()) {
        record = nlohmann::ordered_json::object();
        record["program"] = "Lexicell";
        record["steps"] = nlohmann::ordered_json::array();
    }
    nlohmann::ordered_json entry;
    entry["step"] = step.step;
    entry["key"] = step.key;
    entry["version"] = version();
    entry["options"] = nlohmann::ordered_json::object();
    for (const auto &[name, value] : step.options) entry["options"][name] = value;
    entry["inputs"] = nlohmann::ordered_json::object();
    for (const auto &[name, value] : step.inputs) entry["inputs"][name] = value;
    record["steps"].push_back(std::move(entry));
    return record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lexicell
