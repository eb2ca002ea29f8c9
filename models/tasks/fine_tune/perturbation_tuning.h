// Fine-tuning for perturbations: from control cells and the perturbed genes to perturbed cells, beside methods without a network.
// Upstream's recipe: scGPT's Tutorial_Perturbation (commit cebd6fa).
#pragma once

#include "models/tasks/fine_tune/tuning_task.h"

namespace lexicell::models::tasks {

// Writes conditions.csv too: the scores of every held-out condition by every method, and the conditions that were learned.
// Error classes of its make(): those of perturbationCells() and splitPerturbations(), bad_query.
TuningKind perturbationTuning();

}  // namespace lexicell::models::tasks
