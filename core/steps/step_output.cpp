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

void warnReplaced(const data::Dataset &dataset, const data::ResultKey &key, JobContext &context)
{
    const data::Dict &slot = key.slot == data::Slot::Obs    ? dataset.obs.columns
                             : key.slot == data::Slot::Obsm ? dataset.obsm
                                                            : dataset.uns;
    if (!slot.find(key.name)) return;
    const std::string place = toText(key), name = place.substr(0, place.find('/'));
    context.warn(warnings::replaced, name + "[\"" + key.name + "\"] was there and is replaced.", {}, place);
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
    return keys.empty() || keys.front() == data::toText({data::Slot::Obsm, key}) ? first : first + "_" + keySuffix(key, {});
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
