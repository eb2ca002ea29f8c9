// What the window does with files: it asks for a name, then runs the command. Also the question before work is closed.
#pragma once

#include "ui/workspace/workbench.h"

#include <QCoreApplication>
#include <QWidget>

namespace lexicell::ui {

class FileActions {
    Q_DECLARE_TR_FUNCTIONS(FileActions)

  public:
    // Dialogs belong to `window`, which outlives this object.
    FileActions(Workbench bench, QWidget *window) : m_bench(bench), m_window(window) {}

    void open(const QString &path);  // a data set, a project, or a checkpoint
    void openFile();
    void openFolder();
    void openWithOptions();
    void saveCopy();
    void exportLabels();
    void saveProject(bool askName);
    bool mayClose();  // false: the person wants to save first, or to stay

  private:
    Workbench m_bench;
    QWidget *m_window;
};

}  // namespace lexicell::ui
