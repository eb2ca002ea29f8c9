// A field of labels: one categorical obs column as the window edits it, and the edits a person can make to it.
//
// Fields are immutable values; applyEdit() gives the next one. It is a pure function of the field and the edit, which is what
// makes replaying a journal safe. `codes` are [cells], -1 is "no label".
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <QColor>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

struct Label {
    QString name;
    QColor color;
    bool hidden = false;
    QString note;  // rationale or evidence, in the person's own words
    bool operator==(const Label &) const = default;
};

struct LabelField {
    QString name;
    std::vector<std::int32_t> codes;
    std::vector<Label> labels;
    bool ordered = false;

    int indexOf(const QString &label) const;   // -1: no such label
    std::vector<std::int64_t> counts() const;  // cells per label
    std::int64_t unlabeled() const;            // cells without a label
    QStringList labelNames() const;
    bool operator==(const LabelField &) const = default;
};
using LabelFieldPtr = std::shared_ptr<const LabelField>;

struct LabelEdit {
    enum class Kind {
        CreateField,  // `field`, empty or (with `to`) a copy of the field `to`
        RemoveField,
        AddLabel,     // `label` without cells
        Assign,       // `cells` get `label`, which is made when it does not exist
        Clear,        // `cells` lose their label
        Rename,       // `label` becomes `to`; an error when `to` exists: that would be a merge
        Merge,        // cells of `label` get `to`, and `label` goes
        RemoveLabel,  // `label` goes; its cells have no label
        Color,        // of `label`
        Hide,         // `on`: the cells of `label` are not drawn
        Note,         // `to` is the text of `label`
        Replace,      // the whole field takes the value `replacement`: a computation made it anew, or a person accepted
                      // suggestions; then `label` names some of them
    };

    Kind kind = Kind::Assign;
    QString field;
    QString label;
    QString to;
    QColor color;
    bool on = false;
    std::vector<std::int64_t> cells;
    LabelFieldPtr replacement;
};

// What the history list and the undo action say: "Label 412 cells as CD4 T".
QString describe(const LabelEdit &edit);

// `before`: the field as it is (null: there is none); `source`: for a copy, the field that is copied. Returns the field
// after the edit; null when the edit removed it. Errors: no such field or label, names that clash, an empty name.
Result<LabelFieldPtr> applyEdit(const LabelFieldPtr &before, const LabelEdit &edit, std::int64_t cells,
                                const LabelFieldPtr &source = {});

// The column `name` of `dataset` as a field, colors from uns["<name>_colors"] where they fit, else scanpy's default
// palette; notes from obs["<name>--rationale"]. Null when it is not a column of labels (numbers, or a name per cell).
LabelFieldPtr fieldOfColumn(const data::Dataset &dataset, const QString &name);

// Puts the field into obs (categorical), its notes beside it and its colors into uns["<name>_colors"].
void storeField(const LabelField &field, data::Dataset &dataset);
void storeColors(const LabelField &field, data::Dataset &dataset);  // only uns["<name>_colors"]

// Notes on labels lie in obs["<field>--rationale"] (label_notes.cpp).
QString notesColumn(const QString &field);
bool isNotesColumn(const QString &name, const QStringList &fields);  // of one of these fields
void readNotes(const data::Dataset &dataset, LabelField &field);     // where all cells of a label have the same
// `before`: the field as `dataset` has it (null: it has none). No notes: no column.
void storeNotes(const LabelField &field, const LabelFieldPtr &before, data::Dataset &dataset);

// For the journal: text without the cells, and the cells as compressed bytes.
QJsonObject toJson(const LabelEdit &edit);
QByteArray cellsToBytes(const LabelEdit &edit);
Result<LabelEdit> editFromJson(const QJsonObject &json, const QByteArray &bytes);

QJsonObject toJson(const LabelField &field);  // all but the codes
QByteArray codesToBytes(const LabelField &field);
Result<LabelFieldPtr> fieldFromJson(const QJsonObject &json, const QByteArray &bytes);

}  // namespace lexicell::ui
