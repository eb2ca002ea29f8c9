// A step's form: options with good defaults, what will be written, Run. Not modal: the map behind it stays usable.
#pragma once

#include "ui/commands/map_cells.h"
#include "ui/forms/option_form.h"
#include "ui/workspace/workbench.h"

#include <QDialog>
#include <QJsonObject>

#include <functional>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lexicell::ui {

class StepDialog : public QDialog {
    Q_OBJECT

  public:
    StepDialog(const QString &title, const QString &what, QWidget *parent);

    OptionForm *addForm(const QString &heading = {});
    QCheckBox *addSwitch(const QString &text, bool on, const QString &whyNot = {});
    void addWidget(QWidget *widget);
    void addBelow(QWidget *widget);  // beneath the part that scrolls
    void alignLabels();              // the forms in the dialog share one column of labels
    void setRun(const QString &text, std::function<void()> run);
    // A button beside Run, which can be pressed when the step can run and leaves the form open.
    void addAction(const QString &text, const QString &name, const QString &tip, std::function<void()> run);
    void setWhyNotRun(const QString &reason);  // empty: it can run
    // Choices that come from the open data set: representations, obs columns, matrices.
    static void fillChoices(OptionForm &form, const Session &session);

  private:
    void growToFit();

    QVBoxLayout *m_body;
    QVBoxLayout *m_below;
    QDialogButtonBox *m_buttons;
    QPushButton *m_run;
    QPushButton *m_other = nullptr;  // of addAction()
    QString m_otherTip;
    std::function<void()> m_action;
};

// The form of a task of the table; `preset`: values of options, under their names.
void showTaskForm(Workbench bench, QWidget *parent, const models::tasks::TaskSpec &task, const QJsonObject &preset = {});
// The form of Map cells, which runs several tasks.
void showMapForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
// The form of a task by its id; "analyze" is a part of Map cells and has that form.
void showTaskForm(Workbench bench, QWidget *parent, const QString &id, const QJsonObject &preset);

}  // namespace lexicell::ui
