#include "core/analysis/weighted_neighbors.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace lexicell::analysis {

namespace {

constexpr double ratioFloor = 1e-4;
constexpr double largestRatio = 200.0;

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
    // `size`: of a neighborhood, with the cell; `candidates`: with the cell.
    static Result<Kind> of(const data::Embedding &vectors, int size, int candidates, JobContext &context)
    {
        Kind kind;
        kind.m_vectors = atUnitLength(vectors);
        kind.m_size = size;
        LEXICELL_TRY(found, nearestNeighbors({kind.m_vectors.values.data(), vectors.cells, vectors.dimensions}, candidates,
                                             NeighborMethod::Auto, context));
        kind.m_found = std::move(found);
        kind.measureWidths();
        return kind;
    }

    // The cell, then its candidates, nearest first.
    const std::int32_t *around(std::int64_t cell) const { return &m_found.indices[place(cell)]; }

    double alike(std::int64_t cell, std::int64_t other) const { return alike(cell, m_vectors.row(other)); }
    // To the mean of the neighbors that it has in `by`.
    double alikeToNeighbors(std::int64_t cell, const Kind &by) const
    {
        Vector mean(static_cast<std::size_t>(m_vectors.dimensions), 0.0);
        for (int i = 1; i < m_size; ++i) {
            const float *const row = m_vectors.row(by.around(cell)[i]);
            for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += static_cast<double>(row[d]) / (m_size - 1);
        }
        const std::vector<float> predicted(mean.begin(), mean.end());
        return alike(cell, predicted.data());
    }

  private:
    std::size_t place(std::int64_t cell) const { return static_cast<std::size_t>(cell * m_found.columns); }

    double excess(std::int64_t cell, const float *point) const
    {
        const double nearest = m_found.distances[place(cell) + 1];
        return std::max(distanceOf(m_vectors.row(cell), point, m_vectors.dimensions) - nearest, 0.0);
    }
    double alike(std::int64_t cell, const float *point) const
    {
        const double beyond = excess(cell, point), width = m_widths[static_cast<std::size_t>(cell)];
        if (beyond == 0.0) return 1.0;
        return width > 0.0 ? std::exp(-beyond / width) : 0.0;
    }

    void measureWidths()
    {
        const std::int64_t all = m_vectors.cells;
        std::vector<std::vector<std::int32_t>> holders(static_cast<std::size_t>(all));  // whose neighborhoods a cell is in
        for (std::int64_t cell = 0; cell < all; ++cell)
            for (int i = 0; i < m_size; ++i)
                holders[static_cast<std::size_t>(around(cell)[i])].push_back(static_cast<std::int32_t>(cell));
        std::unordered_map<std::int32_t, int> shared;
        for (std::int64_t cell = 0; cell < all; ++cell) {
            shared.clear();
            for (int i = 0; i < m_size; ++i)
                for (const std::int32_t other : holders[static_cast<std::size_t>(around(cell)[i])]) ++shared[other];
            m_widths.push_back(widthOf(cell, shared));
        }
    }
    // `shared`: the members that other neighborhoods have in common with the cell's. All are equally large, so Jaccard's index
    // grows with this number.
    double widthOf(std::int64_t cell, const std::unordered_map<std::int32_t, int> &shared) const
    {
        std::vector<std::pair<int, double>> partners;  // fewest in common first, then farthest
        partners.reserve(shared.size());
        for (const auto &[other, count] : shared) partners.emplace_back(count, -excess(cell, m_vectors.row(other)));
        std::sort(partners.begin(), partners.end());
        const std::size_t count = std::min(partners.size(), static_cast<std::size_t>(m_size));
        // Those with fewer in common than the last have no place of their own: the farthest of all up to its number count.
        const int most = partners[count - 1].first;
        Vector farthest;
        for (const auto &[common, distance] : partners)
            if (common <= most) farthest.push_back(distance);
        std::sort(farthest.begin(), farthest.end());
        return -std::accumulate(farthest.begin(), farthest.begin() + static_cast<std::ptrdiff_t>(count), 0.0) /
               static_cast<double>(count);
    }

    data::Embedding m_vectors;
    NearestNeighbors m_found;
    Vector m_widths;  // s(i)
    int m_size = 0;
};

// [kinds] of one cell.
Vector weightsOf(std::int64_t cell, const std::vector<Kind> &kinds)
{
    Vector weights;
    for (const Kind &own : kinds) {
        double weight = 0.0;
        for (const Kind &other : kinds)
            if (&other != &own)
                weight += std::exp(
                    std::min(own.alikeToNeighbors(cell, own) / (own.alikeToNeighbors(cell, other) + ratioFloor), largestRatio));
        weights.push_back(weight);
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double &weight : weights) weight /= sum;
    return weights;
}

Result<void> check(const std::vector<data::Embedding> &kinds)
{
    if (kinds.size() < 2)
        return Error{errors::shapeMismatch, "Weighted neighbors need two kinds of features; there is one. Name a second."};
    for (const data::Embedding &kind : kinds)
        if (kind.cells != kinds.front().cells)
            return Error{errors::shapeMismatch, "The kinds of features have vectors of " + std::to_string(kinds.front().cells) +
                                                    " and " + std::to_string(kind.cells) + " cells. Use the same cells."};
    if (kinds.front().cells < 3)
        return Error{errors::tooSmall, "Weighted neighbors need three cells; there are " + std::to_string(kinds.front().cells) +
                                           ". Use more cells."};
    return {};
}

}  // namespace

Result<WeightedNeighbors> weightedNeighbors(const std::vector<data::Embedding> &vectors, const WeightedNeighborOptions &options,
                                            JobContext &context)
{
    LEXICELL_CHECK(check(vectors));
    const std::int64_t cells = vectors.front().cells;
    const int candidates = static_cast<int>(std::min<std::int64_t>(cells, options.candidates));
    const int size = std::min(candidates, options.neighborhood);
    std::vector<Kind> kinds;
    for (const data::Embedding &each : vectors) {
        LEXICELL_TRY(kind, Kind::of(each, size, candidates, context));
        kinds.push_back(std::move(kind));
    }
    const int count = std::min(size, candidates - 1);
    WeightedNeighbors result{{cells, count + 1, {}, {}}, std::vector<Vector>(kinds.size())};
    std::vector<std::int32_t> others;
    std::vector<std::pair<double, std::int32_t>> ranked;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        if (context.cancelled()) return cancelled();
        const Vector weights = weightsOf(cell, kinds);
        others.clear();
        for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
            result.weights[kind].push_back(weights[kind]);
            others.insert(others.end(), kinds[kind].around(cell) + 1, kinds[kind].around(cell) + candidates);
        }
        std::sort(others.begin(), others.end());
        others.erase(std::unique(others.begin(), others.end()), others.end());
        ranked.clear();
        for (const std::int32_t other : others) {
            double alike = 0.0;
            for (std::size_t kind = 0; kind < kinds.size(); ++kind) alike += weights[kind] * kinds[kind].alike(cell, other);
            ranked.emplace_back(std::sqrt(std::max(0.0, (1.0 - alike) / 2.0)), other);
        }
        std::partial_sort(ranked.begin(), ranked.begin() + count, ranked.end());
        result.neighbors.indices.push_back(static_cast<std::int32_t>(cell));
        result.neighbors.distances.push_back(0.0);
        for (int i = 0; i < count; ++i) {
            result.neighbors.indices.push_back(ranked[static_cast<std::size_t>(i)].second);
            result.neighbors.distances.push_back(ranked[static_cast<std::size_t>(i)].first);
        }
    }
    return result;
}

}  // namespace lexicell::analysis
