// How scGPT turns the values of one cell into bins: quantiles of the cell's own non-zero values, so that any strictly
// increasing transform (normalisation, logarithm) gives the same bins.
// Source: upstream's preprocess.py (_digitize, binning) and data_collator.py at commit cebd6fa, bit by bit; quantiles as
// NumPy's np.quantile (method "linear") computes them.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// The bins - 1 edges of a cell, in double. `values`: its non-zero values, any order, at least one.
std::vector<double> binEdges(std::vector<float> values, int bins);

// Bins that equal values may fall into: any of right + 1 … left, or `left` when that is empty.
struct BinRange {
    int left = 0;   // edges <= value
    int right = 0;  // edges < value
};
BinRange binRange(float value, const std::vector<double> &edges);

// The bin for a draw in [0, 1). Upstream draws once per value; 0.5 gives the middle, and 0 the left bin.
int chooseBin(BinRange range, double draw);

}  // namespace lexicell::models::scgpt
