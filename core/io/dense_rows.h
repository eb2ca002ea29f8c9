// Dense matrices of a file that are mostly zeros, read into sparse ones piece by piece.
#pragma once

#include "core/base/job_context.h"
#include "core/data/element.h"
#include "core/io/hdf5_node.h"

namespace lexicell::io {

// A two-dimensional dataset of numbers as csr, zeros left out, dtype kept. Throws Failure: non_finite, Cancelled.
data::SparseMatrix sparseRows(const Hdf5Node &dataset, JobContext &context);

// The same values with rows and columns changed over, same layout.
data::SparseMatrix transposed(const data::SparseMatrix &matrix);

}  // namespace lexicell::io
