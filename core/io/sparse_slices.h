// Makes what a file holds of a sparse matrix valid: indices in range, sorted, unique; values finite where they must be.
#pragma once

#include "core/data/element.h"

namespace lexicell::io {

bool indicesInRange(const std::vector<std::int32_t> &indices, std::int64_t size);

// Sorts the entries of every slice and adds up those of the same place, as scipy does. Does nothing to sorted slices.
void sortSlices(data::SparseMatrix &matrix);

bool allFinite(const data::Array &values);

}  // namespace lexicell::io
