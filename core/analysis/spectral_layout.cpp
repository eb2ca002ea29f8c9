#include "core/analysis/spectral_layout.h"

#include "core/analysis/truncated_svd.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace lexicell::analysis {

namespace {

using Vertices = std::vector<std::int32_t>;
using Layout = std::vector<double>;  // [vertices x dimensions]

// The eigenvectors after the first of 1 + D^(-1/2) W D^(-1/2) within one connected part; the first is known and does not
// separate vertices.
Result<Layout> layOutPart(const data::SparseMatrix &graph, const Vertices &vertices, std::size_t dimensions, std::uint64_t seed,
                          JobContext &context)
{
    const auto n = static_cast<std::int64_t>(vertices.size());
    Random random(seed, Random::streamOf("spectral"));
    Layout layout(dimensions * vertices.size());
    if (vertices.size() < dimensions + 2) {  // umap-learn's rule too: too few vertices for so many eigenvectors
        for (auto &value : layout) value = random.normal();
        return layout;
    }
    std::vector<std::int32_t> local(static_cast<std::size_t>(graph.rows), -1);
    for (std::size_t i = 0; i < vertices.size(); ++i) local[static_cast<std::size_t>(vertices[i])] = static_cast<std::int32_t>(i);
    const float *const weights = graph.values.as<float>();
    std::vector<double> inverseRoot(vertices.size());
    for (std::size_t i = 0; i < vertices.size(); ++i) {
        const auto v = static_cast<std::size_t>(vertices[i]);
        double degree = 0.0;
        for (auto k = graph.indptr[v]; k < graph.indptr[v + 1]; ++k) degree += static_cast<double>(weights[k]);
        inverseRoot[i] = 1.0 / std::sqrt(degree);
    }
    constexpr std::int64_t worthThreads = 10'000;  // vertices; below, a product takes less time than starting threads
    const int threads = n < worthThreads ? 1 : context.threads;
    const auto multiply = [&](const double *x, double *y) {
        parallelFor(n, threads, [&](std::int64_t begin, std::int64_t end) {
            for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                const auto v = static_cast<std::size_t>(vertices[i]);
                double sum = 0.0;
                for (auto k = static_cast<std::size_t>(graph.indptr[v]); k < static_cast<std::size_t>(graph.indptr[v + 1]); ++k) {
                    const auto j = static_cast<std::size_t>(local[static_cast<std::size_t>(graph.indices[k])]);
                    sum += static_cast<double>(weights[k]) * inverseRoot[j] * x[j];
                }
                y[i] = x[i] + inverseRoot[i] * sum;
            }
        });
    };
    constexpr double tolerance = 1e-4;  // umap-learn's
    // symmetric without negative eigenvalues: its singular vectors equal its eigenvectors
    LEXICELL_TRY(triplets,
                 truncatedSvd({n, n, multiply, multiply}, {static_cast<int>(dimensions) + 1, tolerance, seed}, context));
    for (std::size_t i = 0; i < vertices.size(); ++i)
        for (std::size_t d = 0; d < dimensions; ++d) layout[dimensions * i + d] = triplets.left[(d + 1) * vertices.size() + i];
    return layout;
}

// Scales so that no coordinate is more than `size` from the origin.
void scaleTo(Layout &layout, double size)
{
    double largest = 0.0;
    for (const double value : layout) largest = std::max(largest, std::abs(value));
    for (auto &value : layout) value *= largest > 0.0 ? size / largest : 0.0;
}

