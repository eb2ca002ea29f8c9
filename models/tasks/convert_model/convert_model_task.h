// A checkpoint back in its family's own format, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec convertModelTask();

}  // namespace lexicell::models::tasks
