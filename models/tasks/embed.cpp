#include "models/tasks/embed.h"

#include "core/analysis/step_output.h"
#include "core/data/csr_block.h"
#include "models/tasks/gene_column.h"
#include "models/tasks/survey.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <new>
#include <optional>

namespace lexicell::models::tasks {

namespace {

// Tokens of one batch, padding included: 64 cells of 1,200 tokens, the defaults. Longer cells mean fewer at a time, so that
// memory does not depend on max-length.
constexpr std::int64_t tokensPerBatch = 64 * 1200;
// On a processor, work of one batch in floating-point operations: about a second, so that progress moves and a cancelled job
// ends while one waits. Its matrices are large enough then; more at once would not be faster.
constexpr double operationsPerBatch = 1e11;
constexpr double surveyShare = 0.03;  // of the job's time, as the progress bar shows it
constexpr double lowCoverage = 0.5;   // of the counts: below, a model sees less than half of a cell

struct Match {
    data::ExpressionMatrix matrix;
    Coverage coverage;
    Survey survey;
    std::vector<std::int32_t> batches{};  // of every cell; empty: not asked for
};

Result<Match> matchData(const data::Dataset &dataset, const Tokenizer &tokenizer, const EmbedOptions &options, double share,
                        JobContext &context)
{
    LEXICELL_CHECK(tokenizer.ready());
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    if (matrix.cells() == 0 || matrix.genes() == 0)
        return Error{ErrorKind::Mismatch,
                     "empty_dataset",
                     "The data set has " + std::to_string(matrix.cells()) + " cells and " + std::to_string(matrix.genes()) +
                         " genes: there is nothing to embed. Open another file, or loosen the filter that emptied it.",
                     {}};
    LEXICELL_TRY(genes, chooseGeneColumn(dataset, tokenizer.vocabulary(), options));
    LEXICELL_TRY(matched, matchColumn(genes, tokenizer.vocabulary(), options, context));
    Match match{matrix, {}, {}};
    Coverage &coverage = match.coverage;
    for (const auto &gene : matched.report.matches) coverage.geneIds.push_back(gene.target);
    coverage.genes = static_cast<std::int64_t>(genes.names.size());
    coverage.genesMatched = matched.report.matched;
    coverage.report = std::move(matched.report);
    coverage.geneColumn = genes.column;
    coverage.species = matched.species.data;
    coverage.modelSpecies = matched.species.model;
    coverage.matchedByCase = matched.species.byCase;
    LEXICELL_TRY(surveyed, survey(dataset, matrix, coverage.geneIds, share, context));
    coverage.countsShare = surveyed.countsShare;
    match.survey = std::move(surveyed);
    return match;
}

// From the model and the device alone, never from measured speed: the same run makes the same batches.
std::int64_t tokensAtOnce(const LoadedModel &model)
{
    if (model.compute.device.starts_with("cuda")) return tokensPerBatch;
    // A transformer's products with its weights (four of attention, two of the feed-forward part), two operations each.
    const auto width = static_cast<double>(model.card.embeddingSize);
    const double perToken = 2.0 * static_cast<double>(model.card.layers) *
                            (4.0 * width * width + 2.0 * width * static_cast<double>(model.card.feedForward));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(operationsPerBatch / std::max(perToken, 1.0)), 1, tokensPerBatch);
}

template <class T, class Work> Result<T> guarded(Work work)
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return Error{ErrorKind::OutOfMemory,
                     "out_of_memory",
                     "Not enough memory to embed the cells. Use smaller batches or shorter inputs, or close other programs.",
                     {}};
    } catch (const std::exception &failure) {
        return Error{ErrorKind::Internal, "internal", "Embedding failed. Please report this.", failure.what()};
    }
}

// One run over a data set: windows of rows, batches of cells of like length within a window.
class EmbedRun {
  public:
    EmbedRun(const data::Dataset &dataset, const LoadedModel &model, const Tokenizer &tokenizer, const EmbedOptions &options,
             const Match &match, JobContext &context)
        : m_dataset(dataset), m_model(model), m_tokenizer(tokenizer), m_options(options), m_match(match),
          m_context(context), m_tokenOptions{options.maxLength, options.ties, options.sampling, options.seed},
          m_tokensAtOnce(tokensAtOnce(model))
    {
        const auto cells = m_match.matrix.cells();
        m_embedding.cells = cells;
        m_embedding.dimensions = model.card.embeddingSize;
        m_embedding.values.assign(static_cast<std::size_t>(cells * m_embedding.dimensions), 0.0F);
        for (std::int64_t cell = 0; cell < cells; ++cell) m_tokensToDo += length(cell);
    }

