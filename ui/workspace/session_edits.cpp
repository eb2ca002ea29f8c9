// The editing half of Session: commands on the undo stack, their journal, and its replay.
#include "ui/workspace/session.h"

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
    if (!m_dataset) return Error{errors::noDataset, tr("Open a data set first.").toStdString(), ""};
    if (m_refused && !m_replaying) return *m_refused;
    if (m_project && m_project->held() && !m_replaying) return *m_project->held();
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
    if (m_behind) LEXICELL_CHECK(rewriteJournal());
    LEXICELL_CHECK(m_project->append(entries));
    m_journaledAt = QDateTime::currentDateTime();
    Q_EMIT journaled();
    return {};
}

// An undo or redo cannot be refused half-way. If it cannot be written, later entries would be replayed on other labels, so the
// next edit first writes the whole journal anew. That cannot be done here, inside a command of the history.
void Session::journalStep(JournalEntry::Kind kind)
{
    if (readOnly() || m_behind) return;
    const auto written = appendToJournal({{0, {}, kind, {}, {}}});
    if (written.ok()) return;
    m_behind = !m_replaying && m_project;
    Q_EMIT journalFailed(QString::fromStdString(written.error().message));
}

void Session::setField(const QString &name, LabelFieldPtr field)
{
    const bool listChanges = (this->field(name) == nullptr) != (field == nullptr);
    m_edited[name] = std::move(field);
    if (m_replaying) return;
    if (listChanges) Q_EMIT fieldListChanged();
    Q_EMIT fieldChanged(name);
}

}  // namespace lexicell::ui
