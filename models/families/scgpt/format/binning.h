// Bins of scGPT for the values of one cell: quantiles of the cell's own non-zero values, so that any strictly
// increasing transform (normalization, logarithm) gives the same bins.
// Source: upstream's preprocess.py (_digitize, binning) and data_collator.py at commit cebd6fa, bit for bit; quantiles as
// NumPy's np.quantile (method "linear") computes them.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// The bins - 1 edges of a cell, in double. `values`: its non-zero values, any order, at least one.
std::vector<double> binEdges(std::vector<float> values, int bins);

// The bins that equal values can get: any of right + 1 … left, or `left` when that range is empty.
struct BinRange {
    int left = 0;   // edges <= value
    int right = 0;  // edges < value
};
BinRange binRange(float value, const std::vector<double> &edges);

// The bin for a random number in [0, 1). Upstream draws once per value; 0.5 gives the middle, and 0 the left bin.
int chooseBin(BinRange range, double draw);

}  // namespace lexicell::models::scgpt
