// A project opened on other content than its labels were made for: which cells are the same, and the labels on these. Cells
// are matched by name only, never by position. Nothing is written until a person has decided.
#pragma once

#include "core/data/dataset.h"
#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_file.h"

#include <map>
#include <optional>

namespace lexicell::ui {

struct ChangedData {
    enum class Verdict {
        Found,    // the same cells, most of them: their labels are shown
        Unsure,   // names were found, but too few, or names that any data set has (cell_1): labels are shown when a person asks
        Other,    // another data set: its cells get no labels of this project
        NoNames,  // a project of schema version 1 does not know its cells by name
    };
    Verdict verdict = Verdict::Other;
    std::int64_t before = 0;                     // cells of the project
    std::int64_t now = 0;                        // cells of the file
    std::int64_t found = 0;                      // cells of the file that the project knows
    std::int64_t ambiguous = 0;                  // cells whose name stands for several
    std::int64_t labeled = 0, labeledFound = 0;  // cells with a label that a person gave or may have changed; those found
    std::map<QString, LabelFieldPtr> fields;     // [cells now]; null: removed. Empty: Other, NoNames
    std::optional<Error> damage;                 // the journal could not be read to its end
};

// Null: the project was made for this content, or holds nothing yet. For the worker.
std::optional<ChangedData> compareWithProject(const ProjectFile &project, const DatasetIdentity &identity,
                                              const data::Dataset &dataset);

// SHA-256 of the names in order.
QString hashOfNames(const std::vector<std::string> &names);

}  // namespace lexicell::ui
