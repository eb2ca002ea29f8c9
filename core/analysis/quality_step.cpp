#include "core/analysis/step_input.h"
#include "core/analysis/step_output.h"
#include "core/analysis/steps.h"
#include "core/data/csr_block.h"
#include "core/preprocess/quality.h"

#include <algorithm>

namespace lexicell::analysis {

namespace {

void addMetrics(data::Dataset &dataset, preprocess::CellMetrics cells, preprocess::GeneMetrics genes,
                const std::vector<bool> &mitochondrial)
{
    auto &obs = dataset.obs.columns;
    obs.set("n_genes_by_counts", column(cells.genesByCounts));
    obs.set("total_counts", column(cells.totalCounts));
    obs.set("total_counts_mt", column(cells.totalCountsMt));
    obs.set("pct_counts_mt", column(cells.pctCountsMt));
    obs.set("pct_counts_in_top_50_genes", column(cells.pctCountsInTop50Genes));
    auto &var = dataset.var.columns;
    var.set("mt", boolColumn(mitochondrial));
    var.set("n_cells_by_counts", column(genes.cellsByCounts));
    var.set("mean_counts", column(genes.meanCounts));
    var.set("pct_dropout_by_counts", column(genes.pctDropoutByCounts));
    var.set("total_counts", column(genes.totalCounts));
}

Error nothingLeft(const char *what, const data::Dataset &dataset)
{
    return {ErrorKind::Mismatch,
            "no_cells_left",
            std::string("No ") + what + " of " + sourceName(dataset) +
                " would be left: ask for fewer genes per cell or fewer cells per gene, or allow a larger mitochondrial share.",
            {},
            {{"min-genes"}, {"min-cells"}, {"max-pct-mt"}}};
}

Result<data::Dataset> run(const data::Dataset &dataset, const QcOptions &options, JobContext &context)
{
    context.report(0.0, "quality");
    LEXICELL_TRY(counts, readCounts(dataset, options.layer, LogValues::Refused));
    const auto mitochondrial = preprocess::mitochondrialGenes(geneSymbols(dataset.var));
    if (std::none_of(mitochondrial.begin(), mitochondrial.end(), [](bool mt) { return mt; }))
        context.warn("no_mt_genes", "No gene name starts with MT- or mt-: pct_counts_mt is 0 in every cell.");
    auto cells = preprocess::cellMetrics(counts, mitochondrial, context.threads);

    std::vector<std::int64_t> keptCells, keptGenes;
    for (std::int64_t cell = 0; cell < counts.rows; ++cell) {
        const auto c = static_cast<std::size_t>(cell);
        // a cell without counts has no percentage, and none that is too large
        if (cells.genesByCounts[c] >= options.minGenes && !(cells.pctCountsMt[c] > options.maxPctMt)) keptCells.push_back(cell);
    }
    if (keptCells.empty()) return nothingLeft("cell", dataset);
    if (context.cancelled()) return cancelled();
    const auto left = preprocess::geneMetrics(data::selectRows(counts, keptCells));
    for (std::int64_t gene = 0; gene < counts.columns; ++gene)
        if (left.cellsByCounts[static_cast<std::size_t>(gene)] >= options.minCells) keptGenes.push_back(gene);
    if (keptGenes.empty()) return nothingLeft("gene", dataset);

    data::Dataset result = dataset;
    addMetrics(result, std::move(cells), preprocess::geneMetrics(counts), mitochondrial);
    context.report(0.5, "quality");
    const bool allCells = keptCells.size() == static_cast<std::size_t>(counts.rows);
    const bool allGenes = keptGenes.size() == static_cast<std::size_t>(counts.columns);
    if (!allCells || !allGenes) {
        auto filtered = data::subset(result, allCells ? nullptr : &keptCells, allGenes ? nullptr : &keptGenes, &context);
        if (!filtered.ok()) return filtered.error();
        result = std::move(filtered).value();
    }
    record(result, {"qc", "obs/n_genes_by_counts", optionsToText(options), {}});
    context.report(1.0, "quality");
    return result;
}

}  // namespace

Result<data::Dataset> qualityControl(const data::Dataset &dataset, const QcOptions &options, JobContext &context)
{
    return runStep([&] { return run(dataset, options, context); });
}

}  // namespace lexicell::analysis
