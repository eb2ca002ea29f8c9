#include "models/tasks/fine_tune/multiomic_tuning.h"

#include "models/checkpoint/vocabulary.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/fine_tune/batch_minibatches.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/fine_tune/multiomic_cells.h"
#include "models/tasks/fine_tune/vector_scores.h"

#include <algorithm>
#include <optional>
#include <set>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

constexpr double multiomicScoringShare = 0.15;  // of the run's time

// The rows of these cells at their places among all; zeros elsewhere.
data::Embedding placedRows(const data::Embedding &vectors, const std::vector<std::int64_t> &rows, std::int64_t cells)
{
    data::Embedding placed{cells, vectors.dimensions, {}, {}};
    placed.values.assign(static_cast<std::size_t>(cells * vectors.dimensions), 0.0F);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(vectors.row(static_cast<std::int64_t>(i)), vectors.dimensions, placed.row(rows[i]));
    return placed;
}

std::vector<std::int64_t> placesOf(const std::vector<bool> &chosen)
{
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (chosen[i]) places.push_back(static_cast<std::int64_t>(i));
    return places;
}

class MultiomicTuning : public TuningTask {
  public:
    MultiomicTuning(const FineTuneJob &job, MultiomicCells cells)
        : m_job(job), m_cells(std::move(cells)), m_scores(m_cells, job.options.seed)
    {
    }

    std::int64_t cells() const override { return m_cells.values.rows; }
    const training::Split &split() const override { return m_cells.split; }

    Result<void> changeRecipe(training::Recipe &recipe) const override
    {
        const std::set<std::string> wanted = lossesOf(m_job.options.losses);
        std::erase_if(recipe.objective.terms, [&](const training::Term &term) {
            return !wanted.contains(term.name) || (term.name == "dab" && m_cells.batches.empty());
        });
        return {};
    }

    Result<void> changeCheckpoint(checkpoint::Bundle &bundle, const FineTuning &family, JobContext &) override
    {
        const std::set<std::string> losses = lossesOf(m_job.options.losses);
        bundle.batches = {m_cells.batches, m_cells.fedGenes};
        ModalityParts parts;
        parts.newTokens = m_cells.newTokens;
        parts.inherited = m_job.options.inherit;
        parts.fromCell = losses.contains("gepc");
        parts.discriminator = losses.contains("dab");
        LEXICELL_TRY(added, family.addModalities(bundle, parts, m_job.options.seed));
        m_tokens = std::move(added);
        return {};
    }

    bool learnsBesideAdapters(const std::string &, const TensorPlace &place) const override
    {
        return place.part != TensorPlace::Part::Layer;  // the tokens of proteins and peaks are new
    }

    Result<void> compare(const LoadedModel &model, JobContext &context) override
    {
        if (m_scores.empty()) return {};
        {
            const JobPart part(context, 0.0, 0.4);
            LEXICELL_CHECK(compareGenes(model, context));
        }
        {
            const JobPart part(context, 0.4, 0.7);
            for (std::size_t kind = 0; kind < m_cells.kinds.size(); ++kind) LEXICELL_CHECK(compareKind(kind, context));
        }
        const JobPart part(context, 0.7, 1.0);
        LEXICELL_CHECK(compareJoint(context));
        return m_scores.add("random", randomVectors(cells(), m_job.options.seed), context);
    }

    Result<void> makeMinibatches(const training::Recipe &recipe) override
    {
        if (recipe.objective.terms.empty())
            return Error{errors::badOption,
                         "There is no loss left to learn from: name gep or gepc; dab needs an obs column of batches.",
                         {},
                         {{"losses"}}};
        BatchMinibatches::Rules rules{recipe.batchSize, recipe.hiddenShare, m_tokens.tokenizer->hiddenToken()->value,
                                      m_job.options.seed, true};
        m_minibatches.emplace(m_cells, m_tokens.tokenizer, rules);
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
        fingerprint.add(m_cells.newTokens);
        fingerprint.add(m_cells.split.training);
        fingerprint.add(m_cells.split.validation);
    }

