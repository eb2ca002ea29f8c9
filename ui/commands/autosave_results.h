// Keeps what was computed in an h5ad beside the project, so that reopening shows the maps at once.
#pragma once

#include "ui/workbench.h"

namespace lexicell::ui {

// Writes results that `original` (the data set as read) does not hold; on the read queue, so that it never waits behind a
// long step.
void autosaveResults(Workbench &bench, const DatasetPtr &original);

// On the worker. Null when there is none, or it cannot be read: results can be computed again.
DatasetPtr readKeptResults(const QString &projectFile, JobContext &context);

}  // namespace lexicell::ui
