// The list of suggested labels: a row for each label, with its cells, their confidence, and what the other means say.
#pragma once

class QTreeWidget;
class QWidget;

namespace lexicell::ui {

enum SuggestionColumn { NameColumn, CellsColumn, ConfidenceColumn, BesideColumn };

QTreeWidget *newSuggestionList(QWidget *parent);

}  // namespace lexicell::ui
