#include "models/input/prepared_cells.h"

#include "core/base/guarded.h"
#include "models/input/matched_data.h"

#include <algorithm>
#include <optional>

namespace lexicell::models::input {

namespace {

constexpr double lowCoverage = 0.5;  // of the counts: below, a model uses less than half of a cell

Result<void> checkOptions(const CellOptions &options)
{
    if (options.batchSize < 1) return Error{errors::badOption, "batch-size must be at least 1."};
    if (options.maxLength < 2) return Error{errors::badOption, "max-length must be at least 2: the cell token and one gene."};
    return {};
}

Result<void> checkCounts(const Survey &survey, const ModelCard &card)
{
    if (!card.needsCounts || !survey.values.contradictsCounts()) return {};
    const std::string what = survey.values.looksLogged() ? "looks log-normalized" : "holds fractions (perhaps normalized data)";
    return Error{errors::countsNeeded,
                 "The matrix " + what + ", but the model " + card.name +
                     " normalizes counts itself. Choose the matrix that holds the counts.",
                 {},
                 {{"layer"}}};
}

// The number of each category among the model's batches, -1: none of them. Without their names they are numbered as in
// upstream's fine-tuning: the column's categories in order.
std::vector<std::int32_t> batchOfCategory(const std::vector<std::string> &categories, const ModelCard &card)
{
    std::vector<std::int32_t> batches;
    batches.reserve(categories.size());
    for (std::size_t code = 0; code < categories.size(); ++code) {
        const auto known = std::find(card.batchNames.begin(), card.batchNames.end(), categories[code]);
        batches.push_back(card.batchNames.empty()          ? static_cast<std::int32_t>(code)
                          : known == card.batchNames.end() ? -1
                                                           : static_cast<std::int32_t>(known - card.batchNames.begin()));
    }
    return batches;
}

std::string namesOfBatches(const ModelCard &card)
{
    std::string text;
    for (const std::string &name : card.batchNames) text += (text.empty() ? " (" : ", ") + name;
    return text.empty() ? text : text + ")";
}

Result<std::vector<std::int32_t>> batchLabels(const data::Dataset &dataset, const ModelCard &card, const std::string &column)
{
    std::vector<std::int32_t> batches;
    if (card.batches == 0 || column.empty()) return batches;
    LEXICELL_TRY(labels, dataset.labels(column));
    const std::vector<std::int32_t> numbers = batchOfCategory(labels.categoryNames(), card);
    batches.reserve(labels.codes.size());
    for (const std::int32_t code : labels.codes) batches.push_back(code < 0 ? -1 : numbers[static_cast<std::size_t>(code)]);
    const auto unknown = [&](std::int32_t code) { return code < 0 || code >= card.batches; };
    if (std::any_of(batches.begin(), batches.end(), unknown))
        return Error{errors::unknownBatch, "The column " + column + " has " + std::to_string(labels.categoryCount()) +
                                               " batches or cells without one, but the model " + card.name +
                                               " was fine-tuned on " + std::to_string(card.batches) + namesOfBatches(card) +
                                               ". Leave cells of other batches out, or fine-tune with them."};
    return batches;
}

// "3 of 2700 cells", for warnings.
std::string ofCells(std::int64_t count, std::int64_t all)
{
    return std::to_string(count) + " of " + std::to_string(all) + " cells";
}

void warnAboutTruncation(const PreparedCells &cells, const std::optional<Truncation> &truncation, JobContext &context)
{
    if (!truncation || cells.truncatedCells == 0) return;
    context.warn(warnings::truncatedCells, ofCells(cells.truncatedCells, cells.cells()) + " have more than " +
                                               std::to_string(truncation->genes) + " known genes. " + truncation->rule);
}

void warnAboutCoverage(const Coverage &coverage, JobContext &context)
{
    if (coverage.countsShare >= lowCoverage) return;
    context.warn(warnings::lowCoverage, "The model knows " + std::to_string(coverage.genesMatched) + " of " +
                                            std::to_string(coverage.genes) + " genes, with " +
                                            std::to_string(static_cast<int>(100.0 * coverage.countsShare)) +
                                            " % of the counts, less than half of each cell.");
}

// Cells with fewer genes than the cells that the model was trained on.
void warnAboutPoorCells(const Survey &survey, std::int64_t fewestGenes, JobContext &context)
{
    std::int64_t poor = 0;
    for (const auto genes : survey.matchedGenes) poor += genes > 0 && genes < fewestGenes;
    if (poor == 0) return;
    context.warn(warnings::poorCells, ofCells(poor, static_cast<std::int64_t>(survey.matchedGenes.size())) + " have fewer than " +
                                          std::to_string(fewestGenes) +
                                          " known genes. The model was trained without such cells; filter them by quality "
                                          "control or use their rows with caution.");
}

Result<PreparedCells> prepare(const data::Dataset &dataset, const ModelCard &card,
                              const std::shared_ptr<const Tokenizer> &tokenizer, const CellOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkOptions(options));
    LEXICELL_TRY(batches, batchLabels(dataset, card, options.batch));
    LEXICELL_TRY(matched, matchData(dataset, *tokenizer, options, context));
    LEXICELL_CHECK(checkCounts(matched.survey, card));
    LEXICELL_TRY(fitted, fittedTokenizer(dataset, tokenizer, matched.coverage, options, context));
    PreparedCells cells;
    cells.matrix = matched.matrix;
    cells.names = dataset.obs.index.values;
    cells.coverage = std::move(matched.coverage);
    cells.survey = std::move(matched.survey);
    cells.tokenizer = std::move(fitted);
    cells.batches = std::move(batches);
    cells.tokens = {options.maxLength, options.ties, options.sampling, options.seed};
    cells.batchSize = options.batchSize;
    const std::optional<Truncation> truncation = cells.tokenizer->truncation(cells.tokens);
    for (std::int64_t cell = 0; cell < cells.cells(); ++cell) {
        if (cells.length(cell) == 0) ++cells.emptyCells;
        else if (truncation && cells.survey.matchedGenes[static_cast<std::size_t>(cell)] > truncation->genes)
            ++cells.truncatedCells;
    }
    warnAboutTruncation(cells, truncation, context);
    warnAboutCoverage(cells.coverage, context);
    warnAboutPoorCells(cells.survey, cells.tokenizer->fewestGenes(), context);
    return cells;
}

}  // namespace

std::int64_t PreparedCells::length(std::int64_t cell) const
{
    return tokenizer->length(survey.matchedGenes[static_cast<std::size_t>(cell)], tokens);
}

Result<PreparedCells> prepareCells(const data::Dataset &dataset, const ModelCard &card,
                                   std::shared_ptr<const Tokenizer> tokenizer, const CellOptions &options, JobContext &context)
{
    return guarded("prepare the cells for the model", [&] { return prepare(dataset, card, tokenizer, options, context); });
}

Result<std::shared_ptr<const Tokenizer>> fittedTokenizer(const data::Dataset &dataset, std::shared_ptr<const Tokenizer> tokenizer,
                                                         const Coverage &coverage, const MatchOptions &options,
                                                         JobContext &context)
{
    using Fitted = std::shared_ptr<const Tokenizer>;
    return guarded("fit the model's input to the cells", [&]() -> Result<Fitted> {
        LEXICELL_TRY(matrix, dataset.matrix(options.layer));
        LEXICELL_TRY(fitted, tokenizer->fitted(matrix, coverage.geneIds, context));
        return fitted ? fitted : tokenizer;
    });
}

}  // namespace lexicell::models::input
