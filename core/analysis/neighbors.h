// Nearest neighbors of every cell by Euclidean distance.
//
// Exact: a matrix product in float finds candidates, and distances in double rank them. Ties go to the smaller index. HNSW:
// Malkov and Yashunin 2018, through knncolle. Neither depends on the number of threads.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

enum class NeighborMethod { Auto, Exact, Hnsw };
constexpr std::int64_t exactNeighborsUpTo = 50000;  // cells; up to this number Auto searches exactly

struct NearestNeighbors {
    std::int64_t cells = 0;
    int columns = 0;                    // neighbors of a cell, itself included
    std::vector<std::int32_t> indices;  // [cells x columns]; column 0 is the cell itself, the others by distance
    std::vector<double> distances;      // [cells x columns]; column 0 is 0
};

// nNeighbors counts the cell itself, as in scanpy and umap-learn; 2 <= nNeighbors <= points.rows.
// Error classes: too_small, non_finite (a value is not a number), Cancelled.
Result<NearestNeighbors> nearestNeighbors(const data::MatrixView &points, int nNeighbors, NeighborMethod method,
                                          JobContext &context);

}  // namespace lexicell::analysis
