// The legend of the active view, inside the data dock. What a person does in it becomes an edit of the session.
#pragma once

#include "ui/views/views_area.h"

#include <QWidget>

class QLabel;

namespace lexicell::ui {

class Legend;

class LegendPanel : public QWidget {
    Q_OBJECT

  public:
    LegendPanel(Workbench bench, ViewsArea &views, QWidget *parent = nullptr);
    Legend *legend() const { return m_legend; }

  private:
    void showColors();
    void showSelected();
    void edit(LabelEdit edit);
    QString labelOf(int code) const;
    void select(const QList<int> &codes);
    void highlight(int code, bool on);
    void connectLegend();

    Workbench m_bench;
    ViewsArea &m_views;
    Legend *m_legend;
    QLabel *m_empty;
};

}  // namespace lexicell::ui
