// The half of Session that drops cells and genes: quality control as one step of the history, which undo takes back whole.
#include "core/data/merge.h"
#include "ui/workspace/session.h"

#include <QUndoCommand>

#include <utility>

namespace lexicell::ui {

// Both sides are kept whole: data sets are immutable and share their parts, so this costs a matrix only where the reduced
// one was copied. What was computed on one side stays with it and is there again when the history comes back.
class Session::CellsCommand : public QUndoCommand {
  public:
    CellsCommand(Session &session, CellState after, const QString &text)
        : QUndoCommand(text), m_session(session), m_other(std::move(after))
    {
    }

    void undo() override
    {
        m_session.journalStep(JournalEntry::Kind::Undo);
        exchange();
    }

    void redo() override
    {
        if (m_pushed) m_session.journalStep(JournalEntry::Kind::Redo);
        m_pushed = true;
        exchange();
    }

  private:
    void exchange()
    {
        CellState now = m_session.cellState();
        m_session.setCellState(std::move(m_other));
        m_other = std::move(now);
    }

    Session &m_session;
    CellState m_other;  // the side that is not shown
    bool m_pushed = false;
};

Session::CellState Session::cellState() const { return {m_dataset, m_facts, m_filter, m_edited}; }

void Session::setCellState(CellState state)
{
    if (state.dataset->var.index.values != m_dataset->var.index.values) m_genes.reset();
    m_dataset = std::move(state.dataset);
    m_facts = std::move(state.facts);
    m_filter = std::move(state.filter);
    m_edited = std::move(state.edited);
    m_columns.clear();
    if (m_replaying) return;
    m_coverage.reset();
    setSelection({});
    Q_EMIT cellsReplaced();
    Q_EMIT fieldListChanged();
}

// Labels follow their cells. `filter` holds positions in the file; none if it is not a part of the present cells.
std::optional<Session::CellState> Session::reducedTo(const DatasetPtr &output, AxisFilter filter) const
{
    const auto kept = positionsWithin(m_filter ? &m_filter->cells : nullptr, filter.cells);
    if (!kept || kept->size() != static_cast<std::size_t>(output->cells())) return std::nullopt;
    CellState after{output, nullptr, std::move(filter), {}};
    for (const auto &[name, old] : m_edited) {
        after.edited[name] = nullptr;
        if (!old) continue;
        LabelField field = *old;
        field.codes.clear();
        for (const auto cell : *kept) field.codes.push_back(old->codes[static_cast<std::size_t>(cell)]);
        after.edited[name] = std::make_shared<const LabelField>(std::move(field));
    }
    DatasetFacts facts = *m_facts;
    facts.columns.clear();
    if (!facts.totals.empty()) {
        facts.totals.clear();
        for (const auto cell : *kept) facts.totals.push_back(m_facts->totals[static_cast<std::size_t>(cell)]);
    }
    after.facts = std::make_shared<const DatasetFacts>(std::move(facts));
    return after;
}

void Session::replaceCells(const data::Dataset &input, const DatasetPtr &output)
{
    AxisFilter filter{data::keptPositions(input.obs.index.values, output->obs.index.values),
                      data::keptPositions(input.var.index.values, output->var.index.values)};
    if (m_filter) {
        for (auto &cell : filter.cells) cell = m_filter->cells[static_cast<std::size_t>(cell)];
        for (auto &gene : filter.genes) gene = m_filter->genes[static_cast<std::size_t>(gene)];
    }
    if (!readOnly())
        if (const auto written = appendToJournal({entryOf(filter)}); !written.ok()) {
            Q_EMIT journalFailed(QString::fromStdString(written.error().message));
            return;
        }
    pushCells(output, filter);
}

bool Session::pushCells(const DatasetPtr &output, const AxisFilter &filter)
{
    auto after = reducedTo(output, filter);
    if (!after) return false;
    const QString text = tr("Keep %L1 of %L2 cells, %L3 of %L4 genes")
                             .arg(output->cells())
                             .arg(m_dataset->cells())
                             .arg(output->genes())
                             .arg(m_dataset->genes());
    m_undo.push(new CellsCommand(*this, std::move(*after), text));
    return true;
}

}  // namespace lexicell::ui
