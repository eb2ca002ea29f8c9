#include "core/analysis/pca.h"
#include "core/steps/result_keys.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"
#include "core/steps/steps.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/preprocess/variable_genes.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lexicell::steps {

namespace {

using analysis::PcaInput;
using analysis::PcaResult;
using analysis::principalComponents;

using preprocess::HvgFlavor;

// From counts to log-normalized values, with the choice of variable genes in between.
struct Prepared {
    data::CsrBlock logValues;
    preprocess::VariableGenesResult genes;
};

Result<preprocess::Batches> batchesOf(const data::Dataset &dataset, const std::string &name)
{
    preprocess::Batches batches;
    if (name.empty()) return batches;
    LEXICELL_TRY(labels, dataset.labels(name));
    batches.codes = labels.codes;
    batches.names = labels.categoryNames();
    return batches;
}

Result<Prepared> prepare(const data::Dataset &dataset, const PcaOptions &options, JobContext &context)
{
    LEXICELL_TRY(flavor, preprocess::hvgFlavor(options.hvgFlavor));
    LEXICELL_TRY(batches, batchesOf(dataset, options.batch));
    // seurat_v3 needs counts, whatever the option says about the matrix
    const bool counts = !options.logNormalized || flavor == HvgFlavor::SeuratV3;
    const auto logValues = flavor == HvgFlavor::SeuratV3 ? LogValues::Refused : LogValues::Allowed;
    auto values = counts ? readCounts(dataset, options.layer, logValues) : readLogNormalized(dataset, options.layer);
    if (!values.ok()) return values.error();
    Prepared prepared{std::move(values).value(), {}};
    if (context.cancelled()) return cancelled();
    context.report(0.1, "variable genes");
    if (counts && flavor != HvgFlavor::SeuratV3) preprocess::logNormalize(prepared.logValues, context.threads);
    auto genes = preprocess::variableGenes(prepared.logValues, flavor, options.nTopGenes, batches);
    if (!genes.ok()) return genes.error();
    prepared.genes = std::move(genes).value();
    if (flavor == HvgFlavor::SeuratV3) preprocess::logNormalize(prepared.logValues, context.threads);
    return prepared;
}

void addGenes(data::Dataset &dataset, const preprocess::VariableGenesResult &genes, const PcaOptions &options)
{
    const PcaKeys keys = pcaKeys(options.keyAdded, options.varSuffix);
    const auto set = [&](const std::string &name, data::ElementPtr values) {
        dataset.var.columns.set(name + keys.columnSuffix, std::move(values));
    };
    set("highly_variable", boolColumn(genes.highlyVariable));
    set("means", column(genes.means));
    if (!genes.dispersions.empty()) {
        set("dispersions", column(genes.dispersions));
        set("dispersions_norm", column(std::vector<float>(genes.dispersionsNorm.begin(), genes.dispersionsNorm.end())));
    }
    if (!genes.variances.empty()) {
        set("highly_variable_rank", column(genes.rank));
        set("variances", column(genes.variances));
        set("variances_norm", column(genes.variancesNorm));
    }
    if (!options.batch.empty()) {
        set("highly_variable_nbatches", column(genes.batchCount));
        if (!genes.intersection.empty()) set("highly_variable_intersection", boolColumn(genes.intersection));
    }
    dataset.uns.set(keys.geneSettings, dictElement({{"flavor", textElement(options.hvgFlavor)}}));
}

void addComponents(data::Dataset &dataset, const PcaResult &result, const std::vector<std::int64_t> &genes,
                   const PcaOptions &options)
{
    const PcaKeys keys = pcaKeys(options.keyAdded, options.varSuffix);
    const std::string &layer = options.layer;
    const std::int64_t components = result.scores.dimensions;
    dataset.obsm.set(keys.scores, matrixElement(result.scores.values, result.scores.cells, components));
    std::vector<double> loadings(static_cast<std::size_t>(dataset.genes() * components));  // zero for genes that were not used
    for (std::size_t i = 0; i < genes.size(); ++i)
        std::copy_n(result.loadings.begin() + static_cast<std::ptrdiff_t>(i) * components, components,
                    loadings.begin() + static_cast<std::ptrdiff_t>(genes[i] * components));
    dataset.varm.set(keys.loadings, matrixElement(loadings, dataset.genes(), components));
    std::vector<std::pair<std::string, data::ElementPtr>> parameters{
        {"zero_center", boolElement(true)},
        {"use_highly_variable", boolElement(true)},
        {"mask_var", textElement("highly_variable" + keys.columnSuffix)}};
    if (!layer.empty() && layer != "X") parameters.emplace_back("layer", textElement(layer));
    dataset.uns.set(keys.settings, dictElement({{"params", dictElement(std::move(parameters))},
                                                {"variance", column(result.variance)},
                                                {"variance_ratio", column(result.varianceRatio)}}));
}

Result<data::Dataset> run(const data::Dataset &dataset, const PcaOptions &options, JobContext &context)
{
    if (options.nPcs < 1 || options.nTopGenes < 2)
        return Error{errors::badOption, "n-pcs must be at least 1 and n-top-genes at least 2.", {}};
    context.report(0.0, "normalize");
    LEXICELL_TRY(prepared, prepare(dataset, options, context));
    const auto genes = prepared.genes.genes();
    if (context.cancelled()) return cancelled();
    context.report(0.3, "PCA");
    const auto input = data::selectColumns(prepared.logValues, genes);
    prepared.logValues = {};
    PcaInput settings;
    settings.components = options.nPcs;
    settings.seed = static_cast<std::uint64_t>(options.seed);
    LEXICELL_TRY(components, principalComponents(input, settings, context));
    if (components.scores.dimensions < options.nPcs)
        context.warn(warnings::reduced, "n-pcs was lowered from " + std::to_string(options.nPcs) + " to " +
                                            std::to_string(components.scores.dimensions) + ": " + std::to_string(input.rows) +
                                            " cells and " + std::to_string(genes.size()) +
                                            " variable genes give no more components.");
    data::Dataset result = dataset;
    const std::string key = pcaKeys(options.keyAdded, options.varSuffix).scores;
    const data::ResultKey place{data::Slot::Obsm, key};
    warnReplaced(result, place, context);
    addGenes(result, prepared.genes, options);
    addComponents(result, components, genes, options);
    recordStep(result, "pca", place, options, options.seed, {});
    context.report(1.0, "PCA");
    return result;
}

}  // namespace

Result<data::Dataset> pca(const data::Dataset &dataset, const PcaOptions &options, JobContext &context)
{
    return runStep([&] { return run(dataset, options, context); });
}

}  // namespace lexicell::steps
