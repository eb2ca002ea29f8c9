// What a result's record says in words: the command that computes it again, and a text for the methods section of a paper.
// Neither is translated: one is typed, the other is printed.
#pragma once

#include "models/tasks/task.h"
#include "ui/workspace/results/results.h"

#include <QJsonObject>
#include <QString>

namespace lexicell::ui {

struct ResultFiles {
    QString data;   // path of the data set
    QString model;  // path of the checkpoint; empty: the name that the result has
};

// "lexicell-cli knock-out pbmc.h5ad OUT.csv ...": every option whose value is not the default, quoted for a shell. Where the task
// read a column that the window had made (cell_groups.h), a comment in the first line says how the file gets it.
QString commandOf(const StoredResult &result, const models::tasks::TaskSpec &task, const ResultFiles &files);

// Sentences: program and version, data and model with their hashes, what was computed against what, options and seed.
QString methodsOf(const StoredResult &result, const models::tasks::TaskSpec &task, const ResultFiles &files);

// An option of the record; null: the version that made the result had none of this name.
const std::string *recordedOption(const StoredResult &result, const std::string &name);

// The options of the result for a form of the task, under their names. Lists are joined by commas, as a person types them.
QJsonObject optionsOf(const StoredResult &result, const models::tasks::TaskSpec &task);

}  // namespace lexicell::ui
