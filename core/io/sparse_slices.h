// Makes what a file holds of a sparse matrix valid: indices in range, sorted, unique; values finite where they must be.
#pragma once

#include "core/data/element.h"

#include <span>

namespace lexicell::io {

bool indicesInRange(std::span<const std::int32_t> indices, std::int64_t size);  // all in 0..size-1

// Sorts the entries of every slice and adds up those of the same place, as scipy does. Does nothing to sorted slices.
void sortSlices(data::SparseMatrix &matrix);

bool allFinite(const data::Array &values);
bool allFinite(const data::Array &values, std::int64_t begin, std::int64_t end);  // elements [begin, end)

}  // namespace lexicell::io
