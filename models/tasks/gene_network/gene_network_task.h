// Networks of similar genes as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec geneNetworkTask();

}  // namespace lexicell::models::tasks
