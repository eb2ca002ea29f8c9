#include "models/tasks/knock_out_expression/row_decoder.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

// These use all threads for one cell.
bool usesAllThreads(const LoadedModel &model) { return model.card.family == "scbert" || model.card.family == "exceiver"; }

// The mean class under the softmax of its logits.
float expectedClass(const float *logits, std::int64_t classes)
{
    const float most = *std::max_element(logits, logits + classes);
    double sum = 0.0, weighted = 0.0;
    for (std::int64_t i = 0; i < classes; ++i) {
        const double weight = std::exp(static_cast<double>(logits[i] - most));
        sum += weight;
        weighted += weight * static_cast<double>(i);
    }
    return static_cast<float>(weighted / sum);
}

}  // namespace

RowDecoder::RowDecoder(const LoadedModel &model, bool fromCell, int threads)
    : m_model(model), m_fromCell(fromCell), m_workers(model, usesAllThreads(model), threads)
{
}

Result<std::vector<std::vector<float>>> RowDecoder::decode(const std::vector<TokenBatch> &rows, JobContext &context) const
{
    std::vector<std::vector<float>> predictions(rows.size());
    LEXICELL_CHECK(m_workers.forEach(rows.size(), "predict expression", [&](std::size_t i) -> Result<void> {
        LEXICELL_TRY(row, decodeRow(rows[i], context));
        predictions[i] = std::move(row);
        return {};
    }));
    return predictions;
}

Result<std::vector<float>> RowDecoder::decodeRow(const TokenBatch &row, JobContext &context) const
{
    if (context.cancelled()) return cancelled();
    LEXICELL_TRY(prediction, m_model.expression->predictExpression(row, context));
    const std::vector<float> &values = m_fromCell ? prediction.fromCell : prediction.values;
    if (prediction.classes == 1) return values;
    std::vector<float> expected;
    for (std::size_t token = 0; token * static_cast<std::size_t>(prediction.classes) < values.size(); ++token)
        expected.push_back(
            expectedClass(values.data() + token * static_cast<std::size_t>(prediction.classes), prediction.classes));
    return expected;
}

}  // namespace lexicell::models::tasks
