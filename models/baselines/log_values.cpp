#include "models/baselines/log_values.h"

#include "core/data/value_summary.h"
#include "core/preprocess/normalize.h"

namespace lexicell::models::baselines {

Result<data::CsrBlock> logValues(const data::ExpressionMatrix &matrix, JobContext &context)
{
    LEXICELL_TRY(block, matrix.all());
    data::ValueSummary summary;
    for (const float value : block.values) summary.add(static_cast<double>(value));
    if (!summary.finite)
        return Error{errors::nonFinite,
                     "The matrix holds a value that is not finite (NaN or infinity). Remove it or choose another layer.",
                     {},
                     {{"layer"}}};
    if (summary.counts()) preprocess::logNormalize(block, context.threads);
    return block;
}

}  // namespace lexicell::models::baselines
