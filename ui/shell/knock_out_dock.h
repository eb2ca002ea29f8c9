// The panel Knock-outs with what it needs of the window: the form of its further options, the dialog for a model, "run again with
// changes" of every result, and the way from a result's genes, a gene set or the current gene into it.
#pragma once

#include "ui/workspace/workbench.h"

#include <QObject>
#include <QStringList>

namespace lexicell::ui {

class GeneDocks;
class KnockOutPanel;
class MainWindow;
class ResultDocks;

class KnockOutDock : public QObject {
    Q_OBJECT

  public:
    KnockOutDock(Workbench bench, ResultDocks &results, GeneDocks &genes, MainWindow *window);

    QWidget *panel() const;
    void take(const QStringList &genes);  // adds them to its list and shows it
    void open();                          // shows the panel; an empty first slot takes the selected cells
    void runAgain(int result);            // shows the form of its task with its options

  private:
    void showFurtherOptions();

    Workbench m_bench;
    MainWindow *m_window;
    KnockOutPanel *m_panel;
};

}  // namespace lexicell::ui