    Result<data::Embedding> run()
    {
        const std::int64_t step = windowRows(m_match.matrix);
        for (std::int64_t begin = 0; begin < m_embedding.cells; begin += step) {
            LEXICELL_TRY(window, m_match.matrix.rows(begin, std::min(begin + step, m_embedding.cells)));
            LEXICELL_CHECK(embedWindow(window, begin));
        }
        return std::move(m_embedding);
    }

  private:
    std::int64_t length(std::int64_t cell) const
    {
        return m_tokenizer.length(m_match.survey.matchedGenes[static_cast<std::size_t>(cell)], m_tokenOptions);
    }

    Result<void> embedWindow(const data::CsrBlock &window, std::int64_t begin)
    {
        std::vector<std::int64_t> rows;
        for (std::int64_t row = 0; row < window.rows; ++row)
            if (length(begin + row) > 0) rows.push_back(row);
        // Longest first: what does not fit into memory fails at once, not at the end.
        std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return length(begin + a) > length(begin + b); });
        for (std::size_t first = 0; first < rows.size();) {
            const std::int64_t fits = std::max<std::int64_t>(1, m_tokensAtOnce / length(begin + rows[first]));
            const auto count = static_cast<std::size_t>(std::min<std::int64_t>(fits, m_options.batchSize));
            const std::size_t last = std::min(first + count, rows.size());
            LEXICELL_CHECK(
                embedRows(window, begin,
                          {rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(last)}));
            first = last;
        }
        return {};
    }

    // Halves a batch that does not fit into memory until it is a single cell.
    Result<void> embedRows(const data::CsrBlock &window, std::int64_t begin, const std::vector<std::int64_t> &rows)
    {
        if (m_context.cancelled()) return cancelled();
        auto vectors = encode(window, begin, rows);
        if (!vectors.ok()) {
            if (vectors.error().kind != ErrorKind::OutOfMemory || rows.size() == 1) return vectors.error();
            const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
            LEXICELL_CHECK(embedRows(window, begin, {rows.begin(), middle}));
            return embedRows(window, begin, {middle, rows.end()});
        }
        assert(vectors->size() == rows.size() * static_cast<std::size_t>(m_embedding.dimensions));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::copy_n(vectors->begin() + static_cast<std::ptrdiff_t>(i) * m_embedding.dimensions, m_embedding.dimensions,
                        m_embedding.row(begin + rows[i]));
            m_tokensDone += length(begin + rows[i]);
        }
        m_cellsDone += static_cast<std::int64_t>(rows.size());
        reportProgress();
        return {};
    }

    Result<std::vector<float>> encode(const data::CsrBlock &window, std::int64_t begin, const std::vector<std::int64_t> &rows)
    {
        std::vector<std::string> names;
        for (const auto row : rows) names.push_back(m_dataset.obs.index.values[static_cast<std::size_t>(begin + row)]);
        LEXICELL_TRY(tokens,
                     m_tokenizer.tokenize(data::selectRows(window, rows), m_match.coverage.geneIds, names, m_tokenOptions));
        if (!m_match.batches.empty())
            for (const auto row : rows) tokens.batches.push_back(m_match.batches[static_cast<std::size_t>(begin + row)]);
        return m_model.cells->encodeCells(tokens, m_context);
    }

    void reportProgress()
    {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_begin;
        const double rate = static_cast<double>(m_cellsDone) / std::max(elapsed.count(), 1e-3);
        const std::string speed =
            rate < 10.0 ? std::to_string(rate).substr(0, 3) : std::to_string(static_cast<std::int64_t>(rate));
        // A cell's time grows with its tokens, so they measure what is left.
        const double done = static_cast<double>(m_tokensDone) / static_cast<double>(std::max<std::int64_t>(1, m_tokensToDo));
        m_context.report(surveyShare + (1.0 - surveyShare) * done, "Embedding cells: " + std::to_string(m_cellsDone) + " of " +
                                                                       std::to_string(m_embedding.cells) + " (" + speed +
                                                                       " cells/s)");
    }

    const data::Dataset &m_dataset;
    const LoadedModel &m_model;
    const Tokenizer &m_tokenizer;
    const EmbedOptions &m_options;
    const Match &m_match;
    JobContext &m_context;
    TokenOptions m_tokenOptions;
    data::Embedding m_embedding;
    std::int64_t m_tokensAtOnce;
    std::int64_t m_tokensToDo = 0;
    std::int64_t m_tokensDone = 0;
    std::int64_t m_cellsDone = 0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

