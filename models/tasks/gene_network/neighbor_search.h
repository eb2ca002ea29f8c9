// The neighbors of many genes at once: products in float32, block by block, choose candidates, and cosines in double rank them.
#pragma once

#include "models/tasks/gene_network/gene_neighbors.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// The k (at most genes − 1) nearest of every gene of the table, or of these rows. The result is that of a search with all
// cosines in double: no rounding, thread or processor changes a neighbor. Genes with too many equals (`left`: places in the
// result) are not searched. Error class: cancelled. Throws std::bad_alloc.
struct BlockSearch {
    NeighborGraph graph;
    std::vector<std::int64_t> left;
};
Result<BlockSearch> searchInBlocks(const GeneVectorTable &table, const std::vector<std::int64_t> *rows, std::int64_t k,
                                   JobContext &context);

// |float32 product − cosine in double| of two rows of length 1 is below width · 2⁻²⁴ plus what the rounding of the rows and of
// the sum in double adds, less than 16 · 2⁻²⁴. At least k genes reach the k-th largest product f, so the k-th largest cosine is
// at least f − error, and a gene that reaches it has a product of at least f − 2 · error. This is 2 · error.
double roundingOf(std::int64_t width);

}  // namespace lexicell::models::tasks
