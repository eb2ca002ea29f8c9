#include "core/analysis/umap.h"

#include "core/analysis/layout_optimizer.h"
#include "core/analysis/spectral_layout.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

// The graph without its isolated vertices.
struct ConnectedGraph {
    data::SparseMatrix graph;
    std::vector<std::int64_t> vertices;  // original numbers
};

ConnectedGraph dropIsolated(const data::SparseMatrix &graph)
{
    ConnectedGraph result;
    std::vector<std::int32_t> number(static_cast<std::size_t>(graph.rows), -1);
    for (std::int64_t v = 0; v < graph.rows; ++v)
        if (graph.indptr[static_cast<std::size_t>(v)] < graph.indptr[static_cast<std::size_t>(v) + 1]) {
            number[static_cast<std::size_t>(v)] = static_cast<std::int32_t>(result.vertices.size());
            result.vertices.push_back(v);
        }
    result.graph = graph;
    result.graph.rows = result.graph.columns = static_cast<std::int64_t>(result.vertices.size());
    for (auto &column : result.graph.indices) column = number[static_cast<std::size_t>(column)];
    result.graph.indptr.assign(1, 0);
    for (const auto v : result.vertices) result.graph.indptr.push_back(graph.indptr[static_cast<std::size_t>(v) + 1]);
    return result;
}

// umap-learn's preparation of the start: at most 10 from the origin, a little noise to break ties, then scaled to [0, 10].
void prepareStart(std::vector<float> &layout, std::size_t dimensions, std::uint64_t seed)
{
    float largest = 0.0f;
    for (const float value : layout) largest = std::max(largest, std::abs(value));
    Random random(seed, Random::streamOf("umap noise"));
    for (auto &value : layout)
        value =
            static_cast<float>(static_cast<double>(largest > 0.0f ? value * (10.0f / largest) : 0.0f) + 1e-4 * random.normal());
    for (std::size_t d = 0; d < dimensions; ++d) {
        float low = std::numeric_limits<float>::infinity(), high = -low;
        for (std::size_t i = d; i < layout.size(); i += dimensions) {
            low = std::min(low, layout[i]);
            high = std::max(high, layout[i]);
        }
        const float scale = high > low ? 10.0f / (high - low) : 1.0f;
        for (std::size_t i = d; i < layout.size(); i += dimensions) layout[i] = (layout[i] - low) * scale;
    }
}

Result<void> optimize(const data::SparseMatrix &graph, const LayoutOptions &options, std::vector<float> &layout,
                      JobContext &context)
{
    const SimilarityCurve curve = fitSimilarityCurve(options.spread, options.minDist);
    DescentOptions descent;
    descent.a = static_cast<float>(curve.a);
    descent.b = static_cast<float>(curve.b);
    descent.epochs = options.epochs > 0 ? options.epochs : graph.rows <= 10000 ? 500 : 200;
    descent.dimensions = options.components;
    descent.seed = options.seed;
    LayoutOptimizer optimizer(graph, descent);
    while (optimizer.epoch() < descent.epochs) {
        if (context.cancelled()) return cancelled();
        optimizer.runEpoch(layout);
        context.report(static_cast<double>(optimizer.epoch()) / descent.epochs, "UMAP");
    }
    return {};
}

}  // namespace

Result<data::Embedding> umapLayout(const data::SparseMatrix &graph, const data::MatrixView *representation,
                                   const LayoutOptions &options, JobContext &context)
{
    if (!(options.minDist >= 0.0) || !(options.spread > 0.0) || options.minDist > options.spread)
        return Error{errors::badOption, "min-dist must be at least 0 and at most spread, and spread above 0.", {}};
    if (options.components != 2 && options.components != 3)
        return Error{errors::badOption, "n-components must be 2 or 3, because the layout is drawn."};
    const ConnectedGraph connected = dropIsolated(graph);
    if (connected.vertices.empty()) return Error{errors::tooSmall, "The neighbor graph has no edge, so it has no layout.", {}};

    std::vector<float> kept;
    data::MatrixView points;
    if (representation) {
        for (const auto v : connected.vertices)
            kept.insert(kept.end(), representation->values + v * representation->columns,
                        representation->values + (v + 1) * representation->columns);
        points = {kept.data(), connected.graph.rows, representation->columns};
    }
    LEXICELL_TRY(layout,
                 spectralLayout(connected.graph, representation ? &points : nullptr, options.components, options.seed, context));
    const auto dimensions = static_cast<std::size_t>(options.components);
    prepareStart(layout, dimensions, options.seed);
    LEXICELL_CHECK(optimize(connected.graph, options, layout, context));

    data::Embedding result{graph.rows, options.components, {}, {}};
    result.values.assign(dimensions * static_cast<std::size_t>(graph.rows), std::numeric_limits<float>::quiet_NaN());
    result.embedded.assign(static_cast<std::size_t>(graph.rows), false);
    for (std::size_t i = 0; i < connected.vertices.size(); ++i) {
        result.embedded[static_cast<std::size_t>(connected.vertices[i])] = true;
        std::copy_n(layout.data() + dimensions * i, dimensions, result.row(connected.vertices[i]));
    }
    return result;
}

}  // namespace lexicell::analysis
