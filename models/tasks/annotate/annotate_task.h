// Cell types from a reference or a model's own classes, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec annotateTask();

}  // namespace lexicell::models::tasks
