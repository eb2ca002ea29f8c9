#include "ui/workspace/genes/genes.h"

#include "ui/workspace/genes/gene_set_command.h"

namespace lexicell::ui {

void Genes::setCurrent(const QString &name)
{
    if (name == m_current) return;
    m_current = name;
    if (!m_journal.setState(QStringLiteral("gene"), {{"current", name}}).ok())
        Q_EMIT m_journal.journalFailed(tr("The choice of the gene could not be written to the project."));
    Q_EMIT currentChanged();
}

Result<void> Genes::edit(const GeneSetEdit &edit)
{
    LEXICELL_CHECK(m_journal.mayEdit());
    LEXICELL_TRY(after, applyEdit(m_sets, edit));
    if (after == m_sets) return {};
    LEXICELL_CHECK(m_journal.append({{0, {}, JournalEntry::Kind::GeneEdit, toJson(edit), {}}}));
    m_journal.undoStack()->push(new GeneSetCommand(*this, m_journal, m_sets, std::move(after), describe(edit)));
    return {};
}

void Genes::show(GeneSets sets)
{
    m_sets = std::move(sets);
    if (!m_journal.replaying()) Q_EMIT setsChanged();
}

void Genes::forget()
{
    m_current.clear();
    m_sets.clear();
}

}  // namespace lexicell::ui
