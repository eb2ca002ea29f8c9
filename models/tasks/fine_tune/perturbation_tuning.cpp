#include "models/tasks/fine_tune/perturbation_tuning.h"

#include "core/data/cell_query.h"
#include "core/files/atomic_file.h"
#include "core/files/csv.h"
#include "models/families/open_model.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/perturb/change_weights.h"
#include "models/tasks/perturb/perturbation_minibatches.h"
#include "models/tasks/perturb/perturbation_predictions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t poolSize = 300;   // control cells of a prediction, as in upstream's plots
constexpr double predictingShare = 0.1;  // of the run's time

using analysis::Profile;

std::string number(double value)
{
    if (!std::isfinite(value)) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

// A held-out condition by one method.
struct ConditionScore {
    std::size_t condition = 0;
    std::string method;
    ProfileScores scores;
};

double meanOf(const std::vector<double> &values)
{
    double sum = 0.0;
    std::size_t count = 0;
    for (const double value : values)
        if (std::isfinite(value)) {
            sum += value;
            ++count;
        }
    return count > 0 ? sum / static_cast<double>(count) : std::nan("");
}

class PerturbationTuning : public TuningTask {
  public:
    PerturbationTuning(const FineTuneJob &job, PerturbationCells cells, PerturbationSplit split)
        : m_job(job), m_cells(std::move(cells)), m_split(std::move(split))
    {
    }

    std::int64_t cells() const override { return m_cells.cells(); }
    const training::Split &split() const override { return m_split.cells; }

    Result<void> changeCheckpoint(checkpoint::Bundle &bundle, const FineTuning &family, JobContext &) override
    {
        std::unordered_set<std::string> before;
        for (const auto &[name, tensor] : bundle.tensors.entries) before.insert(family.releasedName(name));
        LEXICELL_TRY(unknown, family.addPerturbation(bundle, m_job.options.seed));
        for (const auto &[name, tensor] : bundle.tensors.entries)
            if (!before.contains(family.releasedName(name))) m_new.insert(family.releasedName(name));
        m_tokens = m_cells.tokensWith(unknown);
        return {};
    }

    bool learnsBesideAdapters(const std::string &name, const TensorPlace &place) const override
    {
        return place.part == TensorPlace::Part::Head || m_new.contains(name);
    }

    Result<void> changeRecipe(training::Recipe &recipe) const override
    {
        recipe.objective.terms.front().unit = m_job.options.loss;
        return {};
    }

    Result<void> compare(const LoadedModel &, JobContext &context) override
    {
        if (m_job.options.loss == "wmse") {
            LEXICELL_TRY(weights, changeWeights(m_cells, m_split.training, m_split.trainingControl, context));
            LEXICELL_TRY(held, changeWeights(m_cells, m_split.validation, m_split.validationControl, context));
            m_weights = std::move(weights);
            m_heldWeights = std::move(held);
        }
        m_baselines.emplace(m_cells, m_split.trainingControl, m_split.training);
        m_control = meanProfile(m_cells.values, m_split.validationControl);
        m_truth.resize(m_split.validation.size());
        for (std::size_t i = 0; i < m_truth.size(); ++i) {
            if (m_split.validation[i].empty()) continue;
            m_truth[i] = meanProfile(m_cells.values, m_split.validation[i]);
            for (const MethodProfile &method : m_baselines->predict(m_cells.measured.conditions[i], m_control))
                m_scores.push_back({i, method.method, scored(method.profile, i)});
        }
        return {};
    }

    Result<void> makeMinibatches(const training::Recipe &recipe) override
    {
        const FineTuneOptions &options = m_job.options;
        m_minibatches.emplace(m_cells, m_split, m_tokens,
                              PerturbationMinibatches::Rules{recipe.batchSize, options.genesPerStep,
                                                             options.perturbedGenes == "always", options.seed, m_weights,
                                                             m_heldWeights});
        return {};
    }
    const training::Minibatches &minibatches() const override { return *m_minibatches; }

    void addData(Fingerprint &fingerprint) const override
    {
        fingerprint.add(m_cells.values.indptr);
        fingerprint.add(m_cells.values.indices);
        fingerprint.add(m_cells.values.values);
        fingerprint.add(m_tokens);
        fingerprint.add(m_cells.genes);
        fingerprint.add(m_split.trainingControl);
        fingerprint.add(m_split.validationControl);
        for (std::size_t i = 0; i < m_split.training.size(); ++i) {
            fingerprint.addLine(m_cells.measured.conditions[i].name);
            fingerprint.add(m_split.training[i]);
            fingerprint.add(m_split.validation[i]);
        }
    }

    // Upstream's: of the mean profiles of each held-out condition, then over the conditions.
    training::Scores scores() const override
    {
        const auto compute = [this](const std::vector<training::Evaluation> &validation) {
            const std::vector<Profile> predicted = meansByCondition(validation);
            std::vector<double> whole, effect;
            for (std::size_t i = 0; i < predicted.size(); ++i) {
                if (m_split.validation[i].empty()) continue;
                whole.push_back(analysis::pearson(predicted[i], m_truth[i]));
                effect.push_back(analysis::pearsonOfEffect(predicted[i], m_truth[i], m_control));
            }
            return std::vector<double>{meanOf(whole), meanOf(effect)};
        };
        return {{"pearson", "pearson_delta"}, compute};
    }

    double scoringShare() const override { return predictingShare; }

    Result<ScoreTable> table(const training::TrainingOutcome &outcome, const fs::path &folder, JobContext &context) override
    {
        std::vector<ConditionScore> all;
        if (!folder.empty() && !outcome.cancelled) {
            LEXICELL_TRY(own, scoresOfModel(folder, context));
            all = std::move(own);
        }
        all.insert(all.end(), m_scores.begin(), m_scores.end());
        if (!folder.empty()) LEXICELL_CHECK(files::writeTextFile(folder / "conditions.csv", conditionsText(all)));
        ScoreTable table;
        table.columns.assign(scoreNames.begin(), scoreNames.end());
        table.columns.emplace_back("conditions");
        std::vector<std::string> methods{tunedMethod};
        methods.insert(methods.end(), baselineMethods.begin(), baselineMethods.end());
        for (const std::string &method : methods)
            if (auto row = rowOf(method, all)) table.rows.push_back(std::move(*row));
        return table;
    }

    void summarize(FineTuneSummary &summary) const override
    {
        summary.counts.emplace_back("genes", static_cast<std::int64_t>(m_cells.genes.size()));
        summary.counts.emplace_back("genes_unknown", m_cells.unknownGenes());
        summary.counts.emplace_back("control_cells", static_cast<std::int64_t>(m_cells.measured.control.size()));
        summary.counts.emplace_back("training_conditions", m_split.trainingConditions());
        summary.counts.emplace_back("validation_conditions", m_split.validationConditions());
    }

  private:
    ProfileScores scored(const Profile &predicted, std::size_t condition) const
    {
        return scoresOf(predicted, m_truth[condition], m_control, centroid());
    }

    // Of the perturbed cells that were learned from, on the control of the held-out ones.
    Profile centroid() const { return analysis::additive(m_baselines->centroid(), m_control, m_baselines->measured().control); }

    std::vector<Profile> meansByCondition(const std::vector<training::Evaluation> &validation) const
    {
        const std::size_t genes = m_cells.genes.size();
        std::vector<Profile> means(m_split.validation.size(), Profile(genes, 0.0));
        const auto batches = m_minibatches->validationBatches();
        for (std::size_t part = 0; part < validation.size(); ++part)
            for (std::size_t row = 0; row < batches[part].size(); ++row) {
                Profile &mean = means[static_cast<std::size_t>(m_minibatches->conditionOf(batches[part][row]))];
                const float *values = validation[part].expression.data() + row * genes;
                for (std::size_t gene = 0; gene < genes; ++gene) mean[gene] += static_cast<double>(values[gene]);
            }
        for (std::size_t i = 0; i < means.size(); ++i)
            if (!m_split.validation[i].empty())
                for (double &value : means[i]) value /= static_cast<double>(m_split.validation[i].size());
        return means;
    }

    Result<std::vector<ConditionScore>> scoresOfModel(const fs::path &folder, JobContext &context) const
    {
        LEXICELL_TRY(model, openModel(ModelSource(folder), {m_job.device, "fp32", context.threads}, context));
        const auto pool = controlPool(m_split.validationControl, poolSize, m_job.options.seed);
        std::vector<ConditionScore> scores;
        for (std::size_t i = 0; i < m_truth.size(); ++i) {
            if (m_split.validation[i].empty()) continue;
            context.report(static_cast<double>(i) / static_cast<double>(m_truth.size()), "Predicting the held-out conditions");
            LEXICELL_TRY(predicted,
                         predictedProfile(*model.perturbation, m_cells, pool, m_cells.measured.conditions[i].genes, context));
            scores.push_back({i, tunedMethod, scored(predicted, i)});
        }
        return scores;
    }

    static std::optional<ScoreRow> rowOf(const std::string &method, const std::vector<ConditionScore> &scores)
    {
        std::array<std::vector<double>, scoreNames.size()> values;
        std::size_t conditions = 0;
        for (const ConditionScore &score : scores) {
            if (score.method != method) continue;
            ++conditions;
            for (std::size_t i = 0; i < values.size(); ++i) values[i].push_back(valuesOf(score.scores)[i]);
        }
        if (conditions == 0) return std::nullopt;
        ScoreRow row{method, {}};
        for (const std::vector<double> &column : values) row.values.push_back(meanOf(column));
        row.values.push_back(static_cast<double>(conditions));
        return row;
    }

    // Held-out conditions by method, then those that were learned, without scores.
    std::string conditionsText(const std::vector<ConditionScore> &scores) const
    {
        std::string text = "condition,part,cells,method";
        for (const char *name : scoreNames) text += std::string(",") + name;
        text += '\n';
        const auto begin = [&](std::size_t condition, const char *part, const auto &cells) {
            return files::csvField(m_cells.measured.conditions[condition].name) + ',' + part + ',' +
                   std::to_string(cells[condition].size()) + ',';
        };
        for (std::size_t i = 0; i < m_split.validation.size(); ++i)
            for (const ConditionScore &score : scores) {
                if (score.condition != i) continue;
                text += begin(i, "held_out", m_split.validation) + score.method;
                for (const double value : valuesOf(score.scores)) text += ',' + number(value);
                text += '\n';
            }
        for (std::size_t i = 0; i < m_split.training.size(); ++i)
            if (!m_split.training[i].empty())
                text += begin(i, "learned", m_split.training) + std::string(scoreNames.size(), ',') + '\n';
        return text;
    }

    const FineTuneJob &m_job;
    PerturbationCells m_cells;
    PerturbationSplit m_split;
    std::vector<std::int64_t> m_tokens;
    std::unordered_set<std::string> m_new;                     // tensors that the checkpoint did not have
    std::vector<std::vector<float>> m_weights, m_heldWeights;  // of the squared errors; empty: all 1
    std::optional<PerturbationBaselines> m_baselines;
    Profile m_control;                     // mean of the controls of the held-out part
    std::vector<Profile> m_truth;          // [conditions] empty: not held out
    std::vector<ConditionScore> m_scores;  // of the baselines
    std::optional<PerturbationMinibatches> m_minibatches;
};

Result<void> checkOptions(const FineTuneOptions &options)
{
    LEXICELL_CHECK(check(static_cast<const PerturbationOptions &>(options)));
    if (options.genesPerStep < 2) return Error{errors::badOption, "genes-per-step must be at least 2.", {}, {{"genes-per-step"}}};
    if (options.save == "adapter")
        return Error{
            errors::badOption,
            "A model of perturbations has a decoder of its own, which an adapter file does not hold. Save the checkpoint.",
            {},
            {{"save", {"checkpoint"}}}};
    return {};
}

Result<void> checkModel(const ModelCard &card)
{
    if (card.batches == 0 && card.modalities == 0) return {};
    return Error{errors::unsupportedModel,
                 "The model " + card.name + " was fine-tuned for " +
                     (card.modalities > 0 ? "several kinds of features" : "batches") +
                     ", which a perturbation model does not have. Start from the checkpoint that it was fine-tuned from.",
                 {}};
}

Result<PerturbationSplitOptions> splitOptions(const FineTuneJob &job)
{
    using By = PerturbationSplitOptions::By;
    const FineTuneOptions &options = job.options;
    PerturbationSplitOptions split{By::Gene, options.validation, {}, options.seed};
    if (!options.holdout.empty()) {
        split.by = By::Listed;
        auto held = data::cellsWhere(job.dataset, options.holdout);
        if (!held.ok()) {
            Error error = held.error();
            error.choices = {{"holdout"}};
            return error;
        }
        split.held = std::move(*held);
    } else if (!options.batch.empty() && options.split != "stratified") {
        split.by = By::Listed;
        LEXICELL_TRY(labels, job.dataset.labels(options.batch, "batch"));
        const training::SplitOptions groups{options.validation, 0.0, options.seed, {}, labels.texts()};
        LEXICELL_TRY(parts, training::splitCells(job.dataset.cells(), groups));
        split.held = std::move(parts.validation);
        std::sort(split.held.begin(), split.held.end());
    } else if (options.split == "stratified") {
        split.by = By::WithinCondition;
    }
    return split;
}

Result<std::unique_ptr<TuningTask>> make(const FineTuneJob &job, JobContext &context)
{
    LEXICELL_TRY(how, splitOptions(job));
    LEXICELL_TRY(cells, perturbationCells(job.dataset, *job.model.tokenizer, {job.options, job.options, {}}, context));
    LEXICELL_TRY(split, splitPerturbations(cells, how));
    return std::unique_ptr<TuningTask>(std::make_unique<PerturbationTuning>(job, std::move(cells), std::move(split)));
}

}  // namespace

TuningKind perturbationTuning() { return {"perturbation", &checkOptions, &checkModel, &make}; }

}  // namespace lexicell::models::tasks
