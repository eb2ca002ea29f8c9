#include "models/tasks/knock_out_expression/knock_out_expression.h"

#include "core/base/guarded.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/knock_out/query_cells.h"
#include "models/tasks/knock_out/tested_genes.h"
#include "models/tasks/knock_out_expression/row_decoder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double afterPreparing = 0.05;  // of the job's time

KnockOutOptions asKnockOut(const KnockOutExpressionOptions &options)
{
    KnockOutOptions same;
    static_cast<input::CellOptions &>(same) = options;
    if (!options.gene.empty()) same.genes = {options.gene};
    same.mode = options.mode;
    same.dose = options.dose;
    same.groupby = options.groupby;
    same.from = options.from;
    same.replicate = options.replicate;
    same.minCells = options.minCells;
    return same;
}

// Whether the cell vector is decoded.
Result<bool> decodesCell(const LoadedModel &model, const TokenBatch &sample, const KnockOutExpressionOptions &options,
                         JobContext &context)
{
    LEXICELL_TRY(prediction, model.expression->predictExpression(sample, context));
    const bool cell = !prediction.fromCell.empty(), token = !prediction.values.empty();
    const bool wanted = options.decoder == "default" ? cell : options.decoder == "cell";
    if (wanted ? cell : token) return wanted;
    return Error{errors::badOption,
                 "The checkpoint " + model.card.name + " has no decoder of " +
                     (wanted ? "the cell vector; it decodes tokens." : "tokens; it decodes the cell vector."),
                 {},
                 {{"decoder"}}};
}

// Predictions and values of one gene, a number for each cell, in the order of the cells.
struct GeneSeries {
    std::vector<float> before, after, value;
    std::vector<std::int64_t> cells;
};

class Run {
  public:
    Run(const input::PreparedCells &prepared, const LoadedModel &model, bool fromCell, JobContext &context)
        : m_cells(prepared), m_context(context), m_decoder(model, fromCell, context.threads)
    {
        for (std::size_t column = 0; column < prepared.coverage.geneIds.size(); ++column)
            if (const std::int64_t id = prepared.coverage.geneIds[column]; id >= 0) m_columnOf.emplace(id, column);
    }

    Result<void> all(const std::vector<std::int64_t> &query, std::int64_t gene, const GeneChange &change)
    {
        m_changed = gene;
        const IntactCellWork work = [&](std::size_t place, const IntactCell &cell) -> Result<void> {
            const Result<void> added = add(query[place], cell, change);
            if (!added.ok() || static_cast<std::int64_t>(m_waiting.size()) < m_cells.batchSize) return added;
            m_context.report(static_cast<double>(place) / static_cast<double>(query.size()),
                             "Predicting expression: " + std::to_string(place) + " of " + std::to_string(query.size()) +
                                 " cells");
            return take();
        };
        LEXICELL_CHECK(forEachIntactCell(m_cells, query, work));
        return take();
    }

    std::unordered_map<std::size_t, GeneSeries> series;  // by column of the file
    std::int64_t cells = 0, unchanged = 0, passes = 0;

  private:
    struct Waiting {
        std::int64_t cell;
        bool changed;  // false: the cell has the new value already, and has one row
    };

    Result<void> add(std::int64_t row, const IntactCell &cell, const GeneChange &change)
    {
        LEXICELL_TRY(changed, cell.change({m_changed}, change));
        if (!changed.takesPart) return {};
        const bool other = changed.changed.cells > 0;
        m_waiting.push_back({row, other});
        if (changed.intact.cells > 0) m_rows.push_back(withLabel(std::move(changed.intact), m_cells, row));
        else m_rows.push_back(withLabel(cell.tokens(), m_cells, row));
        if (other) m_rows.push_back(withLabel(std::move(changed.changed), m_cells, row));
        return {};
    }

