// The editing half of Session: commands on the undo stack, their journal, and its replay.
#include "ui/session.h"

#include <QUndoCommand>

namespace lexicell::ui {

// One edit of one field, kept as the difference between before and after, so that a long history of a large data set stays
// small. The first redo() comes from pushing it, when the edit is already in the journal.
class Session::FieldCommand : public QUndoCommand {
  public:
    FieldCommand(Session &session, QString name, const LabelFieldPtr &before, const LabelFieldPtr &after, const QString &text)
        : QUndoCommand(text), m_session(session), m_name(std::move(name))
    {
        if (before && after && before->codes.size() == after->codes.size()) {
            m_before = withoutCodes(*before);
            m_after = withoutCodes(*after);
            for (std::size_t i = 0; i < before->codes.size(); ++i)
                if (before->codes[i] != after->codes[i])
                    m_cells.push_back({static_cast<std::int64_t>(i), before->codes[i], after->codes[i]});
        } else {
            m_wholeBefore = before;
            m_wholeAfter = after;
        }
    }

    void undo() override
    {
        m_session.journalStep(JournalEntry::Kind::Undo);
        apply(false);
    }

    void redo() override
    {
        if (m_pushed) m_session.journalStep(JournalEntry::Kind::Redo);
        m_pushed = true;
        apply(true);
    }

  private:
    struct ChangedCell {
        std::int64_t cell;
        std::int32_t before;
        std::int32_t after;
    };

    static LabelFieldPtr withoutCodes(const LabelField &field)
    {
        return std::make_shared<const LabelField>(LabelField{field.name, {}, field.labels, field.ordered});
    }

    void apply(bool forward)
    {
        if (!m_before) {
            m_session.setField(m_name, forward ? m_wholeAfter : m_wholeBefore);
            return;
        }
        LabelField field = *(forward ? m_after : m_before);
        field.codes = m_session.field(m_name)->codes;
        for (const auto &change : m_cells)
            field.codes[static_cast<std::size_t>(change.cell)] = forward ? change.after : change.before;
        m_session.setField(m_name, std::make_shared<const LabelField>(std::move(field)));
    }

    Session &m_session;
    QString m_name;
    LabelFieldPtr m_before, m_after;  // without codes; null when a field appears or disappears
    LabelFieldPtr m_wholeBefore, m_wholeAfter;
    std::vector<ChangedCell> m_cells;
    bool m_pushed = false;
};

Result<void> Session::edit(const LabelEdit &edit)
{
    if (!m_dataset) return Error{ErrorKind::Usage, "no_dataset", tr("Open a data set first.").toStdString(), ""};
    const LabelFieldPtr before = field(edit.field);
    LEXICELL_TRY(after, applyEdit(before, edit, cells(), edit.to.isEmpty() ? nullptr : field(edit.to)));
    if (before && after && *before == *after) return {};

    std::vector<JournalEntry> entries;
    const bool copies = edit.kind == LabelEdit::Kind::CreateField && !edit.to.isEmpty();
    // The first edit of a column records what it was, so that the journal needs no other file to be replayed.
    std::vector<LabelFieldPtr> starts;
    for (const LabelFieldPtr &start : {before, copies ? field(edit.to) : nullptr})
        if (start && !m_edited.contains(start->name)) starts.push_back(start);
    for (const LabelFieldPtr &start : starts)
        entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*start), codesToBytes(*start)});
    entries.push_back({0, {}, JournalEntry::Kind::Edit, toJson(edit), cellsToBytes(edit)});
    LEXICELL_CHECK(appendToJournal(std::move(entries)));
    for (const LabelFieldPtr &start : starts) m_edited[start->name] = start;
    m_undo.push(new FieldCommand(*this, edit.field, before, after, describe(edit)));
    return {};
}

Result<void> Session::appendToJournal(std::vector<JournalEntry> entries)
{
    if (m_replaying || !m_project) return {};
    LEXICELL_CHECK(m_project->append(entries));
    m_journaledAt = QDateTime::currentDateTime();
    Q_EMIT journaled();
    return {};
}

