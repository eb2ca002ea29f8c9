#include "models/tasks/map/map_tasks.h"

#include "core/steps/free_keys.h"
#include "core/steps/result_keys.h"
#include "core/steps/steps.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

template <class Options> using Step = Result<data::Dataset> (*)(const data::Dataset &, const Options &, JobContext &);

template <class Options>
Result<TaskOutcome> runStep(Step<Options> step, const TaskInput &input, const Options &options, JobContext &context)
{
    LEXICELL_TRY(dataset, step(*input.dataset, options, context));
    return TaskOutcome{DatasetChange{std::move(dataset)}};
}

void tellKeys(const std::string &keys, JobContext &context)
{
    context.warn(warnings::keyTaken, "The file's own elements are kept. New results: " + keys + ".");
}

std::string obsm(const std::string &key) { return "obsm[\"" + key + "\"]"; }
std::string obs(const std::string &key) { return "obs[\"" + key + "\"]"; }
std::string uns(const std::string &key) { return "uns[\"" + key + "\"]"; }

// Neighbors, UMAP and Leiden of one representation share a suffix, whichever of them runs first.
template <class Options> Options withFreeSuffix(const TaskInput &input, Options options)
{
    if (input.brought) options.keyAdded = steps::freeSuffix(*input.brought, options.rep, options.keyAdded);
    return options;
}

template <class Options> Options withGraph(const TaskInput &input, Options options)
{
    options = withFreeSuffix(input, std::move(options));
    if (input.brought && options.neighborsKey.empty())
        options.neighborsKey = steps::graphFor(*input.dataset, options.rep, options.keyAdded);
    return options;
}

Result<TaskOutcome> withClusters(Result<TaskOutcome> outcome, const std::string &rep, const std::string &keyAdded)
{
    if (!outcome.ok()) return outcome;
    const data::Dataset &dataset = std::get<DatasetChange>(outcome->result).dataset;
    const std::string suffix = steps::keySuffix(rep, keyAdded);
    LEXICELL_TRY(clusters, dataset.labels(suffix.empty() ? "leiden" : "leiden_" + suffix));
    outcome->summary["n_clusters"] = clusters.categoryCount();
    return outcome;
}

Result<TaskOutcome> runQualityControl(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<steps::QcOptions>();
    if (!input.brought) return runStep<steps::QcOptions>(&steps::qualityControl, input, options, context);
    const data::Dataset cleared = steps::withColumnsAside(*input.brought, *input.dataset);
    LEXICELL_TRY(dataset, steps::qualityControl(cleared, options, context));
    std::string names;
    for (const std::string &name : steps::putColumnsBack(dataset)) names += (names.empty() ? "" : ", ") + name;
    if (!names.empty())
        context.warn(warnings::keptColumns, "The file's own columns are kept. The new ones are called " + names + ".");
    return TaskOutcome{DatasetChange{std::move(dataset)}};
}

Result<TaskOutcome> runPca(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<steps::PcaOptions>();
    if (input.brought) {
        options.keyAdded = steps::freePcaKey(*input.brought, options.keyAdded);
        options.varSuffix = steps::freeVarSuffix(*input.brought, options.varSuffix);
        if (options.keyAdded != values.as<steps::PcaOptions>().keyAdded) tellKeys(obsm(options.keyAdded), context);
    }
    return runStep<steps::PcaOptions>(&steps::pca, input, options, context);
}

Result<TaskOutcome> runNeighbors(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto options = withFreeSuffix(input, values.as<steps::NeighborsOptions>());
    if (options.keyAdded != values.as<steps::NeighborsOptions>().keyAdded)
        tellKeys(uns(steps::resultKeys(options.rep, options.keyAdded).neighbors), context);
    return runStep<steps::NeighborsOptions>(&steps::neighbors, input, options, context);
}

Result<TaskOutcome> runUmap(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto options = withGraph(input, values.as<steps::UmapOptions>());
    if (options.keyAdded != values.as<steps::UmapOptions>().keyAdded)
        tellKeys(obsm(steps::resultKeys(options.rep, options.keyAdded).layout), context);
    return runStep<steps::UmapOptions>(&steps::umap, input, options, context);
}

