#include "models/tasks/annotate/label_elements.h"

#include "core/steps/free_keys.h"
#include "core/steps/step_output.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

data::ElementPtr textsElement(const std::vector<std::string> &values)
{
    data::StringArray array;
    array.shape = {static_cast<std::int64_t>(values.size())};
    array.values = values;
    return data::makeElement(std::move(array));
}

data::ElementPtr labelColumn(const MethodLabels &labels, const std::vector<std::string> &classes,
                             const std::vector<bool> &unknown)
{
    std::vector<std::int32_t> codes = labels.best;
    const auto extra = static_cast<std::int32_t>(std::find(classes.begin(), classes.end(), unknownLabel) - classes.begin());
    for (std::size_t cell = 0; cell < unknown.size(); ++cell)
        if (unknown[cell]) codes[cell] = extra;
    std::vector<std::int32_t> place(classes.size() + 1, -1);
    for (const std::int32_t code : codes) place[static_cast<std::size_t>(code)] = 0;
    std::vector<std::string> used;
    for (std::size_t code = 0; code < place.size(); ++code) {
        if (place[code] < 0) continue;
        place[code] = static_cast<std::int32_t>(used.size());
        used.push_back(code < classes.size() ? classes[code] : unknownLabel);
    }
    for (std::int32_t &code : codes) code = place[static_cast<std::size_t>(code)];
    data::Categorical column;
    column.codes = std::move(codes);
    column.categories = textsElement(used);
    return data::makeElement(std::move(column));
}

std::string ResultWriter::obs(const std::string &wanted, data::ElementPtr values)
{
    const std::string name = m_kept ? steps::freeObsColumn(*m_kept, wanted) : wanted;
    tell({data::Slot::Obs, name});
    m_result.obs.columns.set(name, std::move(values));
    return name;
}

void ResultWriter::obsm(const std::string &wanted, data::ElementPtr values)
{
    std::string name = wanted;
    for (int number = 2; m_kept && m_kept->obsm.find(name); ++number) name = wanted + "_" + std::to_string(number);
    tell({data::Slot::Obsm, name});
    m_result.obsm.set(name, std::move(values));
}

void ResultWriter::uns(const std::string &wanted, data::ElementPtr values)
{
    const std::string name = m_kept ? steps::freeUnsKey(*m_kept, wanted) : wanted;
    tell({data::Slot::Uns, name});
    m_result.uns.set(name, std::move(values));
}

void ResultWriter::tell(const data::ResultKey &key)
{
    if (!m_kept) steps::warnReplaced(m_result, key, m_context);
}

}  // namespace lexicell::models::tasks
