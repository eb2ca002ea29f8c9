// The tools of a network in one quiet row: search, layout, space, and what can be done with the selected nodes.
#pragma once

#include "ui/views/network/network_widget.h"
#include "ui/widgets/list_menu.h"

class QComboBox;
class QGridLayout;
class QLineEdit;
class QMenu;
class QToolButton;

namespace lexicell::ui {

class NetworkTools : public QWidget {
    Q_OBJECT

  public:
    NetworkTools(const NetworkModel &model, QWidget *parent);

    void reflect(const NetworkModel &model, bool lasso);  // the state of its buttons
    // Shows a menu of gene sets beside the search, and one that `fillUses` fills with what can be done with genes.
    void offerGenes(const NamedLists &sets, std::function<void(QMenu *)> fillUses);

  Q_SIGNALS:
    void searched(const QString &text);
    void searchEdited();
    void shapeChosen(lexicell::ui::NetworkShape shape);
    void wished(lexicell::ui::NetworkWidget::Wish wish);
    void hullsWanted(bool wanted);
    void layoutWanted();
    void fitWanted();

  protected:
    void resizeEvent(QResizeEvent *event) override;

  private:
    void addSearch(const NetworkModel &model, QLayout *row);
    void addShapes(QLayout *row);
    QMenu *addMenu(QToolButton *button);
    QToolButton *addButton(const QString &iconName, const QString &name, const QString &what, QLayout *row);
    QToolButton *addWish(const QString &iconName, const QString &name, const QString &what, NetworkWidget::Wish wish,
                         QLayout *row);

    QGridLayout *m_lines = nullptr;
    QWidget *m_finding = nullptr, *m_buttons = nullptr;
    bool m_broken = false;  // the buttons stand in a line of their own
    QLineEdit *m_search = nullptr;
    QToolButton *m_sets = nullptr, *m_use = nullptr;  // not visible where nodes are no genes
    QComboBox *m_shapes = nullptr;
    QToolButton *m_space = nullptr, *m_lasso = nullptr, *m_neighborhood = nullptr, *m_expand = nullptr, *m_collapse = nullptr,
                *m_pin = nullptr, *m_modules = nullptr;
};

}  // namespace lexicell::ui
