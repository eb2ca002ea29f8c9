// Agreement of the similarities of groups by cells and by genes, as a task.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

TaskSpec groupAgreementTask();

}  // namespace lexicell::models::tasks
