#include "ui/workspace/labels/label_field.h"

#include "ui/look/palettes.h"

#include <QObject>

#include <algorithm>
#include <set>

namespace lexicell::ui {

namespace {

// Whole-number columns with this few values are taken for labels (batch 0/1, clusters stored as numbers).
constexpr std::size_t mostNumberLabels = 20;

Error refused(const QString &message) { return {errors::editRefused, message.toStdString(), ""}; }

Error noSuchLabel(const LabelEdit &edit)
{
    return refused(QObject::tr("There is no label “%1” in “%2”. Choose one from the list.").arg(edit.label, edit.field));
}

// The first color of scanpy's lists that no label has yet, so that a new label never looks like an old one; where all are
// taken, the one that the fewest have.
QColor nextColor(const std::vector<Label> &labels)
{
    const auto taken = [&](const QColor &color) {
        return std::count_if(labels.begin(), labels.end(), [&](const Label &label) { return label.color.rgb() == color.rgb(); });
    };
    for (const QColor &color : scanpyPalette20())
        if (taken(color) == 0) return color;
    return *std::min_element(scanpyPalette102().begin(), scanpyPalette102().end(),
                             [&](const QColor &a, const QColor &b) { return taken(a) < taken(b); });
}

void dropLabel(LabelField &field, int index, std::int32_t heir)
{
    for (auto &code : field.codes) {
        if (code == index) code = heir;
        if (code > index) --code;
    }
    field.labels.erase(field.labels.begin() + index);
}

Result<int> labelFor(LabelField &field, const QString &name)
{
    if (name.trimmed().isEmpty()) return refused(QObject::tr("A label needs a name."));
    if (const int found = field.indexOf(name); found >= 0) return found;
    field.labels.push_back({name, nextColor(field.labels), false, {}});
    return static_cast<int>(field.labels.size()) - 1;
}

Result<LabelFieldPtr> createField(const LabelEdit &edit, std::int64_t cells, const LabelFieldPtr &source)
{
    if (edit.field.trimmed().isEmpty()) return refused(QObject::tr("A label field needs a name."));
    if (edit.field.contains(QLatin1Char('/')))
        return refused(QObject::tr("“%1” contains “/”, which h5ad files do not allow in a name. Leave it out.").arg(edit.field));
    LabelField field;
    if (source) field = *source;
    else field.codes.assign(static_cast<std::size_t>(cells), -1);
    field.name = edit.field;
    return std::make_shared<const LabelField>(std::move(field));
}

Result<LabelFieldPtr> finished(LabelField field) { return std::make_shared<const LabelField>(std::move(field)); }

Result<LabelFieldPtr> setCells(LabelField field, const LabelEdit &edit)
{
    std::int32_t code = -1;
    if (edit.kind == LabelEdit::Kind::Assign) {
        LEXICELL_TRY(index, labelFor(field, edit.label));
        code = index;
    }
    for (const auto cell : edit.cells) {
        if (cell < 0 || cell >= static_cast<std::int64_t>(field.codes.size()))
            return refused(QObject::tr("The edit names a cell that this data set does not have."));
        field.codes[static_cast<std::size_t>(cell)] = code;
    }
    return finished(std::move(field));
}

Result<LabelFieldPtr> changeLabel(LabelField field, const LabelEdit &edit)
{
    const int index = field.indexOf(edit.label);
    if (index < 0) return noSuchLabel(edit);
    Label &label = field.labels[static_cast<std::size_t>(index)];
    const int target = field.indexOf(edit.to);
    switch (edit.kind) {
    case LabelEdit::Kind::Rename:
        if (edit.to.trimmed().isEmpty()) return refused(QObject::tr("A label needs a name."));
        if (target >= 0 && target != index)
            return refused(QObject::tr("There is already a label “%1”. Merge the two instead.").arg(edit.to));
        label.name = edit.to;
        break;
    case LabelEdit::Kind::Merge: {
        if (target < 0) return refused(QObject::tr("There is no label “%1” to merge into.").arg(edit.to));
        if (target == index) return refused(QObject::tr("A label cannot be merged with itself."));
        dropLabel(field, index, target);
        break;
    }
    case LabelEdit::Kind::RemoveLabel: dropLabel(field, index, -1); break;
    case LabelEdit::Kind::Color: label.color = edit.color; break;
    case LabelEdit::Kind::Hide: label.hidden = edit.on; break;
    default: label.note = edit.to; break;
    }
    return finished(std::move(field));
}

}  // namespace

int LabelField::indexOf(const QString &label) const
{
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i].name == label) return static_cast<int>(i);
    return -1;
}

std::vector<std::int64_t> LabelField::counts() const
{
    std::vector<std::int64_t> result(labels.size(), 0);
    for (const auto code : codes)
        if (code >= 0) ++result[static_cast<std::size_t>(code)];
    return result;
}

std::int64_t LabelField::unlabeled() const { return std::count(codes.begin(), codes.end(), -1); }

QStringList LabelField::labelNames() const
{
    QStringList names;
    for (const auto &label : labels) names << label.name;
    return names;
}