Result<TaskOutcome> runLeiden(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto options = withGraph(input, values.as<steps::LeidenOptions>());
    if (options.keyAdded != values.as<steps::LeidenOptions>().keyAdded)
        tellKeys(obs(steps::resultKeys(options.rep, options.keyAdded).clusters), context);
    return withClusters(runStep<steps::LeidenOptions>(&steps::leiden, input, options, context), options.rep, options.keyAdded);
}

Result<TaskOutcome> runAnalyze(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<steps::AnalyzeOptions>();
    if (input.brought) {
        if (options.rep.empty()) {
            options.pcaKey = steps::freePcaKey(*input.brought, options.pcaKey);
            options.varSuffix = steps::freeVarSuffix(*input.brought, options.varSuffix);
        }
        options.keyAdded =
            steps::freeSuffix(*input.brought, options.rep.empty() ? options.pcaKey : options.rep, options.keyAdded);
    }
    const std::string rep = options.rep.empty() ? options.pcaKey : options.rep;
    const auto &asked = values.as<steps::AnalyzeOptions>();
    if (options.keyAdded != asked.keyAdded || options.pcaKey != asked.pcaKey) {
        const auto keys = steps::resultKeys(rep, options.keyAdded);
        tellKeys(obsm(keys.layout) + ", " + obs(keys.clusters), context);
    }
    return withClusters(runStep<steps::AnalyzeOptions>(&steps::analyze, input, options, context), rep, options.keyAdded);
}

// Scores of the cells in float32 and loadings of the genes in float64.
Estimate estimatePca(const Situation &now, const OptionValues &values)
{
    if (!now.dataset) return {};
    const std::int64_t cells = now.dataset->cells(), genes = now.dataset->genes();
    const std::int64_t components = std::clamp<std::int64_t>(values.as<steps::PcaOptions>().nPcs, 0, std::min(cells, genes));
    return {.resultBytes = components * (cells * static_cast<std::int64_t>(sizeof(float)) +
                                         genes * static_cast<std::int64_t>(sizeof(double)))};
}

Estimate estimateUmap(const Situation &now, const OptionValues &values)
{
    if (!now.dataset) return {};
    const std::int64_t coordinates = now.dataset->cells() * values.as<steps::UmapOptions>().components;
    return {.resultBytes = coordinates * static_cast<std::int64_t>(sizeof(float))};
}

}  // namespace

TaskSpec qualityControlTask()
{
    return {.id = "qc",
            .title = "Quality control",
            .summary = "Quality metrics per cell, and a filter of cells and genes.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset, Need::Counts},
            .options = OptionValues(steps::QcOptions{}),
            .run = &runQualityControl};
}

TaskSpec analyzeTask()
{
    return {.id = "analyze",
            .title = "Map",
            .summary = "Normalize, variable genes, PCA (unless a representation is named), neighbors, UMAP, Leiden in one step.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset},
            .options = OptionValues(steps::AnalyzeOptions{}),
            .run = &runAnalyze};
}

TaskSpec pcaTask()
{
    return {.id = "pca",
            .title = "PCA",
            .summary = "Normalize, variable genes, PCA: obsm X_pca.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset},
            .options = OptionValues(steps::PcaOptions{}),
            .run = &runPca,
            .estimate = &estimatePca};
}

TaskSpec neighborsTask()
{
    return {.id = "neighbors",
            .title = "Neighbors",
            .summary = "Nearest neighbors of every cell: obsp connectivities and distances.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset, Need::Representation},
            .options = OptionValues(steps::NeighborsOptions{}),
            .run = &runNeighbors};
}

TaskSpec umapTask()
{
    return {.id = "umap",
            .title = "UMAP",
            .summary = "Layout in two or three dimensions: obsm X_umap.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset, Need::NeighborGraph},
            .options = OptionValues(steps::UmapOptions{}),
            .run = &runUmap,
            .estimate = &estimateUmap};
}

TaskSpec leidenTask()
{
    return {.id = "leiden",
            .title = "Leiden clusters",
            .summary = "Clusters: obs leiden.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset, Need::NeighborGraph},
            .options = OptionValues(steps::LeidenOptions{}),
            .run = &runLeiden};
}

}  // namespace lexicell::models::tasks
