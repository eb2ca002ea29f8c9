// Reads dense matrices of a file that are mostly zeros into sparse matrices, piece by piece.
#pragma once

#include "core/base/job_context.h"
#include "core/data/element.h"
#include "core/io/hdf5/hdf5_node.h"

namespace lexicell::io {

// A two-dimensional dataset of numbers as csr, zeros left out, dtype kept. Throws Failure: non_finite, Cancelled.
data::SparseMatrix sparseRows(const Hdf5Node &dataset, JobContext &context);

// The transposed matrix, in the same layout.
data::SparseMatrix transposed(const data::SparseMatrix &matrix);

}  // namespace lexicell::io
