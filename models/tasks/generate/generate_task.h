// Generated cells, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec generateTask();

}  // namespace lexicell::models::tasks
