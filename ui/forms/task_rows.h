// The rows of a task's form in the order and number that a person needs: those that count with what is chosen, the groups of the
// chosen column as choices, technical ones folded, and numbers with a meaning of their own as words.
#pragma once

#include "models/tasks/task.h"
#include "ui/forms/option_form.h"
#include "ui/workspace/session.h"

namespace lexicell::ui {

// Called once the form has its rows and choices; it follows every later change.
void arrangeRows(OptionForm &form, const Session &session, const models::tasks::TaskSpec &task);

}  // namespace lexicell::ui
