// The entry of marker genes in the task table.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec markersTask();

}  // namespace lexicell::models::tasks
