// The gene as an object of the window: the gene card and the gene sets as docks, the actions on both, and what leads to them.
#pragma once

#include "ui/commands/actions.h"
#include "ui/workspace/workbench.h"

#include <QObject>
#include <QStringList>

class QDockWidget;
class QMenu;
class QWidget;

namespace lexicell::ui {

class GeneCard;
class GeneSetsPanel;
class ModelShelf;

class GeneDocks : public QObject {
    Q_OBJECT

  public:
    GeneDocks(Workbench bench, ModelShelf &shelf, Actions &actions, QWidget *window);

    GeneCard *card() const { return m_card; }
    GeneSetsPanel *sets() const { return m_sets; }
    void setDocks(QDockWidget *card, QDockWidget *sets);
    // Their entries in the menu; the buttons of the card are the same actions.
    void addActions(QMenu *menu);
    // A name that was chosen in a search: a gene becomes the current one, a column of obs does not.
    void choose(const QString &key);
    // The form that adds these genes to a set; none: makes one.
    void collect(const QStringList &genes, const QString &set = {});
    void raiseCard();

  Q_SIGNALS:
    void geneWanted(const QString &name);  // colors the map as well
    void findWanted();
    void modelWanted();
    void knockOutWanted(const QStringList &genes);  // in the panel of knock-outs

  private:
    bool worksBesideCard() const;
    void dressButton(const char *id, const QString &text);
    QString whyNotGene() const;
    QString whyNotTaskOnGene(const char *task) const;
    void showForm(const char *task, const QStringList &genes);
    void enrichNearest();
    void importSets();
    void exportSets();

    Workbench m_bench;
    Actions &m_actions;
    QWidget *m_window;
    GeneCard *m_card;
    GeneSetsPanel *m_sets;
    QDockWidget *m_cardDock = nullptr;
    QDockWidget *m_setsDock = nullptr;
    QString m_lastSet;  // that genes were added to
};

}  // namespace lexicell::ui
