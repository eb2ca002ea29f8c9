#include "core/analysis/weighted_neighbors.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace lexicell::analysis {

namespace {

constexpr double ratioFloor = 1e-4;  // the paper's epsilon

using Vector = std::vector<double>;

data::Embedding atUnitLength(data::Embedding vectors)
{
    const auto width = static_cast<std::size_t>(vectors.dimensions);
    for (std::int64_t cell = 0; cell < vectors.cells; ++cell) {
        float *const row = vectors.row(cell);
        const double length = std::sqrt(std::inner_product(row, row + width, row, 0.0, std::plus<>(), [](float a, float b) {
            return static_cast<double>(a) * static_cast<double>(b);
        }));
        if (length > 0.0)
            std::transform(row, row + width, row,
                           [length](float x) { return static_cast<float>(static_cast<double>(x) / length); });
    }
    return vectors;
}

double distanceOf(const float *a, const float *b, std::int64_t width)
{
    double sum = 0.0;
    for (std::int64_t i = 0; i < width; ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += difference * difference;
    }
    return std::sqrt(sum);
}

// One kind of features: its neighborhoods, and how fast similarity falls off around each cell.
class Kind {
  public:
    static Result<Kind> of(const data::Embedding &vectors, int neighbors, int candidates, JobContext &context)
    {
        Kind kind;
        kind.m_vectors = atUnitLength(vectors);
        LEXICELL_TRY(found, nearestNeighbors({kind.m_vectors.values.data(), vectors.cells, vectors.dimensions}, candidates + 1,
                                             NeighborMethod::Auto, context));
        kind.m_found = std::move(found);
        kind.m_neighbors = neighbors;
        kind.measureWidths();
        return kind;
    }

    std::int64_t cells() const { return m_vectors.cells; }
    // The candidates of a cell, nearest first, without the cell.
    const std::int32_t *candidatesOf(std::int64_t cell) const { return &m_found.indices[place(cell) + 1]; }

    double similarity(std::int64_t cell, std::int64_t other) const
    {
        return fallOff(cell, distanceOf(m_vectors.row(cell), m_vectors.row(other), m_vectors.dimensions));
    }
    // How like the cell is to the mean of its neighbors in `by`.
    double predictedBy(std::int64_t cell, const Kind &by) const
    {
        std::vector<double> mean(static_cast<std::size_t>(m_vectors.dimensions), 0.0);
        const std::int32_t *const near = by.candidatesOf(cell);
        for (int i = 0; i < m_neighbors; ++i) {
            const float *const row = m_vectors.row(near[i]);
            for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += static_cast<double>(row[d]) / m_neighbors;
        }
        const std::vector<float> predicted(mean.begin(), mean.end());
        return fallOff(cell, distanceOf(m_vectors.row(cell), predicted.data(), m_vectors.dimensions));
    }

  private:
    std::size_t place(std::int64_t cell) const { return static_cast<std::size_t>(cell * m_found.columns); }
    double nearestOf(std::int64_t cell) const { return m_found.distances[place(cell) + 1]; }

    double fallOff(std::int64_t cell, double distance) const
    {
        const double beyond = std::max(distance - nearestOf(cell), 0.0);
        const double width = m_widths[static_cast<std::size_t>(cell)] - nearestOf(cell);
        if (beyond == 0.0) return 1.0;
        return width > 0.0 ? std::exp(-beyond / width) : 0.0;
    }

