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
using Layout = std::vector<double>;  // [vertices x 2]

// Eigenvectors 2 and 3 of 1 + D^(-1/2) W D^(-1/2) within one connected part; the first is known, and constant in effect.
Result<Layout> layOutPart(const data::SparseMatrix &graph, const Vertices &vertices, std::uint64_t seed, JobContext &context)
{
    const auto n = static_cast<std::int64_t>(vertices.size());
    Random random(seed, Random::streamOf("spectral"));
    Layout layout(static_cast<std::size_t>(2 * n));
    if (n < 4) {  // umap-learn's rule too: too few for two eigenvectors
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
    // symmetric without negative eigenvalues: its singular vectors are its eigenvectors
    LEXICELL_TRY(triplets, truncatedSvd({n, n, multiply, multiply}, {3, tolerance, seed}, context));
    for (std::size_t i = 0; i < vertices.size(); ++i)
        for (std::size_t d = 0; d < 2; ++d) layout[2 * i + d] = triplets.left[(d + 1) * vertices.size() + i];
    return layout;
}

// Scales to at most `size` from the origin in any coordinate.
void scaleTo(Layout &layout, double size)
{
    double largest = 0.0;
    for (const double value : layout) largest = std::max(largest, std::abs(value));
    for (auto &value : layout) value *= largest > 0.0 ? size / largest : 0.0;
}

// Centres of the parts: principal coordinates of their means in the representation; on a circle without one.
Result<Layout> placeParts(const std::vector<Vertices> &parts, const Points *representation, std::uint64_t seed,
                          JobContext &context)
{
    const std::size_t n = parts.size();
    Layout centres(2 * n);
    for (std::size_t p = 0; p < n; ++p) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(p) / static_cast<double>(n);
        centres[2 * p] = std::cos(angle);
        centres[2 * p + 1] = std::sin(angle);
    }
    if (!representation || n < 3) return centres;

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
    const auto axes = static_cast<int>(std::min<std::size_t>(2, dimensions));
    LEXICELL_TRY(triplets, truncatedSvd({static_cast<std::int64_t>(n), representation->columns, times, timesTransposed},
                                        {axes, 1e-6, seed}, context));
    std::fill(centres.begin(), centres.end(), 0.0);
    for (std::size_t p = 0; p < n; ++p)
        for (std::size_t d = 0; d < triplets.values.size(); ++d)
            centres[2 * p + d] = triplets.left[d * n + p] * triplets.values[d];
    scaleTo(centres, 1.0);
    return centres;
}

// Half the way from one centre to the nearest other one: the room a part has.
double roomAround(const Layout &centres, std::size_t part)
{
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < centres.size() / 2; ++p) {
        const double distance = std::hypot(centres[2 * p] - centres[2 * part], centres[2 * p + 1] - centres[2 * part + 1]);
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

Result<std::vector<float>> spectralLayout(const data::SparseMatrix &graph, const Points *representation, std::uint64_t seed,
                                          JobContext &context)
{
    const auto partOf = connectedParts(graph);
    std::vector<Vertices> parts;
    for (std::size_t v = 0; v < partOf.size(); ++v) {
        if (static_cast<std::size_t>(partOf[v]) == parts.size()) parts.emplace_back();
        parts[static_cast<std::size_t>(partOf[v])].push_back(static_cast<std::int32_t>(v));
    }
    Layout centres(2);
    if (parts.size() > 1) {
        auto placed = placeParts(parts, representation, seed, context);
        if (!placed.ok()) return placed.error();
        centres = std::move(placed).value();
    }
    std::vector<float> result(2 * partOf.size());
    for (std::size_t p = 0; p < parts.size(); ++p) {
        LEXICELL_TRY(layout, layOutPart(graph, parts[p], seed + p, context));
        scaleTo(layout, parts.size() > 1 ? roomAround(centres, p) : 1.0);
        for (std::size_t i = 0; i < parts[p].size(); ++i)
            for (std::size_t d = 0; d < 2; ++d)
                result[2 * static_cast<std::size_t>(parts[p][i]) + d] =
                    static_cast<float>(centres[2 * p + d] + layout[2 * i + d]);
    }
    return result;
}

}  // namespace lexicell::analysis
