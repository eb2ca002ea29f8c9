// The middle of the window: the maps, and around them the results of tasks, each in a dock that can be tiled, tabbed, floated and
// closed.
#pragma once

#include "ui/workspace/workbench.h"

#include <QHash>
#include <QMainWindow>

class QDockWidget;

namespace lexicell::ui {

class View;
class ViewsArea;

class ViewsDesk : public QMainWindow {
    Q_OBJECT

  public:
    ViewsDesk(Workbench bench, ViewsArea *maps, QWidget *parent);
    ~ViewsDesk() override;

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);  // "gene", "CD3E": in a result

  private:
    void open(int id);
    void close(int id);
    QWidget *framed(View *view);
    void exportView(View *view);

    Workbench m_bench;
    QHash<int, QDockWidget *> m_docks;  // by the result's id
};

}  // namespace lexicell::ui