    // The mean distance to the cells whose neighborhoods overlap least with the cell's own, but do: as many as it has neighbors.
    // A neighborhood is a cell with its neighbors.
    void measureWidths()
    {
        const auto all = static_cast<std::size_t>(cells());
        std::vector<std::vector<std::int32_t>> holders(all);
        for (std::size_t cell = 0; cell < all; ++cell)
            for (int i = 0; i <= m_neighbors; ++i)
                holders[static_cast<std::size_t>(
                            m_found.indices[place(static_cast<std::int64_t>(cell)) + static_cast<std::size_t>(i)])]
                    .push_back(static_cast<std::int32_t>(cell));
        m_widths.resize(all);
        std::unordered_map<std::int32_t, int> shared;
        for (std::size_t cell = 0; cell < all; ++cell) {
            shared.clear();
            for (int i = 0; i <= m_neighbors; ++i)
                for (const std::int32_t other : holders[static_cast<std::size_t>(
                         m_found.indices[place(static_cast<std::int64_t>(cell)) + static_cast<std::size_t>(i)])])
                    if (static_cast<std::size_t>(other) != cell) ++shared[other];
            // Jaccard's index grows with the number of shared neighbors, because all neighborhoods are equally large.
            std::vector<std::pair<int, std::int32_t>> far;
            far.reserve(shared.size());
            for (const auto &[other, count] : shared) far.emplace_back(count, other);
            const std::size_t count = std::min(far.size(), static_cast<std::size_t>(m_neighbors));
            std::partial_sort(far.begin(), far.begin() + static_cast<std::ptrdiff_t>(count), far.end());
            double sum = 0.0;
            for (std::size_t i = 0; i < count; ++i)
                sum += distanceOf(m_vectors.row(static_cast<std::int64_t>(cell)), m_vectors.row(far[i].second),
                                  m_vectors.dimensions);
            m_widths[cell] = count > 0 ? sum / static_cast<double>(count) : 0.0;
        }
    }

    data::Embedding m_vectors;
    NearestNeighbors m_found;
    Vector m_widths;  // the paper's sigma
    int m_neighbors = 0;
};

// Of the first kind: softmax of how much better each kind's own neighbors predict it than the other's do.
double weightOf(std::int64_t cell, const Kind &first, const Kind &second)
{
    const double one = first.predictedBy(cell, first) / (first.predictedBy(cell, second) + ratioFloor);
    const double two = second.predictedBy(cell, second) / (second.predictedBy(cell, first) + ratioFloor);
    return 1.0 / (1.0 + std::exp(two - one));
}

}  // namespace

Result<WeightedNeighbors> weightedNeighbors(const data::Embedding &first, const data::Embedding &second,
                                            const WeightedNeighborOptions &options, JobContext &context)
{
    if (first.cells != second.cells)
        return Error{errors::shapeMismatch, "The two kinds of features have vectors of " + std::to_string(first.cells) + " and " +
                                                std::to_string(second.cells) + " cells. Use the same cells."};
    if (first.cells < 3)
        return Error{errors::tooSmall,
                     "Weighted neighbors need three cells; there are " + std::to_string(first.cells) + ". Use more cells."};
    const int most = static_cast<int>(std::min<std::int64_t>(first.cells - 1, options.candidates));
    const int count = std::min(most, options.neighbors);
    LEXICELL_TRY(one, Kind::of(first, count, most, context));
    LEXICELL_TRY(two, Kind::of(second, count, most, context));
    WeightedNeighbors result;
    NearestNeighbors &neighbors = result.neighbors;
    neighbors.cells = first.cells;
    neighbors.columns = count + 1;
    std::vector<std::int32_t> candidates;
    std::vector<std::pair<double, std::int32_t>> ranked;
    for (std::int64_t cell = 0; cell < first.cells; ++cell) {
        if (context.cancelled()) return cancelled();
        const double weight = weightOf(cell, one, two);
        result.firstWeight.push_back(weight);
        candidates.assign(one.candidatesOf(cell), one.candidatesOf(cell) + most);
        candidates.insert(candidates.end(), two.candidatesOf(cell), two.candidatesOf(cell) + most);
        std::sort(candidates.begin(), candidates.end());
        candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
        ranked.clear();
        for (const std::int32_t other : candidates) {
            const double alike = weight * one.similarity(cell, other) + (1.0 - weight) * two.similarity(cell, other);
            ranked.emplace_back(std::sqrt(std::max(0.0, (1.0 - alike) / 2.0)), other);
        }
        std::partial_sort(ranked.begin(), ranked.begin() + count, ranked.end());
        neighbors.indices.push_back(static_cast<std::int32_t>(cell));
        neighbors.distances.push_back(0.0);
        for (int i = 0; i < count; ++i) {
            neighbors.indices.push_back(ranked[static_cast<std::size_t>(i)].second);
            neighbors.distances.push_back(ranked[static_cast<std::size_t>(i)].first);
        }
    }
    return result;
}

}  // namespace lexicell::analysis
