// One pass over a matrix before a model sees it: how long each cell will be, what share of the counts the model knows, and
// that the values are such that bins make sense.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// Rows to read at once: enough to sort cells by length, few enough to hold.
std::int64_t windowRows(const data::ExpressionMatrix &matrix);

struct Survey {
    std::vector<std::int32_t> matchedGenes;  // [cells] non-zero genes that the model knows
    double countsShare = 0.0;                // of all counts, in genes that the model knows
    bool wholeNumbers = true;                // every value is one: these may be counts
    float largest = 0.0F;
};

// Reports 0 to `share` of the job. Error classes: negative_counts, non_finite, cancelled and those of reading.
Result<Survey> survey(const data::Dataset &dataset, const data::ExpressionMatrix &matrix,
                      const std::vector<std::int64_t> &geneIds, double share, JobContext &context);

}  // namespace lexicell::models::tasks
