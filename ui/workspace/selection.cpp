#include "ui/workspace/selection.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

std::vector<std::int64_t> Selection::cells() const
{
    std::vector<std::int64_t> cells;
    cells.reserve(static_cast<std::size_t>(m_count));
    for (std::size_t i = 0; i < m_flags.size(); ++i)
        if (m_flags[i]) cells.push_back(static_cast<std::int64_t>(i));
    return cells;
}

void Selection::set(std::vector<std::uint8_t> flags)
{
    const auto count = static_cast<std::int64_t>(flags.size()) - std::count(flags.begin(), flags.end(), std::uint8_t{0});
    if (count == 0) flags.clear();
    if (flags == m_flags) return;
    m_flags = std::move(flags);
    m_count = count;
    Q_EMIT selectionChanged();
}

void Selection::forget()
{
    m_flags.clear();
    m_count = 0;
}

}  // namespace lexicell::ui
