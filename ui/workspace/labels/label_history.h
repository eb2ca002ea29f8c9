// The labels that a journal leads to, computed on positions without a data set. Used to find the cells of these labels in
// another file.
#pragma once

#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_file.h"

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

// Per entry, whether it counts. Undone edits do not, and neither do entries before a new start of the journal.
std::vector<bool> entriesInForce(const std::vector<JournalEntry> &entries);

}  // namespace lexicell::ui
