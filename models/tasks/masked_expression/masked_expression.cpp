#include "models/tasks/masked_expression/masked_expression.h"

#include "core/base/guarded.h"
#include "models/input/gene_column.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/masked_expression/asked_cells.h"
#include "models/tasks/masked_expression/expression_baselines.h"
#include "models/tasks/masked_expression/hidden_genes.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double afterPreparing = 0.05;  // of the job's time
constexpr double afterAsking = 0.9;      // without a layer
constexpr std::int64_t valueRanges = 20;

// Asks for the hidden values of cells, some cells at a time.
class Run {
  public:
    Run(const input::PreparedCells &cells, const MaskedExpressionOptions &options, JobContext &context)
        : m_cells(cells), m_options(options), m_context(context), m_columns(columnsById(cells))
    {
        values.methods.push_back({"model", false, {}});
        visible.columns = cells.matrix.genes();
    }

    // A cell with a hidden value, to see what the model can; without tokens if no cell has two genes with a value.
    Result<Question> sample(const std::vector<std::int64_t> &which)
    {
        Question found;
        for (std::size_t i = 0; i < which.size() && found.hidden.empty(); ++i) {
            if (m_context.cancelled()) return cancelled();
            LEXICELL_CHECK(forEachIntactCell(m_cells, {which[i]}, [&](std::size_t, const IntactCell &cell) -> Result<void> {
                found = question(which[i], cell).first;
                return {};
            }));
        }
        return found;
    }

    Result<void> all(const std::vector<std::int64_t> &which, const HiddenGenes &genes)
    {
        LEXICELL_CHECK(forEachIntactCell(m_cells, which, [&](std::size_t place, const IntactCell &cell) -> Result<void> {
            add(which[place], cell);
            if (static_cast<std::int64_t>(m_waiting.size()) < m_cells.batchSize) return {};
            m_context.report(static_cast<double>(place) / static_cast<double>(which.size()),
                             "Predicting hidden genes: " + std::to_string(place) + " of " + std::to_string(which.size()) +
                                 " cells");
            return ask(genes);
        }));
        return ask(genes);
    }

    ComparedValues values;
    data::CsrBlock visible;           // a row for each cell that is asked
    std::vector<std::int64_t> asked;  // their rows in the data set
    std::int64_t leftOut = 0;

  private:
    // And the genes of the cell that have a value. Nothing is hidden of a cell with fewer than two.
    std::pair<Question, std::vector<DetectedGene>> question(std::int64_t cell, const IntactCell &intact) const
    {
        Question question{withLabel(intact.tokens(), m_cells, cell), {}};
        std::vector<DetectedGene> genes = detectedGenes(question.row, m_columns);
        if (genes.size() < 2) return {std::move(question), std::move(genes)};
        const auto wanted = static_cast<std::size_t>(std::llround(m_options.share * static_cast<double>(genes.size())));
        const std::size_t count = std::clamp<std::size_t>(wanted, 1, genes.size() - 1);
        for (const std::size_t gene :
             chooseHidden(genes.size(), count, m_cells.names[static_cast<std::size_t>(cell)], m_options.seed))
            question.hidden.push_back(genes[gene].place);
        return {std::move(question), std::move(genes)};
    }

    void add(std::int64_t cell, const IntactCell &intact)
    {
        auto [next, genes] = question(cell, intact);
        if (next.hidden.empty()) {
            ++leftOut;
            return;
        }
        const auto row = static_cast<std::int32_t>(visible.rows++);
        asked.push_back(cell);
        std::vector<std::pair<std::int32_t, float>> seen;
        std::size_t hidden = 0;
        for (const DetectedGene &gene : genes) {
            if (hidden < next.hidden.size() && next.hidden[hidden] == gene.place) {
                ++hidden;
                values.cell.push_back(row);
                values.gene.push_back(gene.column);
                values.truth.push_back(gene.value);
            } else {
                seen.emplace_back(gene.column, gene.value);
            }
        }
        std::sort(seen.begin(), seen.end());
        for (const auto &[column, value] : seen) {
            visible.indices.push_back(column);
            visible.values.push_back(value);
        }
        visible.indptr.push_back(static_cast<std::int64_t>(visible.indices.size()));
        m_waiting.push_back(std::move(next));
    }

    Result<void> ask(const HiddenGenes &genes)
    {
        LEXICELL_TRY(answers, genes.predict(m_waiting, m_context));
        for (const std::vector<float> &answer : answers)
            values.methods.front().values.insert(values.methods.front().values.end(), answer.begin(), answer.end());
        m_waiting.clear();
        return {};
    }

    const input::PreparedCells &m_cells;
    const MaskedExpressionOptions &m_options;
    JobContext &m_context;
    std::unordered_map<std::int64_t, std::int32_t> m_columns;
    std::vector<Question> m_waiting;
};

// The group of each asked cell; −1: none.
Result<std::vector<std::int32_t>> groupsOf(const data::Dataset &dataset, const std::vector<std::int64_t> &cells,
                                           const std::string &column, std::vector<std::string> &names)
{
    std::vector<std::int32_t> groups;
    if (column.empty()) return groups;
    LEXICELL_TRY(labels, dataset.labels(column));
    names = labels.categoryNames();
    groups.reserve(cells.size());
    for (const std::int64_t cell : cells) groups.push_back(labels.codes[static_cast<std::size_t>(cell)]);
    return groups;
}

