// A prediction of perturbed cells and the measurement it is compared with, on the same genes and perturbations.
#pragma once

#include "core/analysis/perturbation/perturbation_counts.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/evaluate/evaluate.h"

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PerturbationData {
    std::vector<std::string> perturbations;  // that are scored, in the order of the measurement's labels
    analysis::PerturbationPanel panel;       // genes in the order of the measurement
    analysis::PerturbationCounts measured;  // all its cells; those of training perturbations without a prediction are in no group
    analysis::PerturbationCounts predicted;                // with the control cells of the measurement
    std::optional<analysis::PerturbationCounts> baseline;  // from a file, likewise
    std::vector<double> reference;  // O: the unweighted mean of the mean log-normalized profiles of the training perturbations
};

// The control of every side is that of the measurement: a prediction needs none. Perturbed genes are found by the labels.
// Warnings: left_out (genes that only the prediction has). Error classes: bad_option (no such control, no training perturbation),
// missing_column, missing_layer, counts_needed, non_finite, negative_counts (of the baseline), too_few_genes (the prediction
// lacks genes), too_few_cells (a perturbation has none in one file, or too few), too_small (fewer than two perturbations), those
// of reading a file.
Result<PerturbationData> readPerturbations(const data::Dataset &predicted, const EvaluateOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
