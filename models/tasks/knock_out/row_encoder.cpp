#include "models/tasks/knock_out/row_encoder.h"

#include "models/input/token_batches.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>

namespace lexicell::models::tasks {

namespace {

// One of `count` rows alike.
template <class T> void append(std::vector<T> &to, const std::vector<T> &from, std::size_t count)
{
    if (to.empty()) to.reserve(count * from.size());
    to.insert(to.end(), from.begin(), from.end());
}

// Rows of equal length.
TokenBatch joined(const std::vector<TokenBatch> &all, const std::vector<std::size_t> &rows)
{
    TokenBatch batch;
    for (const std::size_t row : rows) {
        const TokenBatch &one = all[row];
        batch.tokens = one.tokens;
        batch.cells += 1;
        append(batch.genes, one.genes, rows.size());
        append(batch.values, one.values, rows.size());
        append(batch.padding, one.padding, rows.size());
        append(batch.batches, one.batches, rows.size());
        append(batch.modalities, one.modalities, rows.size());
        append(batch.perturbed, one.perturbed, rows.size());
        append(batch.undetected, one.undetected, rows.size());
        batch.absentValues = one.absentValues;
    }
    return batch;
}

// Rows that wait may take 100 MB or so; a row of Exceiver has 19,067 tokens.
constexpr std::int64_t mostTokensWaiting = 4'000'000;

// Has threads of its own within a cell.
bool sharesCells(const LoadedModel &model) { return model.card.family == "scbert"; }

}  // namespace

RowEncoder::RowEncoder(const LoadedModel &model, std::int64_t rowsAtOnce, int threads)
    : m_model(model), m_rowsAtOnce(rowsAtOnce), m_workers(model, sharesCells(model), threads),
      m_variants(variantEncoder(*model.cells))
{
}

void RowEncoder::startCell(const TokenBatch &cell)
{
    if (m_variants) m_cell = std::make_shared<const TokenBatch>(cell);
}

std::size_t RowEncoder::add(TokenBatch row)
{
    assert(row.cells == 1);
    m_tokens += row.tokens;
    m_rows.push_back(std::move(row));
    m_cellOf.push_back(m_cell);
    return m_rows.size() - 1;
}

bool RowEncoder::full() const
{
    return static_cast<std::int64_t>(m_rows.size()) >= m_rowsAtOnce * m_workers.count() || m_tokens >= mostTokensWaiting;
}

// An encoder of variants makes passes of its own.
std::int64_t RowEncoder::rowsAtOnce(std::int64_t tokens, bool variants) const
{
    const auto share = (static_cast<std::int64_t>(m_rows.size()) + m_workers.count() - 1) / m_workers.count();
    if (variants) return std::min(m_rowsAtOnce, share);
    return std::min({std::max<std::int64_t>(1, input::tokensAtOnce(m_model) / tokens), m_rowsAtOnce, share});
}

// Longest first; rows of one batch are variants of one cell, or of none.
std::vector<RowEncoder::Rows> RowEncoder::batches() const
{
    std::map<std::pair<std::int64_t, std::size_t>, Rows, std::greater<>> alike;  // by length, and the cell's first row
    std::map<const TokenBatch *, std::size_t> firstRow;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        alike[{m_rows[i].tokens, m_cellOf[i] ? firstRow.emplace(m_cellOf[i].get(), i).first->second + 1 : 0}].push_back(i);
    std::vector<Rows> all;
    for (const auto &[key, rows] : alike) {
        const auto count = static_cast<std::size_t>(rowsAtOnce(key.first, key.second > 0));
        for (std::size_t begin = 0; begin < rows.size(); begin += count)
            all.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                             rows.begin() + static_cast<std::ptrdiff_t>(std::min(begin + count, rows.size())));
    }
    return all;
}

Result<std::vector<std::vector<double>>> RowEncoder::encode(JobContext &context)
{
    const std::vector<Rows> all = batches();
    std::vector<std::vector<double>> vectors(m_rows.size());
    const auto done = m_workers.forEach(all.size(), "embed changed cells",
                                        [&](std::size_t batch) { return encodeRows(all[batch], vectors, context); });
    m_rows.clear();
    m_cellOf.clear();
    m_tokens = 0;
    LEXICELL_CHECK(done);
    return vectors;
}

Result<void> RowEncoder::encodeRows(const Rows &rows, std::vector<std::vector<double>> &vectors, JobContext &context) const
{
    if (context.cancelled()) return cancelled();
    const SharedCell &cell = m_cellOf[rows.front()];
    const TokenBatch batch = joined(m_rows, rows);
    const auto encoded = cell ? m_variants->encodeVariants(*cell, batch, context) : m_model.cells->encodeCells(batch, context);
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
