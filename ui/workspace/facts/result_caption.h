// One line on a result: how many, of what, and beside which baseline.
#pragma once

#include "models/tasks/result.h"

#include <QString>

namespace lexicell::ui {

// `summary`: the task's own JSON object (TaskOutcome::summary).
QString resultCaption(const models::tasks::TaskResult &result, const QString &summary);

}  // namespace lexicell::ui
