// Labels that a computation suggests, in columns of obs of their own: they stand beside the labels that a person gives and never
// overwrite them. Accepting some is one edit of a label field, as if a person had typed them.
#pragma once

#include "models/tasks/registry.h"
#include "ui/workspace/labels/label_field.h"

#include <QColor>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::ui {

// Columns of obs.
struct SuggestionColumns {
    QString labels;      // suggested
    QString confidence;  // of the suggestion, 0 to 1; empty: none is known
    QString beside;      // labels by other means, such as a baseline; empty: none
    double threshold = 0.0;
    bool operator==(const SuggestionColumns &) const = default;
};

// The columns of a step of the group Annotate whose first is `first`. Such a step writes its labels, then their confidence, then
// the labels of other methods. Of several columns before the confidence the last is meant: those before it have "unknown" in
// place of uncertain labels.
SuggestionColumns suggestionColumns(const data::Dataset &dataset, const std::string &first);
// Those of the last such step in the record of the data set; nothing: it has none.
std::optional<SuggestionColumns> recordedSuggestions(const data::Dataset &dataset, const models::tasks::TaskTable &tasks);
// Columns of real numbers from 0 to 1, in the order of obs.
QStringList confidenceColumns(const data::Dataset &dataset);

// The suggestions themselves, for each cell.
struct Suggestions {
    LabelFieldPtr labels;           // null: there are none
    std::vector<float> confidence;  // [cells]; empty: not known
    LabelFieldPtr beside;           // null: nothing stands beside them
    QString besideName;

    // The label suggested for a cell, at this confidence or more; -1: none. "unknown" is no suggestion.
    int labelOf(std::size_t cell, double least) const;
    // Cells with one of these labels, at this confidence or more.
    std::vector<std::int64_t> cellsOf(const QStringList &names, double least) const;
};

struct SuggestedLabel {
    QString name;
    QColor color;
    std::int64_t cells = 0;
    std::int64_t given = 0;       // of them, cells that have a label in the field of the person
    double meanConfidence = 0.0;  // NaN: not known
    double agreement = 0.0;       // share of the cells that get the same label beside; NaN: there is nothing beside
};

// Sorted by cells, the most first. `given`: the field that accepted labels go to; null: it is to be made.
std::vector<SuggestedLabel> suggestedLabels(const Suggestions &suggestions, double least, const LabelFieldPtr &given);

// What accepting does: the suggested labels of these cells in the field `name`, which is made if `given` is null. Cells that have
// a label keep it, unless `replace`. Nothing: it would change nothing.
struct Acceptance {
    QString field;
    std::vector<std::int64_t> cells;
    double least = 0.0;
    bool replace = false;
};
std::optional<LabelEdit> acceptEdit(const Suggestions &suggestions, const LabelFieldPtr &given, const Acceptance &acceptance);

}  // namespace lexicell::ui
