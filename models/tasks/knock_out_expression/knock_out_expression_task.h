// Expression before and after a knock-out, by the model's decoder, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec knockOutExpressionTask();

}  // namespace lexicell::models::tasks
