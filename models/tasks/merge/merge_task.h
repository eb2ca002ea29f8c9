// Merging the parts of a run as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec mergeTask();

}  // namespace lexicell::models::tasks
