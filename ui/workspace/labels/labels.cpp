#include "ui/workspace/labels/labels.h"

#include "ui/workspace/labels/field_command.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

void Labels::setDataset(std::shared_ptr<const data::Dataset> dataset) { m_dataset = std::move(dataset); }

void Labels::clear()
{
    m_dataset.reset();
    m_edited.clear();
    m_columns.clear();
    m_activeField.clear();
    m_orders = {};
}

void Labels::restoreChoices(const QJsonObject &orders, const QString &active)
{
    m_orders = orders;
    if (field(active)) m_activeField = active;
}

LabelFieldPtr Labels::field(const QString &name) const
{
    if (const auto edited = m_edited.find(name); edited != m_edited.end()) return edited->second;
    if (!m_dataset || name.isEmpty()) return nullptr;
    if (const auto known = m_columns.find(name); known != m_columns.end()) return known->second;
    return m_columns[name] = fieldOfColumn(*m_dataset, name);
}

QStringList Labels::fieldNames() const
{
    QStringList names;
    if (!m_dataset) return names;
    for (const auto &[key, element] : m_dataset->obs.columns.entries)
        if (const QString name = QString::fromStdString(key); field(name)) names << name;
    for (const auto &[name, edited] : m_edited)
        if (edited && !names.contains(name)) names << name;
    // A field's notes are part of the field, not labels of their own.
    const QStringList fields = names;
    names.removeIf([&](const QString &name) { return isNotesColumn(name, fields); });
    return names;
}

Result<void> Labels::edit(const LabelEdit &edit)
{
    if (!m_dataset) return Error{errors::noDataset, tr("Open a data set first.").toStdString(), ""};
    LEXICELL_CHECK(m_journal.mayEdit());
    const LabelFieldPtr before = field(edit.field);
    LEXICELL_TRY(after, applyEdit(before, edit, m_dataset->cells(), edit.to.isEmpty() ? nullptr : field(edit.to)));
    if (before && after && *before == *after) return {};

    std::vector<JournalEntry> entries;
    const bool copies = edit.kind == LabelEdit::Kind::CreateField && !edit.to.isEmpty();
    // The first edit of a column records what it was, so that the journal needs no other file to be replayed.
    std::vector<LabelFieldPtr> starts;
    for (const LabelFieldPtr &start : {before, copies ? field(edit.to) : nullptr})
        if (start && !m_edited.contains(start->name)) starts.push_back(start);
    if (!m_journal.replaying()) {
        for (const LabelFieldPtr &start : starts)
            entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*start), codesToBytes(*start)});
        entries.push_back({0, {}, JournalEntry::Kind::Edit, toJson(edit), cellsToBytes(edit)});
        LEXICELL_CHECK(m_journal.append(std::move(entries)));
    }
    for (const LabelFieldPtr &start : starts) m_edited[start->name] = start;
    m_journal.undoStack()->push(new FieldCommand(*this, m_journal, edit.field, before, after, describe(edit)));
    return {};
}

void Labels::show(const QString &name, LabelFieldPtr field)
{
    const bool listChanges = (this->field(name) == nullptr) != (field == nullptr);
    m_edited[name] = std::move(field);
    if (m_journal.replaying()) return;
    if (listChanges) Q_EMIT fieldListChanged();
    Q_EMIT fieldChanged(name);
}

LegendOrder Labels::orderOf(const QString &field) const
{
    if (m_orders.contains(field)) return static_cast<LegendOrder>(m_orders[field].toInt());
    const LabelFieldPtr known = this->field(field);
    return known && known->ordered ? LegendOrder::File : LegendOrder::Natural;
}

void Labels::setOrder(const QString &field, LegendOrder order)
{
    if (order == orderOf(field)) return;
    m_orders[field] = static_cast<int>(order);
    if (!m_journal.setState(QStringLiteral("orders"), m_orders).ok())
        Q_EMIT m_journal.journalFailed(tr("The order of the labels could not be written to the project."));
    Q_EMIT orderChanged(field);
}

std::vector<int> Labels::listedLabels(const LabelField &field) const
{
    const std::vector<std::int64_t> counts = field.counts();
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < field.labels.size(); ++i)
        entries.push_back({static_cast<int>(i), field.labels[i].name, {}, counts[i], 0, false});
    std::vector<int> listed;
    for (const std::size_t at : inOrder(entries, orderOf(field.name))) listed.push_back(entries[at].code);
    return listed;
}

void Labels::setActiveField(const QString &name)
{
    if (name == m_activeField) return;
    m_activeField = name;
    if (!m_journal.setState(QStringLiteral("labels"), {{"active", name}}).ok())
        Q_EMIT m_journal.journalFailed(tr("The choice of the label field could not be written to the project."));
    Q_EMIT activeFieldChanged();
}

std::vector<std::uint8_t> Labels::hiddenCells() const
{
    std::vector<std::uint8_t> hidden;
    for (const auto &[name, edited] : m_edited) {
        if (!edited ||
            std::none_of(edited->labels.begin(), edited->labels.end(), [](const Label &label) { return label.hidden; }))
            continue;
        hidden.resize(edited->codes.size(), 0);
        for (std::size_t i = 0; i < hidden.size(); ++i)
            if (edited->codes[i] >= 0 && edited->labels[static_cast<std::size_t>(edited->codes[i])].hidden) hidden[i] = 1;
    }
    return hidden;
}

data::Dataset Labels::withLabels(const data::Dataset &dataset) const
{
    data::Dataset result = dataset;
    for (const auto &[name, edited] : m_edited) {
        if (edited) {
            storeField(*edited, result);
        } else {
            result.obs.columns.erase(name.toStdString());
            result.uns.erase(name.toStdString() + "_colors");
            result.obs.columns.erase(notesColumn(name).toStdString());
        }
    }
    // Colors of columns that were only looked at are stored as well, so that a notebook shows the same picture.
    for (const auto &[name, column] : m_columns)
        if (column && !m_edited.contains(name) && !result.uns.find(name.toStdString() + "_colors")) storeColors(*column, result);
    return result;
}

}  // namespace lexicell::ui
