// Small charts as figures: drawn on the screen and exported by the same code. Each says its axis, unit and n.
#pragma once

#include "ui/views/figure.h"

#include <cstdint>
#include <vector>

namespace lexicell::ui {

struct HistogramBins {
    double low = 0, high = 1;  // of the first and last bin
    std::vector<std::int64_t> counts;
    std::int64_t total = 0;    // cells with a value
    std::int64_t missing = 0;  // NaN

    double edge(std::size_t bin) const
    {
        return low + (high - low) * static_cast<double>(bin) / static_cast<double>(counts.size());
    }
};
// Equal bins over the finite values. Whole numbers over a short range get one bin each.
HistogramBins makeBins(const std::vector<float> &values, int bins = 48);
// The same edges, other cells (a selection).
std::vector<std::int64_t> countInto(const HistogramBins &bins, const std::vector<float> &values,
                                    const std::vector<std::uint8_t> &cells);

struct HistogramChart {
    HistogramBins bins;
    std::vector<std::int64_t> selected;   // of each bin; empty: none
    QString title;                        // of the axis, with its unit: "Genes per cell"
    double rangeLow = 0, rangeHigh = -1;  // kept range; low > high: no filter
    bool compact = false;                 // bars only
};
Figure histogramFigure(const HistogramChart &chart, const QSizeF &size, bool dark);
// Where the bars stand, for handles over them.
QRectF histogramArea(const HistogramChart &chart, const QSizeF &size);

struct CompositionChart {
    struct Category {
        QString name;
        QColor colour;
    };
    struct Row {
        QString name;
        std::vector<std::int64_t> cells;  // by category
    };
    std::vector<Category> categories;
    std::vector<Row> rows;
    QString title;  // of the rows: "batch"
};
Figure compositionFigure(const CompositionChart &chart, const QSizeF &size, bool dark);

struct DistributionChart {
    struct Group {
        QString name;
        QColor colour;
        std::vector<float> values;
    };
    std::vector<Group> groups;
    QString title;  // of the value axis, with its unit
};
Figure distributionFigure(const DistributionChart &chart, const QSizeF &size, bool dark);

// Gaussian kernel density at `points` places from `low` to `high`; bandwidth by Scott's rule (n^(-1/5) standard deviations),
// which scipy's gaussian_kde and so scanpy's violins use. Empty for fewer than two finite values.
std::vector<double> kernelDensity(const std::vector<float> &values, double low, double high, int points);

}  // namespace lexicell::ui
