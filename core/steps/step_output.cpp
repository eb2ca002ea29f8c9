#include "core/steps/step_output.h"

#include "core/steps/steps.h"

namespace lexicell::steps {

data::ElementPtr textElement(const std::string &text)
{
    data::StringArray string;
    string.values = {text};
    return data::makeElement(std::move(string));
}

data::ElementPtr numberElement(double value) { return data::makeElement(data::Array::scalar(value)); }
data::ElementPtr integerElement(std::int64_t value) { return data::makeElement(data::Array::scalarInt(value)); }
data::ElementPtr boolElement(bool value) { return data::makeElement(data::Array::scalarBool(value)); }
data::ElementPtr boolColumn(const std::vector<bool> &values) { return data::makeElement(data::Array::ofBool(values)); }

data::ElementPtr dictElement(std::vector<std::pair<std::string, data::ElementPtr>> entries)
{
    data::Dict dict;
    dict.entries = std::move(entries);
    return data::makeElement(std::move(dict));
}

void warnReplaced(const data::Dataset &dataset, const std::string &slot, const std::string &key, JobContext &context)
{
    const bool there = slot == "obs" ? dataset.obs.columns.find(key) != nullptr
                                     : (slot == "obsm" ? dataset.obsm : dataset.uns).find(key) != nullptr;
    if (there) context.warn(warnings::replaced, slot + "[\"" + key + "\"] was there and is replaced.", {}, slot + "/" + key);
}

std::string recordOf(const data::Dataset &dataset)
{
    const auto *element = dataset.uns.find("lexicell");
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    return text && text->values.size() == 1 ? text->values[0] : "";
}

std::string embeddedColumn(const data::Dataset &dataset, const std::string &key)
{
    const auto keys = recordedKeys(recordOf(dataset), "embed");
    const std::string first = "lexicell_embedded";
    return keys.empty() || keys.front() == "obsm/" + key ? first : first + "_" + keySuffix(key, {});
}

void record(data::Dataset &dataset, const ProvenanceStep &step)
{
    dataset.uns.set("lexicell", textElement(appendProvenance(recordOf(dataset), step)));
}

void recordInput(const data::Dataset &before, data::Dataset &after, const std::string &name, const std::string &value)
{
    if (after.uns.get("lexicell") == before.uns.get("lexicell")) return;  // no step was recorded
    after.uns.set("lexicell", textElement(withInput(recordOf(before), recordOf(after), name, value)));
}

}  // namespace lexicell::steps
