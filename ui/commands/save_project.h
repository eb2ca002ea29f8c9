// File ▸ Save project, and the decision on a project that is held. Copying a project and writing its journal anew are jobs in the
// lane of files; edits go on meanwhile and are in both projects before the new one is taken over.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Moves the session's project to `path`, results file included. Error classes: `no_dataset`, `output_exists`, those of
// ProjectFile; `cancelled` also when other data were opened before it was done. Shows no message.
void saveProject(Workbench &bench, const QString &path, const Then &then = {});

// Begins a project in the new file `path` with the labels that are shown.
void beginProjectAt(Workbench &bench, const QString &path, const Then &then);

// Writes the journal of the project that is held anew, as a person decided. A copy of it as it was stays beside it; `then` gets
// its path. Class `nothing_to_decide` when no decision is waiting. On an error the project is as it was.
void renewJournal(Workbench &bench, Session::Keep keep, const std::function<void(const Result<QString> &)> &then);

}  // namespace lexicell::ui
