// Neighbors of cells of which several kinds of features were measured, such as RNA and proteins: weighted nearest neighbors
// (WNN). Each cell weighs the kinds by how well its neighbors in each predict it.
//
// Source: Hao et al. 2021 (Cell 184:3573, Methods), as Seurat 5 computes it (FindMultiModalNeighbors). For each kind, with
// vectors of length 1, d(i) the distance of cell i to its nearest neighbor, and excess(x) = max(|x| - d(i), 0): s(i)     the mean
// excess distance to the cells whose neighborhoods share least with the cell's own, but share: as many as a
//          neighborhood has. Of cells that share equally little, the farthest.
// a(i, p)  exp(-excess(i - p) / s(i)), how like the cell is to a point p.
// r(m, q)  a(i, mean of the neighbors in kind q) of kind m; the weight of m is proportional to the sum over the other kinds q
//          of exp(min(r(m, m) / (r(m, q) + 1e-4), 200)).
// Two cells are as alike as the weighted mean of a over the kinds, seen from the first.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"

#include <vector>

namespace lexicell::analysis {

// Seurat's numbers. Fewer where there are fewer cells.
struct WeightedNeighborOptions {
    int neighborhood = 20;  // cells, the cell itself included; the result has as many neighbors without it
    int candidates = 200;   // of each kind, the cell itself included, among which neighbors are found
};

struct WeightedNeighbors {
    NearestNeighbors neighbors;                // distances sqrt((1 - alike) / 2)
    std::vector<std::vector<double>> weights;  // [kinds][cells], of a cell 1 together
};

// `kinds`: two at least, [same cells x own dimensions]; each cell's vector is scaled to length 1 here. Error classes:
// shape_mismatch (one kind, other numbers of cells), too_small (fewer than three cells), those of nearestNeighbors().
Result<WeightedNeighbors> weightedNeighbors(const std::vector<data::Embedding> &kinds, const WeightedNeighborOptions &options,
                                            JobContext &context);

}  // namespace lexicell::analysis
