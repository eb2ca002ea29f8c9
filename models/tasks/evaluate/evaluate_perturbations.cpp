#include "models/tasks/evaluate/evaluate_perturbations.h"

#include "core/analysis/perturbation/change_tests.h"
#include "core/analysis/perturbation/profile_scores.h"
#include "core/base/guarded.h"
#include "models/tasks/evaluate/perturbation_data.h"

#include <limits>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using analysis::PerturbationCounts;
using analysis::rowOf;
using analysis::SampleMatrix;
using analysis::VccMetric;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t topGenes = 20;

SampleMatrix withoutControl(SampleMatrix profiles)
{
    --profiles.samples;
    profiles.values.resize(profiles.values.size() - static_cast<std::size_t>(profiles.genes));
    return profiles;
}

SampleMatrix repeated(std::span<const double> profile, std::size_t rows)
{
    SampleMatrix matrix{static_cast<std::int64_t>(rows), static_cast<std::int64_t>(profile.size()), {}};
    for (std::size_t row = 0; row < rows; ++row) matrix.values.insert(matrix.values.end(), profile.begin(), profile.end());
    return matrix;
}

Result<void> scoreChallenge(PerturbationEvaluation &result, const PerturbationData &data, const PerturbationCounts &baseline,
                            const EvaluateOptions &options, JobContext &context)
{
    context.report(0.0, "measured changes");
    LEXICELL_TRY(measured, analysis::vccSide(data.measured, data.panel, context));
    context.report(0.15, "predicted changes");
    LEXICELL_TRY(predicted, analysis::vccSide(data.predicted, data.panel, context));
    context.report(0.3, "changes of the baseline");
    LEXICELL_TRY(side, analysis::vccSide(baseline, data.panel, context));
    result.genesTested = static_cast<std::int64_t>(measured.calls.tested.size());
    result.vcc = analysis::vccScores(predicted, measured, data.panel);
    result.vccBaseline = analysis::vccScores(side, measured, data.panel);
    result.u = result.vcc.values();
    result.b = result.vccBaseline.values();
    result.r.fill(options.replicates > 0 ? 0.0 : unknown);
    for (int split = 0; split < options.replicates; ++split) {
        context.report(0.45 + 0.55 * split / options.replicates, "repeated experiments");
        const auto halves =
            analysis::splitHalves(data.measured, static_cast<std::uint64_t>(options.seed), static_cast<std::size_t>(split));
        LEXICELL_TRY(values, analysis::replicateValues(data.measured, halves, data.panel, measured.calls, context));
        for (std::size_t i = 0; i < values.size(); ++i) result.r[i] += values[i] / options.replicates;
    }
    for (std::size_t i = 0; i < result.s.size(); ++i)
        result.s[i] = analysis::scaled(static_cast<VccMetric>(i), result.u[i], result.b[i], result.r[i]);
    return {};
}

// Prediction and baseline on the same draws; the replicate stays as it is.
void addIntervals(PerturbationEvaluation &result, const EvaluateOptions &options)
{
    if (options.rounds < 1) return;
    const auto found =
        analysis::bootstrap(result.perturbations.size(), options.rounds, static_cast<std::uint64_t>(options.seed),
                            [&](const std::vector<std::size_t> &drawn) {
                                const auto u = result.vcc.values(drawn), b = result.vccBaseline.values(drawn);
                                std::vector<double> values(u.begin(), u.end());
                                for (std::size_t i = 0; i < u.size(); ++i)
                                    values.push_back(analysis::scaled(static_cast<VccMetric>(i), u[i], b[i], result.r[i]));
                                return values;
                            });
    for (std::size_t i = 0; i < result.u.size(); ++i) {
        result.uRange[i] = found[i];
        result.sRange[i] = found[result.u.size() + i];
    }
}

Result<void> scoreCellEval(PerturbationEvaluation &result, const PerturbationData &data, const PerturbationCounts &baseline,
                           JobContext &context)
{
    const auto sideOf = [&context](const PerturbationCounts &cells) -> Result<analysis::CellEvalSide> {
        LEXICELL_TRY(tests, analysis::rankTestsOfLogValues(cells, context));
        return analysis::CellEvalSide{analysis::meanProfiles(cells), std::move(tests)};
    };
    LEXICELL_TRY(measured, sideOf(data.measured));
    LEXICELL_TRY(predicted, sideOf(data.predicted));
    LEXICELL_TRY(other, sideOf(baseline));
    result.cellEval = analysis::cellEvalScores(predicted, measured, data.panel);
    result.cellEvalBaseline = analysis::cellEvalScores(other, measured, data.panel);
    result.cellEvalScore = analysis::cellEvalScore(result.cellEval, result.cellEvalBaseline);
    return {};
}

// What profiles are compared with.
struct ProfileTruth {
    SampleMatrix whole, half;     // [perturbations x genes] of all cells, and of one half
    std::vector<double> control;  // of all cells
    const std::vector<double> &reference;
    std::vector<std::vector<std::int64_t>> top;  // [perturbations]
    SampleMatrix weights;                        // [perturbations x genes]
};

