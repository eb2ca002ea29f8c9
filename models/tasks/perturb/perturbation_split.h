// Which cells of a Perturb-seq data set a model learns from, and which it is checked on.
//
// Held-out cells are perturbed ones. Control cells of the training part are learned as well, as in GEARS; those of the held-out
// part are what predictions start from and are compared with. A part without control cells uses all of them.
#pragma once

#include "core/base/result.h"
#include "models/tasks/perturb/perturbation_cells.h"
#include "models/training/split.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PerturbationSplitOptions {
    // By gene: all cells in which a held-out gene was perturbed, alone or with another; the model never sees it perturbed.
    // WithinCondition: a share of the cells of every condition. Listed: the cells of `held`.
    enum class By { Gene, WithinCondition, Listed } by = By::Gene;
    double validation = 0.1;              // share of the conditions, or of the cells
    std::vector<std::int64_t> held = {};  // cells, ascending
    std::int64_t seed = 0;
};

struct PerturbationSplit {
    training::Split cells;                                         // training: with control cells
    std::vector<std::int64_t> trainingControl, validationControl;  // ascending
    // [conditions of MeasuredConditions] cells of each part, ascending; none for a gene that is not measured.
    std::vector<std::vector<std::int64_t>> training, validation;

    std::int64_t trainingConditions() const;
    std::int64_t validationConditions() const;
};

// Error class: too_few_cells (fewer than two conditions to split by gene; nothing left to learn from or to check on).
Result<PerturbationSplit> splitPerturbations(const PerturbationCells &cells, const PerturbationSplitOptions &options);

}  // namespace lexicell::models::tasks
