// Gene sets from a file into the project, and from the project into a file.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Sets whose names are taken get new ones. The history has the import as one step.
void importGeneSets(Workbench &bench, const QString &file, const Then &then = {});
// All sets of the project as GMT.
void exportGeneSets(Workbench &bench, const QString &file);

}  // namespace lexicell::ui
