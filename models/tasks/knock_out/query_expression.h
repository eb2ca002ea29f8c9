// What the query cells express: the features that the null is matched on, and the baselines of every row (docs/knock-outs.md §4
// and §5).
#pragma once

#include "core/data/expression_matrix.h"
#include "models/tasks/knock_out/null_genes.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// `counts`: all cells and genes of the file. `query`: rows.
GeneExpression queryExpression(const data::CsrBlock &counts, const std::vector<std::int64_t> &query);

}  // namespace lexicell::models::tasks
