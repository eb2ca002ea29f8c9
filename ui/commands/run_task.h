// Runs a task of the table as a job: what menus, forms and scripts call. A change of the open data set is added to the session,
// any other result to the results, whose views show it. Tasks that write a file or a folder of their own: run_file_task.h.
#pragma once

#include "models/tasks/task.h"
#include "ui/commands/task_places.h"
#include "ui/workspace/facts/task_title.h"
#include "ui/workspace/workbench.h"

#include <QString>

namespace lexicell::ui {

// Posts a message and calls `then` with the error when the task cannot run.
void runTask(Workbench &bench, const models::tasks::TaskSpec &task, const OptionValues &options, const TaskPlaces &places = {},
             const Then &then = {});
template <class Options> void runTask(Workbench &bench, const char *id, const Options &options, const Then &then = {})
{
    runTask(bench, *bench.tasks.find(id), OptionValues(options), {}, then);
}

// A run on a copy of the open data set that has further columns: same cells, same genes. Only for a task whose result is no
// change of the data set.
struct TaskReading {
    DatasetPtr dataset;
    models::tasks::RecordInputs inputs;   // of the record, beside the file and the model
    nlohmann::ordered_json summary = {};  // keys added to the result's summary
};
void runTaskOn(Workbench &bench, const models::tasks::TaskSpec &task, const OptionValues &options, TaskReading reading,
               const Then &then = {});

// What the session offers to a task.
models::tasks::Situation situationOf(const Session &session);
// Whether the task can run with these options. Error classes: those of whyNot() and of the task's own check.
Result<void> checkTask(const Session &session, const models::tasks::TaskSpec &task, const OptionValues &options);
// What a run will take, as far as that is known before it reads anything.
models::tasks::Estimate estimateTask(const Session &session, const models::tasks::TaskSpec &task, const OptionValues &options,
                                     const TaskPlaces &places);

// Why the task cannot run now, in the words of the command line; empty: it can run.
QString whyNotTask(const Session &session, const models::tasks::TaskSpec &task);

// With what it works on now.
QString taskTitle(const models::tasks::TaskSpec &task, const OptionValues &options, const Session &session);

}  // namespace lexicell::ui
