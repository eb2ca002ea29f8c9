// One edit of the gene sets in the history. Both sides are kept whole: sets share their lists of genes, so a side costs little.
#pragma once

#include "ui/workspace/genes/genes.h"

#include <QUndoCommand>

#include <utility>

namespace lexicell::ui {

class GeneSetCommand : public QUndoCommand {
  public:
    // The first redo() comes from pushing it, when the edit is already in the journal.
    GeneSetCommand(Genes &genes, ProjectJournal &journal, GeneSets before, GeneSets after, const QString &text)
        : QUndoCommand(text), m_genes(genes), m_journal(journal), m_before(std::move(before)), m_after(std::move(after))
    {
    }

    int id() const override { return ProjectJournal::projectAlone; }

    void undo() override
    {
        m_journal.appendStep(JournalEntry::Kind::Undo);
        m_genes.show(m_before);
    }

    void redo() override
    {
        if (std::exchange(m_pushed, true)) m_journal.appendStep(JournalEntry::Kind::Redo);
        m_genes.show(m_after);
    }

  private:
    Genes &m_genes;
    ProjectJournal &m_journal;
    GeneSets m_before, m_after;
    bool m_pushed = false;
};

}  // namespace lexicell::ui
