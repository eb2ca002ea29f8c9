#include "core/data/merge.h"

#include "core/base/json_text.h"

#include <algorithm>

namespace lexicell::data {

namespace {

constexpr const char *provenanceKey = "lexicell";

void mergeDict(Slot slot, Dict &current, const Dict &input, const Dict &output, std::vector<ResultKey> &keys)
{
    for (const auto &[key, element] : output.entries) {
        if (input.get(key) == element || current.get(key) == element) continue;
        current.set(key, element);
        keys.push_back({slot, key});
    }
}

std::string provenanceOf(const Dict &uns)
{
    const Element *element = uns.find(provenanceKey);
    const auto *text = element ? element->as<StringArray>() : nullptr;
    return text && text->values.size() == 1 ? text->values.front() : std::string();
}

using Json = nlohmann::ordered_json;

Json stepsOf(const Json &record)
{
    return record.is_object() && record.contains("steps") && record["steps"].is_array() ? record["steps"] : Json::array();
}

// `output`'s record is `input`'s record with steps appended; these steps are appended to the current record.
void joinProvenance(Dict &uns, const Dict &input, const Dict &output)
{
    const std::string now = provenanceOf(uns), before = provenanceOf(input), after = provenanceOf(output);
    if (after.empty()) return;
    Json record = parseOrderedJson(now).value_or(Json());
    if (now == before || !record.is_object()) {
        uns.set(provenanceKey, output.get(provenanceKey));
        return;
    }
    Json steps = stepsOf(record);
    const Json added = stepsOf(parseOrderedJson(after).value_or(Json()));
    for (std::size_t i = stepsOf(parseOrderedJson(before).value_or(Json())).size(); i < added.size(); ++i)
        if (std::find(steps.begin(), steps.end(), added[i]) == steps.end()) steps.push_back(added[i]);
    record["steps"] = steps;
    StringArray text;
    text.values = {record.dump(-1, ' ', false, Json::error_handler_t::replace)};
    uns.set(provenanceKey, makeElement(std::move(text)));
}

Dict difference(const Dict &original, const Dict &current)
{
    Dict result;
    for (const auto &[key, element] : current.entries)
        if (original.get(key) != element) result.set(key, element);
    return result;
}

}  // namespace

MergedResults mergeResults(const Dataset &current, const Dataset &input, const Dataset &output)
{
    MergedResults merged{current, {}};
    Dataset &now = merged.dataset;
    mergeDict(Slot::Obs, now.obs.columns, input.obs.columns, output.obs.columns, merged.keys);
    if (output.genes() == current.genes()) {
        mergeDict(Slot::Var, now.var.columns, input.var.columns, output.var.columns, merged.keys);
        mergeDict(Slot::Varm, now.varm, input.varm, output.varm, merged.keys);
        mergeDict(Slot::Varp, now.varp, input.varp, output.varp, merged.keys);
    }
    mergeDict(Slot::Obsm, now.obsm, input.obsm, output.obsm, merged.keys);
    mergeDict(Slot::Obsp, now.obsp, input.obsp, output.obsp, merged.keys);
    const ElementPtr provenance = current.uns.get(provenanceKey);
    mergeDict(Slot::Uns, now.uns, input.uns, output.uns, merged.keys);
    if (provenance) now.uns.set(provenanceKey, provenance);
    joinProvenance(now.uns, input.uns, output.uns);
    for (const auto &[name, matrix] : output.layers.entries)
        if (!current.layers.find(name)) now.layers.set(name, matrix);
    return merged;
}

std::vector<std::int64_t> keptPositions(const std::vector<std::string> &before, const std::vector<std::string> &after)
{
    std::vector<std::int64_t> kept;
    std::size_t position = 0;
    for (const auto &name : after) {
        while (position < before.size() && before[position] != name) ++position;
        if (position == before.size()) break;
        kept.push_back(static_cast<std::int64_t>(position++));
    }
    return kept;
}

Dataset resultsOnly(const Dataset &original, const Dataset &current)
{
    Dataset results;
    results.obs = current.obs;
    results.obs.columns = difference(original.obs.columns, current.obs.columns);
    results.var = current.var;
    results.var.columns = difference(original.var.columns, current.var.columns);
    results.obsm = difference(original.obsm, current.obsm);
    results.varm = difference(original.varm, current.varm);
    results.obsp = difference(original.obsp, current.obsp);
    results.varp = difference(original.varp, current.varp);
    results.uns = difference(original.uns, current.uns);
    return results;
}

}  // namespace lexicell::data
