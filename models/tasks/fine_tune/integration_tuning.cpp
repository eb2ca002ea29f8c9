#include "models/tasks/fine_tune/integration_tuning.h"

#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "models/baselines/batch_correction.h"
#include "models/baselines/log_values.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/evaluate/representation_scores.h"
#include "models/tasks/fine_tune/batch_minibatches.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/gene_network/coexpression.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t mostScoredCells = 20000;  // time grows with their square
constexpr double embeddingShare = 0.15;          // of the run's time
constexpr std::array knownLosses{"gep", "gep_zero", "gepc", "gepc_zero", "ecs", "dab"};

std::set<std::string> lossesOf(const std::string &text)
{
    std::set<std::string> losses;
    std::istringstream stream(text);
    for (std::string name; std::getline(stream, name, ',');) {
        std::erase(name, ' ');
        if (!name.empty()) losses.insert(name);
    }
    return losses;
}

BatchParts partsFor(const FineTuneOptions &options)
{
    const std::set<std::string> losses = lossesOf(options.losses);
    BatchParts parts;
    parts.normPerBatch = options.batchNorm == "per-batch";
    parts.zeros = losses.contains("gep_zero") || losses.contains("gepc_zero");
    parts.fromCell = losses.contains("gepc") || losses.contains("gepc_zero");
    parts.discriminator = losses.contains("dab");
    return parts;
}

void toUnitRows(std::vector<float> &values, std::size_t width)
{
    for (std::size_t begin = 0; begin + width <= values.size(); begin += width) {
        double sum = 0.0;
        for (std::size_t i = begin; i < begin + width; ++i)
            sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
        const double length = std::sqrt(sum);
        if (length > 0.0)
            for (std::size_t i = begin; i < begin + width; ++i)
                values[i] = static_cast<float>(static_cast<double>(values[i]) / length);
    }
}

data::Embedding rowsOf(const data::Embedding &vectors, const std::vector<std::int64_t> &cells)
{
    data::Embedding chosen{static_cast<std::int64_t>(cells.size()), vectors.dimensions, {}, {}};
    chosen.values.reserve(cells.size() * static_cast<std::size_t>(vectors.dimensions));
    for (const std::int64_t cell : cells)
        chosen.values.insert(chosen.values.end(), vectors.row(cell), vectors.row(cell) + vectors.dimensions);
    return chosen;
}

class IntegrationTuning : public TuningTask {
  public:
    IntegrationTuning(const FineTuneJob &job, IntegrationCells cells) : m_job(job), m_cells(std::move(cells)) {}

    std::int64_t cells() const override { return m_cells.prepared.cells(); }
    const training::Split &split() const override { return m_cells.split; }

    Result<void> changeRecipe(training::Recipe &recipe) const override
    {
        const std::set<std::string> wanted = lossesOf(m_job.options.losses);
        std::erase_if(recipe.objective.terms, [&](const training::Term &term) { return !wanted.contains(term.name); });
        return {};
    }

    Result<void> changeCheckpoint(checkpoint::Bundle &bundle, const FineTuning &family, JobContext &) override
    {
        bundle.batches = {m_cells.batches, m_cells.fedGenes};
        LEXICELL_CHECK(family.addBatches(bundle, partsFor(m_job.options), m_job.options.seed));
        LEXICELL_TRY(changed, outlineBundle(bundle));
        m_tokenizer = std::move(changed.tokenizer);
        return {};
    }

    bool learnsBesideAdapters(const std::string &, const TensorPlace &place) const override
    {
        return place.part == TensorPlace::Part::Head;
    }

    Result<void> compare(const LoadedModel &model, JobContext &context) override
    {
        if (!chooseScored()) return {};
        {
            const JobPart part(context, 0.0, 0.6);
            EmbedOptions options = embedOptions();
            options.batch.clear();
            const auto embedded = embed(m_cells.dataset, model, options, context);
            LEXICELL_CHECK(embedded.ok() ? score("zero_shot", embedded->embedding, context)
                                         : missing("zero_shot", embedded.error(), context));
        }
        const JobPart part(context, 0.6, 1.0);
        LEXICELL_TRY(values, baselines::logValues(m_cells.prepared.matrix, context));
        const auto compared = baselines::comparedVectors(values, m_cells.batchOf, seed(), context);
        if (compared.ok()) {
            for (const auto &[method, vectors] : *compared) LEXICELL_CHECK(score(method, vectors, context));
        } else {
            LEXICELL_CHECK(missing("pca", compared.error(), context));
        }
        return score("random", randomVectors(cells(), m_job.options.seed), context);
    }

