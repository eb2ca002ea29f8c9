// The values that baselines without a model are computed from.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"
#include "core/data/expression_matrix.h"

namespace lexicell::models::baselines {

// All rows in memory. Counts are scaled to 10,000 per cell and log-transformed; other values are taken as they are. Error
// classes: non_finite and those of reading.
Result<data::CsrBlock> logValues(const data::ExpressionMatrix &matrix, JobContext &context);

// The same numbers with their zeros, [cells x genes].
data::Embedding denseValues(const data::CsrBlock &block);

}  // namespace lexicell::models::baselines