    Result<void> take()
    {
        LEXICELL_TRY(predictions, m_decoder.decode(m_rows, m_context));
        std::size_t next = 0;
        for (const Waiting &item : m_waiting) {
            const std::size_t intact = next++, after = item.changed ? next++ : intact;
            takeCell(item.cell, m_rows[intact], predictions[intact], m_rows[after], predictions[after]);
            unchanged += item.changed ? 0 : 1;
        }
        cells += static_cast<std::int64_t>(m_waiting.size());
        passes += static_cast<std::int64_t>(m_rows.size());
        m_waiting.clear();
        m_rows.clear();
        return {};
    }

    void takeCell(std::int64_t cell, const TokenBatch &intact, const std::vector<float> &before, const TokenBatch &changed,
                  const std::vector<float> &after)
    {
        std::unordered_map<std::int64_t, std::size_t> placeAfter;
        for (std::size_t i = 0; i < changed.genes.size(); ++i) placeAfter.emplace(changed.genes[i], i);
        for (std::size_t i = 0; i < intact.genes.size(); ++i) {
            const std::int64_t id = intact.genes[i];
            const auto column = m_columnOf.find(id);
            const bool has = intact.undetected.empty() ? intact.values[i] > 0.0F : !intact.undetected[i];
            const auto other = placeAfter.find(id);
            if (id == m_changed || column == m_columnOf.end() || !has || other == placeAfter.end()) continue;
            GeneSeries &own = series[column->second];
            own.before.push_back(before[i]);
            own.after.push_back(after[other->second]);
            own.value.push_back(intact.values[i]);
            own.cells.push_back(cell);
        }
    }

    const input::PreparedCells &m_cells;
    JobContext &m_context;
    RowDecoder m_decoder;
    std::unordered_map<std::int64_t, std::size_t> m_columnOf;  // by vocabulary id
    std::int64_t m_changed = -1;
    std::vector<Waiting> m_waiting;
    std::vector<TokenBatch> m_rows;
};

double meanOf(const std::vector<float> &values)
{
    double sum = 0.0;
    for (const float value : values) sum += static_cast<double>(value);
    return sum / static_cast<double>(values.size());
}

struct Squares {
    double decoder = 0.0, mean = 0.0;
    std::int64_t values = 0;
    void add(const Squares &other)
    {
        decoder += other.decoder;
        mean += other.mean;
        values += other.values;
    }
    double rootOf(double sum) const { return values > 0 ? std::sqrt(sum / static_cast<double>(values)) : unknown; }
};

Squares squaresOf(const GeneSeries &series)
{
    const double mean = meanOf(series.value);
    Squares squares;
    squares.values = static_cast<std::int64_t>(series.value.size());
    for (std::size_t i = 0; i < series.value.size(); ++i) {
        const auto value = static_cast<double>(series.value[i]);
        squares.decoder += std::pow(static_cast<double>(series.before[i]) - value, 2);
        squares.mean += std::pow(mean - value, 2);
    }
    return squares;
}

PredictedGene predicted(const GeneSeries &series, const Squares &squares, const QueryCells &query, std::int64_t minCells)
{
    PredictedGene gene;
    gene.cells = static_cast<std::int64_t>(series.cells.size());
    gene.before = meanOf(series.before);
    gene.after = meanOf(series.after);
    std::vector<double> changes;
    for (std::size_t i = 0; i < series.before.size(); ++i)
        changes.push_back(static_cast<double>(series.after[i]) - static_cast<double>(series.before[i]));
    gene.change = effectOf(changes, query.replicatesOf(series.cells), minCells);
    gene.error = squares.rootOf(squares.decoder);
    gene.errorOfMean = squares.rootOf(squares.mean);
    return gene;
}

void takeGenes(KnockOutExpression &result, const Run &run, const std::vector<std::string> &names, const QueryCells &query,
               std::int64_t minCells)
{
    std::vector<std::size_t> columns;
    for (const auto &[column, series] : run.series) columns.push_back(column);
    std::sort(columns.begin(), columns.end());
    Squares all;
    for (const std::size_t column : columns) {
        const GeneSeries &series = run.series.at(column);
        const Squares squares = squaresOf(series);
        all.add(squares);
        if (static_cast<std::int64_t>(series.cells.size()) < minCells) {
            ++result.tooFewCells;
            continue;
        }
        result.genes.push_back(predicted(series, squares, query, minCells));
        result.genes.back().gene = names[column];
    }
    result.error = all.rootOf(all.decoder);
    result.errorOfMean = all.rootOf(all.mean);
    std::stable_sort(result.genes.begin(), result.genes.end(), [](const PredictedGene &a, const PredictedGene &b) {
        const double left = a.inErrors(), right = b.inErrors();
        if (std::isnan(left) || std::isnan(right)) return !std::isnan(left) && std::isnan(right);
        return left > right;
    });
}

