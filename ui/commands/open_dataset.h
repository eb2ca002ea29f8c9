// File ▸ Open: reads a data set on the worker, finds or makes its project, and starts the session on it.
#pragma once

#include "core/io/read_dataset.h"
#include "ui/workbench.h"

namespace lexicell::ui {

// A `.lexicell` path opens the project and the data set it names.
void openDataset(Workbench &bench, const QString &path, const io::ReadOptions &options = {}, const Then &then = {});

// Where the project of a data set lives until a person saves it elsewhere: in the application's data folder, named after
// the content of the data set.
QString automaticProjectFile(const QString &fingerprint);
bool isAutomaticProject(const QString &projectFile);

// Newest first; those that are gone are left out.
QStringList recentFiles();
void addRecentFile(const QString &path);

}  // namespace lexicell::ui
