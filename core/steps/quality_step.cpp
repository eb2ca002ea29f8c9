#include "core/steps/step_input.h"
#include "core/steps/step_output.h"
#include "core/steps/steps.h"
#include "core/io/choose_matrix.h"
#include "core/data/csr_block.h"
#include "core/genes/gene_table.h"
#include "core/genes/gene_spelling.h"
#include "core/preprocess/quality.h"
#include "core/genes/gene_names.h"

#include <algorithm>

namespace lexicell::steps {

namespace {

void addMetrics(data::Dataset &dataset, const preprocess::CellMetrics &cells, const preprocess::GeneMetrics &genes,
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
    return {errors::noCellsLeft,
            std::string("No ") + what + " of " + sourceName(dataset) +
                " would remain. Require fewer genes per cell or fewer cells per gene, or allow a larger mitochondrial share.",
            {},
            {{"min-genes"}, {"min-cells"}, {"max-pct-mt"}}};
}

bool anyOf(const std::vector<bool> &genes) { return std::find(genes.begin(), genes.end(), true) != genes.end(); }

// By the symbols; without symbols, by the gene table; else by var["mt"].
Result<std::vector<bool>> mitochondrialGenes(const data::Dataset &dataset, const QcOptions &options)
{
    const data::Table &var = dataset.var;
    std::vector<std::string> names = genes::geneSymbols(var);
    if (!options.geneColumn.empty() && options.geneColumn != "index") {
        LEXICELL_TRY(chosen, genes::geneNames(dataset, options.geneColumn));
        names = std::move(chosen);
    }
    auto found = preprocess::mitochondrialGenes(names);
    if (anyOf(found)) return found;
    if (const auto table = genes::GeneTable::nearest(genes::likelySpecies(names)); table.ok()) {
        for (std::string &name : names) name = genes::geneSymbol(name, table->get());
        found = preprocess::mitochondrialGenes(names);
        if (anyOf(found)) return found;
    }
    const data::Element *column = var.columns.find("mt");
    if (const auto *flags = column ? column->as<data::Array>() : nullptr; flags && flags->dtype() == data::DType::Bool)
        for (std::size_t gene = 0; gene < found.size(); ++gene) found[gene] = flags->intAt(static_cast<std::int64_t>(gene)) != 0;
    return found;
}

std::string examples(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 3; ++i) text += (i ? ", " : "") + names[i];
    return text;
}

Error noMitochondrialGenes(const data::Dataset &dataset)
{
    return {errors::noMtGenes,
            "Cells cannot be filtered by mitochondrial counts: none of the genes of " + sourceName(dataset) +
                " (they look like " + examples(dataset.var.index.values) +
                ") is known as mitochondrial. Choose the var column with the gene symbols, or allow any mitochondrial share.",
            {},
            {{"gene-column"}, {"max-pct-mt", {"100"}}}};
}

Result<data::Dataset> run(const data::Dataset &dataset, const QcOptions &options, JobContext &context)
{
    context.report(0.0, "quality");
    LEXICELL_TRY(counts, readCounts(dataset, options.layer, LogValues::Refused));
    LEXICELL_TRY(mitochondrial, mitochondrialGenes(dataset, options));
    if (!anyOf(mitochondrial)) {
        if (options.maxPctMt < 100.0) return noMitochondrialGenes(dataset);
        context.warn(warnings::noMtGenes, "No gene is known as mitochondrial (they look like " +
                                              examples(dataset.var.index.values) + "): pct_counts_mt is 0 in every cell.");
    }
    auto cells = preprocess::cellMetrics(counts, mitochondrial, context.threads);

    std::vector<std::int64_t> keptCells, keptGenes;
    for (std::int64_t cell = 0; cell < counts.rows; ++cell) {
        const auto c = static_cast<std::size_t>(cell);
        // the percentage of a cell without counts is NaN, which does not exceed the limit
        if (cells.genesByCounts[c] >= options.minGenes && !(cells.pctCountsMt[c] > options.maxPctMt)) keptCells.push_back(cell);
    }
    if (keptCells.empty()) return nothingLeft("cell", dataset);
    if (context.cancelled()) return cancelled();
    const auto left = preprocess::geneMetrics(data::selectRows(counts, keptCells));
    for (std::int64_t gene = 0; gene < counts.columns; ++gene)
        if (left.cellsByCounts[static_cast<std::size_t>(gene)] >= options.minCells) keptGenes.push_back(gene);
    if (keptGenes.empty()) return nothingLeft("gene", dataset);

    data::Dataset result = dataset;
    addMetrics(result, cells, preprocess::geneMetrics(counts), mitochondrial);
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

}  // namespace lexicell::steps
