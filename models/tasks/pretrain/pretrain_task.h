// Pretraining as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec pretrainTask();

}  // namespace lexicell::models::tasks
