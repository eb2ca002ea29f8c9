// What differs between the two groups of a goal without any model (docs/knock-outs.md §5): the Wilcoxon test with ties of every
// gene of the file, the cells that are changed against those of the goal, on ln(1 + CP10k) values.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace lexicell::models::tasks {

// Of one gene; NaN: there is no goal.
struct DifferentialGene {
    double logFoldChange = std::numeric_limits<double>::quiet_NaN();  // log2, positive: higher in the cells that are changed
    double score = std::numeric_limits<double>::quiet_NaN();          // z of the rank sum
    double adjustedP = std::numeric_limits<double>::quiet_NaN();      // Benjamini-Hochberg over all genes of the file
};

// [genes] of the file. Empty where one side has fewer than 2 cells, with the warning no_baseline. `counts`: all cells and genes;
// `from` and `toward`: rows. Error class: cancelled.
Result<std::vector<DifferentialGene>> differentialGenes(const data::CsrBlock &counts, const std::vector<std::int64_t> &from,
                                                        const std::vector<std::int64_t> &toward, JobContext &context);

}  // namespace lexicell::models::tasks
