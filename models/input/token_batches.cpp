#include "models/input/token_batches.h"

#include "core/base/guarded.h"
#include "core/base/pace.h"
#include "core/data/csr_block.h"

#include <algorithm>
#include <chrono>

namespace lexicell::models::input {

namespace {

// Tokens of one batch, padding included: 64 cells of 1,200 tokens, the defaults. Longer cells give smaller batches, so that
// memory does not depend on max-length.
constexpr std::int64_t tokensPerBatch = 64 * 1200;
// On a CPU, floating-point operations of one batch: about a second, so that progress moves and cancelling
// is fast. Its matrices are large enough then; a larger batch would not be faster.
constexpr double operationsPerBatch = 1e11;

// The batches of a run, from the lengths of its cells alone.
struct Window {
    std::int64_t begin = 0, end = 0;              // cells
    std::vector<std::vector<std::int64_t>> rows;  // of each batch, counted from `begin`
};

// Longest first: a lack of memory shows at once, not at the end.
Window batchesOf(const PreparedCells &cells, std::int64_t tokensAtOnce, std::int64_t begin, std::int64_t end)
{
    Window window{begin, end, {}};
    std::vector<std::int64_t> rows;
    for (std::int64_t row = 0; row < end - begin; ++row)
        if (cells.length(begin + row) > 0) rows.push_back(row);
    std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return cells.length(begin + a) > cells.length(begin + b); });
    for (std::size_t first = 0; first < rows.size();) {
        const std::int64_t fits = std::max<std::int64_t>(1, tokensAtOnce / cells.length(begin + rows[first]));
        const auto count = static_cast<std::size_t>(std::min<std::int64_t>(fits, cells.batchSize));
        const std::size_t last = std::min(first + count, rows.size());
        window.rows.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(first),
                                 rows.begin() + static_cast<std::ptrdiff_t>(last));
        first = last;
    }
    return window;
}

// A share keeps its batches; they are numbered over the whole run.
std::vector<Window> plan(const PreparedCells &cells, std::int64_t tokensAtOnce, const Shard &shard)
{
    std::vector<Window> windows;
    const std::int64_t step = windowRows(cells.matrix);
    std::int64_t number = 0;
    for (std::int64_t begin = 0; begin < cells.cells(); begin += step) {
        Window window = batchesOf(cells, tokensAtOnce, begin, std::min(begin + step, cells.cells()));
        std::erase_if(window.rows, [&](const auto &) { return !shard.has(number++); });
        if (!window.rows.empty()) windows.push_back(std::move(window));
    }
    return windows;
}

class BatchRun {
  public:
    BatchRun(const PreparedCells &cells, std::int64_t tokensAtOnce, const std::string &stage, const BatchWork &work,
             const Shard &shard, JobContext &context)
        : m_cells(cells), m_stage(stage), m_work(work), m_context(context), m_windows(plan(cells, tokensAtOnce, shard))
    {
        std::int64_t planned = 0;
        for (const Window &window : m_windows)
            for (const auto &rows : window.rows) {
                planned += static_cast<std::int64_t>(rows.size());
                for (const std::int64_t row : rows) m_tokensToDo += cells.length(window.begin + row);
            }
        m_cellsToDo = shard.asked() ? planned : cells.cells();
    }

    Result<void> run()
    {
        for (const Window &window : m_windows) {
            LEXICELL_TRY(values, m_cells.matrix.rows(window.begin, window.end));
            for (const auto &rows : window.rows) LEXICELL_CHECK(runRows(values, window.begin, rows));
        }
        return {};
    }

  private:
    // Halves a batch that does not fit into memory, down to a single cell.
    Result<void> runRows(const data::CsrBlock &window, std::int64_t begin, const std::vector<std::int64_t> &rows)
    {
        if (m_context.cancelled()) return cancelled();
        if (const auto done = runBatch(window, begin, rows); !done.ok()) {
            if (done.error().kind != ErrorKind::OutOfMemory || rows.size() == 1) return done.error();
            const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
            LEXICELL_CHECK(runRows(window, begin, {rows.begin(), middle}));
            return runRows(window, begin, {middle, rows.end()});
        }
        for (const std::int64_t row : rows) m_tokensDone += m_cells.length(begin + row);
        m_cellsDone += static_cast<std::int64_t>(rows.size());
        reportProgress();
        return {};
    }

    Result<void> runBatch(const data::CsrBlock &window, std::int64_t begin, const std::vector<std::int64_t> &rows)
    {
        CellBatch batch;
        std::vector<std::string> names;
        for (const std::int64_t row : rows) {
            batch.cells.push_back(begin + row);
            names.push_back(m_cells.names[static_cast<std::size_t>(begin + row)]);
        }
        LEXICELL_TRY(
            tokens, m_cells.tokenizer->tokenize(data::selectRows(window, rows), m_cells.coverage.geneIds, names, m_cells.tokens));
        batch.tokens = std::move(tokens);
        if (!m_cells.batches.empty())
            for (const std::int64_t cell : batch.cells)
                batch.tokens.batches.push_back(m_cells.batches[static_cast<std::size_t>(cell)]);
        return m_work(batch);
    }

    void reportProgress()
    {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_begin;
        // A cell's time grows with its tokens, so progress counts tokens.
        const double done = static_cast<double>(m_tokensDone) / static_cast<double>(std::max<std::int64_t>(1, m_tokensToDo));
        m_context.report(done, m_stage + ": " + std::to_string(m_cellsDone) + " of " + std::to_string(m_cellsToDo) + " (" +
                                   rateText(static_cast<double>(m_cellsDone), elapsed.count(), "cells") + ")");
    }

    const PreparedCells &m_cells;
    const std::string &m_stage;
    const BatchWork &m_work;
    JobContext &m_context;
    std::vector<Window> m_windows;
    std::int64_t m_cellsToDo = 0;
    std::int64_t m_tokensToDo = 0;
    std::int64_t m_tokensDone = 0;
    std::int64_t m_cellsDone = 0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

}  // namespace

std::int64_t tokensAtOnce(const LoadedModel &model)
{
    if (model.compute.device.starts_with("cuda")) return tokensPerBatch;
    // A transformer's products with its weights (four of attention, two of the feed-forward part), two operations each.
    const auto width = static_cast<double>(model.card.embeddingSize);
    const double perToken = 2.0 * static_cast<double>(model.card.layers) *
                            (4.0 * width * width + 2.0 * width * static_cast<double>(model.card.feedForward));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(operationsPerBatch / std::max(perToken, 1.0)), 1, tokensPerBatch);
}

std::vector<std::int64_t> cellsOf(const PreparedCells &cells, const LoadedModel &model, const Shard &shard)
{
    std::vector<std::int64_t> own;
    for (const Window &window : plan(cells, tokensAtOnce(model), shard))
        for (const auto &rows : window.rows)
            for (const std::int64_t row : rows) own.push_back(window.begin + row);
    if (shard.index <= 1)
        for (std::int64_t cell = 0; cell < cells.cells(); ++cell)
            if (cells.length(cell) == 0) own.push_back(cell);
    std::sort(own.begin(), own.end());
    return own;
}

Result<void> forEachBatch(const PreparedCells &cells, const LoadedModel &model, const std::string &stage, const BatchWork &work,
                          JobContext &context, const Shard &shard)
{
    return guarded(
        "run the model over the cells", [&] { return BatchRun(cells, tokensAtOnce(model), stage, work, shard, context).run(); },
        "Use smaller batches or shorter inputs, or close other programs.");
}

}  // namespace lexicell::models::input
