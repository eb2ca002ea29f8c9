// What a journal comes to, without a data set: its edits carried out on positions alone. For labels that have to find their
// cells in another file.
#pragma once

#include "ui/label_field.h"
#include "ui/project_file.h"

#include <map>
#include <optional>

namespace lexicell::ui {

struct JournalLabels {
    // Edited fields, codes by position in the whole file, also where quality control dropped cells in between. Null: removed.
    std::map<QString, LabelFieldPtr> fields;
    std::optional<Error> damage;  // an entry that cannot be carried out; the fields are as before it
};

// `cells`: of the file the journal was written for.
JournalLabels labelsOf(const Journal &journal, std::int64_t cells);

// Per entry: does it still count? An edit that was undone does not, nor what came before a journal was begun anew.
std::vector<bool> entriesInForce(const std::vector<JournalEntry> &entries);

}  // namespace lexicell::ui
