// The result of a task as bytes, for the project file. The form is part of the file format (docs/file-formats.md): a later form
// gets another mark, and this one stays readable.
#pragma once

#include "models/tasks/result.h"

#include <QByteArray>

#include <optional>

namespace lexicell::ui {

inline constexpr qsizetype mostResultBytes = qsizetype{1} << 30;  // unpacked; qCompress() counts with 32 bits

// None: larger than mostResultBytes, or a DatasetChange, which lies in the results file. For the worker where it is large.
std::optional<QByteArray> packResult(const models::tasks::TaskResult &result);
// None: damaged. Lengths and positions in what is returned fit each other, so that a view may trust them.
std::optional<models::tasks::TaskResult> unpackResult(const QByteArray &packed);

}  // namespace lexicell::ui
