// Neighbors of cells of which two kinds of features were measured, such as RNA and proteins: weighted nearest neighbors (WNN).
// Each cell weighs the kinds by how well its neighbors in each predict it. Source of the formulas: Hao et al. 2021 (Cell
// 184:3573), Methods, "Weighted nearest neighbor analysis".
#pragma once

#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"

#include <vector>

namespace lexicell::analysis {

// The paper's numbers. Fewer where there are fewer cells.
struct WeightedNeighborOptions {
    int neighbors = 20;    // of a cell, without itself
    int candidates = 200;  // of each kind, among which they are found
};

struct WeightedNeighbors {
    NearestNeighbors neighbors;       // distances sqrt((1 - s) / 2) of the weighted similarity s
    std::vector<double> firstWeight;  // [cells], of the first kind; that of the second is 1 - it
};

// `first` and `second`: [same cells x own dimensions]; each cell's vector is scaled to length 1 here. Error classes:
// shape_mismatch (other numbers of cells), too_small (fewer than three cells), those of nearestNeighbors().
Result<WeightedNeighbors> weightedNeighbors(const data::Embedding &first, const data::Embedding &second,
                                            const WeightedNeighborOptions &options, JobContext &context);

}  // namespace lexicell::analysis
