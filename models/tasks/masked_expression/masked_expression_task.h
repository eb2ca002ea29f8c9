// How well a model predicts hidden genes, beside baselines, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec maskedExpressionTask();

}  // namespace lexicell::models::tasks
