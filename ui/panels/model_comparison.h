// Two loaded models side by side: their cards row by row, and the coverage of each on the open data.
#pragma once

#include "ui/workspace/models/model_shelf.h"

#include <QWidget>

class QComboBox;
class QTableWidget;

namespace lexicell::ui {

class ModelComparison : public QWidget {
    Q_OBJECT

  public:
    explicit ModelComparison(ModelShelf &shelf, QWidget *parent = nullptr);

    void refresh();

  protected:
    void resizeEvent(QResizeEvent *event) override;

  private:
    void fill();
    void fitHeight();  // all rows show; the panel around scrolls

    ModelShelf &m_shelf;
    QComboBox *m_left;
    QComboBox *m_right;
    QTableWidget *m_table;
};

}  // namespace lexicell::ui
