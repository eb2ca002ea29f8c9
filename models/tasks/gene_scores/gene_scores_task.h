// The entry of gene-set scores in the task table.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec geneScoresTask();

}  // namespace lexicell::models::tasks
