// Fine-tuning as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec fineTuneTask();

}  // namespace lexicell::models::tasks
