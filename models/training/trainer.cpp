#include "models/training/trainer.h"

#include "models/checkpoint/file_error.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lexicell::models::training {

namespace {

bool sameShapes(const checkpoint::TensorMap &a, const checkpoint::TensorMap &b)
{
    return std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                      [&](const auto &entry, const auto &) {
                          const checkpoint::Tensor *other = b.find(entry.first);
                          return other && other->shape == entry.second.shape && other->type == entry.second.type;
                      });
}

}  // namespace

Trainer::Trainer(TrainingPlan plan, JobContext &context)
    : m_plan(std::move(plan)), m_context(context),
      m_stepsPerEpoch(m_plan.minibatches.trainingBatches(1).size()), m_run{{m_plan.objective.terms, {}, m_plan.scores.names},
                                                                           {},
                                                                           {}}
{
}

Result<void> Trainer::resume()
{
    const auto contradicts = [&](const std::string &what) {
        return checkpoint::badFile(errors::corruptData, m_plan.resumeFile, "contradicts itself: " + what, "Start the run anew.");
    };
    LEXICELL_TRY(run, readResumeFile(m_plan.resumeFile, m_plan.identity, m_run.history));
    auto &rows = run.history.rows;
    const auto steps = m_stepsPerEpoch * static_cast<std::size_t>(m_plan.options.epochs);
    if (rows.empty() || rows.size() > steps) return contradicts("it has " + std::to_string(rows.size()) + " steps");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].epoch = static_cast<int>(i / m_stepsPerEpoch) + 1;
        const bool last = (i + 1) % m_stepsPerEpoch == 0;  // of its epoch; only the last row of all may lack its validation
        if (rows[i].validation.empty() == last && !(last && i + 1 == rows.size())) return contradicts("an epoch is cut");
    }
    const bool validated = rows.size() > m_stepsPerEpoch || !rows.back().validation.empty();
    LEXICELL_TRY(weights, m_plan.network.weights());
    if (validated ? !sameShapes(run.best, weights) : !run.best.entries.empty())
        return contradicts("its best weights are not those of this network");
    LEXICELL_CHECK(m_plan.network.restore(run.state));
    run.state = {};
    m_run = std::move(run);
    for (const HistoryRow &row : m_run.history.rows) {
        if (!row.validation.empty() && isBetter(row.validation)) note(row);
    }
    return {};
}

Result<TrainingOutcome> Trainer::run()
{
    m_run.history.references = m_plan.references;
    const auto &rows = m_run.history.rows;
    int finishedEpochs = static_cast<int>(rows.size() / m_stepsPerEpoch);
    // Cancelled between the last step of an epoch and its validation.
    if (finishedEpochs > 0 && rows.size() % m_stepsPerEpoch == 0 && rows.back().validation.empty()) --finishedEpochs;
    for (int epoch = finishedEpochs + 1; epoch <= m_plan.options.epochs; ++epoch) {
        m_outcome.endedEarly = patienceEnds(epoch - 1);
        if (m_outcome.endedEarly) break;
        LEXICELL_TRY(finished, trainEpoch(epoch));
        save();
        if (finished) continue;
        m_outcome.cancelled = true;
        break;
    }
    m_outcome.best = std::move(m_run.best);
    m_outcome.history = std::move(m_run.history);
    return std::move(m_outcome);
}

Result<bool> Trainer::trainEpoch(int epoch)
{
    auto &rows = m_run.history.rows;
    const auto batches = m_plan.minibatches.trainingBatches(epoch);
    const std::size_t before = static_cast<std::size_t>(epoch - 1) * m_stepsPerEpoch;
    for (std::size_t batch = rows.size() - before; batch < batches.size(); ++batch) {
        if (m_context.cancelled()) return false;
        LEXICELL_CHECK(step(batches[batch], epoch));
    }
    LEXICELL_TRY(validation, validate());
    if (!validation) return false;
    rows.back().validation = std::move(*validation);
    if (isBetter(rows.back().validation)) {
        note(rows.back());
        LEXICELL_TRY(weights, m_plan.network.weights());
        m_run.best = std::move(weights);
    }
    if (m_plan.onStep) m_plan.onStep(m_run.history);
    return true;
}

// A value that is no number is never better, and the first epoch is always kept.
bool Trainer::isBetter(const std::vector<double> &validation) const
{
    if (m_outcome.bestEpoch == 0) return true;
    const Selection &by = m_plan.selection;
    const double gain = validation[by.value] - m_outcome.validation[by.value];
    return (by.largest ? gain : -gain) > by.smallestGain;
}