Result<void> checkOptions(const EmbedOptions &options)
{
    const auto bad = [](const char *what) { return Error{ErrorKind::Usage, "bad_option", what, {}}; };
    if (options.batchSize < 1) return bad("batch-size must be at least 1.");
    if (options.maxLength < 2) return bad("max-length must be at least 2: the cell token and one gene.");
    return {};
}

// "3 of 2700 cells", for warnings.
std::string ofCells(std::int64_t count, std::int64_t all)
{
    return std::to_string(count) + " of " + std::to_string(all) + " cells";
}

void warnAbout(const EmbedResult &result, const std::optional<Truncation> &truncation, JobContext &context)
{
    const std::int64_t cells = result.embedding.cells;
    if (result.emptyCells > 0)
        context.warn("empty_cells", ofCells(result.emptyCells, cells) +
                                        " have no gene that the model knows: their rows are zero, obs "
                                        "lexicell_embedded is False, and later steps leave them out.");
    if (truncation && result.truncatedCells > 0)
        context.warn("truncated_cells", ofCells(result.truncatedCells, cells) + " have more than " +
                                            std::to_string(truncation->genes) + " known genes. " + truncation->rule);
    if (result.coverage.countsShare < lowCoverage)
        context.warn("low_coverage", "The model knows " + std::to_string(result.coverage.genesMatched) + " of " +
                                         std::to_string(result.coverage.genes) + " genes, with " +
                                         std::to_string(static_cast<int>(100.0 * result.coverage.countsShare)) +
                                         " % of the counts: it sees less than half of each cell.");
}

// Cells poorer than those a model was trained on.
void warnAboutPoorCells(const Survey &survey, std::int64_t fewestGenes, JobContext &context)
{
    std::int64_t poor = 0;
    for (const auto genes : survey.matchedGenes) poor += genes > 0 && genes < fewestGenes;
    if (poor > 0)
        context.warn("poor_cells", ofCells(poor, static_cast<std::int64_t>(survey.matchedGenes.size())) + " have fewer than " +
                                       std::to_string(fewestGenes) +
                                       " known genes. The model was trained without such cells; filter them by quality "
                                       "control or take their rows with care.");
}

Result<void> checkCounts(const Survey &survey, const ModelCard &card)
{
    if (!card.needsCounts || survey.wholeNumbers) return {};
    // ln(1 + 1e4) is 9.2; a normalised count can be thousands
    const std::string what = survey.largest < 30.0F ? "looks log-normalised" : "holds fractions (normalised data?)";
    return Error{ErrorKind::Mismatch,
                 "counts_needed",
                 "The matrix " + what + ", but the model " + card.name +
                     " normalises counts itself. Choose the matrix that holds the counts.",
                 {},
                 {{"layer"}}};
}

Result<void> checkCells(const LoadedModel &model)
{
    if (model.cells) return {};
    return Error{ErrorKind::Unsupported,
                 "unsupported_model",
                 "The model " + model.card.name +
                     " has no vector for a cell: it predicts expression after a perturbation. Embed with the checkpoint that it "
                     "was fine-tuned from.",
                 {}};
}

// Numbered as upstream does when fine-tuning: the column's categories in their order.
Result<std::vector<std::int32_t>> batchLabels(const data::Dataset &dataset, const ModelCard &card, const EmbedOptions &options)
{
    std::vector<std::int32_t> batches;
    if (card.batches == 0 || options.batch.empty()) return batches;
    LEXICELL_TRY(labels, dataset.labels(options.batch));
    batches = labels.codes;
    const auto unknown = [&](std::int32_t code) { return code < 0 || code >= card.batches; };
    if (std::any_of(batches.begin(), batches.end(), unknown))
        return Error{ErrorKind::Mismatch,
                     "unknown_batch",
                     "The column " + options.batch + " has " + std::to_string(labels.categoryCount()) +
                         " batches or cells without one, but the model " + card.name + " was fine-tuned on " +
                         std::to_string(card.batches) + ". Leave cells of other batches out, or fine-tune with them.",
                     {}};
    return batches;
}

