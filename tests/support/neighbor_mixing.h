// The local inverse Simpson's index (LISI; Korsunsky et al. 2019): how many groups a cell's neighbors come from, weighted with a
// Gaussian of perplexity 30 over the 89 nearest cells. 1: all from one group.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::test {

// [cells]. Throws std::runtime_error, which fails the running test, where there are fewer than 90 cells.
std::vector<double> localMixing(const data::MatrixView &cells, const std::vector<std::int32_t> &groups);
double medianMixing(const data::MatrixView &cells, const std::vector<std::int32_t> &groups);

}  // namespace lexicell::test