    Result<void> makeMinibatches(const training::Recipe &recipe) override
    {
        if (recipe.objective.terms.empty())
            return Error{errors::badOption, "There is no loss left to learn from.", {}, {{"losses"}}};
        m_minibatches.emplace(
            m_cells, m_tokenizer,
            BatchMinibatches::Rules{recipe.batchSize, recipe.hiddenShare, m_tokenizer->hiddenToken()->value, m_job.options.seed});
        return {};
    }
    const training::Minibatches &minibatches() const override { return *m_minibatches; }

    void addData(Fingerprint &fingerprint) const override
    {
        fingerprint.add(m_cells.values.indptr);
        fingerprint.add(m_cells.values.indices);
        fingerprint.add(m_cells.values.values);
        fingerprint.add(m_cells.prepared.coverage.geneIds);
        fingerprint.add(m_cells.prepared.names);
        fingerprint.add(m_cells.batches);
        fingerprint.add(m_cells.batchOf);
        fingerprint.add(m_cells.labels);
        fingerprint.add(m_cells.fedGenes);
        fingerprint.add(m_cells.split.training);
        fingerprint.add(m_cells.split.validation);
    }

    // Of the held-out cells as the network sees them in validation, with hidden values. They choose nothing.
    training::Scores scores() const override
    {
        if (m_cells.labels.empty()) return {};
        const auto compute = [this](const std::vector<training::Evaluation> &validation) {
            std::vector<float> vectors;
            for (const training::Evaluation &part : validation)
                vectors.insert(vectors.end(), part.cellVectors.begin(), part.cellVectors.end());
            return separation(std::move(vectors));
        };
        return {{"asw_label", "asw_batch"}, compute};
    }

    Result<void> writeSidecars(const checkpoint::Bundle &bundle, const fs::path &folder) const override
    {
        return checkpoint::writeFineTunedBatches(bundle.batches, folder / "batches.json");
    }

    double scoringShare() const override { return embeddingShare; }

    Result<ScoreTable> table(const training::TrainingOutcome &outcome, const fs::path &folder, JobContext &context) override
    {
        ScoreTable table{{"avg_bio", "avg_batch", "nmi", "ari", "asw_label", "asw_batch", "graph_connectivity"}, {}};
        const std::vector<ScoreRow> others = std::move(m_rows);
        m_rows.clear();
        if (!folder.empty() && !outcome.cancelled && !m_scored.empty()) {
            LEXICELL_TRY(model, openModel(ModelSource(folder), {m_job.device, "fp32", context.threads}, context));
            LEXICELL_TRY(embedded, embed(m_cells.dataset, model, embedOptions(), context));
            LEXICELL_CHECK(score(tunedMethod, embedded.embedding, context));
        }
        table.rows = std::move(m_rows);
        table.rows.insert(table.rows.end(), others.begin(), others.end());
        return table;
    }

    void summarize(FineTuneSummary &summary) const override
    {
        summary.counts.emplace_back("batches", static_cast<std::int64_t>(m_cells.batches.size()));
        summary.counts.emplace_back("genes_fed", static_cast<std::int64_t>(m_cells.fedGenes.size()));
        summary.counts.emplace_back("scored_cells", static_cast<std::int64_t>(m_scored.size()));
    }

  private:
    std::uint64_t seed() const { return static_cast<std::uint64_t>(m_job.options.seed); }

    EmbedOptions embedOptions() const
    {
        EmbedOptions options;
        static_cast<input::MatchOptions &>(options) = m_job.options;
        options.ties = m_job.options.ties;
        options.seed = m_job.options.seed;
        options.batch = m_job.options.batch;
        return options;
    }

    // The cells with a label; false: too few, or of one label.
    bool chooseScored()
    {
        for (std::size_t cell = 0; cell < m_cells.labels.size(); ++cell)
            if (!m_cells.labels[cell].empty()) m_scored.push_back(static_cast<std::int64_t>(cell));
        const auto all = static_cast<std::int64_t>(m_scored.size());
        if (all > mostScoredCells) {
            std::vector<std::int64_t> fewer;
            fewer.reserve(mostScoredCells);
            for (const std::int64_t i : baselines::chosenCells(all, mostScoredCells, m_job.options.seed))
                fewer.push_back(m_scored[static_cast<std::size_t>(i)]);
            m_scored = std::move(fewer);
        }
        std::vector<std::string> labels, batches;
        for (const std::int64_t cell : m_scored) {
            labels.push_back(m_cells.labels[static_cast<std::size_t>(cell)]);
            batches.push_back(m_cells.batches[static_cast<std::size_t>(m_cells.batchOf[static_cast<std::size_t>(cell)])]);
        }
        m_truth = {numbered(std::move(labels)), numbered(std::move(batches))};
        const auto &numbers = m_truth.labels.numbers;
        const bool differ = std::any_of(numbers.begin(), numbers.end(), [](std::int32_t number) { return number > 0; });
        if (m_scored.size() >= fewestScoredCells && differ) return true;
        m_scored.clear();
        return false;
    }

