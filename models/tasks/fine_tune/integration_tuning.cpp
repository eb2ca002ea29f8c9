#include "models/tasks/fine_tune/integration_tuning.h"

#include "models/baselines/batch_correction.h"
#include "models/baselines/log_values.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/fine_tune/batch_minibatches.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/fine_tune/vector_scores.h"

#include <algorithm>
#include <optional>
#include <set>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

constexpr double embeddingShare = 0.15;  // of the run's time

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

class IntegrationTuning : public TuningTask {
  public:
    IntegrationTuning(const FineTuneJob &job, IntegrationCells cells)
        : m_job(job), m_cells(std::move(cells)), m_scores(m_cells, job.options.seed)
    {
    }

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
        if (m_scores.empty()) return {};
        {
            const JobPart part(context, 0.0, 0.6);
            EmbedOptions options = embedOptions();
            options.batch.clear();
            const auto embedded = embed(m_cells.dataset, model, options, context);
            LEXICELL_CHECK(embedded.ok() ? m_scores.add("zero_shot", embedded->embedding, context)
                                         : VectorScores::missing("zero_shot", embedded.error(), context));
        }
        const JobPart part(context, 0.6, 1.0);
        LEXICELL_TRY(values, baselines::logValues(m_cells.prepared.matrix, context));
        const auto compared = baselines::comparedVectors(values, m_cells.batchOf, seed(), context);
        if (compared.ok()) {
            for (const auto &[method, vectors] : *compared) LEXICELL_CHECK(m_scores.add(method, vectors, context));
        } else {
            LEXICELL_CHECK(VectorScores::missing("pca", compared.error(), context));
        }
        return m_scores.add("random", randomVectors(cells(), m_job.options.seed), context);
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
            return heldOutScores(m_cells, *m_minibatches, validation);
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
        ScoreTable table{VectorScores::columns, {}};
        const std::vector<ScoreRow> others = m_scores.takeRows();
        if (!folder.empty() && !outcome.cancelled && !m_scores.empty()) {
            LEXICELL_TRY(model, openModel(ModelSource(folder), {m_job.device, "fp32", context.threads}, context));
            LEXICELL_TRY(embedded, embed(m_cells.dataset, model, embedOptions(), context));
            LEXICELL_CHECK(m_scores.add(tunedMethod, embedded.embedding, context));
        }
        table.rows = m_scores.takeRows();
        table.rows.insert(table.rows.end(), others.begin(), others.end());
        return table;
    }

    void summarize(FineTuneSummary &summary) const override
    {
        summary.counts.emplace_back("batches", static_cast<std::int64_t>(m_cells.batches.size()));
        summary.counts.emplace_back("genes_fed", static_cast<std::int64_t>(m_cells.fedGenes.size()));
        summary.counts.emplace_back("scored_cells", m_scores.cells());
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

    const FineTuneJob &m_job;
    IntegrationCells m_cells;
    std::shared_ptr<const Tokenizer> m_tokenizer;  // of the changed checkpoint
    std::optional<BatchMinibatches> m_minibatches;
    VectorScores m_scores;
};

Result<void> checkIntegration(const FineTuneOptions &options)
{
    if (options.batch.empty())
        return Error{errors::badOption, "Name the obs column with the batches to bring together.", {}, {{"batch"}}};
    if (options.variableGenes < 0)
        return Error{errors::badOption, "variable-genes must not be negative.", {}, {{"variable-genes"}}};
    LEXICELL_CHECK(checkLosses(options.losses, {"gep", "gep_zero", "gepc", "gepc_zero", "ecs", "dab"}));
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
