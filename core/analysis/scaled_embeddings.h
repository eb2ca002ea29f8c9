// One representation of cells from several (a PCA of the genes, a PCA of the proteins), each scaled so that the cells' distances
// to their neighbors weigh alike in all: libscran's mumosa. Weighted nearest neighbors
// (weighted_neighbors.h) weigh the kinds of features for each cell; mumosa weighs them once for all cells. Source:
// https://github.com/libscran/mumosa, the method of scran's rescaleByNeighbors: the median distance to the 20th neighbor.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"

#include <vector>

namespace lexicell::analysis {

inline constexpr int neighborsOfScale = 20;

// All [same cells x own dimensions]. The result has the dimensions of all, in their order; the first representation keeps its
// scale. Neighbors as nearestNeighbors() finds them. Error classes: shape_mismatch, too_small (fewer than two cells), cancelled,
// out_of_memory.
Result<data::Embedding> scaledTogether(const std::vector<data::Embedding> &parts, JobContext &context);

// The same without scales: one representation after the other.
Result<data::Embedding> sideBySide(const std::vector<data::Embedding> &parts);

}  // namespace lexicell::analysis
