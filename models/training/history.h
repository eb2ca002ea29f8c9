// The history of a training run: one row for each step, and validation values in the last row of each epoch.
#pragma once

#include "models/training/objective.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::training {

struct HistoryRow {
    std::int64_t step = 0;      // from 1
    int epoch = 0;              // from 1
    std::vector<double> terms;  // [terms] before the step, unweighted
    double learningRate = 0.0;
    std::vector<double> validation = {};  // [terms]; empty but in the last row of an epoch
};

struct History {
    std::vector<Term> terms;
    std::vector<HistoryRow> rows;
};

// The weighted sum of the terms of a row.
double total(const std::vector<Term> &terms, const std::vector<double> &values);

// history.csv: step, epoch, the terms, their total, learning_rate, the validation of the terms. Nine significant digits.
std::string historyText(const History &history);

}  // namespace lexicell::models::training
