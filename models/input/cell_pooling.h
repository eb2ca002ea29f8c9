// A cell's vector from its tokens' vectors, for any model with token vectors.
// Source of the definitions: scGPT at commit cebd6fa (cell_emb_style cls, avg-pool, w-pool).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/abilities.h"

#include <vector>

namespace lexicell::models::input {

enum class Pooling {
    FirstToken,          // cls: the cell token, if the model has one
    Mean,                // over the tokens that are not padding
    MeanOfAllPositions,  // avg-pool: padding counts as zeros, so the length depends on the longest cell of the batch
    ByValue,             // w-pool: sum of value x vector, divided by its norm; <cls> has the weight of its value (−2 zero-shot)
};

// [cells x width]; a cell without tokens gets zeros. Error classes: those of TokenEncoder.
Result<std::vector<float>> poolCells(const TokenEncoder &encoder, const TokenBatch &batch, Pooling pooling, JobContext &context);

}  // namespace lexicell::models::input
