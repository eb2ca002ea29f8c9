// Fine-tuning for cell types: a new class head learns the labels of an obs column, beside the majority, the neighbors in a PCA
// and the model as it was.
#pragma once

#include "models/tasks/fine_tune/tuning_task.h"

namespace lexicell::models::tasks {

// Error classes of its make(): those of labeledCells().
TuningKind annotationTuning();

}  // namespace lexicell::models::tasks
