// Scores of predicted perturbations as a table, a line for each perturbation, and as keys of a summary. Keys and columns have the
// names of the original programs.
#pragma once

#include "models/tasks/evaluate/evaluate_perturbations.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

namespace lexicell::models::tasks {

Table perturbationTable(const PerturbationEvaluation &result);
nlohmann::ordered_json perturbationSummary(const PerturbationEvaluation &result, const EvaluateOptions &options);

}  // namespace lexicell::models::tasks
