// Scores of the held-out cells: one row for the fine-tuned model and one for each method that needs no fine-tuning.
#pragma once

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The fine-tuned model's row, and the first one.
inline constexpr const char *tunedMethod = "fine_tuned";

struct ScoreRow {
    std::string method;
    std::vector<double> values;  // [columns]; not a number: the score has no value for this method
};

struct ScoreTable {
    std::vector<std::string> columns;  // "accuracy"
    std::vector<ScoreRow> rows;
};

// validation.csv: method and the columns; nine significant digits, an empty field for a score without a value.
std::string scoresText(const ScoreTable &table);

}  // namespace lexicell::models::tasks
