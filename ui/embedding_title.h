// What a map is called on screen.
#pragma once

#include "ui/session.h"

namespace lexicell::ui {

// "UMAP · scGPT" for X_umap_scGPT, "UMAP · PCA baseline" for an X_umap that was computed here, "UMAP" for a file's own.
QString embeddingTitle(const Session &session, const QString &key);

}  // namespace lexicell::ui
