#include "core/steps/steps.h"

namespace lexicell::steps {

namespace {

PcaOptions pcaOptions(const AnalyzeOptions &options)
{
    PcaOptions result;
    result.hvgFlavor = options.hvgFlavor;
    result.nTopGenes = options.nTopGenes;
    result.nPcs = options.nPcs;
    result.batch = options.batch;
    result.layer = options.layer;
    result.logNormalized = options.logNormalized;
    result.keyAdded = options.pcaKey;
    result.varSuffix = options.varSuffix;
    result.seed = options.seed;
    return result;
}

template <class Options> Options graphOptions(const AnalyzeOptions &options)
{
    Options result;
    result.rep = options.rep.empty() ? options.pcaKey : options.rep;
    result.keyAdded = options.keyAdded;
    result.seed = options.seed;
    return result;
}

}  // namespace

Result<data::Dataset> analyze(const data::Dataset &dataset, const AnalyzeOptions &options, JobContext &context)
{
    // shares of the time on a few thousand cells
    constexpr double afterPca = 0.35, afterNeighbors = 0.45, afterUmap = 0.95;
    data::Dataset result = dataset;
    if (options.rep.empty()) {
        const JobPart part(context, 0.0, afterPca);
        auto step = pca(result, pcaOptions(options), context);
        if (!step.ok()) return step.error();
        result = std::move(step).value();
    }
    {
        const JobPart part(context, options.rep.empty() ? afterPca : 0.0, afterNeighbors);
        auto settings = graphOptions<NeighborsOptions>(options);
        settings.nNeighbors = options.nNeighbors;
        auto step = neighbors(result, settings, context);
        if (!step.ok()) return step.error();
        result = std::move(step).value();
    }
    {
        const JobPart part(context, afterNeighbors, afterUmap);
        auto settings = graphOptions<UmapOptions>(options);
        settings.minDist = options.minDist;
        auto step = umap(result, settings, context);
        if (!step.ok()) return step.error();
        result = std::move(step).value();
    }
    const JobPart part(context, afterUmap, 1.0);
    auto settings = graphOptions<LeidenOptions>(options);
    settings.resolution = options.resolution;
    return leiden(result, settings, context);
}

}  // namespace lexicell::steps
