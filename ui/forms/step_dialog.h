// A step's form: options with good defaults, what will be written, Run. Not modal: the map behind it stays alive.
#pragma once

#include "ui/commands/map_cells.h"
#include "ui/forms/option_form.h"
#include "ui/workbench.h"

#include <QDialog>
#include <QJsonObject>

#include <functional>

class QCheckBox;
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
    void setRun(const QString &text, std::function<void()> run);
    void setWhyNotRun(const QString &reason);  // empty: it can run
    // Choices that come from the open data set: representations, obs columns, matrices.
    static void fillChoices(OptionForm &form, const Session &session);

  private:
    QVBoxLayout *m_body;
    QPushButton *m_run;
    std::function<void()> m_action;
};

// The forms of the steps; each shows itself and starts the step when asked. `preset`: values of options, under their names.
void showMapForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showEmbedForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showQcForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showPcaForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showNeighborsForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showUmapForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
void showLeidenForm(Workbench bench, QWidget *parent, const QJsonObject &preset = {});
// The form of a step by the name of its command: "pca", "analyze", …
void showStepForm(Workbench bench, QWidget *parent, const QString &step, const QJsonObject &preset);

}  // namespace lexicell::ui
