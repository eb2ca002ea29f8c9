// A graph for approximate search of nearest points: hierarchical navigable small worlds (Malkov and Yashunin 2018), built by
// hnswlib and kept as plain arrays. knncolle and hnswlib keep the graph inside and copy the points; plain arrays can be checked,
// saved, and searched where they lie in a mapped file.
//
// Building uses one thread, and a search depends on nothing but its query: the number of threads changes no result.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// hnswlib's defaults: links of a point above the ground level, links on the ground level, candidates while building.
inline constexpr std::int64_t hnswLinks = 16;
inline constexpr std::int64_t hnswGroundLinks = 2 * hnswLinks;
inline constexpr int hnswBuildCandidates = 200;
// Candidates of a search: recall@10 above 0.99 on single-cell embeddings; larger is slower and finds more.
inline constexpr std::int64_t hnswSearchCandidates = 200;

// A link is the number of a point; -1: none. Links of a row are without gaps at its beginning.
struct HnswArrays {
    std::vector<std::int32_t> levels;  // [points] the highest level of each
    std::vector<std::int32_t> ground;  // [points x hnswGroundLinks]
    std::vector<std::int32_t> upper;   // [sum of levels x hnswLinks]: by point, then by level from 1
};

// Error classes: too_small (no points or dimensions), out_of_memory, cancelled. `points` are finite.
Result<HnswArrays> buildHnsw(const data::MatrixView &points, JobContext &context);

// The arrays of a graph where they lie; the owner must outlive it.
class HnswGraph {
  public:
    HnswGraph() = default;
    // Error class: corrupt_data, if following the links would leave the arrays.
    static Result<HnswGraph> of(const std::int32_t *levels, std::int64_t points, const std::int32_t *ground,
                                const std::int32_t *upper, std::int64_t upperRows);

    std::int64_t points() const { return m_points; }
    std::int32_t entry() const { return m_entry; }  // the first point of the highest level
    std::int32_t level(std::int32_t point) const { return m_levels[point]; }
    const std::int32_t *ground(std::int32_t point) const { return m_ground + point * hnswGroundLinks; }
    // level: 1 to level(point)
    const std::int32_t *upper(std::int32_t point, std::int32_t level) const
    {
        return m_upper + (m_offsets[static_cast<std::size_t>(point)] + level - 1) * hnswLinks;
    }

  private:
    Result<void> check(std::int64_t rowsLeft) const;

    const std::int32_t *m_levels = nullptr, *m_ground = nullptr, *m_upper = nullptr;
    std::int64_t m_points = 0;
    std::int32_t m_entry = 0;
    std::vector<std::int64_t> m_offsets;  // [points] first row in `upper`
};

// Searches one graph; not thread-safe, a thread each. Graph and points must outlive it.
class HnswSearcher {
  public:
    HnswSearcher(const HnswGraph &graph, const data::MatrixView &points);

    // The points near `query`, nearest first by float distances: at least as many as the candidates, unless the graph is not
    // connected. The caller ranks them by exact distances.
    const std::vector<std::int32_t> &near(const float *query, std::int64_t candidates);

  private:
    struct Found {
        float distance;
        std::int32_t point;
        bool operator<(const Found &other) const
        {
            return distance < other.distance || (distance == other.distance && point < other.point);
        }
        bool operator>(const Found &other) const { return other < *this; }
    };
    Found measured(const float *query, std::int32_t point) const;
    Found descend(const float *query) const;

    const HnswGraph &m_graph;
    data::MatrixView m_points;
    std::vector<std::uint32_t> m_seen;  // [points] number of the search that saw it last
    std::uint32_t m_search = 0;
    std::vector<Found> m_open, m_best;  // heaps: the nearest first, the farthest first
    std::vector<std::int32_t> m_result;
};

}  // namespace lexicell::analysis
