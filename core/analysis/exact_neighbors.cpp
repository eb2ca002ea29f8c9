#include "core/analysis/exact_neighbors.h"

#include "core/base/parallel.h"

#include <Eigen/Dense>
#include <knncolle/NeighborQueue.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

using Eigen::Index;
using Queue = knncolle::NeighborQueue<std::int32_t, double>;  // equal distances: the smaller index stays

constexpr Index group = 64;   // queries of one product
constexpr Index tile = 512;   // points of one product: the result stays in the cache
constexpr Index window = 64;  // products checked together; most windows hold no candidate

// The points around their mean, which minimizes the rounding error of |a|^2 + |b|^2 - 2 a.b.
class CenteredPoints {
  public:
    explicit CenteredPoints(const data::MatrixView &points) : values(points.columns, points.rows), squares(points.rows)
    {
        const Eigen::Map<const Eigen::MatrixXf> given(points.values, points.columns, points.rows);
        const Eigen::VectorXd mean = given.cast<double>().rowwise().mean();
        // Float products of d terms are off by at most d 2^-24 |a||b|, in whatever order they are summed; centering, norms
        // and the comparison add less than 16 such units. Twice that is subtracted from each norm, so that no distance is
        // overestimated.
        const double kept = 1.0 - static_cast<double>(points.columns + 16) * 0x1p-23;
        for (Index i = 0; i < points.rows; ++i) {
            values.col(i) = (given.col(i).cast<double>() - mean).cast<float>();
            squares[i] = static_cast<float>(values.col(i).cast<double>().squaredNorm() * kept);
        }
    }

    Eigen::MatrixXf values;   // [columns x points]
    Eigen::VectorXf squares;  // [points], lowered
};

double squaredDistance(const data::MatrixView &points, Index a, Index b)
{
    const float *const x = points.values + a * points.columns, *const y = points.values + b * points.columns;
    double sum[4] = {};
    Index c = 0;
    for (; c + 4 <= points.columns; c += 4)
        for (Index lane = 0; lane < 4; ++lane) {
            const double difference = static_cast<double>(x[c + lane]) - static_cast<double>(y[c + lane]);
            sum[lane] += difference * difference;
        }
    for (; c < points.columns; ++c) {
        const double difference = static_cast<double>(x[c]) - static_cast<double>(y[c]);
        sum[0] += difference * difference;
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// Whether any point may be nearer than `limit` (a squared distance minus the query's square); true for NaN.
bool anyWithin(const float *squares, const float *products, Index count, float limit)
{
    int found = 0;
    for (Index i = 0; i < count; ++i) found |= squares[i] - 2.0f * products[i] > limit ? 0 : 1;
    return found != 0;
}

// The neighbors of some queries among all points. A product in float finds the candidates, distances in double rank them.
class GroupSearch {
  public:
    GroupSearch(const data::MatrixView &points, const CenteredPoints &centered, Index others)
        : m_points(points), m_centered(centered), m_others(static_cast<std::int32_t>(others)), m_products(tile, group),
          m_queues(static_cast<std::size_t>(group))
    {
    }

    void run(Index first, NearestNeighbors &result)
    {
        const Index queries = std::min(group, m_points.rows - first);
        for (Index q = 0; q < queries; ++q) m_queues[static_cast<std::size_t>(q)].reset(m_others);
        for (Index start = 0; start < m_points.rows; start += tile) {
            const Index count = std::min(tile, m_points.rows - start);
            m_products.topLeftCorner(count, queries).noalias() =
                m_centered.values.middleCols(start, count).transpose() * m_centered.values.middleCols(first, queries);
            for (Index q = 0; q < queries; ++q)
                look(first + q, start, count, m_products.col(q).data(), m_queues[static_cast<std::size_t>(q)]);
        }
        for (Index q = 0; q < queries; ++q) report(first + q, m_queues[static_cast<std::size_t>(q)], result);
    }

  private:
    float limitOf(Index query, const Queue &queue) const
    {
        if (!queue.is_full()) return std::numeric_limits<float>::infinity();
        constexpr double roundedUp = 1.0 + 0x1p-20;
        return static_cast<float>(queue.limit() * roundedUp) - m_centered.squares[query];
    }

    void look(Index query, Index start, Index count, const float *products, Queue &queue) const
    {
        const float *const squares = m_centered.squares.data() + start;
        float limit = limitOf(query, queue);
        for (Index from = 0; from < count; from += window) {
            const Index to = std::min(count, from + window);
            if (!anyWithin(squares + from, products + from, to - from, limit)) continue;
            for (Index i = from; i < to; ++i) {
                if (squares[i] - 2.0f * products[i] > limit || start + i == query) continue;
                queue.add(static_cast<std::int32_t>(start + i), squaredDistance(m_points, query, start + i));
                limit = limitOf(query, queue);
            }
        }
    }

    void report(Index query, Queue &queue, NearestNeighbors &result)
    {
        queue.report(&m_indices, &m_distances);
        const auto at = static_cast<std::size_t>(query * result.columns);
        result.indices[at] = static_cast<std::int32_t>(query);
        for (std::size_t i = 0; i < m_indices.size(); ++i) {
            result.indices[at + 1 + i] = m_indices[i];
            result.distances[at + 1 + i] = std::sqrt(m_distances[i]);
        }
    }

    const data::MatrixView &m_points;
    const CenteredPoints &m_centered;
    std::int32_t m_others;
    Eigen::MatrixXf m_products;  // [tile x group]
    std::vector<Queue> m_queues;
    std::vector<std::int32_t> m_indices;
    std::vector<double> m_distances;
};

}  // namespace

Result<NearestNeighbors> exactNeighbors(const data::MatrixView &points, int nNeighbors, JobContext &context)
{
    const CenteredPoints centered(points);
    NearestNeighbors result{points.rows, nNeighbors, {}, {}};
    result.indices.resize(static_cast<std::size_t>(points.rows * nNeighbors));
    result.distances.resize(result.indices.size());
    const Index groups = (points.rows + group - 1) / group;
    std::atomic<Index> done{0};
    parallelFor(groups, context.threads, [&](Index begin, Index end) {
        GroupSearch search(points, centered, nNeighbors - 1);
        for (Index g = begin; g < end && !context.cancelled(); ++g) {
            search.run(g * group, result);
            context.report(static_cast<double>(++done) / static_cast<double>(groups), "neighbors");
        }
    });
    if (context.cancelled()) return cancelled();
    return result;
}

}  // namespace lexicell::analysis
