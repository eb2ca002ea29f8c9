#include "models/tasks/annotation_limits/annotation_limits.h"

#include "core/analysis/classification_scores.h"
#include "core/base/guarded.h"
#include "core/data/csr_block.h"
#include "core/io/choose_matrix.h"
#include "models/baselines/log_values.h"
#include "models/tasks/annotate/annotation_methods.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t fewestGenesLeft = 50;
constexpr double embeddingShare = 0.5;  // of the job, with a model

Error badNumbers(const char *option, const std::string &what) { return {errors::badOption, what, {}, {{option}}}; }

// Positive whole numbers, ascending, each once.
Result<std::vector<std::int64_t>> numbersOf(const std::vector<std::string> &texts, const char *option, const char *what)
{
    std::vector<std::int64_t> numbers;
    for (const std::string &text : texts) {
        if (text.empty()) continue;  // a list that was emptied on the command line
        std::int64_t number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 1)
            return badNumbers(option, "\"" + text + "\" is no number of " + what + ". Use whole numbers from 1.");
        numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

Result<TrialOptions> trialOptions(const AnnotationLimitsOptions &options)
{
    TrialOptions trials;
    LEXICELL_TRY(sizes, numbersOf(options.sizes, "sizes", "cells"));
    LEXICELL_TRY(ratios, numbersOf(options.imbalance, "imbalance", "cells"));
    LEXICELL_TRY(markers, numbersOf(options.withoutMarkers, "without-markers", "genes"));
    trials.sizes = std::move(sizes);
    trials.ratios = std::move(ratios);
    trials.markers = std::move(markers);
    trials.leaveOutBatches = options.leaveOutBatches && !options.batch.empty();
    trials.seeds = options.seeds;
    trials.heldOut = options.heldOut;
    trials.seed = options.seed;
    return trials;
}

EmbedOptions vectorOptions(const AnnotationLimitsOptions &options)
{
    EmbedOptions reading;
    reading.batchSize = options.batchSize;
    reading.precision = options.precision;
    reading.geneMatching = options.geneMatching;
    reading.geneColumn = options.geneColumn;
    reading.seed = options.seed;
    return reading;
}

// Scores of one method in one trial; NaN where no scored cell has a label that was learned.
struct TrialScores {
    std::string method;
    bool baseline = true;
    std::vector<double> scores;
    std::vector<analysis::Interval> overCells;  // [scores]
};

struct DoneTrial {
    const Trial *trial = nullptr;
    std::int64_t scored = 0;
    std::vector<TrialScores> methods;
};

class Limits {
  public:
    Limits(LabeledReference reference, const LoadedModel *model, const AnnotationLimitsOptions &options, JobContext &context)
        : m_reference(std::move(reference)), m_model(model), m_options(options), m_context(context)
    {
    }

    Result<AnnotationLimits> run(const TrialOptions &trials)
    {
        m_trials = makeTrials(m_reference, trials, m_context);
        LEXICELL_CHECK(readValues());
        LEXICELL_TRY(markers, markerColumns(m_values, m_reference, trials.markers, m_context));
        for (std::size_t i = 0; i < trials.markers.size(); ++i)
            m_result.deletedGenes.emplace_back(trials.markers[i], std::ssize(markers[i]));
        std::vector<std::pair<std::int64_t, std::vector<std::int64_t>>> inputs{{0, {}}};
        for (std::size_t i = 0; i < trials.markers.size(); ++i) inputs.emplace_back(trials.markers[i], std::move(markers[i]));
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const JobPart part(m_context, static_cast<double>(i) / static_cast<double>(inputs.size()),
                               static_cast<double>(i + 1) / static_cast<double>(inputs.size()));
            LEXICELL_CHECK(runWithout(inputs[i].first, inputs[i].second));
        }
        m_result.classes = m_reference.classes;
        collect();
        return std::move(m_result);
    }

  private:
    Result<void> readValues()
    {
        LEXICELL_TRY(values, baselines::logValues(m_reference.dataset.x, m_context));
        m_values = std::move(values);
        return {};
    }

    // The trials with this number of markers deleted: one pass of the model for all of them.
    Result<void> runWithout(std::int64_t markers, const std::vector<std::int64_t> &genes)
    {
        const auto belongs = [markers](const Trial &trial) { return trial.markers == markers; };
        const auto count = std::count_if(m_trials.begin(), m_trials.end(), belongs);
        if (count == 0) return {};
        LEXICELL_TRY(cells, featuresWithout(genes));
        const JobPart part(m_context, m_model ? embeddingShare : 0.0, 1.0);
        std::int64_t done = 0;
        for (const Trial &trial : m_trials) {
            if (!belongs(trial)) continue;
            const JobPart own(m_context, static_cast<double>(done) / static_cast<double>(count),
                              static_cast<double>(done + 1) / static_cast<double>(count));
            LEXICELL_CHECK(runTrial(trial, cells));
            ++done;
        }
        return {};
    }

    Result<CellFeatures> featuresWithout(const std::vector<std::int64_t> &deleted)
    {
        std::vector<std::int64_t> kept;
        for (std::int64_t gene = 0; gene < m_values.columns; ++gene)
            if (!std::binary_search(deleted.begin(), deleted.end(), gene)) kept.push_back(gene);
        if (std::ssize(kept) < fewestGenesLeft)
            return Error{errors::tooFewGenes,
                         "Without the markers only " + std::to_string(kept.size()) + " genes are left. Delete fewer.",
                         {},
                         {{"without-markers"}}};
        CellFeatures features{data::selectColumns(m_values, kept), {}, 0};
        if (!m_model) return features;
        const JobPart part(m_context, 0.0, embeddingShare);
        data::Dataset dataset = m_reference.dataset;
        if (!deleted.empty()) {
            LEXICELL_TRY(without, data::subset(m_reference.dataset, nullptr, &kept));
            dataset = std::move(without);
        }
        LEXICELL_TRY(embedded, embed(dataset, *m_model, vectorOptions(m_options), m_context));
        features.vectors = std::move(embedded.embedding.values);
        features.width = embedded.embedding.dimensions;
        return features;
    }

    Result<void> runTrial(const Trial &trial, const CellFeatures &cells)
    {
        std::vector<std::int32_t> codes;
        std::vector<bool> learned(m_reference.classes.size());
        for (const std::int64_t cell : trial.train) {
            codes.push_back(m_reference.codes[static_cast<std::size_t>(cell)]);
            learned[static_cast<std::size_t>(codes.back())] = true;
        }
        std::vector<std::int64_t> scored;  // cells of labels that could be learned
        for (const std::int64_t cell : trial.test)
            if (learned[codeOf(cell)]) scored.push_back(cell);
        if (std::count(learned.begin(), learned.end(), true) < 2 || scored.empty()) {
            warnOnce(m_context, warnings::leftOut,
                     std::string("A trial of ") + toString(trial.places.front().test) + " at " + trial.places.front().setting +
                         " is left out: it has fewer than two labels to learn, or no cell to score.");
            return {};
        }
        // More neighbors than a label has cells could not agree on it.
        const std::int64_t neighbors =
            trial.cellsOfLabel > 0 ? std::min<std::int64_t>(m_options.neighbors, trial.cellsOfLabel) : m_options.neighbors;
        const MethodOptions methods{std::ssize(m_reference.classes), neighbors, m_options.singleR,
                                    static_cast<std::uint64_t>(m_options.seed)};
        LEXICELL_TRY(labels,
                     labelsOfMethods(chosenCells(cells, scored), chosenCells(cells, trial.train), codes, methods, m_context));
        m_done.push_back({&trial, std::ssize(scored), {}});
        for (const MethodLabels &method : labels)
            m_done.back().methods.push_back(scoresOfTrial(method, scored, trial.places.front().test));
        return {};
    }

    std::size_t codeOf(std::int64_t cell) const
    {
        return static_cast<std::size_t>(m_reference.codes[static_cast<std::size_t>(cell)]);
    }

    TrialScores scoresOfTrial(const MethodLabels &method, const std::vector<std::int64_t> &scored, LimitTest place) const
    {
        std::vector<std::string> truth, given;
        for (std::size_t i = 0; i < scored.size(); ++i) {
            truth.push_back(m_reference.classes[codeOf(scored[i])]);
            given.push_back(m_reference.classes[static_cast<std::size_t>(method.best[i])]);
        }
        const auto scores = analysis::classificationScores(truth, given);
        TrialScores result{method.name, method.baseline, {scores.accuracy, scores.macroF1}, {}};
        if (place != LimitTest::BatchLeftOut) return result;  // the only rows of a single run
        const auto intervals =
            analysis::classificationIntervals(truth, given, m_options.rounds, static_cast<std::uint64_t>(m_options.seed));
        result.overCells = {intervals.accuracy, intervals.macroF1};
        return result;
    }

    // Rows in the order of the tests; within one, of the settings as the trials list them.
    void collect()
    {
        for (const LimitTest test : limitTests) {
            std::vector<std::string> settings;
            for (const Trial &trial : m_trials)
                for (const TrialPlace &place : trial.places)
                    if (place.test == test && std::find(settings.begin(), settings.end(), place.setting) == settings.end())
                        settings.push_back(place.setting);
            if (test == LimitTest::MarkersDeleted && !settings.empty())  // 0 is first here
                std::rotate(settings.begin(), settings.end() - 1, settings.end());
            for (const std::string &setting : settings)
                addRow(test, setting, [&](const TrialPlace &place) { return place.test == test && place.setting == setting; });
            if (test != LimitTest::BatchLeftOut || settings.empty()) continue;
            m_result.batches = std::ssize(settings);
            addRow(test, allBatches, [&](const TrialPlace &place) { return place.test == test; });
        }
    }

    template <class Belongs> void addRow(LimitTest test, const std::string &setting, const Belongs &belongs)
    {
        std::vector<const DoneTrial *> runs;
        for (const DoneTrial &done : m_done)
            if (std::any_of(done.trial->places.begin(), done.trial->places.end(), belongs)) runs.push_back(&done);
        if (runs.empty()) return;
        LimitRow row{{test, setting}, 0.0, 0.0, {}};
        std::vector<MethodRuns> methods;
        for (const TrialScores &method : runs.front()->methods) methods.push_back({method.method, method.baseline, {}});
        const auto unknown = std::vector<double>(std::size(limitScores), std::numeric_limits<double>::quiet_NaN());
        for (const DoneTrial *run : runs) {
            row.trainedCells += static_cast<double>(run->trial->train.size()) / static_cast<double>(runs.size());
            row.scoredCells += static_cast<double>(run->scored) / static_cast<double>(runs.size());
            for (MethodRuns &method : methods) {
                const auto found = std::find_if(run->methods.begin(), run->methods.end(),
                                                [&](const TrialScores &own) { return own.method == method.method; });
                method.values.push_back(found == run->methods.end() ? unknown : found->scores);
            }
        }
        row.methods = compareMethods(methods, m_options.rounds, static_cast<std::uint64_t>(m_options.seed));
        if (runs.size() == 1)
            for (std::size_t i = 0; i < row.methods.size(); ++i)
                for (std::size_t score = 0; score < runs.front()->methods[i].overCells.size(); ++score)
                    row.methods[i].scores[score].mean.interval = runs.front()->methods[i].overCells[score];
        m_result.rows.push_back(std::move(row));
    }

    const LabeledReference m_reference;
    const LoadedModel *m_model;
    const AnnotationLimitsOptions &m_options;
    JobContext &m_context;
    data::CsrBlock m_values;  // log-normalized
    std::vector<Trial> m_trials;
    std::vector<DoneTrial> m_done;
    AnnotationLimits m_result;
};

