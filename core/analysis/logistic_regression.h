// Logistic regression over the columns of a matrix. Definitions and defaults are scikit-learn's:
//
//   L2  multinomial: C sum of log-losses + |w|² / 2; the intercepts are free (solver lbfgs).
//   L1  one class against the rest: C sum of log-losses + sum |w|, the intercept counted as one more weight (solver liblinear).
//
// Columns are scaled as the fixtures do: z-scores by the mean and the population deviation of the training cells, clipped at ±10;
// a column without spread stays at 0. The result does not depend on the number of threads.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// Scaled columns without a dense matrix: an entry is the stored value, or none, plus the column's offset.
struct ScaledColumns {
    data::CsrBlock stored;
    std::vector<double> offset;  // [columns]
};

class ColumnScaling {
  public:
    // `values`: the training cells.
    explicit ColumnScaling(const data::CsrBlock &values);
    ScaledColumns scaled(const data::CsrBlock &values) const;

  private:
    std::vector<double> m_mean, m_deviation;  // [columns]
};

enum class Penalty { L1, L2 };
struct LogisticOptions {
    Penalty penalty = Penalty::L2;
    double c = 0.01;  // inverse strength of the penalty; larger fits the training cells more closely
};

struct LogisticModel {
    Penalty penalty = Penalty::L2;
    std::int64_t columns = 0, classes = 0;
    std::vector<double> weights;     // [columns x classes]
    std::vector<double> intercepts;  // [classes]
    bool converged = true;

    // [cells x classes], rows sum to 1: the softmax (L2), or the one-against-rest probabilities over their sum (L1).
    std::vector<float> probabilities(const ScaledColumns &cells, int threads) const;
};

// `codes`: the class of each cell, 0 … classes − 1. Progress 0..1. Error classes: cancelled, out_of_memory.
Result<LogisticModel> logisticRegression(const ScaledColumns &cells, const std::vector<std::int32_t> &codes, std::int64_t classes,
                                         const LogisticOptions &options, JobContext &context);

}  // namespace lexicell::analysis
