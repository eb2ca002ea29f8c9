// Any readable data set as h5ad, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec convertTask();

}  // namespace lexicell::models::tasks
