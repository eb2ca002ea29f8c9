// What a legend shows: plain values, made by the owner from the session; the legend keeps no link to it.
#pragma once

#include <QColor>
#include <QString>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

struct LegendEntry {
    int code = 0;  // category code; missingCode: the "NA" row
    QString name;
    QColor color;
    std::int64_t total = 0;
    std::int64_t selected = 0;
    bool hidden = false;
};
inline constexpr int missingCode = -1;

enum class LegendOrder { Natural, Size, File };  // numbers are kept in projects: add, never reorder

// Positions in `entries` as they are listed. Natural: 2 before 10. Missing cells come last in every order.
std::vector<std::size_t> inOrder(const std::vector<LegendEntry> &entries, LegendOrder order);

struct ContinuousLegend {
    QString title;                    // gene or column
    QString unit;                     // in words: "log1p CP10k from layers/counts"
    QString colorMap;                 // "viridis"
    double minimum = 0, maximum = 1;  // of the data
    double low = 0, high = 1;         // of the color bar
    double lowPercentile = 0, highPercentile = 100;
    std::int64_t missing = 0;
    std::int64_t values = 1;  // cells that have one
};

}  // namespace lexicell::ui
