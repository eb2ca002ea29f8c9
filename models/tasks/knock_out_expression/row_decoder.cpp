#include "models/tasks/knock_out_expression/row_decoder.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
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
    : m_model(model), m_fromCell(fromCell),
      m_workers(usesAllThreads(model) || model.compute.device.starts_with("cuda") ? 1 : threadCount(threads))
{
    if (model.compute.device.empty()) return;
    if (const auto library = torchLibrary(); library.ok()) m_torch = *library;
}

Result<std::vector<std::vector<float>>> RowDecoder::decode(const std::vector<TokenBatch> &rows, JobContext &context) const
{
    std::vector<std::vector<float>> predictions(rows.size());
    std::vector<Result<void>> done(rows.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    parallelFor(std::min<std::int64_t>(m_workers, static_cast<std::int64_t>(rows.size())), static_cast<int>(m_workers),
                [&](std::int64_t, std::int64_t) {
                    if (m_torch) m_torch->keepToOneThread(true);
                    for (std::size_t i = next++; i < rows.size() && !failed; i = next++) {
                        done[i] = guarded("predict expression", [&]() -> Result<void> {
                            LEXICELL_TRY(row, decodeRow(rows[i], context));
                            predictions[i] = std::move(row);
                            return {};
                        });
                        if (!done[i].ok()) failed = true;
                    }
                    if (m_torch) m_torch->keepToOneThread(false);
                });
    if (m_torch) m_torch->useThreads(m_model.compute.threads);
    for (const Result<void> &one : done) LEXICELL_CHECK(one);
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
