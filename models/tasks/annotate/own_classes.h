// The classes that a checkpoint was trained to tell apart, as labels.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/annotate/method_labels.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct OwnClasses {
    std::vector<std::string> classes;  // in the order of the checkpoint
    MethodLabels labels;               // "model-classes"; a cell without tokens has probabilities of 0
};

// Warnings: empty_cells and those of input::prepareCells(). Error classes: unsupported_model (no classes), no_labels (the classes
// have no names), those of input::prepareCells() and input::forEachBatch().
Result<OwnClasses> ownClasses(const data::Dataset &dataset, const LoadedModel &model, const input::CellOptions &options,
                              JobContext &context);

}  // namespace lexicell::models::tasks
