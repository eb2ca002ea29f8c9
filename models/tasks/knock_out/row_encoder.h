// Encodes single rows of tokens in batches of equal length, so that no padding is computed.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

class RowEncoder {
  public:
    // `rowsAtOnce`: the user's largest batch.
    RowEncoder(const LoadedModel &model, std::int64_t rowsAtOnce) : m_model(model), m_rowsAtOnce(rowsAtOnce) {}

    // `row` has one cell; its batch label is part of it. Returns the number of the row.
    std::size_t add(TokenBatch row);
    std::size_t size() const { return m_rows.size(); }
    bool full() const;  // enough rows wait for one batch

    // The vectors of the rows that wait, [rows][embedding size], in their order; none waits afterwards. A batch that does not fit
    // into memory is halved. Error classes: cancelled, and those of CellEncoder.
    Result<std::vector<std::vector<double>>> encode(JobContext &context);

  private:
    Result<void> encodeRows(const std::vector<std::size_t> &rows, std::vector<std::vector<double>> &vectors,
                            JobContext &context) const;

    const LoadedModel &m_model;
    std::int64_t m_rowsAtOnce;
    std::vector<TokenBatch> m_rows;
};

}  // namespace lexicell::models::tasks