    Result<void> score(const std::string &method, const data::Embedding &vectors, JobContext &context)
    {
        LEXICELL_TRY(scores, representationScores(viewOf(rowsOf(vectors, m_scored)), m_truth, {0, m_job.options.seed}, context));
        m_rows.push_back({method,
                          {scores.avgBio, scores.avgBatch, scores.nmi, scores.ari, scores.aswLabel, scores.aswBatch,
                           scores.graphConnectivity}});
        return {};
    }

    // A method that cannot be computed is left out of the table, and said.
    static Result<void> missing(const std::string &method, const Error &error, JobContext &context)
    {
        if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::OutOfMemory) return error;
        context.warn(warnings::noBaseline, "The scores have no row " + method + ". " + error.message);
        return {};
    }

    std::vector<double> separation(std::vector<float> vectors) const
    {
        std::vector<std::string> labels, batches;
        std::vector<float> known;
        std::size_t row = 0, cells = 0;
        for (const auto &minibatch : m_minibatches->validationBatches()) cells += minibatch.size();
        const std::size_t width = cells > 0 ? vectors.size() / cells : 0;
        toUnitRows(vectors, width);
        for (const auto &minibatch : m_minibatches->validationBatches())
            for (const std::int64_t cell : minibatch) {
                const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(width * row++);
                const auto place = static_cast<std::size_t>(cell);
                if (m_cells.labels[place].empty()) continue;
                labels.push_back(m_cells.labels[place]);
                batches.push_back(m_cells.batches[static_cast<std::size_t>(m_cells.batchOf[place])]);
                known.insert(known.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
            }
        JobContext context;
        const data::MatrixView view = data::rowsOf(known, static_cast<std::int64_t>(width));
        const auto apart = analysis::meanSilhouette(view, labels, context);
        const auto mixed = analysis::batchMixing(view, labels, batches, context);
        return {apart.ok() ? (*apart + 1.0) / 2.0 : std::nan(""), mixed.ok() ? mixed->mean : std::nan("")};
    }

    const FineTuneJob &m_job;
    IntegrationCells m_cells;
    std::shared_ptr<const Tokenizer> m_tokenizer;  // of the changed checkpoint
    std::optional<BatchMinibatches> m_minibatches;
    std::vector<std::int64_t> m_scored;  // cells with a label
    ScoredLabels m_truth;
    std::vector<ScoreRow> m_rows;
};

Result<void> checkIntegration(const FineTuneOptions &options)
{
    if (options.batch.empty())
        return Error{errors::badOption, "Name the obs column with the batches to bring together.", {}, {{"batch"}}};
    if (options.variableGenes < 0)
        return Error{errors::badOption, "variable-genes must not be negative.", {}, {{"variable-genes"}}};
    const std::set<std::string> losses = lossesOf(options.losses);
    if (losses.empty()) return Error{errors::badOption, "Name at least one loss to learn from.", {}, {{"losses"}}};
    for (const std::string &loss : losses)
        if (std::find(knownLosses.begin(), knownLosses.end(), loss) == knownLosses.end())
            return Error{errors::badOption,
                         "There is no loss " + loss + "; there are gep, gep_zero, gepc, gepc_zero, ecs and dab.",
                         {},
                         {{"losses"}}};
    if (options.save == "adapter")
        return Error{errors::badOption,
                     "A model of batches has parts that an adapter file does not hold. Save the checkpoint.",
                     {},
                     {{"save", {"checkpoint"}}}};
    return {};
}

Result<std::unique_ptr<TuningTask>> makeIntegration(const FineTuneJob &job, JobContext &context)
{
    LEXICELL_TRY(cells, integrationCells(job.dataset, job.model, job.options, context));
    return std::unique_ptr<TuningTask>(std::make_unique<IntegrationTuning>(job, std::move(cells)));
}

}  // namespace

TuningKind integrationTuning() { return {"integration", &checkIntegration, &checkPlainModel, &makeIntegration}; }

}  // namespace lexicell::models::tasks
