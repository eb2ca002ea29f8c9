// The table entry of the prediction of perturbations.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec perturbTask();

}  // namespace lexicell::models::tasks
