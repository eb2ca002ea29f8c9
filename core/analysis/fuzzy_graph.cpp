#include "core/analysis/fuzzy_graph.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lexicell::analysis {

namespace {

// umap-learn's constants (umap_.py: SMOOTH_K_TOLERANCE, MIN_K_DIST_SCALE, n_iter)
constexpr double smoothTolerance = 1e-5;
constexpr float smallestScale = 1e-3f;
constexpr int bisections = 64;

// Bandwidth at which the strengths of one cell's neighbors sum to `target`. All in float, as in umap-learn: the
// search stops at its tolerance, so the precision affects the result.
float bandwidth(const float *distances, int columns, float rho, double target)
{
    constexpr float unbounded = std::numeric_limits<float>::max();
    float low = 0.0f, high = unbounded, middle = 1.0f;
    for (int i = 0; i < bisections; ++i) {
        float sum = 0.0f;
        for (int j = 1; j < columns; ++j) {
            const float beyond = distances[j] - rho;
            sum += beyond > 0.0f ? std::exp(-(beyond / middle)) : 1.0f;
        }
        if (std::abs(static_cast<double>(sum) - target) < smoothTolerance) break;
        if (static_cast<double>(sum) > target) {
            high = middle;
            middle = (low + high) / 2.0f;
        } else {
            low = middle;
            middle = high >= unbounded ? middle * 2.0f : (low + high) / 2.0f;
        }
    }
    return middle;
}

struct Entry {
    std::int32_t column;
    float value;
};
using Rows = std::vector<std::vector<Entry>>;

// Strength of each cell's own neighbors, columns ascending.
Rows directedStrengths(const NearestNeighbors &neighbors, const LocalScale &scale, int threads)
{
    Rows rows(static_cast<std::size_t>(neighbors.cells));
    parallelFor(neighbors.cells, threads, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t cell = begin; cell < end; ++cell) {
            const auto c = static_cast<std::size_t>(cell);
            for (int j = 0; j < neighbors.columns; ++j) {
                const auto at = static_cast<std::size_t>(cell * neighbors.columns + j);
                if (neighbors.indices[at] == cell) continue;
                const float beyond = static_cast<float>(neighbors.distances[at]) - scale.rho[c];
                const float value = beyond <= 0.0f || scale.sigma[c] == 0.0f ? 1.0f : std::exp(-(beyond / scale.sigma[c]));
                if (value > 0.0f) rows[c].push_back({neighbors.indices[at], value});
            }
            std::sort(rows[c].begin(), rows[c].end(), [](const Entry &a, const Entry &b) { return a.column < b.column; });
        }
    });
    return rows;
}

Rows transposed(const Rows &rows)
{
    Rows result(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (const auto &entry : rows[row])
            result[static_cast<std::size_t>(entry.column)].push_back({static_cast<std::int32_t>(row), entry.value});
    return result;
}

// Fuzzy union a + b - ab of two rows with ascending columns.
void unite(const std::vector<Entry> &a, const std::vector<Entry> &b, std::vector<Entry> &result)
{
    auto x = a.begin(), y = b.begin();
    while (x != a.end() || y != b.end()) {
        if (y == b.end() || (x != a.end() && x->column < y->column)) result.push_back(*x++);
        else if (x == a.end() || y->column < x->column) result.push_back(*y++);
        else {
            result.push_back({x->column, x->value + y->value - x->value * y->value});
            ++x;
            ++y;
        }
    }
}

}  // namespace

LocalScale localScale(const NearestNeighbors &neighbors, int threads)
{
    const auto cells = static_cast<std::size_t>(neighbors.cells);
    const std::vector<float> distances(neighbors.distances.begin(), neighbors.distances.end());
    double sum = 0.0;
    for (const float distance : distances) sum += static_cast<double>(distance);
    const auto meanOfAll = static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(1, distances.size())));
    const double target = std::log2(static_cast<double>(neighbors.columns));

    LocalScale scale{std::vector<float>(cells), std::vector<float>(cells)};
    parallelFor(neighbors.cells, threads, [&](std::int64_t begin, std::int64_t end) {
        for (auto cell = static_cast<std::size_t>(begin); cell < static_cast<std::size_t>(end); ++cell) {
            const float *const row = distances.data() + cell * static_cast<std::size_t>(neighbors.columns);
            const float *const last = row + neighbors.columns;
            const float *const nearest = std::find_if(row, last, [](float d) { return d > 0.0f; });
            scale.rho[cell] = nearest != last ? *nearest : 0.0f;
            float sigma = bandwidth(row, neighbors.columns, scale.rho[cell], target);
            float mean = meanOfAll;
            if (scale.rho[cell] > 0.0f) {
                double rowSum = 0.0;
                for (const float *d = row; d != last; ++d) rowSum += static_cast<double>(*d);
                mean = static_cast<float>(rowSum / neighbors.columns);
            }
            scale.sigma[cell] = std::max(sigma, smallestScale * mean);
        }
    });
    return scale;
}

data::SparseMatrix fuzzyGraph(const NearestNeighbors &neighbors, int threads)
{
    const Rows own = directedStrengths(neighbors, localScale(neighbors, threads), threads);
    const Rows others = transposed(own);
    Rows united(own.size());
    parallelFor(neighbors.cells, threads, [&](std::int64_t begin, std::int64_t end) {
        for (auto cell = static_cast<std::size_t>(begin); cell < static_cast<std::size_t>(end); ++cell)
            unite(own[cell], others[cell], united[cell]);
    });
    data::SparseMatrix graph;
    graph.rows = graph.columns = neighbors.cells;
    graph.indptr.push_back(0);
    std::vector<float> values;
    for (const auto &row : united) {
        for (const auto &entry : row) {
            graph.indices.push_back(entry.column);
            values.push_back(entry.value);
        }
        graph.indptr.push_back(static_cast<std::int64_t>(values.size()));
    }
    graph.values = data::Array::of(values);
    return graph;
}

data::SparseMatrix distanceGraph(const NearestNeighbors &neighbors)
{
    data::SparseMatrix graph;
    graph.rows = graph.columns = neighbors.cells;
    graph.indptr.push_back(0);
    std::vector<double> values;
    std::vector<std::pair<std::int32_t, double>> row;
    for (std::int64_t cell = 0; cell < neighbors.cells; ++cell) {
        row.clear();
        for (int j = 1; j < neighbors.columns; ++j) {
            const auto at = static_cast<std::size_t>(cell * neighbors.columns + j);
            row.emplace_back(neighbors.indices[at], neighbors.distances[at]);
        }
        std::sort(row.begin(), row.end());
        for (const auto &[column, distance] : row) {
            graph.indices.push_back(column);
            values.push_back(distance);
        }
        graph.indptr.push_back(static_cast<std::int64_t>(values.size()));
    }
    graph.values = data::Array::of(values);
    return graph;
}

}  // namespace lexicell::analysis
