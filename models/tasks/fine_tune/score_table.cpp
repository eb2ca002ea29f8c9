#include "models/tasks/fine_tune/score_table.h"

#include <cmath>
#include <cstdio>

namespace lexicell::models::tasks {

namespace {

std::string number(double value)
{
    if (!std::isfinite(value)) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

}  // namespace

std::string scoresText(const ScoreTable &table)
{
    std::string text = "method";
    for (const std::string &column : table.columns) text += ',' + column;
    text += '\n';
    for (const ScoreRow &row : table.rows) {
        text += row.method;
        for (const double value : row.values) text += ',' + number(value);
        text += '\n';
    }
    return text;
}

}  // namespace lexicell::models::tasks
