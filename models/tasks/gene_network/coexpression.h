// Finds genes that rise and fall together in the loaded cells: the baseline of every gene network. Pearson's correlation of two
// genes is the cosine of their centered values, and Spearman's is that of their centered ranks, so one search serves both
// (tasks/gene_neighbors.h).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "models/tasks/gene_network/gene_neighbors.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::baselines {

struct CoexpressionOptions {
    std::string correlation = "spearman";  // spearman (ties share their mean rank) | pearson
    int maxCells = 2000;  // above this number a random choice of cells is used; 0: all. A correlation of n cells varies by 1/√n
    std::int64_t seed = 0;
};

// Rows follow `genes` (columns of the matrix). Counts are first scaled to 10,000 per cell, over all genes, and
// log-transformed; other values are taken as they are. A constant gene has correlation 0 with all. Memory: 4 bytes x genes x
// cells. Error classes: too_few_cells (under 3), non_finite, cancelled, out_of_memory and those of reading.
Result<tasks::GeneVectorTable> coexpression(const data::ExpressionMatrix &matrix, const std::vector<std::int64_t> &genes,
                                            const CoexpressionOptions &options, JobContext &context);

}  // namespace lexicell::models::baselines
