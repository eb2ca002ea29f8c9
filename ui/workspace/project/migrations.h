// The schema of the project file as a list: one step a version, each on top of the one before. A new version is a new entry here,
// a row in docs/file-formats.md and a project in tests/ui/tst_project_migrations.cpp.
#pragma once

#include <span>

struct sqlite3;

namespace lexicell::ui {

struct Migration {
    int to;           // the version it leads to, from the one before
    const char *sql;  // empty: only the number changes, because readers understand the old content as well
};

std::span<const Migration> migrations();  // ascending, without a gap, from 1
int latestSchema();
inline constexpr int schemaWithNames = 2;     // since when there are names of cells
inline constexpr int schemaWithResults = 4;   // since when there are results of tasks
inline constexpr int schemaWithGeneSets = 5;  // since when the journal holds gene sets

// Brings the database from version `from` (0: no tables) to the latest one, all or nothing. False: SQLite's error says why, and
// the caller closes the database, which takes back what was done.
bool migrate(sqlite3 *database, int from);

}  // namespace lexicell::ui
