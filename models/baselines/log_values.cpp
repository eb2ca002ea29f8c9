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

data::Embedding denseValues(const data::CsrBlock &block)
{
    data::Embedding dense{
        block.rows, block.columns, std::vector<float>(static_cast<std::size_t>(block.rows * block.columns)), {}};
    for (std::int64_t cell = 0; cell < block.rows; ++cell)
        for (auto k = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell)]);
             k < static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell) + 1]); ++k)
            dense.row(cell)[block.indices[k]] = block.values[k];
    return dense;
}

}  // namespace lexicell::models::baselines