// Centers of the parts: principal coordinates of their means in the representation; without one, points on a circle.
Result<Layout> placeParts(const std::vector<Vertices> &parts, const data::MatrixView *representation, std::size_t room,
                          std::uint64_t seed, JobContext &context)
{
    const std::size_t n = parts.size();
    Layout centers(room * n);  // [parts x room]
    for (std::size_t p = 0; p < n; ++p) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(p) / static_cast<double>(n);
        centers[room * p] = std::cos(angle);
        centers[room * p + 1] = std::sin(angle);
    }
    if (!representation || n < 3) return centers;

    const auto dimensions = static_cast<std::size_t>(representation->columns);
    std::vector<double> means(n * dimensions), average(dimensions);
    for (std::size_t p = 0; p < n; ++p)
        for (std::size_t d = 0; d < dimensions; ++d) {
            for (const auto v : parts[p])
                means[p * dimensions + d] +=
                    static_cast<double>(representation->values[static_cast<std::size_t>(v) * dimensions + d]);
            means[p * dimensions + d] /= static_cast<double>(parts[p].size());
            average[d] += means[p * dimensions + d] / static_cast<double>(n);
        }
    for (std::size_t i = 0; i < means.size(); ++i) means[i] -= average[i % dimensions];
    const auto times = [&](const double *x, double *y) {
        for (std::size_t p = 0; p < n; ++p)
            y[p] = std::inner_product(x, x + dimensions, means.begin() + static_cast<std::ptrdiff_t>(p * dimensions), 0.0);
    };
    const auto timesTransposed = [&](const double *x, double *y) {
        std::fill_n(y, dimensions, 0.0);
        for (std::size_t i = 0; i < means.size(); ++i) y[i % dimensions] += means[i] * x[i / dimensions];
    };
    const auto axes = static_cast<int>(std::min(room, dimensions));
    LEXICELL_TRY(triplets, truncatedSvd({static_cast<std::int64_t>(n), representation->columns, times, timesTransposed},
                                        {axes, 1e-6, seed}, context));
    std::fill(centers.begin(), centers.end(), 0.0);
    for (std::size_t p = 0; p < n; ++p)
        for (std::size_t d = 0; d < triplets.values.size(); ++d)
            centers[room * p + d] = triplets.left[d * n + p] * triplets.values[d];
    scaleTo(centers, 1.0);
    return centers;
}

// Half the distance from one center to the nearest other one: the space for this part.
double roomAround(const Layout &centers, std::size_t part, std::size_t dimensions)
{
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < centers.size() / dimensions; ++p) {
        const double *one = centers.data() + dimensions * p, *other = centers.data() + dimensions * part;
        const double flat = std::hypot(one[0] - other[0], one[1] - other[1]);
        const double distance = dimensions == 3 ? std::hypot(flat, one[2] - other[2]) : flat;
        if (p != part && distance > 0.0) nearest = std::min(nearest, distance);
    }
    return std::isfinite(nearest) ? nearest / 2.0 : 0.1;
}

}  // namespace

std::vector<std::int32_t> connectedParts(const data::SparseMatrix &graph)
{
    std::vector<std::int32_t> parts(static_cast<std::size_t>(graph.rows), -1), stack;
    std::int32_t count = 0;
    for (std::int32_t start = 0; start < graph.rows; ++start) {
        if (parts[static_cast<std::size_t>(start)] >= 0) continue;
        stack.assign(1, start);
        parts[static_cast<std::size_t>(start)] = count;
        while (!stack.empty()) {
            const auto v = static_cast<std::size_t>(stack.back());
            stack.pop_back();
            for (auto k = graph.indptr[v]; k < graph.indptr[v + 1]; ++k) {
                const auto other = graph.indices[static_cast<std::size_t>(k)];
                if (parts[static_cast<std::size_t>(other)] >= 0) continue;
                parts[static_cast<std::size_t>(other)] = count;
                stack.push_back(other);
            }
        }
        ++count;
    }
    return parts;
}

Result<std::vector<float>> spectralLayout(const data::SparseMatrix &graph, const data::MatrixView *representation, int dimensions,
                                          std::uint64_t seed, JobContext &context)
{
    const auto room = static_cast<std::size_t>(dimensions);
    const auto partOf = connectedParts(graph);
    std::vector<Vertices> parts;
    for (std::size_t v = 0; v < partOf.size(); ++v) {
        if (static_cast<std::size_t>(partOf[v]) == parts.size()) parts.emplace_back();
        parts[static_cast<std::size_t>(partOf[v])].push_back(static_cast<std::int32_t>(v));
    }
    Layout centers(room);
    if (parts.size() > 1) {
        auto placed = placeParts(parts, representation, room, seed, context);
        if (!placed.ok()) return placed.error();
        centers = std::move(placed).value();
    }
    std::vector<float> result(room * partOf.size());
    for (std::size_t p = 0; p < parts.size(); ++p) {
        LEXICELL_TRY(layout, layOutPart(graph, parts[p], room, seed + p, context));
        scaleTo(layout, parts.size() > 1 ? roomAround(centers, p, room) : 1.0);
        for (std::size_t i = 0; i < parts[p].size(); ++i)
            for (std::size_t d = 0; d < room; ++d)
                result[room * static_cast<std::size_t>(parts[p][i]) + d] =
                    static_cast<float>(centers[room * p + d] + layout[room * i + d]);
    }
    return result;
}

}  // namespace lexicell::analysis
