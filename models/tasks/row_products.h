// Dot products of rows: the arithmetic behind the search for like genes. float32, several rows at a time, with the widest
// vector instructions this processor has (chosen at run time); results differ between processors in the last digits only.
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
