#include "core/analysis/step_output.h"

namespace lexicell::analysis {

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

void record(data::Dataset &dataset, const ProvenanceStep &step)
{
    const auto *element = dataset.uns.find("lexicell");
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    dataset.uns.set("lexicell", textElement(appendProvenance(text && text->values.size() == 1 ? text->values[0] : "", step)));
}

}  // namespace lexicell::analysis
