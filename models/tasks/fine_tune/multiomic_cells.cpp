#include "models/tasks/fine_tune/multiomic_cells.h"

#include "core/data/csr_block.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

using Columns = std::vector<std::int64_t>;

// Sorts the columns by kind; kinds without a column are not listed.
Result<void> setKinds(MultiomicCells &cells)
{
    const std::vector<const data::ModalityNames *> all = data::modalitiesOf(cells.dataset.var);
    for (const data::ModalityNames &names : data::modalityNames) {
        Columns columns;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i] == &names) columns.push_back(static_cast<std::int64_t>(i));
        if (columns.empty()) continue;
        cells.kinds.push_back(&names);
        cells.columnsOfKind.push_back(std::move(columns));
    }
    if (cells.kinds.size() > 1) return {};
    return Error{
        errors::missingFeatureType,
        std::string("The data set has ") +
            (cells.kinds.empty() ? "no features" : "only features of the kind " + std::string(cells.kinds[0]->featureType)) +
            ", but a multi-omic model learns from genes together with proteins or peaks. Open a file with all its feature "
            "types, or name the kinds in var feature_types.",
        {},
        {{"feature-type", {"all"}}}};
}

bool areCounts(const data::CsrBlock &values, const Columns &columns)
{
    std::vector<bool> wanted(static_cast<std::size_t>(values.columns), false);
    for (const std::int64_t column : columns) wanted[static_cast<std::size_t>(column)] = true;
    for (std::size_t i = 0; i < values.values.size(); ++i) {
        const float value = values.values[i];
        if (wanted[static_cast<std::size_t>(values.indices[i])] && (value < 0.0F || value != std::floor(value))) return false;
    }
    return true;
}

// Rows with a value in one of the columns.
Columns rowsWith(const data::CsrBlock &values, const Columns &columns)
{
    std::vector<bool> wanted(static_cast<std::size_t>(values.columns), false);
    for (const std::int64_t column : columns) wanted[static_cast<std::size_t>(column)] = true;
    Columns rows;
    for (std::int64_t row = 0; row < values.rows; ++row) {
        const auto begin = values.indices.begin() + values.indptr[static_cast<std::size_t>(row)];
        const auto end = values.indices.begin() + values.indptr[static_cast<std::size_t>(row) + 1];
        if (std::any_of(begin, end, [&](std::int32_t column) { return wanted[static_cast<std::size_t>(column)]; }))
            rows.push_back(row);
    }
    return rows;
}

// Cells in which each column has a value.
Columns occurrences(const data::CsrBlock &values)
{
    Columns counts(static_cast<std::size_t>(values.columns), 0);
    for (const std::int32_t column : values.indices) ++counts[static_cast<std::size_t>(column)];
    return counts;
}

Result<Columns> fedRna(const MultiomicCells &cells, const Columns &columns, bool counts, const FineTuneOptions &options,
                       JobContext &context)
{
    const Columns seen = occurrences(cells.values);
    Columns known;
    std::unordered_set<std::int64_t> ids;
    for (const std::int64_t column : columns) {
        const std::int64_t id = cells.prepared.coverage.geneIds[static_cast<std::size_t>(column)];
        if (id >= 0 && seen[static_cast<std::size_t>(column)] > 0 && ids.insert(id).second) known.push_back(column);
    }
    const auto most = static_cast<std::size_t>(options.variableGenes);
    if (most == 0 || known.size() <= most) return known;
    const Columns rows = rowsWith(cells.values, known);
    const data::CsrBlock block = data::selectColumns(data::selectRows(cells.values, rows), known);
    LEXICELL_TRY(chosen, mostVariableGenes(block, {}, counts, options.variableGenes, context));
    Columns fed;
    for (const std::int64_t gene : chosen) fed.push_back(known[static_cast<std::size_t>(gene)]);
    return fed;
}

