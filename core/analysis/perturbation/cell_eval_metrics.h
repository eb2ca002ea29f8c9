// The metrics of the Virtual Cell Challenge 2025: cell-eval 0.8.2 (ArcInstitute/cell-eval @cb70876 is 0.8.1; formulas only).
#pragma once

#include "core/analysis/cell_tests.h"
#include "core/analysis/perturbation/perturbation_counts.h"

#include <vector>

namespace lexicell::analysis {

// One side: mean profiles [perturbations and the control x genes], and rankTestsOfLogValues().
struct CellEvalSide {
    SampleMatrix profiles;
    std::vector<GroupTest> tests;
};

// A value for each perturbation.
struct CellEvalScores {
    std::vector<double> overlapAtN;  // share of the first k genes in common, k the number of real DE genes; 0: a side has none
    std::vector<double> discrimination;  // 1 - rank/n by L1 distance of the effects, own genes left out; the rank counts from 0
    std::vector<double> mae;             // of the profiles
    std::vector<double> pearsonDelta;    // of the effects on each side's own control
};
CellEvalScores cellEvalScores(const CellEvalSide &predicted, const CellEvalSide &measured, const PerturbationPanel &panel);

// The score of 2025: the mean of (u - b)/(1 - b) of the overlap and the discrimination and of 1 - u/b of the error, each at least
// 0, from the means over the perturbations.
double cellEvalScore(const CellEvalScores &predicted, const CellEvalScores &baseline);

}  // namespace lexicell::analysis