Result<EmbedResult> run(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkOptions(options));
    LEXICELL_CHECK(checkCells(model));
    LEXICELL_TRY(batches, batchLabels(dataset, model.card, options));
    LEXICELL_TRY(match, matchData(dataset, *model.tokenizer, options, surveyShare, context));
    LEXICELL_CHECK(checkCounts(match.survey, model.card));
    match.batches = std::move(batches);
    LEXICELL_TRY(tokenizer, fittedTokenizer(dataset, model.tokenizer, match.coverage, options, context));
    EmbedResult result;
    const TokenOptions tokenOptions{options.maxLength, options.ties, options.sampling, options.seed};
    const std::optional<Truncation> truncation = model.tokenizer->truncation(tokenOptions);
    for (const auto genes : match.survey.matchedGenes) {
        if (model.tokenizer->length(genes, tokenOptions) == 0) ++result.emptyCells;
        else if (truncation && genes > truncation->genes) ++result.truncatedCells;
    }
    LEXICELL_TRY(embedding, EmbedRun(dataset, model, *tokenizer, options, match, context).run());
    result.embedding = std::move(embedding);
    if (result.emptyCells > 0)
        for (const auto genes : match.survey.matchedGenes)
            result.embedding.embedded.push_back(model.tokenizer->length(genes, tokenOptions) > 0);
    result.coverage = std::move(match.coverage);
    warnAbout(result, truncation, context);
    warnAboutPoorCells(match.survey, model.tokenizer->fewestGenes(), context);
    return result;
}

ProvenanceStep provenanceStep(const LoadedModel &model, const EmbedOptions &options, const std::string &key)
{
    ProvenanceStep step{"embed", "obsm/" + key, optionsToText(options), {}};
    step.options.emplace_back("seed", std::to_string(options.seed));
    step.inputs = {{"family", model.card.family}, {"model", model.card.sha256}};
    if (!model.card.notice.empty()) step.inputs.emplace_back("notice", model.card.notice);
    // What "auto" came to: a run can be repeated with it.
    if (!model.compute.device.empty()) step.options.emplace_back("device", model.compute.device);
    for (auto &[name, value] : step.options)
        if (name == "precision" && !model.compute.precision.empty()) value = model.compute.precision;
    return step;
}

// A column from an earlier run under this key would otherwise speak about this one.
void setEmbeddedCells(data::Dataset &dataset, const std::string &key, const data::Embedding &embedding)
{
    const std::string column = analysis::embeddedColumn(dataset, key);
    if (embedding.embedded.empty() && !dataset.obs.columns.find(column)) return;
    const std::vector<bool> all(static_cast<std::size_t>(embedding.cells), true);
    dataset.obs.columns.set(column,
                            data::makeElement(data::Array::ofBool(embedding.embedded.empty() ? all : embedding.embedded)));
}

}  // namespace

Result<Coverage> coverage(const data::Dataset &dataset, const Tokenizer &tokenizer, const EmbedOptions &options,
                          JobContext &context)
{
    return guarded<Coverage>([&]() -> Result<Coverage> {
        LEXICELL_TRY(match, matchData(dataset, tokenizer, options, 1.0, context));
        return std::move(match.coverage);
    });
}

Result<std::shared_ptr<const Tokenizer>> fittedTokenizer(const data::Dataset &dataset, std::shared_ptr<const Tokenizer> tokenizer,
                                                         const Coverage &coverage, const EmbedOptions &options,
                                                         JobContext &context)
{
    using Fitted = std::shared_ptr<const Tokenizer>;
    return guarded<Fitted>([&]() -> Result<Fitted> {
        LEXICELL_TRY(matrix, dataset.matrix(options.layer));
        LEXICELL_TRY(fitted, tokenizer->fitted(matrix, coverage.geneIds, context));
        return fitted ? fitted : tokenizer;
    });
}

Result<EmbedResult> embed(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                          JobContext &context)
{
    return guarded<EmbedResult>([&] { return run(dataset, model, options, context); });
}

Result<data::Dataset> withEmbedding(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                    const EmbedResult &result)
{
    return guarded<data::Dataset>([&]() -> Result<data::Dataset> {
        const std::string key = options.key.empty() ? model.card.embeddingKey : options.key;
        data::Dataset annotated = dataset;
        const data::Embedding &embedding = result.embedding;
        data::Array values(data::DType::Float32, {embedding.cells, embedding.dimensions});
        std::copy(embedding.values.begin(), embedding.values.end(), values.as<float>());
        annotated.obsm.set(key, data::makeElement(std::move(values)));
        setEmbeddedCells(annotated, key, embedding);
        analysis::record(annotated, provenanceStep(model, options, key));
        return annotated;
    });
}

Result<data::Dataset> embedInto(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                JobContext &context)
{
    LEXICELL_TRY(result, embed(dataset, model, options, context));
    return withEmbedding(dataset, model, options, result);
}

}  // namespace lexicell::models::tasks
