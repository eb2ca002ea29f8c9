// How well a layout in two dimensions keeps the neighborhoods of the space it was made from.
#pragma once

#include "core/analysis/neighbors.h"

#include <cstdint>
#include <vector>

namespace lexicell::test {

struct LayoutQuality {
    double trustworthiness = 0.0;  // scikit-learn's definition
    double preservation = 0.0;     // share of the k nearest cells that stay among the k nearest
    double labelAccuracy = 0.0;    // of a vote of the k nearest cells in the layout
};

LayoutQuality layoutQuality(const data::MatrixView &space, const data::MatrixView &layout,
                            const std::vector<std::int64_t> &labels, int k);

}  // namespace lexicell::test