Result<void> checkDecoder(const LoadedModel &model)
{
    if (model.expression && std::string_view(model.expression->unit()) != "gene class") return {};
    return Error{errors::unsupportedModel, "The model " + model.card.name +
                                               (model.expression ? " predicts which gene a token is, not its expression."
                                                                 : " has no decoder of expression.") +
                                               " Choose another checkpoint."};
}

// The first cell with tokens, as a row: what the decoder gives shows there.
Result<TokenBatch> sampleRow(const input::PreparedCells &cells, std::int64_t cell)
{
    TokenBatch row;
    LEXICELL_CHECK(forEachIntactCell(cells, {cell}, [&](std::size_t, const IntactCell &intact) -> Result<void> {
        row = withLabel(intact.tokens(), cells, cell);
        return {};
    }));
    return row;
}

Result<KnockOutExpression> compute(const data::Dataset &dataset, const LoadedModel &model,
                                   const KnockOutExpressionOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkKnockOutExpression(options));
    LEXICELL_CHECK(checkDecoder(model));
    const KnockOutOptions same = asKnockOut(options);
    KnockOutExpression result;
    LEXICELL_TRY(change, changeOf(same, model));
    result.change = change;
    std::optional<JobPart> part(std::in_place, context, 0.0, afterPreparing);
    LEXICELL_TRY(cells, input::prepareCells(dataset, model.card, model.tokenizer, options, context));
    LEXICELL_TRY(query, queryCells(dataset, cells, same, context));
    const auto queried = static_cast<std::int64_t>(query.cells.size());
    if (queried < options.minCells) return tooFewToChange(queried, options.minCells);
    LEXICELL_TRY(names, requestedGenes(dataset, cells, same, context));
    part.reset();
    const RequestedGene &gene = names.requested.front();
    result.gene = gene.name;
    LEXICELL_TRY(sample, sampleRow(cells, query.cells.front()));
    LEXICELL_TRY(fromCell, decodesCell(model, sample, options, context));
    result.fromCell = fromCell;
    result.unit = model.expression->unit();
    const JobPart rest(context, afterPreparing, 1.0);
    Run run(cells, model, fromCell, context);
    LEXICELL_CHECK(run.all(query.cells, cells.coverage.geneIds[static_cast<std::size_t>(gene.column)], change));
    if (run.cells < options.minCells)
        return Error{errors::tooFewCells,
                     "Only " + std::to_string(run.cells) + " of the cells have " + gene.name + ", but min-cells is " +
                         std::to_string(options.minCells) + ". Choose more cells, or lower the minimum.",
                     {},
                     {{"min-cells"}}};
    result.cells = run.cells;
    result.unchanged = run.unchanged;
    result.passes = run.passes + 1;
    takeGenes(result, run, names.names, query, options.minCells);
    return result;
}

}  // namespace

double PredictedGene::inErrors() const { return error > 0.0 ? std::abs(change.value) / error : unknown; }

Result<void> checkKnockOutExpression(const KnockOutExpressionOptions &options)
{
    if (options.gene.empty()) return Error{errors::badOption, "Name the gene to change.", {}, {{"gene"}}};
    return checkKnockOutOptions(asKnockOut(options));
}

Result<KnockOutExpression> knockOutExpression(const data::Dataset &dataset, const LoadedModel &model,
                                              const KnockOutExpressionOptions &options, JobContext &context)
{
    return guarded(
        "predict expression after a knock-out", [&] { return compute(dataset, model, options, context); },
        "Choose fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
