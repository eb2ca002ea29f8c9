// What the tests of the project file share: an edit of the small data set, opening, and a look into the journal past our code.
#pragma once

#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_file.h"

#include <sqlite3.h>

namespace lexicell::ui {

inline LabelEdit assign(std::int64_t cell)
{
    LabelEdit edit;
    edit.field = "cell_type";
    edit.label = "mine";
    edit.cells = {cell};
    return edit;
}

inline std::unique_ptr<ProjectFile> openProject(const QString &path)
{
    auto project = ProjectFile::open(path);
    return project.ok() ? std::move(*project) : nullptr;
}

inline int rowsOf(const QString &path)
{
    sqlite3 *database = nullptr;
    sqlite3_stmt *statement = nullptr;
    sqlite3_open(path.toUtf8().constData(), &database);
    sqlite3_prepare_v2(database, "SELECT count(*) FROM journal", -1, &statement, nullptr);
    const int rows = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

}  // namespace lexicell::ui
