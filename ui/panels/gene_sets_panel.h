// The gene sets of the project: a list with counts, the genes of the one that is chosen, and what can be done with it.
#pragma once

#include "ui/workspace/workbench.h"

#include <QWidget>

class QAbstractButton;
class QAction;
class QLabel;
class QListWidget;
class QMenu;
class QStackedWidget;
class QToolButton;
class QTreeWidget;

namespace lexicell::ui {

class GeneSetsPanel : public QWidget {
    Q_OBJECT

  public:
    explicit GeneSetsPanel(Workbench bench, QWidget *parent = nullptr);

    QString chosen() const;  // the set; empty: none
    void choose(const QString &set);
    // Tasks that take the genes of a set, with their titles; made once.
    void setTasks(const QList<std::pair<QString, QString>> &tasks);

  Q_SIGNALS:
    void geneClicked(const QString &name);
    void actionWanted(const QString &id);                            // of the window's actions: "genes.newSet"
    void genesWanted(const QString &set);                            // to be added to it
    void taskWanted(const QString &task, const QStringList &genes);  // its form with these genes
    void chosenChanged();

  protected:
    void changeEvent(QEvent *event) override;

  private:
    QWidget *buildTools(QWidget *parent);
    QWidget *buildGenes(QWidget *parent);
    void refresh();
    void showGenes();
    void tellWhyNot();
    void edit(const GeneSetEdit &edit);
    void takeOut();
    void rename();   // opens the editor
    void renamed();  // it was closed

    Workbench m_bench;
    QStackedWidget *m_stack = nullptr;
    QTreeWidget *m_sets = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_remove = nullptr;
    QLabel *m_note = nullptr;
    QListWidget *m_genes = nullptr;
    QList<QAbstractButton *> m_makers;  // of new sets
    QToolButton *m_delete = nullptr;
    QToolButton *m_use = nullptr;
    QToolButton *m_add = nullptr;
    QToolButton *m_takeOut = nullptr;
    QMenu *m_tasks = nullptr;
    bool m_filling = false;
};

}  // namespace lexicell::ui
