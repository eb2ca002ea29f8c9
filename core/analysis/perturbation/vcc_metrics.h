// The six metrics of the Virtual Cell Challenge 2026 on counts: cell-eval2 0.20.0 (MIT), preset vcc2026; definitions in its
// docs/vcc2026_metrics. With P the summed counts of a perturbation, a profile is b = ln(1 + 5e4 P/sum P) and an effect b - b of
// the control. The perturbed gene's own row is left out everywhere, for pds_cosine the rows of all perturbed genes.
//
// Scaled value: s = (u - b)/(r - b) of a prediction's value u, the baseline's value b and the value r of a repeated experiment: 0
// is the baseline, 1 a replicate.
#pragma once

#include "core/analysis/perturbation/rank_test_calls.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lexicell::analysis {

enum class VccMetric { PdsCosine, ExpressionError, DirectionFidelityYield, DirectionReach, SigJaccard, LfcNmae };
inline constexpr std::size_t vccMetricCount = 6;
// The package's names.
inline constexpr std::array<const char *, vccMetricCount> vccMetricNames = {"pds_cosine",
                                                                            "expr_mse_unbiased_capped_norm",
                                                                            "de_wilcoxon_direction_fidelity_yield_raw",
                                                                            "de_wilcoxon_direction_reach_raw",
                                                                            "de_wilcoxon_sig_jaccard",
                                                                            "de_wilcoxon_lfc_nmae"};

using VccValues = std::array<double, vccMetricCount>;  // NaN: no perturbation has a value

// What one side, the measurement or a prediction, is compared by.
struct VccSide {
    SampleMatrix bulk;              // [perturbations and the control x genes]
    std::vector<double> jackknife;  // [perturbations and the control]
    RankTestCalls calls;
};
// Error class: cancelled.
Result<VccSide> vccSide(const PerturbationCounts &cells, const PerturbationPanel &panel, JobContext &context);

// A value for each perturbation; NaN: left out of the mean.
struct VccScores {
    std::vector<double> pdsCosine;
    // Of the expression error, which is the sum of the first over the sum of the second and has no value for a perturbation
    // alone.
    std::vector<double> numerator, denominator;
    double rho = 1.0;  // how much of its own noise a prediction may subtract: not more than its profiles differ
    std::vector<double> directionFidelityYield, directionReach, sigJaccard, lfcNmae;

    // Over these perturbations, which may repeat; the perturbations were compared with all.
    VccValues values(const std::vector<std::size_t> &perturbations) const;
    VccValues values() const;  // over all
};

// `gate`: calls on more cells than `measured` has, which then decide on the genes and the denominator of lfc_nmae: the halves of
// a split are measured by the genes of the whole. Null: those of `measured`.
VccScores vccScores(const VccSide &predicted, const VccSide &measured, const PerturbationPanel &panel,
                    const RankTestCalls *gate = nullptr);

// Two halves of the cells: for each perturbation and the control a random order that depends on the seed and `split` alone; the
// first half plays the measurement. Ascending rows.
struct SplitHalves {
    std::vector<std::int64_t> measured, predicted;
};
SplitHalves splitHalves(const PerturbationCounts &cells, std::uint64_t seed, std::size_t split);

// The second half scored against the first, each with its own control cells. `whole`: calls on all cells. Error class: cancelled.
Result<VccValues> replicateValues(const PerturbationCounts &cells, const SplitHalves &halves, const PerturbationPanel &panel,
                                  const RankTestCalls &whole, JobContext &context);

// (u - b)/(r - b); of the expression error within 0 to 1, of the fold-change error not below -6.
double scaled(VccMetric metric, double u, double b, double r);

}  // namespace lexicell::analysis
