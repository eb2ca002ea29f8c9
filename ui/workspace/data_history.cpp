#include "ui/workspace/data_history.h"

#include "core/data/merge.h"

#include <QUndoCommand>

#include <utility>

namespace lexicell::ui {

namespace {

QStringList columnsOf(const ResultKeys &keys)
{
    QStringList columns;
    for (const data::ResultKey &key : keys)
        if (key.slot == data::Slot::Obs) columns << QString::fromStdString(key.name);
    return columns;
}

}  // namespace

// Pushed when the results are in the data set. `fresh`: obs columns whose names are new.
class DataHistory::ResultsCommand : public QUndoCommand {
  public:
    ResultsCommand(DataHistory &history, DatasetPtr before, ResultKeys keys, QStringList fresh, const QString &text)
        : QUndoCommand(text), m_history(history), m_other(std::move(before)), m_keys(std::move(keys)), m_fresh(std::move(fresh))
    {
    }

    void undo() override
    {
        for (const QString &name : m_fresh) m_history.m_labels.forgetEdits(name);  // all its edits are undone by now
        exchange();
        Q_EMIT m_history.m_data.resultsTakenBack(m_keys);
    }

    void redo() override
    {
        if (!std::exchange(m_pushed, true)) return;
        exchange();
        Q_EMIT m_history.m_data.resultsAdded(m_keys);
    }

  private:
    void exchange()
    {
        m_other = m_history.m_data.replaceResults(std::move(m_other));
        m_history.showColumns(m_keys);
    }

    DataHistory &m_history;
    DatasetPtr m_other;  // the side that is not shown; data sets share what they have in common
    ResultKeys m_keys;
    QStringList m_fresh;
    bool m_pushed = false;
};

// Both sides are kept whole: data sets are immutable and share their parts, so this costs a matrix only where the reduced
// one was copied. What was computed on one side stays with it and is there again when the history comes back.
class DataHistory::CellsCommand : public QUndoCommand {
  public:
    CellsCommand(DataHistory &history, State after, const QString &text)
        : QUndoCommand(text), m_history(history), m_other(std::move(after))
    {
    }

    void undo() override
    {
        m_history.m_journal.appendStep(JournalEntry::Kind::Undo);
        m_other = m_history.exchange(std::move(m_other));
    }

    void redo() override
    {
        if (std::exchange(m_pushed, true)) m_history.m_journal.appendStep(JournalEntry::Kind::Redo);
        m_other = m_history.exchange(std::move(m_other));
    }