std::vector<PartErrors> listedGenes(const ComparedValues &values, std::int64_t minValues, std::int64_t &tooFew)
{
    std::vector<PartErrors> genes = errorsByPart(values, values.gene);
    tooFew = static_cast<std::int64_t>(std::erase_if(genes, [&](const PartErrors &gene) { return gene.values < minValues; }));
    const auto advance = [](const PartErrors &gene) { return gene.rmse[1] - gene.rmse[0]; };
    std::stable_sort(genes.begin(), genes.end(),
                     [&](const PartErrors &a, const PartErrors &b) { return advance(a) > advance(b); });
    return genes;
}

Result<void> compare(MaskedExpression &result, Run &run, const std::vector<std::int32_t> &groupOf,
                     const MaskedExpressionOptions &options, JobContext &context)
{
    const auto seed = static_cast<std::uint64_t>(options.seed);
    run.values.cells = run.visible.rows;
    const BaselineOptions baselines{groupOf, options.components, result.unit != "z + 1", seed};
    LEXICELL_CHECK(addBaselines(run.values, run.visible, baselines, context));
    result.values = std::move(run.values);
    result.errors = expressionErrors(result.values, options.rounds, seed);
    if (context.cancelled()) return cancelled();
    result.null = errorNull(result.values, options.exchanges, seed);
    result.byGene = listedGenes(result.values, options.minValues, result.genesTooFew);
    result.byValue = errorsByValue(result.values, valueRanges);
    if (groupOf.empty()) return {};
    std::vector<std::int32_t> group;
    group.reserve(result.values.size());
    for (const std::int32_t cell : result.values.cell) group.push_back(groupOf[static_cast<std::size_t>(cell)]);
    result.byGroup = errorsByPart(result.values, group);
    return {};
}

Result<MaskedExpression> compute(const data::Dataset &dataset, const LoadedModel &model, const MaskedExpressionOptions &options,
                                 JobContext &context)
{
    LEXICELL_CHECK(checkMaskedExpression(options));
    LEXICELL_CHECK(checkPredictsHidden(model));
    const double end = options.impute ? 0.5 : afterAsking;
    std::optional<JobPart> part(std::in_place, context, 0.0, afterPreparing);
    LEXICELL_TRY(cells, input::prepareCells(dataset, model.card, model.tokenizer, options, context));
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, cells.tokenizer->vocabulary(), options));
    LEXICELL_TRY(which, cellsToAsk(dataset, cells, options.cells, options.maxCells, options.seed));
    part.reset();
    part.emplace(context, afterPreparing, end);
    Run run(cells, options, context);
    LEXICELL_TRY(sample, run.sample(which));
    if (sample.hidden.empty())
        return Error{errors::tooFewCells,
                     "No cell has two genes with a value that the model knows, so none can be hidden. Choose other cells."};
    LEXICELL_TRY(genes, HiddenGenes::open(model, *cells.tokenizer, options.decoder, sample, context.threads, context));
    LEXICELL_CHECK(run.all(which, genes));
    part.reset();
    MaskedExpression result;
    result.decoder = toString(genes.decoder());
    result.unit = model.expression->unit();
    result.cellsLeftOut = run.leftOut;
    result.genes = column.names;
    LEXICELL_TRY(groupOf, groupsOf(dataset, run.asked, options.groupby, result.groups));
    LEXICELL_CHECK(compare(result, run, groupOf, options, context));
    if (!options.impute) return result;
    const JobPart rest(context, end, 1.0);
    LEXICELL_TRY(all, cellsToAsk(dataset, cells, options.cells, 0, options.seed));
    LEXICELL_TRY(layer, imputedLayer(cells, model, genes, all, {options.imputeGenes, options.share}, context));
    result.imputed = std::move(layer);
    return result;
}

}  // namespace

Result<void> checkMaskedExpression(const MaskedExpressionOptions &options)
{
    const auto bad = [](const std::string &message, const char *option) {
        return Error{errors::badOption, message, {}, {{option}}};
    };
    if (!(options.share > 0.0 && options.share < 1.0))
        return bad("The share of hidden genes must be above 0 and below 1.", "share");
    if (options.maxCells < 0) return bad("The number of cells must not be negative.", "max-cells");
    if (options.components < 0) return bad("The number of components must not be negative.", "components");
    if (options.minValues < 1) return bad("The number of hidden values of a gene must be at least 1.", "min-values");
    if (options.rounds < 0) return bad("The number of draws must not be negative.", "rounds");
    if (options.exchanges < 0) return bad("The number of exchanges must not be negative.", "exchanges");
    if (options.imputeGenes < 0) return bad("The number of genes must not be negative.", "impute-genes");
    return {};
}

Result<MaskedExpression> maskedExpression(const data::Dataset &dataset, const LoadedModel &model,
                                          const MaskedExpressionOptions &options, JobContext &context)
{
    return guarded(
        "predict hidden genes", [&] { return compute(dataset, model, options, context); },
        "Choose fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
