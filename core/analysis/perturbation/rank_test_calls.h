// Which genes a perturbation changes, by the rules of the Virtual Cell Challenge 2026 (cell-eval2 0.20.0, preset vcc2026):
// counts per million of each cell; genes with a mean above 5 in the control cells; Wilcoxon rank sum test against the control
// cells (normal approximation, ties corrected, no continuity correction); Benjamini-Hochberg within a perturbation; significant
// below 0.05. The perturbed genes themselves are tested, but never called.
#pragma once

#include "core/analysis/perturbation/perturbation_counts.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

inline constexpr double testedAbove = 5.0;        // counts per million
inline constexpr double significantBelow = 0.05;  // adjusted p

// Of one perturbation, a value for each gene.
struct GeneCalls {
    std::vector<double> pValue, adjusted;  // NaN: not tested
    std::vector<double> logFoldChange;     // log2((mean + 1e-9)/(control mean + 1e-9)) of counts per million; of every gene
    std::vector<bool> significant;         // tested, and not perturbed itself

    std::int64_t called() const;
};

struct RankTestCalls {
    std::vector<std::int64_t> tested;  // genes, ascending
    std::vector<GeneCalls> of;         // [perturbations]
};

// Every perturbation and the control have cells. Error class: cancelled.
Result<RankTestCalls> rankTestCalls(const PerturbationCounts &cells, const PerturbationPanel &panel, JobContext &context);

}  // namespace lexicell::analysis