QString describe(const LabelEdit &edit)
{
    using Kind = LabelEdit::Kind;
    const int n = static_cast<int>(edit.cells.size());
    switch (edit.kind) {
    case Kind::CreateField:
        return edit.to.isEmpty() ? QObject::tr("New label field %1").arg(edit.field)
                                 : QObject::tr("Copy %1 to %2").arg(edit.to, edit.field);
    case Kind::RemoveField: return QObject::tr("Remove label field %1").arg(edit.field);
    case Kind::AddLabel: return QObject::tr("New label %1").arg(edit.label);
    case Kind::Assign: return QObject::tr("Label %L1 cells as %2").arg(n).arg(edit.label);
    case Kind::Clear: return QObject::tr("Clear the label of %L1 cells").arg(n);
    case Kind::Rename: return QObject::tr("Rename %1 to %2").arg(edit.label, edit.to);
    case Kind::Merge: return QObject::tr("Merge %1 into %2").arg(edit.label, edit.to);
    case Kind::RemoveLabel: return QObject::tr("Remove label %1").arg(edit.label);
    case Kind::Color: return QObject::tr("Color of %1").arg(edit.label);
    case Kind::Hide: return edit.on ? QObject::tr("Hide %1").arg(edit.label) : QObject::tr("Show %1").arg(edit.label);
    case Kind::Note: return QObject::tr("Note on %1").arg(edit.label);
    case Kind::Replace: break;
    }
    if (!edit.label.isEmpty()) return QObject::tr("Accept %1 in %2").arg(edit.label, edit.field);
    return QObject::tr("%1 computed anew").arg(edit.field);
}

Result<LabelFieldPtr> applyEdit(const LabelFieldPtr &before, const LabelEdit &edit, std::int64_t cells,
                                const LabelFieldPtr &source)
{
    using Kind = LabelEdit::Kind;
    if (edit.kind == Kind::Replace) {
        if (!edit.replacement || static_cast<std::int64_t>(edit.replacement->codes.size()) != cells)
            return refused(QObject::tr("The values of “%1” belong to other cells.").arg(edit.field));
        return edit.replacement;
    }
    if (edit.kind == Kind::CreateField) {
        if (before) return refused(QObject::tr("There is already a field “%1”. Choose another name.").arg(edit.field));
        if (!edit.to.isEmpty() && !source) return refused(QObject::tr("There is no field “%1” to copy.").arg(edit.to));
        return createField(edit, cells, source);
    }
    if (!before) return refused(QObject::tr("There is no label field “%1”.").arg(edit.field));
    switch (edit.kind) {
    case Kind::RemoveField: return LabelFieldPtr();
    case Kind::Assign:
    case Kind::Clear: return setCells(*before, edit);
    case Kind::AddLabel: {
        if (before->indexOf(edit.label) >= 0) return refused(QObject::tr("There is already a label “%1”.").arg(edit.label));
        LabelField field = *before;
        LEXICELL_CHECK(labelFor(field, edit.label));
        return finished(std::move(field));
    }
    default: return changeLabel(*before, edit);
    }
}

namespace {

bool isLabelColumn(const data::Element &element, std::int64_t rows)
{
    if (element.as<data::Categorical>()) return true;
    if (const auto *strings = element.as<data::StringArray>()) {
        // A column with a name per cell holds no labels.
        const std::set<std::string> unique(strings->values.begin(), strings->values.end());
        return unique.size() <= 2 || static_cast<std::int64_t>(unique.size()) * 2 <= rows;
    }
    const data::Array *array = element.as<data::Array>();
    if (const auto *nullable = element.as<data::NullableArray>()) array = &nullable->values;
    if (!array || array->shape().size() != 1 || data::isFloating(array->dtype())) return false;
    if (array->dtype() == data::DType::Bool) return true;
    std::set<std::int64_t> unique;
    for (std::int64_t i = 0; i < array->size(); ++i) {
        unique.insert(array->intAt(i));
        if (unique.size() > mostNumberLabels) return false;
    }
    return static_cast<std::int64_t>(unique.size()) * 4 <= rows;
}

}  // namespace

LabelFieldPtr fieldOfColumn(const data::Dataset &dataset, const QString &name)
{
    const data::Element *column = dataset.obs.columns.find(name.toStdString());
    if (!column || !isLabelColumn(*column, dataset.cells())) return nullptr;
    const auto labels = dataset.labels(name.toStdString());
    if (!labels.ok()) return nullptr;

    std::vector<std::string> stored;
    if (const data::Element *colors = dataset.uns.find(name.toStdString() + "_colors"))
        if (const auto *strings = colors->as<data::StringArray>()) stored = strings->values;
    const std::vector<std::string> names = labels->categoryNames();
    const std::vector<QColor> colors = categoryColors(names.size(), stored).colors;

    LabelField field;
    field.name = name;
    field.codes = labels->codes;
    field.ordered = labels->ordered;
    for (std::size_t i = 0; i < names.size(); ++i)
        field.labels.push_back({QString::fromStdString(names[i]), colors[i], false, {}});
    readNotes(dataset, field);
    return std::make_shared<const LabelField>(std::move(field));
}

void storeField(const LabelField &field, data::Dataset &dataset)
{
    const bool hasNotes = dataset.obs.columns.find(notesColumn(field.name).toStdString()) != nullptr;
    storeNotes(field, hasNotes ? fieldOfColumn(dataset, field.name) : nullptr, dataset);
    data::StringArray names;
    for (const auto &label : field.labels) names.values.push_back(label.name.toStdString());
    names.shape = {static_cast<std::int64_t>(field.labels.size())};
    data::Categorical column;
    column.codes = field.codes;
    column.categories = data::makeElement(std::move(names));
    column.ordered = field.ordered;
    dataset.obs.columns.set(field.name.toStdString(), data::makeElement(std::move(column)));
    storeColors(field, dataset);
}

void storeColors(const LabelField &field, data::Dataset &dataset)
{
    data::StringArray colors;
    for (const auto &label : field.labels) colors.values.push_back(colorText(label.color).toStdString());
    colors.shape = {static_cast<std::int64_t>(field.labels.size())};
    const std::string key = field.name.toStdString() + "_colors";
    if (!field.labels.empty()) dataset.uns.set(key, data::makeElement(std::move(colors)));
    else dataset.uns.erase(key);  // portals refuse empty entries in uns
}

}  // namespace lexicell::ui
