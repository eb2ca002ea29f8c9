#include "core/analysis/neighbors.h"

#include "core/analysis/exact_neighbors.h"
#include "core/base/parallel.h"

#include <knncolle_hnsw/knncolle_hnsw.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

namespace lexicell::analysis {

static Result<NearestNeighbors> hnswNeighbors(const data::MatrixView &points, int nNeighbors, JobContext &context)
{
    // 16 links and 200 candidates while building are the defaults of hnswlib; 200 candidates while searching keep
    // recall@15 above 0.99 on single-cell embeddings
    knncolle_hnsw::HnswOptions options;
    options.ef_search = std::max(200, 4 * nNeighbors);
    const knncolle_hnsw::HnswBuilder<std::int32_t, float, float> builder(knncolle_hnsw::makeEuclideanDistanceConfig<float>(),
                                                                         options);
    const auto index = builder.build_unique(knncolle::SimpleMatrix<std::int32_t, float>(
        static_cast<std::size_t>(points.columns), static_cast<std::int32_t>(points.rows), points.values));

    NearestNeighbors result{points.rows, nNeighbors, {}, {}};
    result.indices.resize(static_cast<std::size_t>(points.rows * nNeighbors));
    result.distances.resize(result.indices.size());
    std::atomic<std::int64_t> done{0};
    std::atomic<bool> incomplete{false};
    parallelFor(points.rows, context.threads, [&](std::int64_t begin, std::int64_t end) {
        const auto searcher = index->initialize();
        std::vector<std::int32_t> indices;
        std::vector<float> distances;
        for (std::int64_t cell = begin; cell < end; ++cell) {
            if (cell % 1024 == 0) {
                if (context.cancelled()) return;
                context.report(0.5 + 0.5 * static_cast<double>(done) / static_cast<double>(points.rows), "neighbors");
            }
            searcher->search(static_cast<std::int32_t>(cell), nNeighbors - 1, &indices, &distances);
            if (static_cast<int>(indices.size()) != nNeighbors - 1) {
                incomplete = true;
                return;
            }
            const auto at = static_cast<std::size_t>(cell * nNeighbors);
            result.indices[at] = static_cast<std::int32_t>(cell);
            std::copy(indices.begin(), indices.end(), result.indices.begin() + static_cast<std::ptrdiff_t>(at) + 1);
            std::copy(distances.begin(), distances.end(), result.distances.begin() + static_cast<std::ptrdiff_t>(at) + 1);
            ++done;
        }
    });
    if (context.cancelled()) return cancelled();
    if (incomplete) return exactNeighbors(points, nNeighbors, context);  // the HNSW graph is disconnected: many identical points
    return result;
}

Result<NearestNeighbors> nearestNeighbors(const data::MatrixView &points, int nNeighbors, NeighborMethod method,
                                          JobContext &context)
{
    if (nNeighbors < 2 || nNeighbors > points.rows || points.columns < 1)
        return Error{errors::tooSmall,
                     "Neighbors were requested among " + std::to_string(points.rows) + " cells in " +
                         std::to_string(points.columns) + " dimensions; at least 2 cells and 1 dimension are needed.",
                     {}};
    const float *const end = points.values + points.rows * points.columns;
    const float *const bad = std::find_if(points.values, end, [](float value) { return !std::isfinite(value); });
    if (bad != end)
        return Error{errors::nonFinite,
                     "The representation has a value that is not a number, in cell " +
                         std::to_string((bad - points.values) / points.columns) +
                         ", so distances cannot be computed. Remove these cells or compute the representation again.",
                     {}};
    const bool exact = method == NeighborMethod::Exact || (method == NeighborMethod::Auto && points.rows <= exactNeighborsUpTo);
    return exact ? exactNeighbors(points, nNeighbors, context) : hnswNeighbors(points, nNeighbors, context);
}

}  // namespace lexicell::analysis
