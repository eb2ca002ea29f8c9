// Title and caption of a result, made when it is shown: what the project keeps is free of any language.
#pragma once

#include "models/tasks/registry.h"
#include "ui/workspace/results/results.h"

#include <QString>

namespace lexicell::ui {

// "Gene network with scGPT_human"; the id of a task that the table does not know.
QString resultTitle(const StoredResult &stored, const models::tasks::TaskTable &tasks);
// One line: how many, of what, and beside which baseline.
QString resultCaption(const StoredResult &stored);

}  // namespace lexicell::ui
