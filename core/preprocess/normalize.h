// Counts -> counts per `target` -> logarithm, row by row, as scanpy.pp.normalize_total and scanpy.pp.log1p define them:
// value * target / sum of the cell, then ln(1 + value). A cell without counts stays as it is. Computed in double and
// rounded to float once, so the result differs from float64 by half a unit in the last place.
#pragma once

#include "core/data/expression_matrix.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::preprocess {

inline constexpr double countsPerCell = 1e4;  // CP10k

struct NormalizeTotal {
    double target = countsPerCell;  // counts per cell after scaling
};
struct Log1p {
    double base = 0.0;  // 0: natural logarithm
};

// What a cell's counts are multiplied by; 1 for a cell without counts.
inline double scaleToTotal(double total, double target = countsPerCell) { return total > 0.0 ? target / total : 1.0; }

// ln(1 + CP10k) of one count of a cell with `total` counts: the same bits as logNormalize() before it rounds to float.
inline double logCp10k(double count, double total) { return std::log1p(count * scaleToTotal(total)); }

// One cell: `values` are its `count` stored values.
inline void transformRow(float *values, std::int64_t count, const std::optional<NormalizeTotal> &normalize,
                         const std::optional<Log1p> &log1p)
{
    double factor = 1.0;
    if (normalize) {
        double total = 0.0;
        for (std::int64_t i = 0; i < count; ++i) total += static_cast<double>(values[i]);
        factor = scaleToTotal(total, normalize->target);
    }
    const double perBase = log1p && log1p->base > 0.0 ? 1.0 / std::log(log1p->base) : 1.0;
    for (std::int64_t i = 0; i < count; ++i) {
        const double scaled = static_cast<double>(values[i]) * factor;
        values[i] = static_cast<float>(log1p ? std::log1p(scaled) * perBase : scaled);
    }
}

// All rows of a block, in place. threads as in parallelFor; the result does not depend on it.
void normalize(data::CsrBlock &block, const std::optional<NormalizeTotal> &total, const std::optional<Log1p> &log1p, int threads);

// CP10k and natural logarithm: the input of every analysis step.
void logNormalize(data::CsrBlock &block, int threads);

}  // namespace lexicell::preprocess
