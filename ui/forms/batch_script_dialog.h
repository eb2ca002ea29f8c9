// The run of a form as a script for another machine: for bash, or with a header for Slurm, in shares where the task has them.
// What is shown is what is copied and saved.
#pragma once

#include "core/base/result.h"
#include "models/tasks/command_text.h"
#include "ui/commands/task_places.h"
#include "ui/workspace/workbench.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QPlainTextEdit;
class QSpinBox;

namespace lexicell::ui {

class BatchScriptDialog : public QDialog {
    Q_OBJECT

  public:
    // The script reads the files on the disk, not what only the window holds.
    BatchScriptDialog(Workbench bench, const models::tasks::TaskSpec &task, models::tasks::OptionTexts options,
                      const TaskPlaces &places, QWidget *parent);

    QString script() const;
    // An executable file. Error classes: not_writable, disk_full.
    Result<void> save(const QString &file) const;

  private:
    QSpinBox *addNumber(QFormLayout *form, const QString &label, const QString &name, int value, int most, const QString &unit);
    void addNumbers(QFormLayout *form);
    void addButtons(QLayout *layout);
    void showScript();
    void chooseFile();

    Workbench m_bench;
    const models::tasks::TaskSpec &m_task;
    models::tasks::OptionTexts m_options;
    models::tasks::CommandFiles m_files;
    QComboBox *m_queue;
    QSpinBox *m_cores = nullptr, *m_gigabytes = nullptr, *m_hours = nullptr;
    QSpinBox *m_shards = nullptr;  // null: the task has none
    QCheckBox *m_card = nullptr;   // null: the task uses no model
    QPlainTextEdit *m_text;
};

// The same for the latest run of a task on the open data set.
void showScriptOfLatestRun(Workbench bench, QWidget *parent);
QString whyNoScriptOfLatestRun(const Workbench &bench);  // empty: there is one

}  // namespace lexicell::ui