// Those that are open in most cells; all of them for other kinds.
Columns mostFrequent(const MultiomicCells &cells, const Columns &columns, std::size_t most)
{
    const Columns seen = occurrences(cells.values);
    Columns fed;
    for (const std::int64_t column : columns)
        if (seen[static_cast<std::size_t>(column)] > 0) fed.push_back(column);
    if (most == 0 || fed.size() <= most) return fed;
    std::stable_sort(fed.begin(), fed.end(), [&](std::int64_t a, std::int64_t b) {
        return seen[static_cast<std::size_t>(a)] > seen[static_cast<std::size_t>(b)];
    });
    fed.resize(most);
    std::sort(fed.begin(), fed.end());
    return fed;
}

// The token of a feature that is not a gene.
std::string tokenOf(const MultiomicCells &cells, std::int64_t column, const char *mark)
{
    const std::string &name = cells.dataset.var.index.values[static_cast<std::size_t>(column)];
    return name.starts_with(mark) ? name : mark + name;
}

// Chooses the columns and their tokens, then keeps only them in `values`.
Result<void> chooseFeatures(MultiomicCells &cells, const FineTuneOptions &options, JobContext &context)
{
    const std::vector<std::string> &vocabulary = cells.prepared.tokenizer->vocabulary();
    std::unordered_map<std::string, std::int64_t> ids;
    for (std::size_t id = 0; id < vocabulary.size(); ++id) ids.emplace(vocabulary[id], static_cast<std::int64_t>(id));
    std::vector<std::int64_t> idOfColumn(static_cast<std::size_t>(cells.values.columns), -1);
    for (std::size_t kind = 0; kind < cells.kinds.size(); ++kind) {
        const bool rna = cells.kinds[kind]->modality == data::Modality::Rna;
        const bool peaks = cells.kinds[kind]->modality == data::Modality::Atac;
        Columns fed;
        if (rna) {
            LEXICELL_TRY(chosen, fedRna(cells, cells.columnsOfKind[kind], cells.countsOfKind[kind], options, context));
            fed = std::move(chosen);
        } else {
            fed = mostFrequent(cells, cells.columnsOfKind[kind], peaks ? static_cast<std::size_t>(options.peaks) : 0);
        }
        std::int64_t taken = 0;
        for (const std::int64_t column : fed) {
            std::int64_t &id = idOfColumn[static_cast<std::size_t>(column)];
            if (rna) {
                id = cells.prepared.coverage.geneIds[static_cast<std::size_t>(column)];
                cells.fedGenes.push_back(vocabulary[static_cast<std::size_t>(id)]);
            } else {
                std::string token = tokenOf(cells, column, cells.kinds[kind]->mark);
                const auto next = static_cast<std::int64_t>(vocabulary.size() + cells.newTokens.size());
                const auto [found, added] = ids.emplace(token, next);
                if (added) cells.newTokens.push_back(token);
                else if (found->second >= static_cast<std::int64_t>(vocabulary.size())) continue;  // a second column of one name
                id = found->second;
                cells.fedGenes.push_back(std::move(token));
            }
            cells.columns.push_back(column);
            ++taken;
        }
        cells.fedOfKind.push_back(taken);
    }
    std::sort(cells.columns.begin(), cells.columns.end());
    cells.values = data::selectColumns(cells.values, cells.columns);
    cells.prepared.coverage.geneIds.clear();
    for (const std::int64_t column : cells.columns)
        cells.prepared.coverage.geneIds.push_back(idOfColumn[static_cast<std::size_t>(column)]);
    return {};
}

