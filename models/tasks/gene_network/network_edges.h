// The edges of a network of nearest neighbors, and how many two networks share.
#pragma once

#include "models/tasks/gene_network/gene_neighbors.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct NetworkEdge {
    std::int64_t a = 0, b = 0;  // places of the genes, a < b
    double weight = 0.0;
    std::int64_t rank = 0;      // 1: nearest; the better of a's position among b's neighbors and b's among a's
    double coexpression = 0.0;  // the correlation of the two in the cells; 0 without a baseline
};

// The neighbors of `rows` (ascending; the i-th row of the graph belongs to the i-th of them) as edges: one for each pair of which
// both are in `rows`, whichever of the two has the other as neighbor; weight at least `cut` and not exactly 0 (a constant gene, a
// vector of zeros: similar to no gene). Places are those in `rows`. Heaviest first, then by a, b.
std::vector<NetworkEdge> edgesAmong(const NeighborGraph &graph, const std::vector<std::int64_t> &rows, double cut);

// The rows themselves and their neighbors that reach the cut, ascending, each once.
std::vector<std::int64_t> neighborhoodOf(const NeighborGraph &graph, const std::vector<std::int64_t> &rows, double cut);

// Pairs that are edges of both.
std::int64_t sharedEdges(std::vector<NetworkEdge> one, std::vector<NetworkEdge> other);

// The mean of sharedEdges() over all ways to exchange the genes of one network: edges x edges / pairs of genes. For this each
// edge falls on each of the n (n − 1) / 2 pairs alike.
double expectedShared(std::int64_t edges, std::int64_t otherEdges, std::int64_t genes);

}  // namespace lexicell::models::tasks
