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
    std::vector<double> validation = {};  // [terms and scores]; empty but in the last row of an epoch
};

// What a method without this training reaches on the same validation cells.
struct Reference {
    std::string name;       // "knn-pca"
    std::size_t value = 0;  // of the validation: a term, then a score
    double reached = 0.0;
};

struct History {
    std::vector<Term> terms;
    std::vector<HistoryRow> rows;
    std::vector<std::string> scores = {};  // of the validation cells, beyond the terms: "accuracy"
    int keptEpoch = 0;                     // whose weights are the best so far, from 1; 0: none yet
    std::vector<Reference> references = {};
};

// The weighted sum of the terms of a row.
double total(const std::vector<Term> &terms, const std::vector<double> &values);

// history.csv: step, epoch, the terms, their total, learning_rate, the validation of the terms and the scores. Nine significant
// digits.
std::string historyText(const History &history);

}  // namespace lexicell::models::training
