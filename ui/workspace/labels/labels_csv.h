// Labels as a table that CELLxGENE Annotate, scanpy and a spreadsheet read.
#pragma once

#include "ui/workspace/labels/label_field.h"

#include <QString>

#include <string>
#include <vector>

namespace lexicell::ui {

// A comment with the source, a heading, a line for each cell: its name and, for each field, its label ("unassigned" without one)
// and, where any label of the field has a note, the note.
std::string labelsCsv(const std::vector<std::string> &cells, const std::vector<LabelFieldPtr> &fields, const QString &source);

}  // namespace lexicell::ui