    training::Scores scores() const override
    {
        if (m_cells.labels.empty()) return {};
        std::vector<std::string> names{"asw_label"};
        if (!m_cells.batches.empty()) names.emplace_back("asw_batch");
        return {names, [this](const std::vector<training::Evaluation> &validation) {
                    return heldOutScores(m_cells, *m_minibatches, validation);
                }};
    }

    Result<void> writeSidecars(const checkpoint::Bundle &bundle, const fs::path &folder) const override
    {
        LEXICELL_CHECK(checkpoint::writeVocabulary(bundle.vocabulary, folder / "vocab.json"));
        LEXICELL_CHECK(checkpoint::writeVocabulary(m_tokens.kinds, folder / "vocab_mod.json"));
        return checkpoint::writeFineTunedBatches(bundle.batches, folder / "batches.json");
    }

    double scoringShare() const override { return multiomicScoringShare; }

    Result<ScoreTable> table(const training::TrainingOutcome &outcome, const fs::path &folder, JobContext &context) override
    {
        ScoreTable table{VectorScores::columns, {}};
        const std::vector<ScoreRow> others = m_scores.takeRows();
        if (!folder.empty() && !outcome.cancelled && !m_scores.empty()) {
            LEXICELL_TRY(model, openModel(ModelSource(folder), {m_job.device, "fp32", context.threads}, context));
            LEXICELL_TRY(embedded, embed(m_cells.dataset, model, embedOptions(), context));
            LEXICELL_CHECK(scoreByPattern(tunedMethod, embedded.embedding, {}, context));
        }
        table.rows = m_scores.takeRows();
        table.rows.insert(table.rows.end(), others.begin(), others.end());
        return table;
    }

    void summarize(FineTuneSummary &summary) const override
    {
        for (std::size_t kind = 0; kind < m_cells.kinds.size(); ++kind)
            summary.counts.emplace_back(std::string(m_cells.kinds[kind]->name) + "_fed", m_cells.fedOfKind[kind]);
        summary.counts.emplace_back("new_tokens", static_cast<std::int64_t>(m_cells.newTokens.size()));
        summary.counts.emplace_back("batches", static_cast<std::int64_t>(m_cells.batches.size()));
        for (const std::string &pattern : patterns())
            summary.counts.emplace_back("cells_" + pattern,
                                        std::count(m_cells.patternOf.begin(), m_cells.patternOf.end(), pattern));
        summary.counts.emplace_back("scored_cells", m_scores.cells());
    }

  private:
    EmbedOptions embedOptions() const
    {
        EmbedOptions options;
        static_cast<input::MatchOptions &>(options) = m_job.options;
        options.maxLength = m_job.options.maxLength;
        options.ties = m_job.options.ties;
        options.seed = m_job.options.seed;
        return options;
    }

    std::set<std::string> patterns() const { return {m_cells.patternOf.begin(), m_cells.patternOf.end()}; }

    // The checkpoint before fine-tuning knows genes only.
    Result<void> compareGenes(const LoadedModel &model, JobContext &context)
    {
        if (m_cells.kinds.front()->modality != data::Modality::Rna) return {};
        const std::vector<std::int64_t> rows = placesOf(m_cells.measured.front());
        LEXICELL_TRY(genes, data::subset(m_cells.dataset, &rows, &m_cells.columnsOfKind.front(), &context));
        const auto embedded = embed(genes, model, embedOptions(), context);
        if (!embedded.ok()) return VectorScores::missing("zero_shot", embedded.error(), context);
        return scoreByPattern("zero_shot", placedRows(embedded->embedding, rows, cells()), m_cells.measured.front(), context);
    }

    // Of the cells that have this kind.
    Result<void> compareKind(std::size_t kind, JobContext &context)
    {
        const std::vector<std::int64_t> rows = placesOf(m_cells.measured[kind]);
        LEXICELL_TRY(block, modalityBlock(m_cells, kind, rows));
        const auto found = baselines::modalityVectors(std::move(block), static_cast<std::uint64_t>(m_job.options.seed), context);
        if (!found.ok())
            return VectorScores::missing("of " + std::string(m_cells.kinds[kind]->featureType), found.error(), context);
        return scoreByPattern(found->method, placedRows(found->vectors, rows, cells()), m_cells.measured[kind], context);
    }

