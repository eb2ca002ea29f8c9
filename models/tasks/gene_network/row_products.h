// Dot products of rows, for the search for similar genes. float32, several rows at a time, with the widest
// vector instructions of this processor (chosen at run time); results differ between processors in the last digits only.
#pragma once

#include "core/data/matrix_view.h"

#include <cstdint>

namespace lexicell::models::tasks {

// out[q * stride + g] = queries.row(q) · genes.row(g), for rows of the same length.
void rowProducts(const data::MatrixView &queries, const data::MatrixView &genes, float *out, std::int64_t stride);

}  // namespace lexicell::models::tasks
