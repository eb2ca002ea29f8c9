#include "models/tasks/fine_tune/integration_cells.h"

#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/preprocess/variable_genes.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

using Positions = std::vector<std::int64_t>;

constexpr double fewestCounts = 3.0;  // of a gene in all cells together
constexpr const char *usualLabel = "cell_type";

}  // namespace

Result<void> setBatches(IntegrationCells &cells, const std::string &column)
{
    LEXICELL_TRY(labeling, cells.dataset.labels(column, "batch"));
    const auto values = labeling.texts();
    std::map<std::string, std::int64_t> counts;
    for (const std::string &value : values) ++counts[value];
    if (counts.size() < 2)
        return Error{errors::noLabels,
                     "obs " + column + " has " + (counts.empty() ? "no batch" : "the batch " + counts.begin()->first + " only") +
                         "; there is nothing to bring together. Choose another column.",
                     {},
                     {{"batch"}}};
    for (const auto &[name, count] : counts) {
        if (count == 1)
            return Error{errors::tooFewCells,
                         "The batch " + name + " of obs " + column +
                             " has one cell, which cannot be both learned and checked. Leave it out.",
                         {},
                         {{"batch"}}};
        cells.batches.push_back(name);
    }
    cells.batchOf.reserve(values.size());
    for (const std::string &value : values)
        cells.batchOf.push_back(static_cast<std::int32_t>(std::lower_bound(cells.batches.begin(), cells.batches.end(), value) -
                                                          cells.batches.begin()));
    return {};
}

Result<void> setLabels(IntegrationCells &cells, const std::string &column, JobContext &context)
{
    const bool there = !column.empty() && cells.dataset.obs.columns.find(column);
    if (!there && (column.empty() || column == usualLabel)) {
        context.warn(warnings::noBaseline,
                     "Without an obs column of labels nothing says whether cell types stay apart while batches mix, so there are "
                     "no scores beside the losses.",
                     {{"label"}});
        return {};
    }
    LEXICELL_TRY(labeling, cells.dataset.labels(column, "label"));
    cells.labels = labeling.texts();
    return {};
}

Result<Positions> cellsWithBatch(const data::Dataset &dataset, const std::string &column, JobContext &context)
{
    LEXICELL_TRY(labeling, dataset.labels(column, "batch"));
    const auto values = labeling.texts();
    Positions kept;
    for (std::size_t cell = 0; cell < values.size(); ++cell)
        if (!values[cell].empty()) kept.push_back(static_cast<std::int64_t>(cell));
    if (kept.size() < values.size())
        context.warn(warnings::cellsLeftOut, std::to_string(values.size() - kept.size()) + " of " +
                                                 std::to_string(values.size()) + " cells have no batch in obs " + column +
                                                 " and are left out.");
    return kept;
}

input::CellOptions cellOptions(const FineTuneOptions &options)
{
    input::CellOptions input;
    static_cast<input::MatchOptions &>(input) = options;
    input.maxLength = options.maxLength;
    input.ties = options.ties;
    input.seed = options.seed;
    return input;
}

namespace {

// The data set without cells that have no known gene, and the rest prepared.
Result<void> prepareKnown(IntegrationCells &cells, const LoadedModel &model, const FineTuneOptions &options, JobContext &context)
{
    LEXICELL_TRY(all, input::prepareCells(cells.dataset, model.card, model.tokenizer, cellOptions(options), context));
    cells.prepared = std::move(all);
    if (cells.prepared.emptyCells == 0) return {};
    context.warn(warnings::emptyCells,
                 std::to_string(cells.prepared.emptyCells) + " cells have no gene that the model knows and are left out.");
    Positions known;
    for (std::int64_t cell = 0; cell < cells.prepared.cells(); ++cell)
        if (cells.prepared.length(cell) > 0) known.push_back(cell);
    LEXICELL_TRY(fewer, data::subset(cells.dataset, &known, nullptr, &context));
    cells.dataset = std::move(fewer);
    JobContext again;  // the warnings are said already
    again.threads = context.threads;
    LEXICELL_TRY(rest, input::prepareCells(cells.dataset, model.card, model.tokenizer, cellOptions(options), again));
    cells.prepared = std::move(rest);
    return {};
}

// Columns that the model knows, with enough counts; of two columns with one token the first.
Positions knownColumns(const IntegrationCells &cells)
{
    const Positions &ids = cells.prepared.coverage.geneIds;
    std::vector<double> sums(ids.size(), 0.0);
    for (std::size_t i = 0; i < cells.values.values.size(); ++i)
        sums[static_cast<std::size_t>(cells.values.indices[i])] += static_cast<double>(cells.values.values[i]);
    const bool counts = cells.prepared.survey.values.counts();
    Positions columns;
    std::unordered_set<std::int64_t> seen;
    for (std::size_t gene = 0; gene < ids.size(); ++gene)
        if (ids[gene] >= 0 && sums[gene] >= (counts ? fewestCounts : 0.0) && seen.insert(ids[gene]).second)
            columns.push_back(static_cast<std::int64_t>(gene));
    return columns;
}

}  // namespace

