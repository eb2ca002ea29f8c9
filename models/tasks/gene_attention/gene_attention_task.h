// Genes that receive most attention in each group of cells, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec geneAttentionTask();

}  // namespace lexicell::models::tasks
