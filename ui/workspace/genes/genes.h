// The genes of a sitting: the one that all views look at (chosen in a search, a table, a ranking or a network, it colors the maps
// and fills the gene card), and the sets that a person keeps.
//
// Every edit of a set goes through edit(), is journaled before it takes effect, and can be undone without limit. Knows no data
// set: sets are names. GUI thread only.
#pragma once

#include "ui/workspace/genes/gene_sets.h"
#include "ui/workspace/project/project_journal.h"

#include <QObject>
#include <QString>

namespace lexicell::ui {

class Genes : public QObject {
    Q_OBJECT

  public:
    explicit Genes(ProjectJournal &journal, QObject *parent = nullptr) : QObject(parent), m_journal(journal) {}

    const QString &current() const { return m_current; }  // as the data set names it; empty: none
    void setCurrent(const QString &name);                 // the project keeps it

    const GeneSets &sets() const { return m_sets; }
    // Error classes: those of applyEdit() and ProjectJournal.
    Result<void> edit(const GeneSetEdit &edit);

    // --- for those who restore a project; they tell the listeners
    void restore(const QString &current) { m_current = current; }
    void setSets(GeneSets sets) { m_sets = std::move(sets); }
    void forget();  // the data set was closed: no gene and no set, and no signal
    // For the history: the sets as they are before or after an edit.
    void show(GeneSets sets);

  Q_SIGNALS:
    void currentChanged();
    void setsChanged();

  private:
    ProjectJournal &m_journal;
    QString m_current;
    GeneSets m_sets;
};

}  // namespace lexicell::ui
