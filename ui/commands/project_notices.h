// Messages about a project after it was opened, with buttons for a decision: restored edits, a journal that cannot be read,
// data that have changed since the labels were made. Nothing in the project changes until a button is pressed.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

void tellRestored(Workbench &bench, const Restored &restored);
// The project could not be opened. No edit is accepted until a new project was begun.
void tellNoProject(Workbench &bench, const QString &file, const Error &why);
void tellLocked(Workbench &bench, const Error &why);
void tellOtherResults(Workbench &bench);
void tellUnreadableResults(Workbench &bench, int count);
// `dataFile` had other content when its cells were labeled. Those labels are in the automatic project of that content.
// `project` is the project of the present content.
void tellEarlierProject(Workbench &bench, const QString &dataFile, const QString &project);

// Does what the buttons do, for scripts. Class `nothing_to_decide` when no decision is waiting; `dataset_changed` when labels
// should be kept but the project has none of the cells.
void decideOnProject(Workbench &bench, Session::Keep keep, const Then &then = {});

}  // namespace lexicell::ui
