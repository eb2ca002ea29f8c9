// What can be said of a hidden value without a model: from the values of the same genes that were not hidden.
//
// gene-mean: the mean of the gene's other values. type-mean: the same over cells of the same group; the gene's mean where the
// group has no other value. most-frequent: the gene's most frequent other value, the smallest of several (whole numbers only).
// pca: the gene's mean and the cell's deviation from it that the first components of all deviations give back (truncated singular
// value decomposition; a value that is hidden or not there counts as no deviation).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "models/tasks/masked_expression/expression_errors.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct BaselineOptions {
    std::vector<std::int32_t> groupOf;  // [cells] −1: in no group; empty: there are no groups
    int components = 20;                // of the PCA; fewer where there are no more; 0: no PCA
    bool wholeNumbers = false;          // the values are whole numbers
    std::uint64_t seed = 0;
};

// Adds the baselines to `values`, whose cells and genes are rows and columns of `visible`: the values that are not hidden, and no
// others. A gene without any takes the mean of all values. Warning: no_baseline (too few values for a PCA). Error classes:
// cancelled.
Result<void> addBaselines(ComparedValues &values, const data::CsrBlock &visible, const BaselineOptions &options,
                          JobContext &context);

}  // namespace lexicell::models::tasks
