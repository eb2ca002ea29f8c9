// How a task is named on screen, alone and with what it works on.
#pragma once

#include "models/tasks/task.h"

#include <QString>

namespace lexicell::ui {

// "UMAP", translated.
QString taskTitle(const models::tasks::TaskSpec &task);
// "UMAP on scGPT", "Embed cells with scGPT_human". `representation`: an obsm key; null: the task takes none. `model`: the name of
// the checkpoint; empty: none.
QString taskTitle(const models::tasks::TaskSpec &task, const std::string *representation, const std::string &model);

}  // namespace lexicell::ui
