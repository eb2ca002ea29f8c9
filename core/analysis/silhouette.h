// Silhouette width (Rousseeuw 1987): how much nearer a cell is to its own group than to the nearest other group. Euclidean
// distances, as scikit-learn's silhouette_score. Time grows with cells², memory with cells x groups.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <string>
#include <vector>

namespace lexicell::analysis {

// The mean over all cells, −1 … 1; a cell alone in its group counts 0. One label per row of `cells`.
// scIB's ASW_label is (mean + 1) / 2. Error classes: bad_option (fewer than two groups), cancelled.
Result<double> meanSilhouette(const data::MatrixView &cells, const std::vector<std::string> &labels, JobContext &context);

}  // namespace lexicell::analysis
