// Runs a task of the table that writes a file or a folder of its own: a data set (simulate, convert) or a checkpoint (pretrain,
// convert-model). A data set opens when none is open; otherwise a message offers to open it. A message offers to load a model.
#pragma once

#include "models/tasks/task.h"
#include "ui/commands/task_places.h"
#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Posts a message and calls `then` with the error when the task cannot run. After a data set was opened, `then` is called.
void runFileTask(Workbench &bench, const models::tasks::TaskSpec &task, const OptionValues &options, const TaskPlaces &places,
                 const Then &then = {});

}  // namespace lexicell::ui