Result<AnnotationLimits> limitsOf(const data::Dataset &dataset, const LoadedModel *model, const AnnotationLimitsOptions &options,
                                  JobContext &context)
{
    LEXICELL_CHECK(checkAnnotationLimitsOptions(options));
    LEXICELL_TRY(trials, trialOptions(options));
    data::Dataset chosen = dataset;
    LEXICELL_CHECK(io::chooseMatrix(chosen, options.layer, io::FormerX::Dropped));
    LEXICELL_TRY(reference, labeledReference(chosen, {{}, options.label, options.batch, {}}, context));
    return Limits(std::move(reference), model, options, context).run(trials);
}

}  // namespace

Result<void> checkAnnotationLimitsOptions(const AnnotationLimitsOptions &options)
{
    if (options.label.empty()) return Error{errors::badOption, "Name the obs column with the labels.", {}, {{"label"}}};
    LEXICELL_TRY(trials, trialOptions(options));
    const bool any = !trials.sizes.empty() || !trials.ratios.empty() || !trials.markers.empty() || trials.leaveOutBatches;
    if (!any)
        return Error{errors::badOption,
                     "There is nothing to test. Name numbers of cells, or a column with batches.",
                     {},
                     {{"sizes"}, {"batch"}}};
    if (options.seeds < 1) return Error{errors::badOption, "At least one draw is needed.", {}, {{"seeds"}}};
    if (!(options.heldOut > 0.0 && options.heldOut < 1.0))
        return Error{errors::badOption, "The share that is held out must be between 0 and 1.", {}, {{"held-out"}}};
    if (options.neighbors < 1) return Error{errors::badOption, "At least one neighbor is needed.", {}, {{"n-neighbors"}}};
    if (options.rounds < 0) return Error{errors::badOption, "The number of draws must not be negative.", {}, {{"rounds"}}};
    if (options.batchSize < 1) return Error{errors::badOption, "A forward pass needs at least one cell.", {}, {{"batch-size"}}};
    return {};
}

Result<AnnotationLimits> annotationLimits(const data::Dataset &dataset, const LoadedModel *model,
                                          const AnnotationLimitsOptions &options, JobContext &context)
{
    return guarded(
        "test the annotation", [&] { return limitsOf(dataset, model, options, context); },
        "Use fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
