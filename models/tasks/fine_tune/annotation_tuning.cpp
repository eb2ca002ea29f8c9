#include "models/tasks/fine_tune/annotation_tuning.h"

#include "core/analysis/classification_scores.h"
#include "models/tasks/convert_model/upstream_files.h"
#include "models/tasks/fine_tune/annotation_baselines.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/fine_tune/labeled_minibatches.h"

#include <algorithm>
#include <optional>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

// Labels by the largest logit, the first of equals.
std::vector<std::string> predictedLabels(const LabeledCells &cells, const std::vector<float> &logits)
{
    const std::size_t classes = cells.classes.size();
    std::vector<std::string> labels;
    labels.reserve(logits.size() / classes);
    for (std::size_t begin = 0; begin + classes <= logits.size(); begin += classes) {
        const auto row = logits.begin() + static_cast<std::ptrdiff_t>(begin);
        labels.push_back(
            cells.classes[static_cast<std::size_t>(std::max_element(row, row + static_cast<std::ptrdiff_t>(classes)) - row)]);
    }
    return labels;
}

class AnnotationTuning : public TuningTask {
  public:
    AnnotationTuning(const FineTuneJob &job, LabeledCells cells) : m_job(job), m_cells(std::move(cells)) {}

    std::int64_t cells() const override { return m_cells.cells.cells(); }
    const training::Split &split() const override { return m_cells.split; }

    Result<void> changeCheckpoint(checkpoint::Bundle &bundle, const FineTuning &family, JobContext &context) override
    {
        LEXICELL_CHECK(family.addClasses(bundle, static_cast<std::int64_t>(m_cells.classes.size()), m_job.options.seed));
        bundle.labels = m_cells.classes;
        if (family.fittedScaler && bundle.refitScaler) {
            LEXICELL_TRY(trained, trainingCells(m_cells));
            LEXICELL_TRY(matrix, trained.matrix(m_job.options.layer));
            LEXICELL_TRY(fitted, family.fittedScaler(bundle, matrix, m_cells.cells.coverage.geneIds, context));
            m_scaler = std::move(fitted);
        }
        m_checkpointScaler = bundle.scaler;
        return {};
    }

    Result<void> compare(const LoadedModel &model, JobContext &context) override
    {
        LEXICELL_TRY(baselines, annotationBaselines(m_cells, model, m_job.options.seed, context));
        m_baselines = std::move(baselines);
        return {};
    }

    Result<void> makeMinibatches(const training::Recipe &recipe) override
    {
        m_firstScore = recipe.objective.terms.size();
        LEXICELL_TRY(made, LabeledMinibatches::make(m_cells, {recipe.batchSize, recipe.hiddenShare, m_job.options.seed}));
        m_minibatches.emplace(std::move(made));
        return {};
    }
    const training::Minibatches &minibatches() const override { return *m_minibatches; }

    training::ClassRule classRule() const override { return {classWeights(), m_job.options.smoothing}; }

    // Cells, tokens, classes and split.
    void addData(Fingerprint &fingerprint) const override
    {
        const data::CsrBlock &rows = m_minibatches->rows();
        fingerprint.add(rows.indptr);
        fingerprint.add(rows.indices);
        fingerprint.add(rows.values);
        fingerprint.add(m_cells.classOf);
        fingerprint.add(m_cells.split.training);
        fingerprint.add(m_cells.split.validation);
        fingerprint.add(m_cells.cells.coverage.geneIds);
        for (const checkpoint::Scaler *scaler : {&m_checkpointScaler, &m_scaler}) {
            fingerprint.add(scaler->mean);
            fingerprint.add(scaler->scale);
        }
        fingerprint.add(m_cells.cells.names);
        fingerprint.add(m_cells.classes);
    }

    training::Scores scores() const override
    {
        const auto compute = [this](const std::vector<training::Evaluation> &validation) {
            std::vector<float> logits;
            for (const training::Evaluation &part : validation)
                logits.insert(logits.end(), part.logits.begin(), part.logits.end());
            // In the order of the minibatches; scores do not depend on the order of the cells.
            std::vector<std::string> truth;
            for (const auto &batch : m_minibatches->validationBatches())
                for (const std::int64_t cell : batch) truth.push_back(m_cells.className(cell));
            const auto scores = analysis::classificationScores(truth, predictedLabels(m_cells, logits));
            return std::vector<double>{scores.accuracy, scores.macroF1};
        };
        return {{"accuracy", "macro_f1"}, compute};
    }

    std::vector<training::Reference> references() const override
    {
        std::vector<training::Reference> references;
        for (const AnnotationScore &score : m_baselines) {
            references.push_back({score.method, m_firstScore, score.accuracy});
            references.push_back({score.method, m_firstScore + 1, score.macroF1});
        }
        return references;
    }

    const checkpoint::Scaler &scaler() const override { return m_scaler; }

    Result<void> writeSidecars(const checkpoint::Bundle &, const fs::path &folder) const override
    {
        return writeClassNames(m_job.model.card.family, m_cells.classes, m_cells.classOf, folder);
    }

    Result<ScoreTable> table(const training::TrainingOutcome &outcome, const fs::path &, JobContext &) override
    {
        m_scores = m_baselines;
        if (outcome.bestEpoch > 0)
            m_scores.insert(m_scores.begin(),
                            {tunedMethod, outcome.validation[m_firstScore], outcome.validation[m_firstScore + 1]});
        ScoreTable table{{"accuracy", "macro_f1"}, {}};
        for (const AnnotationScore &score : m_scores) table.rows.push_back({score.method, {score.accuracy, score.macroF1}});
        return table;
    }

    void summarize(FineTuneSummary &summary) const override
    {
        summary.classes = m_cells.classes;
        summary.scores = m_scores;
        summary.counts.emplace_back("classes", static_cast<std::int64_t>(m_cells.classes.size()));
    }

  private:
    std::vector<double> classWeights() const
    {
        if (m_job.options.classWeights != "balanced") return {};
        std::vector<double> weights(m_cells.classes.size(), 0.0);
        for (const std::int64_t cell : m_cells.split.training)
            weights[static_cast<std::size_t>(m_cells.classOf[static_cast<std::size_t>(cell)])] += 1.0;
        // scikit-learn's class_weight "balanced"; the split leaves no class without cells
        const double even = static_cast<double>(m_cells.split.training.size()) / static_cast<double>(weights.size());
        for (double &weight : weights) weight = even / weight;
        return weights;
    }

    const FineTuneJob &m_job;
    LabeledCells m_cells;
    checkpoint::Scaler m_scaler, m_checkpointScaler;
    std::vector<AnnotationScore> m_baselines, m_scores;
    std::optional<LabeledMinibatches> m_minibatches;
    std::size_t m_firstScore = 0;  // of a validation: its terms come first
};

Result<void> checkOptions(const FineTuneOptions &options)
{
    if (options.label.empty()) return Error{errors::badOption, "Name the obs column with the labels to learn.", {}, {{"label"}}};
    return {};
}

Result<std::unique_ptr<TuningTask>> make(const FineTuneJob &job, JobContext &context)
{
    LEXICELL_TRY(cells, labeledCells(job.dataset, job.model, job.options, context));
    return std::unique_ptr<TuningTask>(std::make_unique<AnnotationTuning>(job, std::move(cells)));
}

}  // namespace

TuningKind annotationTuning() { return {"annotation", &checkOptions, &checkPlainModel, &make}; }

}  // namespace lexicell::models::tasks
