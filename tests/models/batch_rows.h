// A part of a batch.
#pragma once

#include "models/contracts/model.h"

#include <cstdint>
#include <vector>

namespace lexicell::test {

// The cells of a batch with these row numbers, in this order.
inline models::TokenBatch rowsOf(const models::TokenBatch &batch, const std::vector<std::int64_t> &rows)
{
    models::TokenBatch part;
    part.cells = static_cast<std::int64_t>(rows.size());
    part.tokens = batch.tokens;
    part.absentValues = batch.absentValues;
    const auto copy = [&](const auto &from, auto &to) {
        if (from.empty()) return;  // not every family fills it
        for (const std::int64_t row : rows)
            to.insert(to.end(), from.begin() + row * batch.tokens, from.begin() + (row + 1) * batch.tokens);
    };
    copy(batch.genes, part.genes);
    copy(batch.values, part.values);
    copy(batch.padding, part.padding);
    copy(batch.undetected, part.undetected);
    return part;
}

}  // namespace lexicell::test
