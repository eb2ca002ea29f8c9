#include "ui/workspace/results.h"

#include <algorithm>

namespace lexicell::ui {

int Results::add(StoredResult result)
{
    result.id = ++m_lastId;
    m_all.push_back(std::move(result));
    Q_EMIT resultAdded(m_lastId);
    return m_lastId;
}

void Results::remove(int id)
{
    if (std::erase_if(m_all, [id](const StoredResult &result) { return result.id == id; }) > 0) Q_EMIT resultRemoved(id);
}

void Results::clear()
{
    while (!m_all.empty()) remove(m_all.back().id);
}

const StoredResult *Results::find(int id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const StoredResult &result) { return result.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

}  // namespace lexicell::ui