ProfileComparison compare(const std::string &name, const SampleMatrix &profiles, const ProfileTruth &truth)
{
    ProfileComparison found{name, {}, {}};
    for (std::size_t p = 0; p < truth.top.size(); ++p) {
        const auto own = rowOf(profiles, p), whole = rowOf(truth.whole, p), half = rowOf(truth.half, p);
        const auto weights = rowOf(truth.weights, p);
        found.systema.pearsonDelta.push_back(analysis::pearsonDelta(own, whole, truth.reference));
        found.systema.pearsonDeltaTop20.push_back(analysis::pearsonDelta(own, whole, truth.reference, truth.top[p]));
        found.calibrated.mse.push_back(analysis::meanSquaredError(own, half));
        found.calibrated.wmse.push_back(analysis::weightedError(own, half, weights));
        found.calibrated.weightedR2Delta.push_back(analysis::weightedR2(own, half, truth.control, weights));
        found.calibrated.weightedR2DeltaMean.push_back(analysis::weightedR2(own, half, truth.reference, weights));
    }
    found.systema.centroidAccuracy = analysis::centroidAccuracy(profiles, truth.whole);
    found.calibrated.nir = analysis::centroidAccuracy(profiles, truth.half);
    return found;
}

std::vector<double> ranges(const std::vector<double> &positive, const std::vector<double> &negative, bool error)
{
    std::vector<double> fractions;
    for (std::size_t p = 0; p < positive.size(); ++p)
        fractions.push_back(analysis::dynamicRange(positive[p], negative[p], error));
    return fractions;
}

Result<void> scoreProfiles(PerturbationEvaluation &result, const PerturbationData &data, const PerturbationCounts &baseline,
                           const EvaluateOptions &options, JobContext &context)
{
    // A split that is none of those of the replicates.
    const auto halves = analysis::splitHalves(data.measured, static_cast<std::uint64_t>(options.seed),
                                              static_cast<std::size_t>(options.replicates));
    const auto first = analysis::chosenCells(data.measured, halves.measured);
    const auto second = analysis::chosenCells(data.measured, halves.predicted);
    const SampleMatrix all = analysis::meanProfiles(data.measured);
    const auto control = rowOf(all, data.perturbations.size());
    ProfileTruth truth{withoutControl(all),
                       withoutControl(analysis::meanProfiles(first)),
                       {control.begin(), control.end()},
                       data.reference,
                       {},
                       {}};
    truth.weights = {truth.half.samples, truth.half.genes, {}};
    SampleMatrix duplicate = truth.weights;
    const SampleMatrix repeat = withoutControl(analysis::meanProfiles(second));
    LEXICELL_TRY(changes, analysis::changeTests(first, context));
    LEXICELL_TRY(sure, analysis::changeTests(second, context));
    for (std::size_t p = 0; p < data.perturbations.size(); ++p) {
        truth.top.push_back(analysis::mostChanged(rowOf(truth.whole, p), truth.control, topGenes));
        const auto weights = analysis::changeWeights(changes[p].score);
        truth.weights.values.insert(truth.weights.values.end(), weights.begin(), weights.end());
        const auto ceiling = analysis::interpolatedDuplicate(rowOf(repeat, p), data.reference, sure[p].adjusted);
        duplicate.values.insert(duplicate.values.end(), ceiling.begin(), ceiling.end());
    }
    const std::size_t n = data.perturbations.size();
    result.profiles = {compare("prediction", withoutControl(analysis::meanProfiles(data.predicted)), truth),
                       compare("baseline", withoutControl(analysis::meanProfiles(baseline)), truth),
                       compare("train_mean", repeated(data.reference, n), truth),
                       compare("control", repeated(truth.control, n), truth),
                       compare("interpolated_duplicate", duplicate, truth)};
    const CalibratedScores &low = result.profiles[2].calibrated, &noChange = result.profiles[3].calibrated;
    const CalibratedScores &high = result.profiles[4].calibrated;
    result.dynamicRange = {ranges(high.mse, low.mse, true), ranges(high.wmse, low.wmse, true),
                           ranges(high.weightedR2Delta, low.weightedR2Delta, false),
                           ranges(high.weightedR2DeltaMean, noChange.weightedR2DeltaMean, false),
                           ranges(high.nir, low.nir, false)};
    return {};
}

Result<PerturbationEvaluation> evaluate(const data::Dataset &predicted, const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkEvaluateOptions(options));
    LEXICELL_TRY(data, readPerturbations(predicted, options, context));
    PerturbationEvaluation result;
    result.perturbations = data.perturbations;
    result.controlCells = data.measured.groups.sizes.back();
    result.genes = data.measured.genes();
    result.predictedCells.assign(data.predicted.groups.sizes.begin(), data.predicted.groups.sizes.end() - 1);
    result.measuredCells.assign(data.measured.groups.sizes.begin(), data.measured.groups.sizes.end() - 1);
    result.baseline = data.baseline ? "file" : "response";
    const PerturbationCounts baseline =
        data.baseline ? std::move(*data.baseline)
                      : analysis::baselineResponse(data.measured, data.panel, static_cast<std::uint64_t>(options.seed));
    {
        const JobPart part(context, 0.05, 0.8);
        LEXICELL_CHECK(scoreChallenge(result, data, baseline, options, context));
    }
    context.report(0.8, "profiles");
    LEXICELL_CHECK(scoreCellEval(result, data, baseline, context));
    LEXICELL_CHECK(scoreProfiles(result, data, baseline, options, context));
    addIntervals(result, options);
    return result;
}

}  // namespace

Result<PerturbationEvaluation> evaluatePerturbations(const data::Dataset &predicted, const EvaluateOptions &options,
                                                     JobContext &context)
{
    return guarded(
        "score the perturbations", [&] { return evaluate(predicted, options, context); }, "Use fewer cells or genes.");
}

}  // namespace lexicell::models::tasks