    // Of the cells that have all kinds.
    Result<void> compareJoint(JobContext &context)
    {
        std::vector<bool> complete(static_cast<std::size_t>(cells()), true);
        for (const std::vector<bool> &measured : m_cells.measured)
            for (std::size_t cell = 0; cell < complete.size(); ++cell) complete[cell] = complete[cell] && measured[cell];
        const std::vector<std::int64_t> rows = placesOf(complete);
        std::vector<baselines::CorrectedVectors> kinds;
        for (std::size_t kind = 0; kind < m_cells.kinds.size(); ++kind) {
            LEXICELL_TRY(block, modalityBlock(m_cells, kind, rows));
            auto found = baselines::modalityVectors(std::move(block), static_cast<std::uint64_t>(m_job.options.seed), context);
            if (!found.ok()) return VectorScores::missing("concatenated", found.error(), context);
            kinds.push_back(std::move(*found));
        }
        const auto joint = baselines::jointVectors(kinds, context);
        if (!joint.ok()) return VectorScores::missing("concatenated", joint.error(), context);
        for (const auto &[method, vectors] : *joint)
            LEXICELL_CHECK(m_scores.add(method, placedRows(vectors, rows, cells()), context, complete));
        for (baselines::CorrectedVectors &kind : kinds) kind.vectors = placedRows(kind.vectors, rows, cells());
        return m_scores.addWeightedNeighbors(kinds, context, complete);
    }

    // A row of all cells that the vectors are known of, and where cells lack some kinds, a row for each pattern.
    Result<void> scoreByPattern(const std::string &method, const data::Embedding &vectors, const std::vector<bool> &known,
                                JobContext &context)
    {
        LEXICELL_CHECK(m_scores.add(method, vectors, context, known));
        const std::set<std::string> all = patterns();
        if (all.size() < 2) return {};
        for (const std::string &pattern : all) {
            std::vector<bool> among(static_cast<std::size_t>(cells()));
            bool covered = true;
            for (std::size_t cell = 0; cell < among.size(); ++cell) {
                among[cell] = m_cells.patternOf[cell] == pattern;
                covered = covered && (!among[cell] || known.empty() || known[cell]);
            }
            if (covered) LEXICELL_CHECK(m_scores.add(method + ":" + pattern, vectors, context, among));
        }
        return {};
    }

    const FineTuneJob &m_job;
    MultiomicCells m_cells;
    MultiomicTokens m_tokens;  // of the changed checkpoint
    std::optional<BatchMinibatches> m_minibatches;
    VectorScores m_scores;
};

Result<void> checkMultiomic(const FineTuneOptions &options)
{
    if (options.variableGenes < 0)
        return Error{errors::badOption, "variable-genes must not be negative.", {}, {{"variable-genes"}}};
    if (options.peaks < 0) return Error{errors::badOption, "peaks must not be negative.", {}, {{"peaks"}}};
    LEXICELL_CHECK(checkLosses(options.losses, {"gep", "gep_zero", "gepc", "gepc_zero", "ecs", "dab"}));
    if (options.save == "adapter")
        return Error{errors::badOption,
                     "A model of several kinds of features has parts that an adapter file does not hold. Save the checkpoint.",
                     {},
                     {{"save", {"checkpoint"}}}};
    return {};
}

Result<std::unique_ptr<TuningTask>> makeMultiomic(const FineTuneJob &job, JobContext &context)
{
    LEXICELL_TRY(cells, multiomicCells(job.dataset, job.model, job.options, context));
    return std::unique_ptr<TuningTask>(std::make_unique<MultiomicTuning>(job, std::move(cells)));
}

}  // namespace

TuningKind multiomicTuning() { return {"multiomic", &checkMultiomic, &checkPlainModel, &makeMultiomic}; }

}  // namespace lexicell::models::tasks
