// Scores of predicted labels in the forms that results have: keys of a summary, and the confusion matrix as a heat map.
#pragma once

#include "core/analysis/classification_scores.h"
#include "core/analysis/score_intervals.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

namespace lexicell::models::tasks {

// accuracy, macro_precision, macro_recall, macro_f1, classes, and confusion: a list for each true class, in the order of classes.
nlohmann::ordered_json labelScoresJson(const analysis::ClassificationScores &scores);
// class, cells, precision, recall, f1 of each class.
nlohmann::ordered_json perClassJson(const analysis::ClassificationScores &scores);
nlohmann::ordered_json intervalJson(const analysis::Interval &interval);  // [low, high]

// Rows are true labels, columns predicted ones.
Heatmap confusionMap(const analysis::ClassificationScores &scores);

}  // namespace lexicell::models::tasks
