// How far predictions of expression are from the values, for a model and for baselines on the same values: over all of them, by
// gene, by group of cells and by value.
//
// Intervals are a bootstrap over cells (core/analysis/score_intervals.h). The null of the model exchanges its predictions of each
// gene among the cells: a model that says one number for each gene, whatever the cell, is as good as its null.
#pragma once

#include "core/analysis/score_intervals.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct Predictions {
    std::string method;
    bool baseline = true;
    std::vector<float> values;  // as many as there are true values
};

struct ComparedValues {
    std::int64_t cells = 0;
    std::vector<std::int32_t> cell;  // 0 … cells − 1, ascending
    std::vector<std::int32_t> gene;
    std::vector<float> truth;
    std::vector<Predictions> methods;  // the model first

    std::size_t size() const { return truth.size(); }
};

// NaN: undefined.
struct ExpressionError {
    std::string method;
    bool baseline = true;
    double mse = 0.0, rmse = 0.0, pearson = 0.0;
    analysis::Interval rmseInterval, pearsonInterval;
    // MSE of this method minus that of the model, on the same draws of cells: above 0, the model is better.
    double behindModel = 0.0;
    analysis::Interval behindModelInterval;
};
// `rounds`: draws of the bootstrap; 0: no intervals.
std::vector<ExpressionError> expressionErrors(const ComparedValues &values, int rounds, std::uint64_t seed);

// RMSE of the model's predictions exchanged within each gene.
struct ErrorNull {
    int rounds = 0;
    double low = std::numeric_limits<double>::quiet_NaN(), high = low, mean = low;  // the middle 95 %
    double pValue = low;  // share of exchanges that are at least as good, (1 + hits) / (1 + rounds)
};
ErrorNull errorNull(const ComparedValues &values, int rounds, std::uint64_t seed);

// RMSE of every method on a part of the values.
struct PartErrors {
    std::int64_t part = 0;    // the gene or the group
    std::int64_t values = 0;  // how many
    double meanValue = 0.0;
    std::vector<double> rmse;  // [methods]
    double pearson = 0.0;      // of the model; NaN: undefined
};
// `partOf`: of each value, negative: none. Ascending parts, those with values.
std::vector<PartErrors> errorsByPart(const ComparedValues &values, const std::vector<std::int32_t> &partOf);
// A part is a range of true values, with about as many values in each; equal values are in one part. `part` counts from 0.
std::vector<PartErrors> errorsByValue(const ComparedValues &values, std::int64_t parts);

}  // namespace lexicell::models::tasks
