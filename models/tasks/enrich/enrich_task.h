// Over-representation as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec enrichTask();

}  // namespace lexicell::models::tasks
