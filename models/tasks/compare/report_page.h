// The report of a comparison: one HTML page without anything from outside, with a verdict for each model, figures, tables, a
// methods text, the provenance of every run and the commands that repeat it. It holds no time, so the same runs give the same
// bytes.
#pragma once

#include "models/tasks/compare/compare.h"

#include <string>

namespace lexicell::models::tasks {

std::string reportPage(const Comparisons &comparisons, const CompareOptions &options);

// "0.812 (0.79 to 0.83), 0.021 above logistic-l2 (0.004 to 0.038)": a model's score beside the best baseline, and whether the
// interval of the difference leaves out 0.
std::string verdictOf(const ComparedScore &score, const std::string &metric);

}  // namespace lexicell::models::tasks
