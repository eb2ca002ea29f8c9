// Fine-tuning on several kinds of features: one vector of a cell from its genes together with proteins or peaks, also where cells
// lack some of them (capabilities C8, C9). Beside it: the checkpoint as it was (genes alone), a PCA of every kind, all of them
// side by side, the same scaled by distances of neighbors (mumosa), and random numbers.
#pragma once

#include "models/tasks/fine_tune/tuning_task.h"

namespace lexicell::models::tasks {

TuningKind multiomicTuning();

}  // namespace lexicell::models::tasks
