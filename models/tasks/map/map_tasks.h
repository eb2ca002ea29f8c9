// From counts to a map: the steps of core/steps as tasks.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec qualityControlTask();
TaskSpec analyzeTask();
TaskSpec pcaTask();
TaskSpec neighborsTask();
TaskSpec umapTask();
TaskSpec leidenTask();

}  // namespace lexicell::models::tasks
