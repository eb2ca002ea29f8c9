#include "core/analysis/exact_neighbors.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

constexpr std::int64_t chunk = 16;  // columns between two looks at the bound; rows are padded to a multiple of it
constexpr std::int64_t tile = 256;  // points compared with a group of queries while they are in the cache
constexpr std::int64_t group = 32;  // queries

struct Candidate {
    double squared;
    std::int32_t index;
    bool operator<(const Candidate &other) const
    {
        return squared != other.squared ? squared < other.squared : index < other.index;
    }
};

class PaddedPoints {
  public:
    explicit PaddedPoints(const Points &points)
        : rows(points.rows), columns((points.columns + chunk - 1) / chunk * chunk),
          values(static_cast<std::size_t>(rows * columns))
    {
        const auto order = byVariance(points);
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < order.size(); ++c)
                values[static_cast<std::size_t>(r * columns) + c] = points.values[r * points.columns + order[c]];
    }
    const float *row(std::int64_t i) const { return values.data() + i * columns; }

    std::int64_t rows, columns;

  private:
    static std::vector<std::int64_t> byVariance(const Points &points)
    {
        const auto n = static_cast<std::size_t>(points.columns);
        std::vector<double> mean(n), squares(n);
        for (std::int64_t r = 0; r < points.rows; ++r)
            for (std::size_t c = 0; c < n; ++c)
                mean[c] += static_cast<double>(points.values[r * points.columns + static_cast<std::int64_t>(c)]);
        for (auto &value : mean) value /= static_cast<double>(points.rows);
        for (std::int64_t r = 0; r < points.rows; ++r)
            for (std::size_t c = 0; c < n; ++c)
                squares[c] +=
                    std::pow(static_cast<double>(points.values[r * points.columns + static_cast<std::int64_t>(c)]) - mean[c], 2);
        std::vector<std::int64_t> order(n);
        std::iota(order.begin(), order.end(), std::int64_t{0});
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
            return squares[static_cast<std::size_t>(a)] > squares[static_cast<std::size_t>(b)];
        });
        return order;
    }

    std::vector<float> values;
};

// Whether the squared distance may be below `bound`: false only when it certainly is not.
bool within(const float *a, const float *b, std::int64_t columns, float bound)
{
    float sum = 0.0f;
    for (std::int64_t c = 0; c < columns; c += chunk) {
        float lane[chunk];
        for (std::int64_t i = 0; i < chunk; ++i) {
            const float difference = a[c + i] - b[c + i];
            lane[i] = difference * difference;
        }
        for (std::int64_t width = chunk / 2; width > 0; width /= 2)
            for (std::int64_t i = 0; i < width; ++i) lane[i] += lane[i + width];
        sum += lane[0];
        if (sum > bound) return false;
    }
    return true;
}

double squaredDistance(const float *a, const float *b, std::int64_t columns)
{
    double sum[4] = {};
    for (std::int64_t c = 0; c < columns; c += 4)
        for (std::int64_t i = 0; i < 4; ++i) {
            const double difference = static_cast<double>(a[c + i]) - static_cast<double>(b[c + i]);
            sum[i] += difference * difference;
        }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// The k best so far, as a heap with the worst on top.
class Best {
  public:
    explicit Best(std::size_t k) : m_size(k) { m_heap.reserve(k); }

    // A float bound with room for the rounding of the partial sums (each term is exact to 2e-7)
    float bound() const { return m_bound; }
    void offer(const Candidate &candidate)
    {
        if (m_heap.size() == m_size) {
            if (!(candidate < m_heap.front())) return;
            std::pop_heap(m_heap.begin(), m_heap.end());
            m_heap.pop_back();
        }
        m_heap.push_back(candidate);
        std::push_heap(m_heap.begin(), m_heap.end());
        if (m_heap.size() == m_size) m_bound = static_cast<float>(m_heap.front().squared * 1.0001);
    }
    std::vector<Candidate> &sorted()
    {
        std::sort_heap(m_heap.begin(), m_heap.end());
        return m_heap;
    }

  private:
    std::size_t m_size;
    float m_bound = std::numeric_limits<float>::infinity();
    std::vector<Candidate> m_heap;
};

void searchGroup(const PaddedPoints &points, std::int64_t first, std::int64_t last, NearestNeighbors &result)
{
    const auto others = static_cast<std::size_t>(result.columns - 1);
    std::vector<Best> best(static_cast<std::size_t>(last - first), Best(others));
    for (std::int64_t start = 0; start < points.rows; start += tile) {
        const std::int64_t stop = std::min(points.rows, start + tile);
        for (std::int64_t q = first; q < last; ++q) {
            Best &list = best[static_cast<std::size_t>(q - first)];
            for (std::int64_t j = start; j < stop; ++j) {
                if (!within(points.row(q), points.row(j), points.columns, list.bound()) || j == q) continue;
                list.offer({squaredDistance(points.row(q), points.row(j), points.columns), static_cast<std::int32_t>(j)});
            }
        }
    }
    for (std::int64_t q = first; q < last; ++q) {
        auto at = static_cast<std::size_t>(q * result.columns);
        result.indices[at] = static_cast<std::int32_t>(q);
        for (const auto &candidate : best[static_cast<std::size_t>(q - first)].sorted()) {
            result.indices[++at] = candidate.index;
            result.distances[at] = std::sqrt(candidate.squared);
        }
    }
}

}  // namespace

Result<NearestNeighbors> exactNeighbors(const Points &points, int nNeighbors, JobContext &context)
{
    const PaddedPoints padded(points);
    NearestNeighbors result{points.rows, nNeighbors, {}, {}};
    result.indices.resize(static_cast<std::size_t>(points.rows * nNeighbors));
    result.distances.resize(result.indices.size());
    const std::int64_t groups = (points.rows + group - 1) / group;
    std::atomic<std::int64_t> done{0};
    parallelFor(groups, context.threads, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t g = begin; g < end && !context.cancelled(); ++g) {
            searchGroup(padded, g * group, std::min(points.rows, (g + 1) * group), result);
            context.report(static_cast<double>(++done) / static_cast<double>(groups), "neighbours");
        }
    });
    if (context.cancelled()) return cancelled();
    return result;
}

}  // namespace lexicell::analysis
