// Mean and variance of every gene over some cells, in double. Zeros are included.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::preprocess {

struct GeneMoments {
    std::vector<double> mean;
    std::vector<double> variance;     // divided by n - 1
    std::vector<std::int64_t> cells;  // cells with a value other than 0
    std::int64_t n = 0;               // number of cells
};

enum class ValueScale { AsIs, Expm1 };  // Expm1: undo ln(1 + x) first

// cells: row indices; nullptr: all.
GeneMoments geneMoments(const data::CsrBlock &values, const std::vector<std::int64_t> *cells, ValueScale scale);

}  // namespace lexicell::preprocess
