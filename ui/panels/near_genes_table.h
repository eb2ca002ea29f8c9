// The nearest genes of the current gene in one model, beside those that are expressed like it: a part of the gene card. Genes in
// both lists are marked; a click on a gene makes it the current one.
#pragma once

#include "ui/workspace/neighborhood.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

namespace lexicell::ui {

class NearGenesTable : public QWidget {
    Q_OBJECT

  public:
    explicit NearGenesTable(QWidget *parent = nullptr);

    // `model` null: none is loaded, and co-expression stands alone.
    void show(const Session &session, const ModelNeighborhood *model, const NearList &coexpressed);
    QTableWidget *table() const { return m_table; }

  Q_SIGNALS:
    void geneClicked(const QString &name);
    void loadWanted();   // a model
    void againWanted();  // after a failure

  private:
    void fill(const Session &session, int column, const NearList &list, const std::vector<std::int64_t> &shared);

    QLabel *m_title = nullptr;
    QLabel *m_state = nullptr;
    QTableWidget *m_table = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_button = nullptr;
    bool m_again = false;  // what the button does
};

}  // namespace lexicell::ui
