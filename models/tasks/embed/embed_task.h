// Cell embedding as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec embedTask();

}  // namespace lexicell::models::tasks
