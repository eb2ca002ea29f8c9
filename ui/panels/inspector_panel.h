// Describes the selected cells: how many, their labels, the genes that stand out. Contains the form that labels them.
#pragma once

#include "ui/panels/label_form.h"
#include "ui/workspace/selection_summary.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableWidget;
class QTimer;

namespace lexicell::ui {

class ShareBars;

class InspectorPanel : public QWidget {
    Q_OBJECT

  public:
    explicit InspectorPanel(Workbench bench, QWidget *parent = nullptr);
    LabelForm *labels() const { return m_labels; }
    void setField(const QString &name);  // whose composition is shown

  Q_SIGNALS:
    void geneClicked(const QString &name);

  private:
    QWidget *buildSelection();
    void refresh();
    void showComposition();
    void readGenes();
    void showGenes(const std::vector<StandOutGene> &genes);
    void reloadFields();

    Workbench m_bench;
    QStackedWidget *m_stack;
    QLabel *m_title;
    QComboBox *m_field;
    ShareBars *m_bars;
    QTableWidget *m_genes;
    QLabel *m_genesNote;
    LabelForm *m_labels;
    QTimer *m_pause;
    int m_read = 0;
};

}  // namespace lexicell::ui
