// In the form of a training: says that the folder to write has a run that was interrupted, and takes over its options to go on.
#pragma once

#include "models/tasks/task.h"
#include "ui/commands/task_places.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lexicell::ui {

class OptionForm;

class UnfinishedRun : public QWidget {
    Q_OBJECT

  public:
    // The form must outlive it.
    UnfinishedRun(const models::tasks::TaskSpec &task, OptionForm &form, QWidget *parent);

    // Shown while there is such a run at the output, hidden else.
    void tell(const OptionValues &options, const TaskPlaces &places);

  private:
    void goOn();

    const models::tasks::TaskSpec &m_task;
    OptionForm &m_form;
    QString m_output;
    QLabel *m_text;
    QPushButton *m_goOn;
};

}  // namespace lexicell::ui
