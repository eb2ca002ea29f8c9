#include "ui/workspace/project/migrations.h"

#include <sqlite3.h>

#include <string>

namespace lexicell::ui {

namespace {

// IF NOT EXISTS: earlier programs set the number after the tables, and may have been killed in between.
constexpr Migration list[] = {
    {1, R"(
        CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS journal(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
                             bytes BLOB);
        CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS runs(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, step TEXT NOT NULL, title TEXT NOT NULL,
                          options TEXT NOT NULL, seconds REAL NOT NULL);
    )"},
    // Cells have names, so that labels find them in data that have changed.
    {schemaWithNames, "CREATE TABLE IF NOT EXISTS names(what TEXT PRIMARY KEY, packed BLOB NOT NULL);"},
    // Kinds and keys are spelled `color`. Entries that are there keep `colour`: the number keeps programs away that know only it.
    {3, ""},
    // Results of tasks, one row each (../results/kept_results.h).
    {schemaWithResults, R"(
        CREATE TABLE IF NOT EXISTS results(id INTEGER PRIMARY KEY, time TEXT NOT NULL, task TEXT NOT NULL, about TEXT NOT NULL,
                             packed BLOB NOT NULL);
    )"},
    // Gene sets: entries of the journal, which programs that know only 4 would take for damage.
    {schemaWithGeneSets, ""},
};

bool run(sqlite3 *database, const std::string &sql)
{
    return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace

std::span<const Migration> migrations() { return list; }

int latestSchema() { return migrations().back().to; }

bool migrate(sqlite3 *database, int from)
{
    if (from == latestSchema()) return true;
    std::string all = "BEGIN IMMEDIATE;";
    for (const Migration &step : migrations())
        if (step.to > from) all += step.sql + (";PRAGMA user_version=" + std::to_string(step.to)) + ';';
    return run(database, all + "COMMIT;");
}

}  // namespace lexicell::ui