  private:
    DataHistory &m_history;
    State m_other;  // the side that is not shown
    bool m_pushed = false;
};

void DataHistory::add(const data::Dataset &input, const DatasetPtr &output, const QString &title,
                      const std::optional<Reduction> &reduction)
{
    const DatasetPtr before = m_data.dataset();
    if (output->cells() != before->cells() || output->genes() != before->genes()) {
        const AxisFilter *present = m_data.filter() ? &*m_data.filter() : nullptr;
        return dropCells(output, reduction ? *reduction : reductionBetween(present, input, *output));
    }
    const data::MergedResults merged = data::mergeResults(*before, input, *output);
    const QStringList columns = columnsOf(merged.keys);
    QStringList fresh;
    for (const QString &name : columns)
        if (!before->obs.columns.find(name.toStdString()) && !m_labels.edited().contains(name)) fresh << name;
    const auto now = std::make_shared<const data::Dataset>(merged.dataset);
    m_data.replaceResults(now);
    m_labels.setDataset(now);
    m_journal.undoStack()->push(new ResultsCommand(*this, before, merged.keys, fresh, title.isEmpty() ? tr("Results") : title));
    for (const QString &name : columns) m_labels.columnReplaced(name);
    // A column that was edited and is now computed anew: the new values win, and undo brings the edited ones back.
    for (const QString &name : columns) {
        const LabelFieldPtr column = fieldOfColumn(*now, name);
        if (m_labels.edited().contains(name) && column) {
            LabelEdit edit;
            edit.kind = LabelEdit::Kind::Replace;
            edit.field = name;
            edit.replacement = column;
            if (const auto done = m_labels.edit(edit); !done.ok())
                Q_EMIT m_journal.journalFailed(QString::fromStdString(done.error().message));
        } else {
            Q_EMIT m_labels.fieldChanged(name);
        }
    }
    if (!columns.isEmpty()) Q_EMIT m_labels.fieldListChanged();
    Q_EMIT m_data.resultsAdded(merged.keys);
}

ResultKeys DataHistory::restore(const data::Dataset &results)
{
    const data::MergedResults merged = data::mergeResults(*m_data.dataset(), data::Dataset{}, results);
    m_data.replaceResults(std::make_shared<const data::Dataset>(merged.dataset));
    m_labels.setDataset(m_data.dataset());
    m_labels.setColumns({});
    return merged.keys;
}

// After the data set was exchanged.
void DataHistory::showColumns(const ResultKeys &keys)
{
    m_labels.setDataset(m_data.dataset());
    const QStringList columns = columnsOf(keys);
    for (const QString &name : columns) {
        m_labels.columnReplaced(name);
        Q_EMIT m_labels.fieldChanged(name);
    }
    if (!columns.isEmpty()) Q_EMIT m_labels.fieldListChanged();
}

DataHistory::State DataHistory::exchange(State state)
{
    State before{m_data.view(), m_labels.edited()};
    m_data.setView(std::move(state.view));
    m_labels.setDataset(m_data.dataset());
    m_labels.setColumns({});
    m_labels.setEdited(std::move(state.edited));
    if (m_journal.replaying()) return before;
    Q_EMIT m_data.cellsReplaced();
    Q_EMIT m_labels.fieldListChanged();
    return before;
}

// Labels follow their cells. `filter` holds positions in the file; none if it is not a part of the present cells.
std::optional<DataHistory::State> DataHistory::reducedTo(const DatasetPtr &output, AxisFilter filter) const
{
    const DatasetStore::View &now = m_data.view();
    const auto kept = positionsWithin(now.filter ? &now.filter->cells : nullptr, filter.cells);
    if (!kept || kept->size() != static_cast<std::size_t>(output->cells())) return std::nullopt;
    State after;
    for (const auto &[name, old] : m_labels.edited()) {
        after.edited[name] = nullptr;
        if (!old) continue;
        LabelField field = *old;
        field.codes.clear();
        for (const auto cell : *kept) field.codes.push_back(old->codes[static_cast<std::size_t>(cell)]);
        after.edited[name] = std::make_shared<const LabelField>(std::move(field));
    }
    DatasetFacts facts = *now.facts;
    facts.columns.clear();
    if (!facts.totals.empty()) {
        facts.totals.clear();
        for (const auto cell : *kept) facts.totals.push_back(now.facts->totals[static_cast<std::size_t>(cell)]);
    }
    after.view = {output, std::make_shared<const DatasetFacts>(std::move(facts)), std::move(filter)};
    return after;
}

void DataHistory::dropCells(const DatasetPtr &output, const Reduction &reduction)
{
    if (!m_journal.readOnly())
        if (const auto written = m_journal.append({reduction.entry}); !written.ok()) {
            Q_EMIT m_journal.journalFailed(QString::fromStdString(written.error().message));
            return;
        }
    reduce(output, reduction.filter);
}

bool DataHistory::reduce(const DatasetPtr &output, const AxisFilter &filter)
{
    auto after = reducedTo(output, filter);
    if (!after) return false;
    const DatasetPtr now = m_data.dataset();
    const QString text = tr("Keep %L1 of %L2 cells, %L3 of %L4 genes")
                             .arg(output->cells())
                             .arg(now->cells())
                             .arg(output->genes())
                             .arg(now->genes());
    m_journal.undoStack()->push(new CellsCommand(*this, std::move(*after), text));
    return true;
}

}  // namespace lexicell::ui
