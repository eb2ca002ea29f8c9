// Dot products of rows, for the search for similar genes. float32, several rows at a time, with the widest
// vector instructions of this processor (chosen at run time); results differ between processors in the last digits only.
#pragma once

#include <cstdint>

namespace lexicell::models::tasks {

// Rows of `width` floats.
struct RowBlock {
    const float *rows = nullptr;
    std::int64_t count = 0;
};

// out[q * stride + g] = queries.row(q) · genes.row(g)
void rowProducts(const RowBlock &queries, const RowBlock &genes, std::int64_t width, float *out, std::int64_t stride);

}  // namespace lexicell::models::tasks
