// Runs a task of the table as a job on the open data set: what menus, forms and scripts call. A change of the data set is added
// to the session, any other result to the results, whose views show it.
#pragma once

#include "models/tasks/task.h"
#include "ui/workspace/workbench.h"

#include <QString>

namespace lexicell::ui {

// Posts a message and calls `then` with the error when the task cannot run.
void runTask(Workbench &bench, const models::tasks::TaskSpec &task, const OptionValues &options, const Then &then = {});
template <class Options> void runTask(Workbench &bench, const char *id, const Options &options, const Then &then = {})
{
    runTask(bench, *bench.tasks.find(id), OptionValues(options), then);
}

// Why the task cannot run now, in the words of the command line; empty: it can run.
QString whyNotTask(const Session &session, const models::tasks::TaskSpec &task);

// "UMAP", translated; and with what it works on: "UMAP on scGPT", "Embed cells with scGPT_human".
QString taskTitle(const models::tasks::TaskSpec &task);
QString taskTitle(const models::tasks::TaskSpec &task, const OptionValues &options, const Session &session);

}  // namespace lexicell::ui
