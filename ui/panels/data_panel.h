// What is loaded: file, size, counts or not, model fit; obs columns; genes; obsm.
#pragma once

#include "ui/panels/gene_search.h"
#include "ui/panels/obs_list.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;

namespace lexicell::ui {

class Chip;

class DataPanel : public QWidget {
    Q_OBJECT

  public:
    explicit DataPanel(Workbench bench, QWidget *parent = nullptr);
    ObsList *columns() const { return m_columns; }
    GeneSearch *genes() const { return m_genes; }
    void showGenes();  // opens the tab with the gene search

  Q_SIGNALS:
    void modelWanted();

  private:
    QWidget *buildSummary();
    void showDataset();
    void showModel();

    Workbench m_bench;
    QLabel *m_file;
    QLabel *m_size;
    QLabel *m_details;
    Chip *m_simulated;
    QPushButton *m_model;
    ObsList *m_columns;
    GeneSearch *m_genes;
    QTabWidget *m_tabs;
};

}  // namespace lexicell::ui
