// Fine-tuning for integration: cell vectors in which batches mix and cell types stay apart (capabilities C6, C7). Beside it: the
// checkpoint as it was, a PCA, Harmony and MNN on it, the variable genes themselves, and random numbers.
#pragma once

#include "models/tasks/fine_tune/tuning_task.h"

namespace lexicell::models::tasks {

TuningKind integrationTuning();

}  // namespace lexicell::models::tasks