void Session::journalStep(JournalEntry::Kind kind)
{
    if (readOnly()) return;
    const auto written = appendToJournal({{0, {}, kind, {}, {}}});
    if (!written.ok()) Q_EMIT journalFailed(QString::fromStdString(written.error().message));
}

void Session::setField(const QString &name, LabelFieldPtr field)
{
    const bool listChanges = (this->field(name) == nullptr) != (field == nullptr);
    m_edited[name] = std::move(field);
    if (m_replaying) return;
    if (listChanges) Q_EMIT fieldListChanged();
    Q_EMIT fieldChanged(name);
}

Session::Restored Session::replayJournal(const std::vector<DatasetPtr> &reductions)
{
    Restored restored;
    const auto journal = m_project->journal();
    restored.damaged = !journal.ok();
    std::deque<DatasetPtr> ahead(reductions.begin(), reductions.end());
    m_replaying = true;
    if (journal.ok())
        for (const auto &entry : *journal) {
            if (!replay(entry, ahead).ok()) {
                restored.damaged = true;
                break;
            }
            restored.last = entry.time;
            if (entry.kind == JournalEntry::Kind::Edit) ++restored.edits;
        }
    m_replaying = false;
    if (restored.damaged && !readOnly()) {
        // Entries after the unreadable one would never be reached again: keep a copy, then start the journal from here.
        const auto copied = m_project->copyTo(m_project->path() + QStringLiteral(".damaged"));
        if (copied.ok()) rewriteJournal();
    }
    m_journaledAt = restored.last;
    return restored;
}

Result<void> Session::replay(const JournalEntry &entry, std::deque<DatasetPtr> &reductions)
{
    switch (entry.kind) {
    case JournalEntry::Kind::Field: {
        LEXICELL_TRY(start, fieldFromJson(entry.payload, entry.bytes));
        if (static_cast<std::int64_t>(start->codes.size()) != cells())
            return Error{ErrorKind::Mismatch, "dataset_changed",
                         tr("The data set has other cells than when the project was saved.").toStdString(), ""};
        m_edited[start->name] = start;
        break;
    }
    case JournalEntry::Kind::Edit: {
        LEXICELL_TRY(edit, editFromJson(entry.payload, entry.bytes));
        LEXICELL_CHECK(this->edit(edit));
        break;
    }
    case JournalEntry::Kind::Undo: m_undo.undo(); break;
    case JournalEntry::Kind::Redo: m_undo.redo(); break;
    case JournalEntry::Kind::Cells: {
        if (!entry.payload.contains("genes")) {  // the start of a journal that was begun anew
            m_undo.clear();
            m_edited.clear();
            break;
        }
        const auto filter = filterOf(entry);
        const DatasetPtr reduced = reductions.empty() ? nullptr : reductions.front();
        if (!filter || !reduced || !pushCells(reduced, *filter))
            return Error{ErrorKind::Mismatch, "dataset_changed",
                         tr("The data set has other cells than when the project was saved.").toStdString(), ""};
        reductions.pop_front();
        break;
    }
    }
    return {};
}

// What was only looked at so far becomes this window's own; its journal starts with what there is.
void Session::adoptProject(std::unique_ptr<ProjectFile> project)
{
    const bool wasReadOnly = readOnly();
    m_project = std::move(project);
    if (!wasReadOnly) return;
    m_undo.clear();
    rewriteJournal();
}

void Session::rewriteJournal()
{
    const JournalEntry whole{0, {}, JournalEntry::Kind::Cells, {{"cells", static_cast<qint64>(cells())}}, {}};
    std::vector<JournalEntry> entries{m_filter ? entryOf(*m_filter) : whole};
    for (const auto &[name, field] : m_edited)
        if (field) entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*field), codesToBytes(*field)});
    if (!m_project) return;
    auto written = m_project->clearJournal();
    if (written.ok()) written = appendToJournal(std::move(entries));
    if (!written.ok()) Q_EMIT journalFailed(QString::fromStdString(written.error().message));
}

}  // namespace lexicell::ui
