// The task `map-reference`.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec mapReferenceTask();

}  // namespace lexicell::models::tasks
