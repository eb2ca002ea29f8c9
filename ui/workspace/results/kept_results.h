// Results of tasks in the project file: table `results` (migrations.h), one row for each. Every function opens a connection of
// its own for the moment, so that a job may write a large result; the caller has the project open for writing
// (ProjectFile::writable()). Error classes: project_unwritable, project_damaged, disk_full.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/results/results.h"

namespace lexicell::ui {

// `data`: fingerprint of the data set that the result was computed from. A row of this id is replaced.
Result<void> keepResult(const QString &projectFile, const QString &data, const StoredResult &result);
Result<void> dropResult(const QString &projectFile, int id);

struct KeptResults {
    std::vector<StoredResult> results;  // of these data, in the order of their ids
    int unreadable = 0;                 // rows that are damaged or of a later form; they stay in the file
    int lastId = 0;                     // of all rows
};
// For the worker. A project without the table has none.
KeptResults keptResults(const QString &projectFile, const QString &data);

}  // namespace lexicell::ui
