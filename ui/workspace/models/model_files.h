// Files of a checkpoint that do not lie beside it: the gene list of scBERT and Exceiver, Exceiver's scaler. Kept for each
// checkpoint once they were named.
#pragma once

#include "models/contracts/model.h"

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

// Whether the path has the name of a checkpoint or of its folder. If it is dropped on the window, it is loaded as a model. The
// file is not read, so loading may fail.
bool isCheckpoint(const QString &path);

}  // namespace lexicell::ui
