// Activity of gene modules by group of cells as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec moduleActivityTask();

}  // namespace lexicell::models::tasks
