// The limits of annotation as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec annotationLimitsTask();

}  // namespace lexicell::models::tasks
