// A drawing of means with their intervals as SVG whose text stays text: a line for each method, filled marks for models, hollow
// ones for baselines, gray ones for nulls, and a dashed line at the best baseline.
#pragma once

#include "models/tasks/compare/scored_runs.h"
#include "models/tasks/method_comparison.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct FigureRow {
    std::string label;
    MethodKind kind = MethodKind::Baseline;
    RunMean mean;  // NaN: no mark
};

// `best`: the mean of the best baseline; NaN: none.
std::string intervalFigure(const std::string &title, const std::vector<FigureRow> &rows, double best);

// Text with the characters of markup replaced.
std::string markupText(const std::string &text);

}  // namespace lexicell::models::tasks
