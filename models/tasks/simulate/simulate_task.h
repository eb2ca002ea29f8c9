// Simulated cells as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec simulateTask();

}  // namespace lexicell::models::tasks