// Which kinds of features each cell has, and its row; cells without any are left out.
Result<void> setPatterns(MultiomicCells &cells, const FineTuneOptions &options, JobContext &context)
{
    Columns all(static_cast<std::size_t>(cells.values.columns));
    std::iota(all.begin(), all.end(), 0);
    const Columns kept = rowsWith(cells.values, all);
    const auto left = cells.values.rows - static_cast<std::int64_t>(kept.size());
    if (left > 0) {
        context.warn(warnings::emptyCells, std::to_string(left) + " cells have no feature that is fed and are left out.");
        cells.values = data::selectRows(cells.values, kept);
        LEXICELL_TRY(fewer, data::subset(cells.dataset, &kept, nullptr, &context));
        cells.dataset = std::move(fewer);
        cells.prepared.names = cells.dataset.obs.index.values;
        LEXICELL_TRY(matrix, cells.dataset.matrix(options.layer));
        cells.prepared.matrix = matrix;
    }
    std::vector<std::size_t> kindOf(static_cast<std::size_t>(cells.values.columns));
    for (std::size_t kind = 0; kind < cells.kinds.size(); ++kind)
        for (std::size_t i = 0; i < cells.columns.size(); ++i)
            if (std::binary_search(cells.columnsOfKind[kind].begin(), cells.columnsOfKind[kind].end(), cells.columns[i]))
                kindOf[i] = kind;
    const auto count = static_cast<std::size_t>(cells.values.rows);
    cells.measured.assign(cells.kinds.size(), std::vector<bool>(count, false));
    cells.patternOf.assign(count, {});
    for (std::size_t cell = 0; cell < count; ++cell) {
        for (auto i = static_cast<std::size_t>(cells.values.indptr[cell]);
             i < static_cast<std::size_t>(cells.values.indptr[cell + 1]); ++i)
            cells.measured[kindOf[static_cast<std::size_t>(cells.values.indices[i])]][cell] = true;
        for (std::size_t kind = 0; kind < cells.kinds.size(); ++kind)
            if (cells.measured[kind][cell])
                cells.patternOf[cell] += (cells.patternOf[cell].empty() ? "" : "+") + std::string(cells.kinds[kind]->name);
    }
    return {};
}

Result<void> splitByPattern(MultiomicCells &cells, const FineTuneOptions &options)
{
    training::SplitOptions how{options.validation, 0.0, options.seed, {}, {}};
    how.labels.reserve(cells.patternOf.size());
    for (std::size_t cell = 0; cell < cells.patternOf.size(); ++cell)
        how.labels.push_back(cells.patternOf[cell] +
                             (cells.batches.empty() ? "" : "\n" + cells.batches[static_cast<std::size_t>(cells.batchOf[cell])]));
    LEXICELL_TRY(split, training::splitCells(cells.values.rows, how));
    cells.split = std::move(split);
    return {};
}

}  // namespace

Result<MultiomicCells> multiomicCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                      JobContext &context)
{
    MultiomicCells cells;
    cells.dataset = dataset;
    if (!options.batch.empty()) {
        LEXICELL_TRY(kept, cellsWithBatch(dataset, options.batch, context));
        LEXICELL_TRY(subset, data::subset(dataset, &kept, nullptr, &context));
        cells.dataset = std::move(subset);
    }
    LEXICELL_CHECK(setKinds(cells));
    JobContext quiet;  // peaks and proteins are new to the checkpoint, so its share of the counts says nothing
    quiet.threads = context.threads;
    LEXICELL_TRY(prepared, input::prepareCells(cells.dataset, model.card, model.tokenizer, cellOptions(options), quiet));
    cells.prepared = std::move(prepared);
    LEXICELL_TRY(values, cells.prepared.matrix.all());
    cells.values = std::move(values);
    if (cells.values.columns != cells.dataset.genes())
        return Error{errors::badOption,
                     "The matrix " + options.layer + " has other features than var, so their kinds are unknown. Choose another.",
                     {},
                     {{"layer"}}};
    for (const auto &columns : cells.columnsOfKind) cells.countsOfKind.push_back(areCounts(cells.values, columns));
    LEXICELL_CHECK(chooseFeatures(cells, options, context));
    LEXICELL_CHECK(setPatterns(cells, options, context));
    if (!options.batch.empty()) LEXICELL_CHECK(setBatches(cells, options.batch));
    LEXICELL_CHECK(setLabels(cells, options.label, context));
    LEXICELL_CHECK(splitByPattern(cells, options));
    return cells;
}

Result<baselines::ModalityBlock> modalityBlock(const MultiomicCells &cells, std::size_t kind,
                                               const std::vector<std::int64_t> &rows)
{
    LEXICELL_TRY(all, cells.prepared.matrix.all());
    return baselines::ModalityBlock{cells.kinds[kind]->modality, cells.countsOfKind[kind],
                                    data::selectColumns(data::selectRows(all, rows), cells.columnsOfKind[kind])};
}

}  // namespace lexicell::models::tasks
