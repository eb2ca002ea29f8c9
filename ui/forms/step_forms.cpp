// The forms of tasks and of Map cells, all made from the options' `describe` lists.
#include "ui/commands/run_task.h"
#include "ui/forms/batch_script_dialog.h"
#include "ui/forms/estimate_text.h"
#include "ui/forms/gene_set_menu.h"
#include "ui/forms/places_form.h"
#include "ui/forms/step_dialog.h"
#include "ui/forms/task_rows.h"
#include "ui/forms/unfinished_run.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include <cmath>

namespace lexicell::ui {

namespace {

QString modelSentence(const Session &session)
{
    if (!session.models().outline()) return QObject::tr("No model is loaded: only the PCA baseline will be mapped.");
    QString text = QObject::tr("The PCA baseline comes first; then %1 embeds the cells.")
                       .arg(QString::fromStdString(session.models().outline()->card.name));
    if (const auto coverage = session.models().coverage())
        text += QObject::tr(" It knows %L1 of %L2 genes, %3 % of the counts.")
                    .arg(coverage->genesMatched)
                    .arg(coverage->genes)
                    .arg(std::lround(coverage->countsShare * 100.0));
    return text;
}

}  // namespace

void showMapForm(Workbench bench, QWidget *parent, const QJsonObject &preset)
{
    auto *dialog = new StepDialog(QObject::tr("Map cells"),
                                  QObject::tr("%1\nFor each: neighbors, UMAP and Leiden clusters. Results are added under "
                                              "AnnData's usual keys; the file stays as it is.")
                                      .arg(modelSentence(bench.session)),
                                  parent);
    dialog->setObjectName(QStringLiteral("mapForm"));
    QCheckBox *baseline = dialog->addSwitch(QObject::tr("PCA baseline"), true);
    QCheckBox *model = dialog->addSwitch(QObject::tr("Model embedding"), true,
                                         bench.session.models().outline() ? QString() : QObject::tr("Load a model first."));
    for (QCheckBox *box : {baseline, model})
        QObject::connect(box, &QCheckBox::toggled, dialog, [dialog, baseline, model] {
            const bool any = baseline->isChecked() || model->isChecked();
            dialog->setWhyNotRun(any ? QString() : QObject::tr("Choose the baseline, the model, or both."));
        });
    OptionForm *form = dialog->addForm();
    form->show(steps::AnalyzeOptions{},
               {"n-top-genes", "n-pcs", "n-neighbors", "min-dist", "resolution", "batch", "layer", "log-normalized"});
    StepDialog::fillChoices(*form, bench.session);
    form->setValues(preset);
    dialog->setRun(QObject::tr("Map cells"), [bench, baseline, model, form]() mutable {
        MapOptions options;
        options.baseline = baseline->isChecked();
        options.model = model->isChecked();
        form->read(options.analyze);
        options.embed.layer = options.analyze.layer;
        options.embed.seed = options.analyze.seed;
        mapCells(bench, options);
    });
    dialog->show();
}

namespace {

// Files and folders are added to those that are typed already.
void offerRuns(OptionForm &form)
{
    const QString option = QStringLiteral("runs");
    auto *line = qobject_cast<QLineEdit *>(form.editor(option));
    if (!line) return;
    auto *button = new QToolButton(&form);
    button->setObjectName(QStringLiteral("addRuns"));
    button->setText(QObject::tr("Add…"));
    button->setAccessibleName(QObject::tr("Add runs"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    const auto add = [line](const QStringList &paths) {
        QStringList all = line->text().split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (const QString &path : paths)
            if (!path.isEmpty() && !all.contains(path)) all << path;
        line->setText(all.join(QLatin1Char(',')));
    };
    menu->addAction(QObject::tr("Tables and data sets…"), line, [line, add] {
        add(QFileDialog::getOpenFileNames(line->window(), QObject::tr("Runs"), {}, QObject::tr("Runs (*.csv *.h5ad)")));
    });
    menu->addAction(QObject::tr("Folder of a fine-tuned model…"), line,
                    [line, add] { add({QFileDialog::getExistingDirectory(line->window(), QObject::tr("Folder"))}); });
    button->setMenu(menu);
    form.placeBeside(option, button);
}

// The page of a comparison is written to a new file.
void offerReport(OptionForm &form)
{
    const QString option = QStringLiteral("report");
    auto *line = qobject_cast<QLineEdit *>(form.editor(option));
    if (!line) return;
    auto *button = new QToolButton(&form);
    button->setObjectName(QStringLiteral("chooseReport"));
    button->setText(QObject::tr("Choose…"));
    button->setAccessibleName(QObject::tr("Choose the file of the report page"));
    QObject::connect(button, &QToolButton::clicked, line, [line] {
        const QString file = QFileDialog::getSaveFileName(line->window(), QObject::tr("Report page"), line->text(),
                                                          QObject::tr("Web page (*.html);;PDF (*.pdf)"));
        if (!file.isEmpty()) line->setText(file);
    });
    form.placeBeside(option, button);
}

// The places that a preset names; the others are the proposed ones.
TaskPlaces placesOf(const Session &session, const models::tasks::TaskSpec &task, QJsonObject preset)
{
    const TaskPlaces proposed = proposedPlaces(session, task);
    auto places = takePlaces(session, task, preset);
    if (!places.ok()) return proposed;
    if (places->output.isEmpty()) places->output = proposed.output;
    return *places;
}

// Why Run is disabled, and what the run will take: said anew with every change.
void keepTold(StepDialog *dialog, const Workbench &bench, const models::tasks::TaskSpec &task, OptionForm *form,
              PlacesForm *places)
{
    auto *expected = new QLabel(dialog);
    expected->setObjectName(QStringLiteral("estimate"));
    expected->setWordWrap(true);
    expected->setProperty("muted", true);
    dialog->addBelow(expected);
    auto *unfinished = new UnfinishedRun(task, *form, dialog);
    dialog->addBelow(unfinished);
    const auto tell = [dialog, bench, &task, form, places, expected, unfinished] {
        OptionValues options = task.options;
        form->read(options);
        const TaskPlaces named = places ? places->places() : TaskPlaces{};
        unfinished->tell(options, named);
        QString why = whyNotTask(bench.session, task);
        if (const auto checked = checkPlaces(bench.session, task, options, named); why.isEmpty() && !checked.ok())
            why = QString::fromStdString(checked.error().message);
        dialog->setWhyNotRun(why);
        const QString text = estimateText(estimateTask(bench.session, task, options, named));
        expected->setText(text);
        expected->setVisible(!text.isEmpty());
    };
    QObject::connect(form, &OptionForm::changed, dialog, tell);
    if (places) QObject::connect(places, &PlacesForm::changed, dialog, tell);
    tell();
}

}  // namespace

void showTaskForm(Workbench bench, QWidget *parent, const models::tasks::TaskSpec &task, const QJsonObject &preset)
{
    auto *dialog = new StepDialog(taskTitle(task), QCoreApplication::translate("Task", task.summary.c_str()), parent);
    PlacesForm *places = nullptr;
    if (hasPlaces(task)) {
        places = new PlacesForm(task, placesOf(bench.session, task, preset), dialog);
        dialog->addWidget(places);
    }
    OptionForm *form = dialog->addForm();
    form->show(task.options);
    // A task on the open data set offers its columns and matrices.
    if (task.reads == models::tasks::Reads::Dataset) StepDialog::fillChoices(*form, bench.session);
    offerGeneSets(*form, bench.session);
    offerRuns(*form);
    offerReport(*form);
    arrangeRows(*form, bench.session, task);
    form->setValues(preset);
    dialog->alignLabels();
    keepTold(dialog, bench, task, form, places);
    dialog->setRun(QObject::tr("Run"), [bench, form, places, &task]() mutable {
        OptionValues options = task.options;
        form->read(options);
        runTask(bench, task, options, places ? places->places() : TaskPlaces{});
    });
    dialog->addAction(QObject::tr("Batch script…"), QStringLiteral("batchScriptOfForm"),
                      QObject::tr("Writes this run as a script for another machine."), [bench, dialog, form, places, &task] {
                          OptionValues options = task.options;
                          form->read(options);
                          (new BatchScriptDialog(bench, task, models::tasks::optionTexts(options),
                                                 places ? places->places() : TaskPlaces{}, dialog))
                              ->show();
                      });
    dialog->show();
}

void showTaskForm(Workbench bench, QWidget *parent, const QString &id, const QJsonObject &preset)
{
    if (id == QStringLiteral("analyze")) return showMapForm(bench, parent, preset);
    if (const auto *task = bench.tasks.find(id.toStdString())) showTaskForm(bench, parent, *task, preset);
}

}  // namespace lexicell::ui
