// What the last failure of SQLite on a project means for a person. Classes: disk_full, project_damaged, project_unwritable.
#pragma once

#include "core/base/error.h"

#include <QString>

struct sqlite3;

namespace lexicell::ui {

// `doing`: a word for the detail, "journal".
Error projectFailure(sqlite3 *database, const QString &file, const char *doing);

}  // namespace lexicell::ui
