// Picking rows and columns of a CsrBlock.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::data {

// Columns `genes` (any order, each once) of a block; indices stay sorted within rows.
CsrBlock selectColumns(const CsrBlock &block, const std::vector<std::int64_t> &genes);

// Rows `cells` of a block, in the order given.
CsrBlock selectRows(const CsrBlock &block, const std::vector<std::int64_t> &cells);

}  // namespace lexicell::data