void Trainer::warnOf(Trainable &network)
{
    if (std::string notice = network.takeNotice(); !notice.empty()) m_context.warn(warnings::reduced, std::move(notice));
}

void Trainer::note(const HistoryRow &row)
{
    m_run.history.keptEpoch = m_outcome.bestEpoch = row.epoch;
    m_outcome.validation = row.validation;
    m_outcome.validationLoss = row.validation.front();
    m_outcome.trainingLoss = lossOf(row.epoch);
}

bool Trainer::patienceEnds(int epoch) const
{
    return m_plan.selection.patience > 0 && m_outcome.bestEpoch > 0 && epoch - m_outcome.bestEpoch >= m_plan.selection.patience;
}

Result<void> Trainer::step(const std::vector<std::int64_t> &cells, int epoch)
{
    auto &rows = m_run.history.rows;
    const auto done = static_cast<std::int64_t>(rows.size());
    const double rate = m_plan.schedule(done, epoch);
    LEXICELL_TRY(views, m_plan.minibatches.views(cells, epoch));
    LEXICELL_TRY(terms, m_plan.network.step(views, rate));
    warnOf(m_plan.network);
    if (!std::all_of(terms.begin(), terms.end(), [](double value) { return std::isfinite(value); })) {
        return Error{errors::diverged,
                     "Training diverged in step " + std::to_string(done + 1) +
                         ": the loss is not a number. Use a smaller learning rate.",
                     {},
                     {{"lr"}}};
    }
    rows.push_back({done + 1, epoch, std::move(terms), rate, {}});
    report(epoch);
    if (m_plan.onStep) m_plan.onStep(m_run.history);
    return {};
}

Result<std::optional<std::vector<double>>> Trainer::validate()
{
    std::vector<double> sums(m_plan.objective.terms.size(), 0.0);
    double weights = 0.0;
    std::vector<Evaluation> all;
    for (const auto &cells : m_plan.minibatches.validationBatches()) {
        if (m_context.cancelled()) return std::optional<std::vector<double>>();
        LEXICELL_TRY(examples, m_plan.minibatches.held(cells));
        LEXICELL_TRY(evaluation, m_plan.network.evaluate(examples));
        warnOf(m_plan.network);
        const double weight = m_plan.minibatches.weight(examples);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight * evaluation.terms[i];
        weights += weight;
        if (m_plan.scores.compute) all.push_back(std::move(evaluation));
    }
    for (double &sum : sums) sum /= weights;
    if (m_plan.scores.compute) {
        const std::vector<double> scores = m_plan.scores.compute(all);
        sums.insert(sums.end(), scores.begin(), scores.end());
    }
    return std::optional(std::move(sums));
}

// The mean of the first term over the cells of an epoch.
double Trainer::lossOf(int epoch) const
{
    const auto batches = m_plan.minibatches.trainingBatches(epoch);
    const std::size_t before = static_cast<std::size_t>(epoch - 1) * m_stepsPerEpoch;
    double sum = 0.0;
    for (std::size_t i = 0; i < batches.size(); ++i)
        sum += m_run.history.rows[before + i].terms.front() * static_cast<double>(batches[i].size());
    return sum / static_cast<double>(m_plan.minibatches.trainingCells());
}

void Trainer::report(int epoch) const
{
    const double steps = static_cast<double>(m_stepsPerEpoch) * m_plan.options.epochs;
    const HistoryRow &row = m_run.history.rows.back();
    char text[160];
    const int length = std::snprintf(text, sizeof text, "Epoch %d of %d, step %lld of %.0f: loss %.4g", epoch,
                                     m_plan.options.epochs, static_cast<long long>(row.step), steps, row.terms.front());
    std::string stage(text, static_cast<std::size_t>(std::min<int>(length, sizeof text - 1)));
    if (m_plan.baseline) {
        std::snprintf(text, sizeof text, ", baseline %.4g", *m_plan.baseline);
        stage += text;
    }
    m_context.report(static_cast<double>(row.step) / steps, stage);
}

void Trainer::save()
{
    if (m_plan.resumeFile.empty() || m_run.history.rows.empty()) return;
    const auto write = [&]() -> Result<void> {
        LEXICELL_TRY(state, m_plan.network.state());
        m_run.state = std::move(state);
        return writeResumeFile(m_plan.resumeFile, m_plan.identity, m_run);
    };
    const auto written = write();
    m_run.state = {};
    if (written.ok() || m_warned) return;
    m_warned = true;
    m_context.warn(warnings::leftOut, "The run cannot be continued later if it is interrupted: " + written.error().message);
}

}  // namespace lexicell::models::training
