// Counts of the cells of a perturbation screen, and their profiles: what every score of predicted perturbations starts from.
//
// The definitions follow the Virtual Cell Challenge 2026 (cell-eval2 0.20.0, docs/vcc2026_metrics) and, for mean profiles,
// scanpy.
#pragma once

#include "core/analysis/cell_groups.h"
#include "core/analysis/pseudobulk.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::analysis {

// The measurement, or a prediction. The control is the last group; -1: a cell of neither.
struct PerturbationCounts {
    data::CsrBlock counts;  // [cells x genes]
    CellGroups groups;      // the perturbations in their order, then the control

    std::size_t perturbations() const { return groups.count() - 1; }
    std::size_t control() const { return groups.count() - 1; }
    std::int64_t genes() const { return counts.columns; }
    std::vector<std::int64_t> cellsOf(std::size_t group) const;  // ascending
};

// What is perturbed, the same for the measurement and all predictions.
struct PerturbationPanel {
    std::vector<std::vector<std::int64_t>> targets;  // [perturbations] columns of the perturbed genes; empty: not measured
    std::vector<std::string> genes;                  // [genes] names

    std::size_t perturbations() const { return targets.size(); }
    bool targeted(std::size_t perturbation, std::int64_t gene) const;
    std::vector<bool> targetOfAny() const;  // [genes]
};

// codes: [cells] of groups 0 … groups - 1; -1: of none.
CellGroups groupsOf(std::vector<std::int32_t> codes, std::size_t groups);

// The perturbed cells of `predicted` with the control cells of `measured`, on the same genes.
PerturbationCounts withControlOf(const PerturbationCounts &predicted, const PerturbationCounts &measured);

// These cells, in the order given.
PerturbationCounts chosenCells(const PerturbationCounts &cells, const std::vector<std::int64_t> &rows);

// ln(1 + 50,000 x share of the summed counts), [groups x genes].
SampleMatrix bulkProfiles(const PerturbationCounts &cells);

// How far the noise of the cells moves a bulk profile, by leaving out one cell at a time: (n - 1)/n times the sum over genes and
// cells of the squared deviation of the profile without the cell from the mean of these. [groups]; 0 for fewer than two cells.
// threads as in parallelFor; the result does not depend on it.
std::vector<double> jackknifeCorrections(const PerturbationCounts &cells, int threads);

// Mean of ln(1 + counts per 10,000) over the cells, [groups x genes].
SampleMatrix meanProfiles(const PerturbationCounts &cells);
// The same over some cells; not empty.
std::vector<double> meanProfile(const PerturbationCounts &cells, const std::vector<std::int64_t> &rows);

// Mean of counts per million over the cells, [groups x genes].
SampleMatrix meanCountsPerMillion(const PerturbationCounts &cells);

// The response that the suite's baseline gives every perturbation: the mean over the perturbations of their mean counts, in which
// a gene leaves out the perturbations of itself. [genes]; NaN: every perturbation is of this gene.
std::vector<double> responseProfile(const PerturbationCounts &cells, const PerturbationPanel &panel);

// That baseline as cells: for each perturbation as many control cells as it has, drawn with replacement, each gene multiplied by
// its response over its mean in the control. These are no whole numbers. The control cells stay as they are.
PerturbationCounts baselineResponse(const PerturbationCounts &cells, const PerturbationPanel &panel, std::uint64_t seed);

}  // namespace lexicell::analysis
