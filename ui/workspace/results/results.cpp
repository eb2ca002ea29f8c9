#include "ui/workspace/results/results.h"

#include <algorithm>

namespace lexicell::ui {

void Results::add(StoredResult result)
{
    const int id = result.id;
    m_lastId = std::max(m_lastId, id);
    m_all.push_back(std::move(result));
    Q_EMIT resultAdded(id);
}

void Results::restore(std::vector<StoredResult> kept, int lastId)
{
    m_lastId = std::max(m_lastId, lastId);
    if (kept.empty()) return;
    for (StoredResult &result : kept) add(std::move(result));
    Q_EMIT restored();
}

void Results::remove(int id)
{
    if (std::erase_if(m_all, [id](const StoredResult &result) { return result.id == id; }) > 0) Q_EMIT resultRemoved(id);
}

void Results::clear()
{
    while (!m_all.empty()) remove(m_all.back().id);
    m_lastId = 0;  // ids count within a project
}

const StoredResult *Results::find(int id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const StoredResult &result) { return result.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

}  // namespace lexicell::ui
