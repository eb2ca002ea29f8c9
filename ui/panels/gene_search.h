// Finds a gene by symbol, alias or Ensembl id; choosing one colors the active view by it.
#pragma once

#include "ui/workspace/workbench.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QTimer;

namespace lexicell::ui {

class GeneSearch : public QWidget {
    Q_OBJECT

  public:
    explicit GeneSearch(Workbench bench, QWidget *parent = nullptr);
    void focusSearch();

  Q_SIGNALS:
    void geneChosen(const QString &name);

  private:
    void search();

    Workbench m_bench;
    QLineEdit *m_line;
    QListWidget *m_hits;
    QTimer *m_pause;
};

}  // namespace lexicell::ui
