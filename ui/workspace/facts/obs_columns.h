// Summaries of obs columns for the data panel: categories with counts, or a tiny histogram.
#pragma once

#include "core/data/dataset.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct ObsColumn {
    enum class Kind { Labels, Numbers, Names, Other };
    QString name;
    Kind kind = Kind::Other;
    std::int64_t categories = 0;  // of Labels
    std::int64_t missing = 0;
    double low = 0.0, high = 0.0;  // of Numbers
    std::vector<int> histogram;    // 24 bins from low to high, of Numbers
};

ObsColumn describeColumn(const data::Dataset &dataset, const QString &name);

// [cells], NaN where missing; empty when the column holds no numbers.
std::vector<float> numbersOf(const data::Dataset &dataset, const QString &name);

}  // namespace lexicell::ui
