// File ▸ Open: reads a data set on the worker, finds or makes its project, and starts the session on it.
#pragma once

#include "ui/workspace/facts/open_options.h"
#include "ui/workspace/workbench.h"

#include <optional>

namespace lexicell::ui {

// A `.lexicell` path opens the project and the data set it names. Without options: as the file was opened before. Where the
// file leaves a choice, the window asks (Notices::openOptionsWanted).
void openDataset(Workbench &bench, const QString &path, const std::optional<OpenOptions> &options = {}, const Then &then = {});
// What the window would open, on a worker: the parts, the matrix and the gene names that `options` choose.
Result<data::Dataset> readWithOptions(const std::filesystem::path &file, const OpenOptions &options, JobContext &context);
// Reads the open text table again with rows and columns exchanged.
void turnTableRound(Workbench &bench);
QString whyNotTurnRound(const Session &session);

// Where the project of a data set lives until a person saves it elsewhere: in the application's data folder, named after
// the content of the data set.
QString automaticProjectFile(const QString &fingerprint);
bool isAutomaticProject(const QString &projectFile);

// Newest first. Files that no longer exist are left out.
QStringList recentFiles();
void addRecentFile(const QString &path);

}  // namespace lexicell::ui
