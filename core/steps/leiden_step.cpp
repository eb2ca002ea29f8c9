#include "core/analysis/leiden.h"
#include "core/steps/result_keys.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"
#include "core/steps/steps.h"

#include <algorithm>
#include <string>

namespace lexicell::steps {

namespace {

using analysis::Communities;
using analysis::CommunityOptions;
using analysis::leidenCommunities;

data::ElementPtr clusterColumn(const Communities &communities)
{
    data::StringArray names;
    for (int i = 0; i < communities.count; ++i) names.values.push_back(std::to_string(i));
    names.shape = {communities.count};
    data::Categorical labels;
    labels.codes = communities.labels;
    labels.categories = data::makeElement(std::move(names));
    return data::makeElement(std::move(labels));
}

Result<data::Dataset> run(const data::Dataset &dataset, const LeidenOptions &options, JobContext &context)
{
    const auto keys = resultKeys(options.rep, options.keyAdded);
    const std::string hint = "compute the neighbors of " + representationKey(options.rep) + " first.";
    const std::string neighbors = options.neighborsKey.empty() ? keys.neighbors : options.neighborsKey;
    LEXICELL_TRY(graph, readGraph(dataset, neighbors, hint));
    CommunityOptions settings;
    settings.resolution = options.resolution;
    settings.iterations = options.iterations;
    settings.seed = static_cast<std::uint64_t>(options.seed);
    context.report(0.0, "Leiden");
    LEXICELL_TRY(communities, leidenCommunities(graph.connectivities, settings, context));

    const auto missing = std::count(communities.labels.begin(), communities.labels.end(), -1);
    if (missing > 0)
        context.warn(warnings::cellsLeftOut, std::to_string(missing) + " cells have no neighbors and belong to no cluster.");
    data::Dataset result = dataset;
    const data::ResultKey place{data::Slot::Obs, keys.clusters};
    warnReplaced(result, place, context);
    result.obs.columns.set(keys.clusters, clusterColumn(communities));
    result.uns.set(keys.clusters, dictElement({{"params", dictElement({{"resolution", numberElement(options.resolution)},
                                                                       {"random_state", integerElement(options.seed)},
                                                                       {"n_iterations", integerElement(options.iterations)}})}}));
    recordStep(result, "leiden", place, options, options.seed, {{"neighbors", data::toText({data::Slot::Uns, neighbors})}});
    context.report(1.0, "Leiden");
    return result;
}

}  // namespace

Result<data::Dataset> leiden(const data::Dataset &dataset, const LeidenOptions &options, JobContext &context)
{
    return runStep([&] { return run(dataset, options, context); });
}

}  // namespace lexicell::steps
