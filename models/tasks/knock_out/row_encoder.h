// Encodes single rows of tokens in batches of equal length, so that no padding is computed. Batches are shared among threads, and
// each is computed on one: a row's bits depend neither on the rows beside it nor on the number of threads. Rows that are variants
// of one cell share what the model can share among them (cell_variants.h).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/cell_variants.h"
#include "models/contracts/model.h"
#include "models/tasks/row_workers.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

class RowEncoder {
  public:
    // `rowsAtOnce`: the user's largest batch. `threads`: 0: all cores.
    RowEncoder(const LoadedModel &model, std::int64_t rowsAtOnce, int threads);

    // The rows added from here on are variants of this cell (one row).
    void startCell(const TokenBatch &cell);
    // `row` has one cell; its batch label is part of it. Returns the number of the row.
    std::size_t add(TokenBatch row);
    std::size_t size() const { return m_rows.size(); }
    bool full() const;  // enough rows wait for every thread

    // The vectors of the rows that wait, [rows][embedding size], in their order; none waits afterwards. A batch that does not fit
    // into memory is halved. Error classes: cancelled, and those of CellEncoder.
    Result<std::vector<std::vector<double>>> encode(JobContext &context);

  private:
    using Rows = std::vector<std::size_t>;
    using SharedCell = std::shared_ptr<const TokenBatch>;

    std::vector<Rows> batches() const;
    std::int64_t rowsAtOnce(std::int64_t tokens, bool variants) const;
    Result<void> encodeRows(const Rows &rows, std::vector<std::vector<double>> &vectors, JobContext &context) const;

    const LoadedModel &m_model;
    std::int64_t m_rowsAtOnce;
    RowWorkers m_workers;
    const VariantEncoder *m_variants;  // null: the model shares nothing
    SharedCell m_cell;                 // null: the next row is no variant
    std::vector<TokenBatch> m_rows;
    std::vector<SharedCell> m_cellOf;  // of each row
    std::int64_t m_tokens = 0;         // that wait
};

}  // namespace lexicell::models::tasks
