// A result of a task is kept in the project before the window shows it, so that a crash afterwards does not lose it.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Writes the result and adds it to the results of the bench. A large one is packed and written in the files lane. A project that
// cannot be written is reported, and the result is shown all the same.
void addResult(Workbench &bench, StoredResult result, const Then &then);

// Takes the result out of the window and the project: one step of the history, undo brings it back.
void removeResult(Workbench &bench, int id);

}  // namespace lexicell::ui
