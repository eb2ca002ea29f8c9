// The methods that carry labels from reference cells to other cells. Every fit sees the reference cells alone.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "core/data/matrix_view.h"
#include "models/tasks/annotate/method_labels.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// Cells as the methods see them.
struct CellFeatures {
    data::CsrBlock values;       // log-normalized, [cells x shared genes]
    std::vector<float> vectors;  // [cells x width] of the model; empty: no model
    std::int64_t width = 0;

    std::int64_t cells() const { return values.rows; }
};
CellFeatures chosenCells(const CellFeatures &cells, const std::vector<std::int64_t> &rows);

// A cell without a gene that the model knows has a row of zeros.
bool hasVector(const data::MatrixView &cells, std::int64_t cell);

// "logistic-l2" alone, on the columns that both have.
Result<MethodLabels> logisticLabels(const data::CsrBlock &query, const data::CsrBlock &reference,
                                    const std::vector<std::int32_t> &codes, std::int64_t classes, JobContext &context);

struct MethodOptions {
    std::int64_t classes = 0;
    std::int64_t neighbors = 15;
    bool singleR = true;
    std::uint64_t seed = 0;
};

// `codes`: the class of each reference cell. Each class that has cells can be given. A cell without a model vector (all zeros)
// has probabilities of 0 in the model's methods. Warnings: left_out (a method that cannot be fitted). Error classes: those of
// VariableGenePca, logisticRegression(), nearestReferences(); cancelled, out_of_memory.
Result<std::vector<MethodLabels>> labelsOfMethods(const CellFeatures &query, const CellFeatures &reference,
                                                  const std::vector<std::int32_t> &codes, const MethodOptions &options,
                                                  JobContext &context);

}  // namespace lexicell::models::tasks
