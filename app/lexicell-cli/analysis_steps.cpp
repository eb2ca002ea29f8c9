// qc, analyze and its single steps pca, neighbors, umap, leiden: read, compute, write. They differ in their options and in
// the function they call, and in nothing else.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"
#include "core/analysis/steps.h"

namespace lexicell::cli {

namespace {

// Elements that are new or replaced, as "obsm/X_umap". Elements are immutable and shared: another pointer is another value.
void addChanges(Json &keys, const std::string &part, const data::Dict &before, const data::Dict &after)
{
    for (const auto &[name, element] : after.entries)
        if (before.get(name) != element) keys.push_back(part + "/" + name);
}

Json changedKeys(const data::Dataset &before, const data::Dataset &after)
{
    Json keys = Json::array();
    addChanges(keys, "obs", before.obs.columns, after.obs.columns);
    addChanges(keys, "var", before.var.columns, after.var.columns);
    addChanges(keys, "obsm", before.obsm, after.obsm);
    addChanges(keys, "varm", before.varm, after.varm);
    addChanges(keys, "obsp", before.obsp, after.obsp);
    addChanges(keys, "uns", before.uns, after.uns);
    return keys;
}

Json summarizeStep(const data::Dataset &before, const data::Dataset &after)
{
    Json results{{"n_obs", after.cells()}, {"n_vars", after.genes()}};
    // Filtering replaces every element; what was added then says more by name.
    if (after.cells() != before.cells() || after.genes() != before.genes()) {
        results["cells_removed"] = before.cells() - after.cells();
        results["genes_removed"] = before.genes() - after.genes();
    }
    results["keys"] = changedKeys(before, after);
    return results;
}

template <class Options> struct Step {
    using Function = Result<data::Dataset> (*)(const data::Dataset &, const Options &, JobContext &);
    Function function;
    InputOptions input;
    std::filesystem::path output;
    Options options;
};

template <class Options> Result<Json> runStep(Step<Options> &step, Run &run)
{
    LEXICELL_CHECK(checkOutput(step.output, run));
    takeSeed(step.options, run.globals);
    run.stage(0.0, 0.1);
    LEXICELL_TRY(before, readInput(step.input, run));
    run.stage(0.1, 0.9, before.cells(), "cells");
    LEXICELL_TRY(after, step.function(before, step.options, run.context));
    Json results{{"output", step.output.string()}};
    results.update(summarizeStep(before, after));
    if constexpr (requires { step.options.resolution; }) {
        const std::string suffix = analysis::keySuffix(step.options.rep, step.options.keyAdded);
        LEXICELL_TRY(clusters, after.labels(suffix.empty() ? "leiden" : "leiden_" + suffix));
        results["n_clusters"] = clusters.categoryCount();
    }
    run.stage(0.9, 1.0);
    LEXICELL_CHECK(recordInput(step.input, before, after, run));
    LEXICELL_CHECK(writeOutput(after, step.output, run));
    return results;
}

template <class Options> void addStep(CommandLine &line, const char *name, const char *help,
                                      Result<data::Dataset> (*function)(const data::Dataset &, const Options &, JobContext &))
{
    const auto step = std::make_shared<Step<Options>>();
    step->function = function;
    CLI::App &command = line.add(name, help, [step](Run &run) { return runStep(*step, run); });
    addInputPath(command, step->input);
    addOutputPath(command, step->output);
    describe(step->options, OptionVisitor(command));
    addInputOptions(command, step->input);
}

}  // namespace

void addAnalysisSteps(CommandLine &line)
{
    addStep(line, "qc", "Quality metrics per cell, and a filter of cells and genes.", analysis::qualityControl);
    addStep(line, "analyze",
            "Normalise, variable genes, PCA (unless --rep names a representation), neighbours, UMAP, Leiden in one go.",
            analysis::analyze);
    addStep(line, "pca", "Normalise, variable genes, PCA: obsm X_pca.", analysis::pca);
    addStep(line, "neighbors", "Nearest neighbours of every cell: obsp connectivities and distances.", analysis::neighbors);
    addStep(line, "umap", "Layout in two dimensions: obsm X_umap.", analysis::umap);
    addStep(line, "leiden", "Clusters: obs leiden.", analysis::leiden);
}

}  // namespace lexicell::cli
