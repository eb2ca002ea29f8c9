#include "core/steps/result_keys.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"
#include "core/steps/steps.h"
#include "core/analysis/umap.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lexicell::steps {

namespace {

using analysis::fitSimilarityCurve;
using analysis::LayoutOptions;
using analysis::SimilarityCurve;
using analysis::umapLayout;

std::vector<std::pair<std::string, data::ElementPtr>> settingsOf(const UmapOptions &options)
{
    const SimilarityCurve curve = fitSimilarityCurve(options.spread, options.minDist);
    std::vector<std::pair<std::string, data::ElementPtr>> parameters{{"a", numberElement(curve.a)},
                                                                     {"b", numberElement(curve.b)}};
    if (options.seed != 0)
        parameters.emplace_back("random_state", integerElement(options.seed));  // as in scanpy: only when it is not 0
    return parameters;
}

Result<data::Dataset> run(const data::Dataset &dataset, const UmapOptions &options, JobContext &context)
{
    const auto keys = resultKeys(options.rep, options.keyAdded);
    const std::string hint = "compute the neighbors of " + representationKey(options.rep) + " first.";
    const std::string neighbors = options.neighborsKey.empty() ? keys.neighbors : options.neighborsKey;
    LEXICELL_TRY(graph, readGraph(dataset, neighbors, hint));
    // the representation places connected parts relative to each other
    const auto stored = dataset.embedding(graph.representation.empty() ? representationKey(options.rep) : graph.representation);
    const bool usable = stored.ok() && std::all_of(stored->as<float>(), stored->as<float>() + stored->size(),
                                                   [](float v) { return std::isfinite(v); });
    const data::MatrixView points =
        usable ? data::MatrixView{stored->as<float>(), stored->dim(0), stored->dim(1)} : data::MatrixView{};
    LayoutOptions settings{options.components, options.minDist, options.spread, options.epochs,
                           static_cast<std::uint64_t>(options.seed)};
    context.report(0.0, "UMAP");
    LEXICELL_TRY(layout, umapLayout(graph.connectivities, usable ? &points : nullptr, settings, context));

    const auto missing = std::count(layout.embedded.begin(), layout.embedded.end(), false);
    if (missing > 0)
        context.warn(warnings::cellsLeftOut,
                     std::to_string(missing) + " cells without neighbors have no place in the layout (NaN).");
    data::Dataset result = dataset;
    const data::ResultKey place{data::Slot::Obsm, keys.layout};
    warnReplaced(result, place, context);
    result.obsm.set(keys.layout, matrixElement(layout.values, layout.cells, layout.dimensions));
    result.uns.set(keys.layoutSettings, dictElement({{"params", dictElement(settingsOf(options))}}));
    recordStep(result, "umap", place, options, options.seed, {{"neighbors", data::toText({data::Slot::Uns, neighbors})}});
    return result;
}

}  // namespace

Result<data::Dataset> umap(const data::Dataset &dataset, const UmapOptions &options, JobContext &context)
{
    return runStep([&] { return run(dataset, options, context); });
}

}  // namespace lexicell::steps
