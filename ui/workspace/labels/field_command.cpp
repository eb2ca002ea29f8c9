#include "ui/workspace/labels/field_command.h"

#include <utility>

namespace lexicell::ui {

namespace {

LabelFieldPtr withoutCodes(const LabelField &field)
{
    return std::make_shared<const LabelField>(LabelField{field.name, {}, field.labels, field.ordered});
}

}  // namespace

FieldCommand::FieldCommand(Labels &labels, ProjectJournal &journal, QString name, const LabelFieldPtr &before,
                           const LabelFieldPtr &after, const QString &text)
    : QUndoCommand(text), m_labels(labels), m_journal(journal), m_name(std::move(name))
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

void FieldCommand::undo()
{
    m_journal.appendStep(JournalEntry::Kind::Undo);
    apply(false);
}

void FieldCommand::redo()
{
    if (std::exchange(m_pushed, true)) m_journal.appendStep(JournalEntry::Kind::Redo);
    apply(true);
}

void FieldCommand::apply(bool forward)
{
    if (!m_before) return m_labels.show(m_name, forward ? m_wholeAfter : m_wholeBefore);
    LabelField field = *(forward ? m_after : m_before);
    field.codes = m_labels.field(m_name)->codes;
    for (const auto &change : m_cells)
        field.codes[static_cast<std::size_t>(change.cell)] = forward ? change.after : change.before;
    m_labels.show(m_name, std::make_shared<const LabelField>(std::move(field)));
}

}  // namespace lexicell::ui
