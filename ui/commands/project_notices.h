// What is said about a project after it was opened, with the buttons that decide: restored edits, a journal that cannot be
// read, data that have changed since the labels were made. Until one is pressed nothing in the project changes.
#pragma once

#include "ui/workbench.h"

namespace lexicell::ui {

void tellRestored(Workbench &bench, const Session::Restored &restored);
// The project could not be opened at all: no edit is taken until a new one was begun.
void tellNoProject(Workbench &bench, const QString &file, const Error &why);
void tellLocked(Workbench &bench, const Error &why);
void tellOtherResults(Workbench &bench);
// `dataFile` had other content when it was labelled: those labels are in an automatic project of that content. `project`: of
// the content it has now.
void tellEarlierProject(Workbench &bench, const QString &dataFile, const QString &project);

// What the buttons do, for scripts. Class `nothing_to_decide` when no decision is waiting; `dataset_changed` when labels
// should be kept and none of the cells is known.
Result<void> decideOnProject(Workbench &bench, Session::Keep keep);

}  // namespace lexicell::ui
