// Encodes single rows of tokens in batches of equal length, so that no padding is computed. Batches are shared among threads, and
// each is computed on one: a row's bits depend neither on the rows beside it nor on the number of threads.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/families/torch_library.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

class RowEncoder {
  public:
    // `rowsAtOnce`: the user's largest batch. `threads`: 0: all cores.
    RowEncoder(const LoadedModel &model, std::int64_t rowsAtOnce, int threads);

    // `row` has one cell; its batch label is part of it. Returns the number of the row.
    std::size_t add(TokenBatch row);
    std::size_t size() const { return m_rows.size(); }
    bool full() const;  // enough rows wait for every thread

    // The vectors of the rows that wait, [rows][embedding size], in their order; none waits afterwards. A batch that does not fit
    // into memory is halved. Error classes: cancelled, and those of CellEncoder.
    Result<std::vector<std::vector<double>>> encode(JobContext &context);

  private:
    using Rows = std::vector<std::size_t>;

    std::vector<Rows> batches() const;
    Result<void> encodeRows(const Rows &rows, std::vector<std::vector<double>> &vectors, JobContext &context) const;

    const LoadedModel &m_model;
    std::int64_t m_rowsAtOnce;
    std::int64_t m_workers;
    const TorchLibrary *m_torch = nullptr;  // null: the model was not opened by it (tests)
    std::vector<TokenBatch> m_rows;
};

}  // namespace lexicell::models::tasks
