// Notes on labels in a data set: obs["<field>--rationale"], a text per cell as the Cell Annotation Platform has it. The window
// keeps one note a label; a file may hold several for the cells of one label, and these stay unless a person writes another.
#include "ui/workspace/labels/label_field.h"

#include <algorithm>

namespace lexicell::ui {

namespace {

const QString suffix = QStringLiteral("--rationale");

// Per cell its note, empty for none; nothing when there is no such column.
std::vector<std::string> notesOfCells(const data::Dataset &dataset, const QString &field)
{
    const std::string name = notesColumn(field).toStdString();
    if (!dataset.obs.columns.find(name)) return {};
    const auto column = dataset.labels(name);
    if (!column.ok()) return {};
    const std::vector<std::string> texts = column->categoryNames();
    std::vector<std::string> notes(column->codes.size());
    for (std::size_t i = 0; i < notes.size(); ++i)
        if (column->codes[i] >= 0) notes[i] = texts[static_cast<std::size_t>(column->codes[i])];
    return notes;
}

data::Categorical asCategories(const std::vector<std::string> &notes)
{
    std::vector<std::string> texts = notes;
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::erase(texts, std::string());
    data::Categorical column;
    for (const std::string &note : notes)
        column.codes.push_back(
            note.empty() ? -1 : static_cast<std::int32_t>(std::lower_bound(texts.begin(), texts.end(), note) - texts.begin()));
    const auto count = static_cast<std::int64_t>(texts.size());
    column.categories = data::makeElement(data::StringArray{{count}, std::move(texts), {}, false});
    return column;
}

}  // namespace

QString notesColumn(const QString &field) { return field + suffix; }

bool isNotesColumn(const QString &name, const QStringList &fields)
{
    return name.endsWith(suffix) && fields.contains(name.chopped(suffix.size()));
}

void readNotes(const data::Dataset &dataset, LabelField &field)
{
    const std::vector<std::string> notes = notesOfCells(dataset, field.name);
    if (notes.size() != field.codes.size()) return;
    std::vector<const std::string *> first(field.labels.size(), nullptr);
    std::vector<bool> several(field.labels.size(), false);
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (field.codes[i] < 0) continue;
        const auto code = static_cast<std::size_t>(field.codes[i]);
        if (!first[code]) first[code] = &notes[i];
        else if (*first[code] != notes[i]) several[code] = true;
    }
    for (std::size_t code = 0; code < first.size(); ++code)
        if (first[code] && !several[code]) field.labels[code].note = QString::fromStdString(*first[code]);
}

void storeNotes(const LabelField &field, const LabelFieldPtr &before, data::Dataset &dataset)
{
    std::vector<std::string> notes = notesOfCells(dataset, field.name);
    const bool known = notes.size() == field.codes.size() && before && before->codes.size() == field.codes.size();
    if (!known) notes.assign(field.codes.size(), {});
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const Label *label = field.codes[i] < 0 ? nullptr : &field.labels[static_cast<std::size_t>(field.codes[i])];
        const bool had = known && before->codes[i] >= 0;
        const Label *old = had ? &before->labels[static_cast<std::size_t>(before->codes[i])] : nullptr;
        if (label && !label->note.isEmpty()) notes[i] = label->note.toStdString();
        else if (!label || !old || label->name != old->name || !old->note.isEmpty()) notes[i].clear();
    }
    const std::string name = notesColumn(field.name).toStdString();
    if (std::all_of(notes.begin(), notes.end(), [](const std::string &note) { return note.empty(); }))
        dataset.obs.columns.erase(name);
    else dataset.obs.columns.set(name, data::makeElement(asCategories(notes)));
}

}  // namespace lexicell::ui
