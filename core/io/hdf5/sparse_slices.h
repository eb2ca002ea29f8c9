// Makes stored sparse matrices valid: indices in range, sorted and unique; values finite where required.
#pragma once

#include "core/data/element.h"

#include <span>

namespace lexicell::io {

bool indicesInRange(std::span<const std::int32_t> indices, std::int64_t size);  // all in 0..size-1

// Sorts the entries of every slice and adds entries of the same place, as scipy does. Sorted slices stay unchanged.
void sortSlices(data::SparseMatrix &matrix);

bool allFinite(const data::Array &values);
bool allFinite(const data::Array &values, std::int64_t begin, std::int64_t end);  // elements [begin, end)

}  // namespace lexicell::io
