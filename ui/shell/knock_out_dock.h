// The panel Knock-outs with what it needs of the window: the form of its further options, the dialog for a model, and "run again
// with changes" of every result.
#pragma once

#include "ui/workspace/workbench.h"

#include <QObject>

namespace lexicell::ui {

class KnockOutPanel;
class MainWindow;

class KnockOutDock : public QObject {
    Q_OBJECT

  public:
    KnockOutDock(Workbench bench, MainWindow *window);

    QWidget *panel() const;
    void open();                // shows the panel; an empty first slot takes the selected cells
    void runAgain(int result);  // shows the form of its task with its options

  private:
    void showFurtherOptions();

    Workbench m_bench;
    MainWindow *m_window;
    KnockOutPanel *m_panel;
};

}  // namespace lexicell::ui
