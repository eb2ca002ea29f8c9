// Keeps results in an h5ad beside the project, so that the maps are shown at once when the data set is opened again.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Writes results that `original` (the data set as read) does not hold; in the files lane, so that it never waits behind a
// long step.
void autosaveResults(Workbench &bench, const DatasetPtr &original);

// Runs on the worker. Null: the file is missing or cannot be read; the results can be computed again.
DatasetPtr readKeptResults(const QString &projectFile, JobContext &context);

}  // namespace lexicell::ui
