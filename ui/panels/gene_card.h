// The gene card: what is known about the current gene. Names, place and groups from the bundled tables and the data set, its
// expression by group, its nearest genes in each loaded model beside those that are expressed like it. Reads only while it is
// seen.
#pragma once

#include "ui/workspace/genes/gene_facts.h"
#include "ui/workspace/neighborhood.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace lexicell::ui {

class EmptyState;
class GeneExpression;
class NearGenesTable;

class GeneCard : public QWidget {
    Q_OBJECT

  public:
    GeneCard(Workbench bench, ModelShelf &shelf, QWidget *parent = nullptr);

    GeneExpression *expression() const { return m_expression; }
    const QList<NearGenesTable *> &neighborhoods() const { return m_tables; }  // one a model; without a model, one
    // The gene and its nearest genes in the model in use, or without one those that are expressed like it. Empty: not known yet.
    QStringList nearestNames() const;
    // What could have been in nearestNames(). Empty: every gene of the data set.
    QStringList usableNames() const;

    // Whether a person sees it: a dock in the tab behind another is visible for Qt.
    void setSeen(bool seen);

  Q_SIGNALS:
    void geneClicked(const QString &name);
    void findWanted();
    void modelWanted();
    void actionWanted(const QString &id);  // of the window's actions: "genes.neighborhood"
    void nearestChanged();

  private:
    QWidget *buildHead(QWidget *parent);
    QWidget *buildButtons(QWidget *parent);
    void refresh();
    void readFacts(std::int64_t gene, const QString &name);
    void showFacts(const Result<GeneFacts> &facts, const QString &name);
    void showNeighborhoods();

    Workbench m_bench;
    Neighborhood m_neighborhood;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_find = nullptr;
    QLabel *m_symbol = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_identity = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_others = nullptr;
    GeneExpression *m_expression = nullptr;
    QVBoxLayout *m_tablesLayout = nullptr;
    QList<NearGenesTable *> m_tables;
    bool m_seen = false;
    bool m_stale = true;  // it changed while it was not seen
};

}  // namespace lexicell::ui
