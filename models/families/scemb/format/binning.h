// Turns the counts of one cell into values and bins for the scEMB-style model, all in double. Published for scEMB: counts per
// million, log1p, 100 intervals, ranked. Our choices: intervals per cell, and their two kinds.
#pragma once

#include "models/families/scemb/format/config.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scemb {

// log1p(count · scale / total); `total` is over all genes of the cell in the file, also those unknown to the model. The scale is
// the checkpoint's and the product comes first: ranks depend on the last bit, so preprocess::logCp10k() is no substitute.
double logCpm(double count, double total, double scale);

// The bin, 1 … bins, of every value of a cell; all values are positive.
// Quantile: 1 + ⌊bins · L / n⌋, where L of n values are strictly smaller; in integers, and equal values share a bin.
// Equal width: min(bins, 1 + ⌊bins · (v / largest)⌋).
std::vector<std::int64_t> binsOf(const std::vector<double> &values, std::int64_t bins, Binning binning);

}  // namespace lexicell::models::scemb
