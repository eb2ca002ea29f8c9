// Changed cells as the fixtures define them, made from tokens: what the encoder's variants are held against.
#pragma once

#include "core/data/csr_block.h"
#include "models/contracts/tokens.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace lexicell::test {

enum class ExceiverChange { ZeroValue, ZeroCountRenormalized, Mask };

// One cell of a batch with one gene changed, as a batch of its own: ZeroValue, which needs absentValues, or Mask. The tokens must
// be the model's genes in order.
inline models::TokenBatch changedCell(const models::TokenBatch &batch, std::int64_t cell, std::int64_t gene, ExceiverChange how)
{
    const auto row = [&](const auto &list) {
        using List = std::decay_t<decltype(list)>;
        if (list.empty()) return List();
        const auto begin = list.begin() + static_cast<std::ptrdiff_t>(cell * batch.tokens);
        return List(begin, begin + static_cast<std::ptrdiff_t>(batch.tokens));
    };
    models::TokenBatch variant;
    variant.cells = 1;
    variant.tokens = batch.tokens;
    variant.genes = row(batch.genes);
    variant.values = row(batch.values);
    variant.padding = row(batch.padding);
    variant.undetected = row(batch.undetected);
    variant.absentValues = batch.absentValues;
    const auto at = static_cast<std::size_t>(gene);
    if (how == ExceiverChange::Mask) {
        variant.genes[at] = batch.tokens;  // the mask row follows the genes
        variant.values[at] = 1.0F;
    } else {
        variant.values[at] = batch.absentValues[at];
        variant.undetected[at] = 1;
    }
    return variant;
}

// The rows of several one-cell batches.
inline models::TokenBatch joined(const std::vector<models::TokenBatch> &rows)
{
    models::TokenBatch all = rows.front();
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto append = [&](auto models::TokenBatch::*list) {
            (all.*list).insert((all.*list).end(), (rows[i].*list).begin(), (rows[i].*list).end());
        };
        append(&models::TokenBatch::genes);
        append(&models::TokenBatch::values);
        append(&models::TokenBatch::padding);
        append(&models::TokenBatch::undetected);
        ++all.cells;
    }
    return all;
}

// The cells with all counts of a gene removed.
inline data::CsrBlock withoutCounts(const data::CsrBlock &cells, const std::vector<std::int64_t> &geneIds, std::int64_t gene)
{
    data::CsrBlock changed = cells;
    for (std::size_t i = 0; i < cells.indices.size(); ++i)
        if (geneIds[static_cast<std::size_t>(cells.indices[i])] == gene) changed.values[i] = 0.0F;
    return changed;
}

// 1 - cos of two vectors, in float64.
inline double cosineShift(const float *a, const float *b, std::int64_t size)
{
    double product = 0.0, squareA = 0.0, squareB = 0.0;
    for (std::int64_t i = 0; i < size; ++i) {
        const auto x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
        product += x * y;
        squareA += x * x;
        squareB += y * y;
    }
    return 1.0 - product / std::sqrt(squareA * squareB);
}

}  // namespace lexicell::test
