// The weighted neighborhood graph of UMAP (McInnes, Healy, Melville 2018, section 3.1; umap-learn 0.5 `fuzzy_simplicial_set`
// with set_op_mix_ratio 1 and local_connectivity 1), which scanpy stores as obsp["connectivities"].
#pragma once

#include "core/analysis/neighbors.h"
#include "core/data/element.h"

#include <vector>

namespace lexicell::analysis {

struct LocalScale {            // per cell
    std::vector<float> rho;    // distance of the nearest neighbor that is not at distance 0
    std::vector<float> sigma;  // bandwidth: sum over neighbors of exp(-(d - rho) / sigma) is log2(n_neighbors)
};
LocalScale localScale(const NearestNeighbors &neighbors, int threads);

// Symmetric csr, float32, strengths in (0, 1]; nothing on the diagonal.
data::SparseMatrix fuzzyGraph(const NearestNeighbors &neighbors, int threads);

// Distances as scanpy stores them: csr, float64, each cell's neighbors without itself.
data::SparseMatrix distanceGraph(const NearestNeighbors &neighbors);

}  // namespace lexicell::analysis
