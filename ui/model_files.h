// Files of a checkpoint that do not lie beside it: the gene list of scBERT and Exceiver, Exceiver's scaler. Kept for each
// checkpoint once they were named.
#pragma once

#include "models/model.h"

#include <QString>

namespace lexicell::ui {

struct ModelFiles {
    QString genes;   // empty: beside the checkpoint
    QString scaler;  // empty: beside the checkpoint; "refit": fitted to the data
};
inline const QString refitScaler = QStringLiteral("refit");

ModelFiles modelFiles(const QString &checkpoint);
void rememberModelFiles(const QString &checkpoint, const ModelFiles &files);
// The checkpoint with its files, as models/ opens it.
models::ModelSource modelSource(const QString &checkpoint);

// A checkpoint by its name, or a folder of one: what is dropped on the window is loaded as a model then. Says nothing of whether
// it can be read.
bool isCheckpoint(const QString &path);

}  // namespace lexicell::ui
