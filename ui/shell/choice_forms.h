// Opens the form that has the controls when a file, a step or a model needs a choice: commands ask for it with a signal of
// Notices, because they know no form.
#pragma once

#include "ui/workspace/workbench.h"

#include <QObject>

class QWidget;

namespace lexicell::ui {

class ModelsPanel;

class ChoiceForms : public QObject {
    Q_OBJECT

  public:
    ChoiceForms(Workbench bench, ModelsPanel &models, QWidget *window);

  private:
    Workbench m_bench;
    QWidget *m_window;
};

}  // namespace lexicell::ui
