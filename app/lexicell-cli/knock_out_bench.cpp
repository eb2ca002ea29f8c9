#include "app/lexicell-cli/knock_out_bench.h"

#include "models/tasks/knock_out/query_expression.h"
#include "models/tasks/knock_out/row_encoder.h"
#include "models/tasks/knock_out/trial.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

namespace lexicell::cli {

namespace {

using namespace models;
using namespace models::tasks;

constexpr std::int64_t cellCount = 200, geneCount = 1000, rowsOfCell = 12;
constexpr std::int64_t fewestCells = 3;          // that have a gene
constexpr double quantiles[] = {0.1, 0.5, 0.9};  // of the cells by length: compared with the naive way
constexpr double longestComparison = 15.0;       // seconds

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// `count` of the items, evenly spread.
std::vector<std::int64_t> spread(const std::vector<std::int64_t> &items, std::int64_t count)
{
    const auto all = static_cast<std::int64_t>(items.size());
    if (all <= count) return items;
    std::vector<std::int64_t> some;
    for (std::int64_t i = 0; i < count; ++i) some.push_back(items[static_cast<std::size_t>((2 * i + 1) * all / (2 * count))]);
    return some;
}

struct Sample {
    input::PreparedCells cells;
    QueryCells query;
    std::vector<std::int64_t> genes;  // columns
    GeneChange change;
};

Result<Sample> sampleOf(const data::Dataset &dataset, const LoadedModel &model, JobContext &context)
{
    LEXICELL_TRY(cells, input::prepareCells(dataset, model.card, model.tokenizer, input::CellOptions{}, context));
    LEXICELL_TRY(change, changeOf({}, model));
    LEXICELL_TRY(counts, cells.matrix.all());
    Sample sample{std::move(cells), {}, {}, change};
    std::vector<std::int64_t> all;
    for (std::int64_t cell = 0; cell < sample.cells.cells(); ++cell)
        if (sample.cells.length(cell) > 0) all.push_back(cell);
    sample.query.cells = spread(all, cellCount);
    const GeneExpression expression = queryExpression(counts, sample.query.cells);
    std::vector<std::int64_t> known;
    for (std::size_t gene = 0; gene < sample.cells.coverage.geneIds.size(); ++gene)
        if (sample.cells.coverage.geneIds[gene] >= 0 && expression.cells[gene] >= fewestCells)
            known.push_back(static_cast<std::int64_t>(gene));
    sample.genes = spread(known, geneCount);
    if (sample.genes.empty()) return Error{errors::tooFewGenes, "No gene that the model knows is in enough cells.", {}};
    return sample;
}

double largestEntry(const CellVector &vector)
{
    double largest = 0.0;
    for (const double entry : vector) largest = std::max(largest, std::abs(entry));
    return largest;
}

// Relative to the largest entry of `expected`.
double relativeDifference(const CellVector &actual, const CellVector &expected)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) largest = std::max(largest, std::abs(actual[i] - expected[i]));
    return largest > 0.0 ? largest / largestEntry(expected) : 0.0;
}

// Variants of one cell, encoded with what they share, or each by itself.
class Comparison {
  public:
    Comparison(const Sample &sample, const LoadedModel &model, Run &run) : m_sample(sample), m_model(model), m_run(run) {}

    Result<void> compare(std::int64_t cell)
    {
        return forEachIntactCell(m_sample.cells, {cell}, [&](std::size_t, const IntactCell &intact) -> Result<void> {
            std::vector<TokenBatch> rows;
            std::vector<std::int64_t> genes;  // of the rows, as the model numbers them
            for (const std::int64_t gene : m_sample.genes) {
                const std::int64_t id = m_sample.cells.coverage.geneIds[static_cast<std::size_t>(gene)];
                LEXICELL_TRY(changed, intact.change({id}, m_sample.change));
                // A gene that took the place of another token has an intact cell of its own: left out.
                if (!changed.takesPart || changed.changed.cells == 0 || changed.replaced > 0) continue;
                rows.push_back(std::move(changed.changed));
                genes.push_back(id);
                if (static_cast<std::int64_t>(rows.size()) == rowsOfCell) break;
            }
            LEXICELL_TRY(own, encoded(nullptr, {intact.tokens()}, nullptr));
            LEXICELL_TRY(shared, encoded(&intact.tokens(), rows, &m_shared));
            LEXICELL_TRY(naive, encoded(nullptr, rows, &m_naive));
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const double effect = cellShift(own.front(), naive[i], {}).shift;
                const double other = cellShift(own.front(), shared[i], {}).shift;
                if (effect > 0.0) m_effectDifference = std::max(m_effectDifference, std::abs(other - effect) / effect);
                m_vectorDifference = std::max(m_vectorDifference, relativeDifference(shared[i], naive[i]));
                m_rows.push_back({{"cell", cell}, {"gene", genes[i]}, {"effect", other}});
            }
            return {};
        });
    }
    double ratio() const { return m_shared > 0.0 ? m_naive / m_shared : 1.0; }
    double effectDifference() const { return m_effectDifference; }
    double vectorDifference() const { return m_vectorDifference; }
    double secondsOfRow() const { return m_rows.empty() ? 0.0 : m_shared / static_cast<double>(m_rows.size()); }
    const Json &rows() const { return m_rows; }

  private:
    Result<std::vector<CellVector>> encoded(const TokenBatch *cell, const std::vector<TokenBatch> &rows, double *seconds) const
    {
        RowEncoder encoder(m_model, m_sample.cells.batchSize, m_run.globals.threads);
        if (cell) encoder.startCell(*cell);
        for (const TokenBatch &row : rows) encoder.add(row);
        // Processor time of all threads: both ways keep them busy alike, and other programs disturb it less.
        const std::clock_t start = std::clock();
        auto vectors = encoder.encode(m_run.context);
        if (seconds) *seconds += static_cast<double>(std::clock() - start) / static_cast<double>(CLOCKS_PER_SEC);
        return vectors;
    }

    const Sample &m_sample;
    const LoadedModel &m_model;
    Run &m_run;
    double m_shared = 0.0, m_naive = 0.0, m_effectDifference = 0.0, m_vectorDifference = 0.0;
    Json m_rows = Json::array();
};

}  // namespace

Result<Json> benchKnockOut(const data::Dataset &dataset, const LoadedModel &model, Run &run)
{
    run.context.threads = run.globals.threads;
    LEXICELL_TRY(sample, sampleOf(dataset, model, run.context));
    Trial trial;
    LEXICELL_CHECK(
        addTrial(trial, sample.cells, model, {sample.query, sample.genes, sample.genes.size(), sample.change}, run.context));
    std::vector<std::int64_t> byLength = sample.query.cells;
    std::sort(byLength.begin(), byLength.end(),
              [&](std::int64_t a, std::int64_t b) { return sample.cells.length(a) < sample.cells.length(b); });
    Comparison comparison(sample, model, run);
    const double start = now();
    for (const double quantile : quantiles) {
        LEXICELL_CHECK(
            comparison.compare(byLength[static_cast<std::size_t>(quantile * static_cast<double>(byLength.size() - 1))]));
        if (now() - start > longestComparison) break;
    }
    Json result = toJson(trial);
    result.erase("dry_run");
    result.erase("memory_mb");
    result["naive_seconds"] = trial.seconds * comparison.ratio();
    result["ratio"] = comparison.ratio();
    result["processor_seconds_of_row"] = comparison.secondsOfRow();
    result["effect_difference"] = comparison.effectDifference();
    result["vector_difference"] = comparison.vectorDifference();
    result["rows_compared"] = comparison.rows();
    return result;
}

}  // namespace lexicell::cli
