// How much each gene counts in the squared errors of a perturbation model (loss wmse): the weights of the calibrated scores
// (core/analysis/perturbation/profile_scores.h).
#pragma once

#include "models/tasks/perturb/perturbation_cells.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// `parts`: [conditions of MeasuredConditions] the cells of each, tested against the other cells of the parts and `control`.
// [conditions][genes], with mean 1 over the genes; empty for a condition with fewer than two cells. Error classes: cancelled,
// out_of_memory.
Result<std::vector<std::vector<float>>> changeWeights(const PerturbationCells &cells,
                                                      const std::vector<std::vector<std::int64_t>> &parts,
                                                      const std::vector<std::int64_t> &control, JobContext &context);

}  // namespace lexicell::models::tasks
