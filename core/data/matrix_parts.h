// Cutting and converting stored matrices (a 2-D Array or a SparseMatrix) of every dtype. Shared by the in-memory and the
// file-backed matrix sources, the subset of a data set and the writer.
//
// "Major" is the storage axis of a matrix: rows of a csr or dense matrix, columns of a csc matrix.
#pragma once

#include "core/data/expression_matrix.h"

#include <vector>

namespace lexicell::data {

using Positions = std::vector<std::int64_t>;

Storage storageOf(const Element &matrix);

// The whole matrix as csr float32 without zeros.
CsrBlock toCsrBlock(const Element &matrix);
// Rows [begin, end). In a csc matrix every column is searched: cheap for a few blocks, slow for thousands.
CsrBlock toCsrBlock(const Element &matrix, std::int64_t begin, std::int64_t end);
// One column as dense float32 [rows].
std::vector<float> toColumn(const Element &matrix, std::int64_t column);

// Slices [begin, end) along the major axis, dtype kept.
ElementPtr sliceMajor(const Element &matrix, std::int64_t begin, std::int64_t end);

// These rows and columns (nullptr: all), in the order given; an index may repeat. dtype and storage are kept.
SparseMatrix subset(const SparseMatrix &matrix, const Positions *rows, const Positions *columns);
Array subset(const Array &matrix, const Positions *rows, const Positions *columns);

}  // namespace lexicell::data
