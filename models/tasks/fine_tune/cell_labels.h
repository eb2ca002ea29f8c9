// The cells of a data set that a classifier can learn from, their classes, and how they are split.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/fine_tune/fine_tune_options.h"
#include "models/training/split.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct LabeledCells {
    data::Dataset dataset;  // the cells that can be used, in the order of the data set
    input::PreparedCells cells;
    std::vector<std::string> classes;   // sorted; a class is its position
    std::vector<std::int64_t> classOf;  // [cells]
    training::Split split;

    const std::string &className(std::int64_t cell) const
    {
        return classes[static_cast<std::size_t>(classOf[static_cast<std::size_t>(cell)])];
    }
};

// Cells without a label or without a gene that the model knows are left out (warnings cells_left_out, empty_cells), and so are
// labels of one cell if the options say so. Warns when cells of one donor or batch are on both sides (leaky_split).
// Error classes: missing_column (with the option), no_labels (fewer than two labels), too_few_cells (a label of one cell, a label
// of which no cell is left to learn from, nothing to hold out), and those of input::prepareCells().
Result<LabeledCells> labeledCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                  JobContext &context);

// The cells to learn from, in the order of the data set: a tokenizer that is fitted to cells is fitted to these.
Result<data::Dataset> trainingCells(const LabeledCells &cells);

}  // namespace lexicell::models::tasks
