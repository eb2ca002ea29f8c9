// How the scEMB-style model turns the counts of one cell into values and bins, all in double. Known of scEMB: counts per
// million, log1p, 100 intervals, ranked; that intervals are per cell, and their two kinds, are choices of ours.
#pragma once

#include "models/scemb/config.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scemb {

// log1p(count · scale / total); `total` is over all genes of the cell's file, also those that the model does not know.
double logCpm(double count, double total, double scale);

// The bin, 1 … bins, of every value of a cell; all values positive.
// Quantile: 1 + ⌊bins · L / n⌋ with L of n values strictly smaller: whole numbers only, equal values share a bin.
// Equal width: min(bins, 1 + ⌊bins · (v / largest)⌋).
std::vector<std::int64_t> binsOf(const std::vector<double> &values, std::int64_t bins, Binning binning);

}  // namespace lexicell::models::scemb
