// Scores of predicted perturbations (capability C11), as the two Virtual Cell Challenges, systema and the calibrated metrics
// define them: core/analysis/perturbation. Beside every score of the prediction stand those of the baseline; of the challenge of
// 2026 also a repeated experiment, from splits of the measured cells.
#pragma once

#include "core/analysis/perturbation/cell_eval_metrics.h"
#include "core/analysis/perturbation/vcc_metrics.h"
#include "core/analysis/score_intervals.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/evaluate/evaluate.h"

#include <array>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// Of mean profiles, a value for each perturbation; NaN: not known.
struct SystemaScores {
    std::vector<double> pearsonDelta, pearsonDeltaTop20;  // against the perturbed centroid O
    std::vector<double> centroidAccuracy;
};
struct CalibratedScores {
    std::vector<double> mse, wmse, weightedR2Delta, weightedR2DeltaMean, nir;
};
struct ProfileComparison {
    std::string name;
    SystemaScores systema;        // against all measured cells
    CalibratedScores calibrated;  // against one half of them
};

struct PerturbationEvaluation {
    std::vector<std::string> perturbations;
    std::vector<std::int64_t> predictedCells, measuredCells;  // [perturbations]
    std::int64_t controlCells = 0, genes = 0, genesTested = 0;
    std::string baseline;  // "response", or "file"

    analysis::VccScores vcc, vccBaseline;
    analysis::VccValues u{}, b{}, r{}, s{};
    std::array<analysis::Interval, analysis::vccMetricCount> uRange, sRange;

    analysis::CellEvalScores cellEval, cellEvalBaseline;
    double cellEvalScore = 0.0;

    // prediction, baseline, train_mean (O), control, interpolated_duplicate (the ceiling)
    std::vector<ProfileComparison> profiles;
    CalibratedScores dynamicRange;  // of the interpolated duplicate, as far as profiles are calibrated at all
};

// Deterministic in the seed: the draws of the baseline, of the splits and of the intervals. Warnings and error classes: those of
// readPerturbations(); bad_option, cancelled, out_of_memory.
Result<PerturbationEvaluation> evaluatePerturbations(const data::Dataset &predicted, const EvaluateOptions &options,
                                                     JobContext &context);

}  // namespace lexicell::models::tasks
