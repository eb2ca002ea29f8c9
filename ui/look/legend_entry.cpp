#include "ui/look/legend_entry.h"

#include <QCollator>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace lexicell::ui {

std::vector<std::size_t> inOrder(const std::vector<LegendEntry> &entries, LegendOrder order)
{
    // The "C" locale compares bytes and ignores the two settings below, so English replaces it.
    QCollator collator(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    std::vector<std::size_t> rows(entries.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        const LegendEntry &first = entries[a], &second = entries[b];
        if ((first.code == missingCode) != (second.code == missingCode)) return second.code == missingCode;
        if (order == LegendOrder::Size) return first.total > second.total;
        if (order == LegendOrder::File) return first.code < second.code;
        return collator.compare(first.name, second.name) < 0;
    });
    return rows;
}

}  // namespace lexicell::ui
