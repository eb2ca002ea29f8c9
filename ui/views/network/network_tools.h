// The tools of a network in one quiet row: search, layout, space, and what can be done with the selected nodes.
#pragma once

#include "ui/views/network/network_widget.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace lexicell::ui {

class NetworkTools : public QWidget {
    Q_OBJECT

  public:
    NetworkTools(const NetworkModel &model, QWidget *parent);

    void reflect(const NetworkModel &model, bool lasso);  // the state of its buttons

  Q_SIGNALS:
    void searched(const QString &text);
    void searchEdited();
    void shapeChosen(lexicell::ui::NetworkShape shape);
    void wished(lexicell::ui::NetworkWidget::Wish wish);
    void hullsWanted(bool wanted);
    void layoutWanted();
    void fitWanted();

  private:
    void addSearch(const NetworkModel &model, QLayout *row);
    void addShapes(QLayout *row);
    QToolButton *addButton(const QString &iconName, const QString &name, const QString &what, QLayout *row);
    QToolButton *addWish(const QString &iconName, const QString &name, const QString &what, NetworkWidget::Wish wish,
                         QLayout *row);

    QLineEdit *m_search = nullptr;
    QComboBox *m_shapes = nullptr;
    QToolButton *m_space = nullptr, *m_lasso = nullptr, *m_neighborhood = nullptr, *m_expand = nullptr, *m_collapse = nullptr,
                *m_pin = nullptr, *m_modules = nullptr;
};

}  // namespace lexicell::ui
