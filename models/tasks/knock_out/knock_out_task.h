// In-silico knock-outs as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec knockOutTask();

}  // namespace lexicell::models::tasks