Result<Positions> mostVariableGenes(const data::CsrBlock &known, const preprocess::Batches &batches, bool counts, int genes,
                                    JobContext &context)
{
    if (counts) {
        auto chosen = preprocess::variableGenes(known, preprocess::HvgFlavor::SeuratV3, genes, batches);
        if (chosen.ok()) return chosen->genes();
        if (!chosen.error().is(errors::singularLoess)) return chosen.error();
        context.warn(warnings::otherFlavor, "The variable genes are chosen by seurat's rule: " + chosen.error().message);
    }
    data::CsrBlock logged = known;
    if (counts) preprocess::logNormalize(logged, context.threads);
    LEXICELL_TRY(chosen, preprocess::variableGenes(logged, preprocess::HvgFlavor::Seurat, genes, batches));
    return chosen.genes();
}

namespace {

Result<void> chooseGenes(IntegrationCells &cells, const FineTuneOptions &options, JobContext &context)
{
    const Positions known = knownColumns(cells);
    if (known.size() < 2)
        return Error{errors::tooFewGenes,
                     "The model knows " + std::to_string(known.size()) +
                         " genes with three counts or more; two at least are needed. Choose the matrix that holds the counts.",
                     {},
                     {{"layer"}}};
    const auto most = static_cast<std::size_t>(options.variableGenes);
    if (most == 0 || known.size() <= most) {
        cells.columns = known;
    } else {
        LEXICELL_TRY(chosen, mostVariableGenes(data::selectColumns(cells.values, known), {cells.batchOf, cells.batches},
                                               cells.prepared.survey.values.counts(), options.variableGenes, context));
        for (const std::int64_t gene : chosen) cells.columns.push_back(known[static_cast<std::size_t>(gene)]);
    }
    cells.fedGenes.reserve(cells.columns.size());
    for (const std::int64_t column : cells.columns) {
        const auto id = static_cast<std::size_t>(cells.prepared.coverage.geneIds[static_cast<std::size_t>(column)]);
        cells.fedGenes.push_back(cells.prepared.tokenizer->vocabulary()[id]);
    }
    return {};
}

}  // namespace

Result<void> splitByBatch(IntegrationCells &cells, const FineTuneOptions &options)
{
    training::SplitOptions how{options.validation, 0.0, options.seed, {}, {}};
    how.labels.reserve(cells.batchOf.size());
    for (const std::int32_t batch : cells.batchOf) how.labels.push_back(cells.batches[static_cast<std::size_t>(batch)]);
    LEXICELL_TRY(split, training::splitCells(cells.prepared.cells(), how));
    cells.split = std::move(split);
    return {};
}

Result<IntegrationCells> integrationCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                          JobContext &context)
{
    IntegrationCells cells;
    LEXICELL_TRY(kept, cellsWithBatch(dataset, options.batch, context));
    LEXICELL_TRY(subset, data::subset(dataset, &kept, nullptr, &context));
    cells.dataset = std::move(subset);
    LEXICELL_CHECK(prepareKnown(cells, model, options, context));
    LEXICELL_CHECK(setBatches(cells, options.batch));
    LEXICELL_CHECK(setLabels(cells, options.label, context));
    LEXICELL_TRY(values, cells.prepared.matrix.all());
    cells.values = std::move(values);
    LEXICELL_CHECK(chooseGenes(cells, options, context));
    LEXICELL_CHECK(splitByBatch(cells, options));
    return cells;
}

}  // namespace lexicell::models::tasks
