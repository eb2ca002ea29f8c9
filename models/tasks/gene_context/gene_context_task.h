// Context vectors of genes compared between groups of cells, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec geneContextTask();

}  // namespace lexicell::models::tasks
