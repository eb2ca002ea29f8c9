// Predicts the expression of single rows of tokens. Each row is decoded by itself, on one thread, and the rows are shared among
// threads: a row's bits depend neither on the rows beside it nor on the number of threads.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/tasks/row_workers.h"

#include <vector>

namespace lexicell::models::tasks {

class RowDecoder {
  public:
    // `fromCell`: what the decoder of the cell vector says. `threads`: 0: all cores.
    RowDecoder(const LoadedModel &model, bool fromCell, int threads);

    // A number for each token of the row, in the decoder's unit; of a decoder of classes the expected class. `rows` have one cell
    // each. Error classes: cancelled, and those of ExpressionDecoder.
    Result<std::vector<std::vector<float>>> decode(const std::vector<TokenBatch> &rows, JobContext &context) const;

  private:
    Result<std::vector<float>> decodeRow(const TokenBatch &row, JobContext &context) const;

    const LoadedModel &m_model;
    bool m_fromCell;
    RowWorkers m_workers;
};

}  // namespace lexicell::models::tasks
