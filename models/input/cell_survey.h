// One pass over a matrix before a model uses it: the length of each cell, the share of the counts that the model knows, and
// a check that the values can be binned.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/value_summary.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::input {

// Rows to read at once: enough to sort cells by length, few enough for memory.
std::int64_t windowRows(const data::ExpressionMatrix &matrix);

struct Survey {
    std::vector<std::int32_t> matchedGenes;  // [cells] non-zero genes that the model knows
    double countsShare = 0.0;                // of all counts, in genes that the model knows
    data::ValueSummary values;
};

// Reports 0..1. Error classes: negative_counts, non_finite, cancelled and those of reading.
Result<Survey> survey(const data::Dataset &dataset, const data::ExpressionMatrix &matrix,
                      const std::vector<std::int64_t> &geneIds, JobContext &context);

}  // namespace lexicell::models::input
