// Tests on log-normalized values (float32, as scanpy has them): the t-test that weights the genes of the calibrated scores, and
// the rank test of cell-eval 0.8.2 (pdex).
#pragma once

#include "core/analysis/cell_tests.h"
#include "core/analysis/perturbation/perturbation_counts.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <vector>

namespace lexicell::analysis {

// Each perturbation against all other cells, the control and cells of no group among them: scanpy's t-test_overestim_var with
// reference "rest". [perturbations]. Every perturbation has 2 cells. Error class: cancelled.
Result<std::vector<GroupTest>> changeTests(const PerturbationCounts &cells, JobContext &context);

// Against the control: Wilcoxon with ties and continuity corrected. Values are divided in float32 as upstream, because its
// rounding decides which counts of different cells are equal. logFoldChange is log2(expm1(mean)/expm1(control mean)), infinite
// where one mean is 0; NaN: both are. Error class: cancelled.
Result<std::vector<GroupTest>> rankTestsOfLogValues(const PerturbationCounts &cells, JobContext &context);

}  // namespace lexicell::analysis
