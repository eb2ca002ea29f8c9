#include "models/tasks/knock_out/row_encoder.h"

#include "models/input/token_batches.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>

namespace lexicell::models::tasks {

namespace {

template <class T> void append(std::vector<T> &to, const std::vector<T> &from) { to.insert(to.end(), from.begin(), from.end()); }

// Rows of equal length.
TokenBatch joined(const std::vector<TokenBatch> &all, const std::vector<std::size_t> &rows)
{
    TokenBatch batch;
    for (const std::size_t row : rows) {
        const TokenBatch &one = all[row];
        batch.tokens = one.tokens;
        batch.cells += 1;
        append(batch.genes, one.genes);
        append(batch.values, one.values);
        append(batch.padding, one.padding);
        append(batch.batches, one.batches);
        append(batch.modalities, one.modalities);
        append(batch.perturbed, one.perturbed);
        append(batch.undetected, one.undetected);
        batch.absentValues = one.absentValues;
    }
    return batch;
}

}  // namespace

std::size_t RowEncoder::add(TokenBatch row)
{
    assert(row.cells == 1);
    m_rows.push_back(std::move(row));
    return m_rows.size() - 1;
}

bool RowEncoder::full() const { return static_cast<std::int64_t>(m_rows.size()) >= m_rowsAtOnce; }

Result<std::vector<std::vector<double>>> RowEncoder::encode(JobContext &context)
{
    std::map<std::int64_t, std::vector<std::size_t>, std::greater<>> byLength;
    for (std::size_t i = 0; i < m_rows.size(); ++i) byLength[m_rows[i].tokens].push_back(i);
    std::vector<std::vector<double>> vectors(m_rows.size());
    for (const auto &[tokens, rows] : byLength) {
        const std::int64_t fits = std::max<std::int64_t>(1, input::tokensAtOnce(m_model) / tokens);
        const auto count = static_cast<std::size_t>(std::min(fits, m_rowsAtOnce));
        for (std::size_t begin = 0; begin < rows.size(); begin += count) {
            const std::vector<std::size_t> some(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                                rows.begin() + static_cast<std::ptrdiff_t>(std::min(begin + count, rows.size())));
            LEXICELL_CHECK(encodeRows(some, vectors, context));
        }
    }
    m_rows.clear();
    return vectors;
}

Result<void> RowEncoder::encodeRows(const std::vector<std::size_t> &rows, std::vector<std::vector<double>> &vectors,
                                    JobContext &context) const
{
    if (context.cancelled()) return cancelled();
    const auto encoded = m_model.cells->encodeCells(joined(m_rows, rows), context);
    if (!encoded.ok()) {
        if (encoded.error().kind != ErrorKind::OutOfMemory || rows.size() == 1) return encoded.error();
        const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
        LEXICELL_CHECK(encodeRows({rows.begin(), middle}, vectors, context));
        return encodeRows({middle, rows.end()}, vectors, context);
    }
    const std::size_t width = encoded->size() / rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto begin = encoded->begin() + static_cast<std::ptrdiff_t>(i * width);
        vectors[rows[i]].assign(begin, begin + static_cast<std::ptrdiff_t>(width));
    }
    return {};
}

}  // namespace lexicell::models::tasks
