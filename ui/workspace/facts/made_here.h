// Reads the provenance in uns["lexicell"]: which step made a result, of what, with which model.
#pragma once

#include "core/data/dataset.h"
#include "core/data/result_key.h"

#include <QString>

#include <optional>

namespace lexicell::ui {

// Whether Lexicell computed the result.
bool isRecorded(const data::Dataset &dataset, const data::ResultKey &key);

// The representation (obsm key) that Lexicell computed the layout obsm[key] on; none: Lexicell did not make it.
std::optional<QString> layoutMadeOf(const data::Dataset &dataset, const QString &key);

// X_pca, or another PCA that Lexicell computed.
bool isPcaMadeHere(const data::Dataset &dataset, const QString &rep);

// "scGPT" for X_scGPT, "PCA" for X_pca or none: how a representation is named on screen.
QString representationName(const QString &rep);

}  // namespace lexicell::ui
