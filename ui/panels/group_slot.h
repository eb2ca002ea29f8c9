// A slot for a group of cells: taken from the selection on the maps, or a label of a column. Shows its name and its size; a click
// on the size selects the cells.
#pragma once

#include "ui/workspace/facts/cell_groups.h"
#include "ui/workspace/workbench.h"

#include <QWidget>

#include <optional>

class QLabel;
class QMenu;
class QToolButton;

namespace lexicell::ui {

class GroupSlot : public QWidget {
    Q_OBJECT

  public:
    struct Texts {
        QString title;  // "Cells to change"
        QString empty;  // what to do while there is no group
        QString name;   // of the widgets: "groupA"
    };
    // `all`: all cells can be chosen, too.
    GroupSlot(Workbench bench, const Texts &texts, bool all, QWidget *parent);

    const std::optional<CellGroup> &group() const { return m_group; }
    void setGroup(std::optional<CellGroup> group);

  Q_SIGNALS:
    void groupChanged();

  private:
    QToolButton *button(const QString &text, const char *name);
    void buildRows(const Texts &texts);
    void fillMenu();
    void addField(QMenu *menu, const LabelFieldPtr &field);
    void refresh();

    Workbench m_bench;
    bool m_all;
    QString m_emptyText;
    std::optional<CellGroup> m_group;
    QLabel *m_name = nullptr;
    QToolButton *m_count = nullptr;
    QToolButton *m_take = nullptr;
    QToolButton *m_choose = nullptr;
    QToolButton *m_remove = nullptr;
    QMenu *m_menu = nullptr;
};

}  // namespace lexicell::ui
