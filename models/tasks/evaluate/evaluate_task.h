// Scores of a representation or of predicted labels, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec evaluateTask();

}  // namespace lexicell::models::tasks
