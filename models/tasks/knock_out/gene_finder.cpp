#include "models/tasks/knock_out/gene_finder.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

GeneFinder::GeneFinder(input::GeneColumn column, bool exact) : m_column(std::move(column))
{
    if (exact) return;
    std::string species = genes::likelySpecies(m_column.names);
    if (species.empty()) species = genes::likelySpecies(m_column.alternative);
    const auto table = genes::GeneTable::nearest(species);
    m_search.emplace(m_column.names, m_column.alternative, table.ok() ? *table : nullptr);
}

std::int64_t GeneFinder::column(const std::string &name) const
{
    if (m_search) return m_search->named(name);
    const auto found = std::find(m_column.names.begin(), m_column.names.end(), name);
    return found == m_column.names.end() ? -1 : found - m_column.names.begin();
}

}  // namespace lexicell::models::tasks
