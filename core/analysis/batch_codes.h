// What corrections of batches (harmony.h, mutual_neighbors.h) demand of their input, and the cells of each batch.
#pragma once

#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct CellsByBatch {
    std::vector<std::int64_t> cells;  // batch by batch, ascending within each
    std::vector<std::int64_t> begin;  // [batches + 1] of each batch in `cells`

    std::int64_t batches() const { return static_cast<std::int64_t>(begin.size()) - 1; }
    std::int64_t size(std::int64_t batch) const
    {
        return begin[static_cast<std::size_t>(batch) + 1] - begin[static_cast<std::size_t>(batch)];
    }
};

// Batches in the order of their codes; codes without a cell are no batch. Error classes: shape_mismatch (another number of codes
// than of cells), batches_needed (a code below 0), too_small (no cell or no component), non_finite.
Result<CellsByBatch> cellsByBatch(const data::MatrixView &components, const std::vector<std::int32_t> &batches);

}  // namespace lexicell::analysis
