#include "models/training/history.h"

#include <cstdio>

namespace lexicell::models::training {

namespace {

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

std::string columnOf(const Term &term) { return term.unit.empty() ? term.name : term.name + "_" + term.unit; }

}  // namespace

double total(const std::vector<Term> &terms, const std::vector<double> &values)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < terms.size(); ++i) sum += terms[i].weight * values[i];
    return sum;
}

std::string historyText(const History &history)
{
    std::string text = "step,epoch";
    for (const Term &term : history.terms) text += ',' + columnOf(term);
    text += ",total,learning_rate";
    for (const Term &term : history.terms) text += ",validation_" + columnOf(term);
    for (const std::string &score : history.scores) text += ",validation_" + score;
    text += '\n';
    for (const HistoryRow &row : history.rows) {
        text += std::to_string(row.step) + ',' + std::to_string(row.epoch);
        for (const double value : row.terms) text += ',' + number(value);
        text += ',' + number(total(history.terms, row.terms)) + ',' + number(row.learningRate);
        for (std::size_t i = 0; i < history.terms.size() + history.scores.size(); ++i)
            text += row.validation.empty() ? std::string(",") : ',' + number(row.validation[i]);
        text += '\n';
    }
    return text;
}

}  // namespace lexicell::models::training
