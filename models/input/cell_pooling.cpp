#include "models/input/cell_pooling.h"

#include "core/base/guarded.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::input {

namespace {

// Sums are in float64: a cell has a thousand tokens.
class Pool {
  public:
    Pool(const TokenBatch &batch, Pooling pooling, std::int64_t width)
        : m_batch(batch), m_pooling(pooling), m_sum(static_cast<std::size_t>(width))
    {
    }

    // `vectors` [tokens x width] of one cell.
    void cell(std::int64_t cell, const float *vectors, float *into)
    {
        std::fill(m_sum.begin(), m_sum.end(), 0.0);
        const std::int64_t last = m_pooling == Pooling::FirstToken ? std::min<std::int64_t>(1, m_batch.tokens) : m_batch.tokens;
        std::int64_t count = 0;
        for (std::int64_t token = 0; token < last; ++token) {
            const auto place = static_cast<std::size_t>(cell * m_batch.tokens + token);
            if (!m_batch.padding.empty() && m_batch.padding[place] != 0) continue;
            ++count;
            const double weight = m_pooling == Pooling::ByValue ? static_cast<double>(m_batch.values[place]) : 1.0;
            const float *vector = vectors + token * static_cast<std::int64_t>(m_sum.size());
            for (std::size_t i = 0; i < m_sum.size(); ++i) m_sum[i] += weight * static_cast<double>(vector[i]);
        }
        const double scale = 1.0 / divisor(count);
        std::transform(m_sum.begin(), m_sum.end(), into, [&](double sum) { return static_cast<float>(sum * scale); });
    }

  private:
    double divisor(std::int64_t tokens) const
    {
        if (m_pooling == Pooling::FirstToken || tokens == 0) return 1.0;
        if (m_pooling == Pooling::Mean) return static_cast<double>(tokens);
        if (m_pooling == Pooling::MeanOfAllPositions) return static_cast<double>(m_batch.tokens);
        double squares = 0.0;
        for (const double value : m_sum) squares += value * value;
        return std::max(std::sqrt(squares), 1e-12);
    }

    const TokenBatch &m_batch;
    Pooling m_pooling;
    std::vector<double> m_sum;
};

}  // namespace

Result<std::vector<float>> poolCells(const TokenEncoder &encoder, const TokenBatch &batch, Pooling pooling, JobContext &context)
{
    LEXICELL_TRY(vectors, encoder.encodeTokens(batch, context));
    return guarded("pool the vectors of a batch",
                   [&]() -> Result<std::vector<float>> {
                       const std::int64_t width = encoder.width();
                       std::vector<float> cells(static_cast<std::size_t>(batch.cells * width));
                       Pool pool(batch, pooling, width);
                       for (std::int64_t cell = 0; cell < batch.cells; ++cell)
                           pool.cell(cell, vectors.data() + cell * batch.tokens * width, cells.data() + cell * width);
                       return cells;
                   },
                   {"Use smaller batches.", {{"batch-size"}}});
}

}  // namespace lexicell::models::input
