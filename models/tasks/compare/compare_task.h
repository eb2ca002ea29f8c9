// The comparison of runs as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec compareTask();

}  // namespace lexicell::models::tasks
