// The exact search behind nearestNeighbors().
#pragma once

#include "core/analysis/neighbors.h"

namespace lexicell::analysis {

Result<NearestNeighbors> exactNeighbors(const Points &points, int nNeighbors, JobContext &context);

}  // namespace lexicell::analysis
