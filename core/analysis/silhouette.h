// Silhouette width (Rousseeuw 1987): how much nearer a cell is to its own group than to the nearest other group. Euclidean
// distances, as scikit-learn's silhouette_score. Time grows with cells², memory with cells x groups.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <string>
#include <vector>

namespace lexicell::analysis {

// The width of each cell, −1 … 1; 0 for a cell alone in its group. One label per row of `cells`. Error classes: bad_option (fewer
// than two groups), cancelled, out_of_memory.
Result<std::vector<double>> silhouettes(const data::MatrixView &cells, const std::vector<std::string> &labels,
                                        JobContext &context);
// Their mean. scIB's ASW_label is (mean + 1) / 2.
Result<double> meanSilhouette(const data::MatrixView &cells, const std::vector<std::string> &labels, JobContext &context);

}  // namespace lexicell::analysis
