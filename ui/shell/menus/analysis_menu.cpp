// Menus Analysis and Model: the steps from counts to a map, one by one and in one go.
#include "ui/commands/run_task.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/shell/gene_docks.h"
#include "ui/shell/knock_out_dock.h"
#include "ui/shell/main_menu.h"
#include "ui/workspace/facts/made_here.h"
#include "ui/shell/main_window.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"
#include "ui/workspace/why_not.h"

#include <QCoreApplication>
#include <QMenu>

namespace lexicell::ui {

namespace {

using models::tasks::ModelUse;
using models::tasks::Reads;
using models::tasks::TaskGroup;
using models::tasks::TaskSpec;

// The neighbor graph of the active map's representation.
std::string activeRepresentation(MainWindow &window)
{
    const ViewPane *pane = window.views()->active();
    const QString key = pane ? pane->embedding() : QString();
    if (const auto rep = layoutMadeOf(*window.bench().session.data().dataset(), key))
        return *rep == QStringLiteral("X_pca") ? std::string() : rep->toStdString();
    return key.startsWith(QStringLiteral("X_umap_")) ? "X_" + key.mid(7).toStdString() : std::string();
}

}  // namespace

void MenuBuilder::analysis()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Analysis"));
    add(m, {"analysis.map", QObject::tr("&Map cells…"), "map", keys({"Ctrl+M"}), [&w] { showMapForm(w.m_bench, &w); },
            needsData(), QObject::tr("Embed, neighbors, UMAP and Leiden in one go, with the PCA baseline.")});
    m->addSeparator();
    addTasks(m, QStringLiteral("analysis."), [](const TaskSpec &task) {
        return task.group == TaskGroup::Map && task.model == ModelUse::None && task.id != "analyze";  // a part of Map cells
    });
    m->addSeparator();
    addTasks(m, QStringLiteral("analysis."),
             [](const TaskSpec &task) { return task.group == TaskGroup::Annotate || task.group == TaskGroup::Evaluate; });
    m->addSeparator();
    const auto leiden = [&w](double factor) {
        steps::LeidenOptions options;
        options.rep = activeRepresentation(w);
        options.resolution = factor;
        runTask(w.m_bench, "leiden", options);
    };
    const auto needsGraph = [&w] { return whyNotTask(w.m_session, *w.m_bench.tasks.find("leiden")); };
    add(m, {"analysis.finer", QObject::tr("&Finer clusters (resolution 2)"), "", {}, [leiden] { leiden(2.0); }, needsGraph, {}});
    add(m, {"analysis.coarser",
            QObject::tr("&Coarser clusters (resolution 0.5)"),
            "",
            {},
            [leiden] { leiden(0.5); },
            needsGraph,
            {}});
}

void MenuBuilder::model()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Model"));
    add(m, {"model.load",
            QObject::tr("&Load model…"),
            "model",
            keys({"Ctrl+Shift+M"}),
            [&w] { (new ModelDialog(w.m_bench, &w))->show(); },
            {},
            QObject::tr("Opens a checkpoint of any of the four families. Code in it is never run.")});
    add(m, {"model.panel",
            QObject::tr("&Models panel"),
            "info",
            {},
            [&w] { w.showPanel(QStringLiteral("models")); },
            {},
            QObject::tr("Loaded models, a comparison of two models, and available models.")});
    add(m, {"model.fit",
            QObject::tr("&Fit report"),
            "check-circle",
            {},
            [&w] { (new ModelDialog(w.m_bench, &w))->show(); },
            [&w] { return whyNotModel(w.m_session); },
            QObject::tr("Which genes of these data the model knows.")});
    addTasks(m, QStringLiteral("model."),
             [](const TaskSpec &task) { return task.group == TaskGroup::Map && task.model != ModelUse::None; });
    m->addSeparator();
    addTasks(m, QStringLiteral("model."),
             [](const TaskSpec &task) { return task.group == TaskGroup::Train || task.reads == Reads::Checkpoint; });
}

void MenuBuilder::genes()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Genes"));
    addTasks(m, QStringLiteral("genes."),
             [](const TaskSpec &task) { return task.group == TaskGroup::Genes || task.group == TaskGroup::KnockOuts; });
    m->addSeparator();
    add(m, {"genes.card", QObject::tr("&Gene card"), "gene", keys({"Ctrl+G"}), [&w] { w.showPanel(QStringLiteral("gene")); },
            needsData(),
            QObject::tr("The current gene: its names, its expression by group, its nearest genes in each loaded model.")});
    add(m, {"genes.sets", QObject::tr("Gene &sets"), "data", keys({"Ctrl+Shift+G"}),
            [&w] { w.showPanel(QStringLiteral("gene-sets")); }, needsData(),
            QObject::tr("Named lists of genes that the project keeps.")});
    w.m_geneDocks->addActions(m);
    m->addSeparator();
    add(m, {"genes.knockOuts", QObject::tr("Knock-outs of &chosen cells"), "knock-out", keys({"Ctrl+Shift+K"}),
            [&w] { w.m_knockOuts->open(); }, needsData(),
            QObject::tr("Which genes move the selected cells, and toward which others.")});
}

// An entry for each task of the table that `belongs`: its form, and why it cannot run.
void MenuBuilder::addTasks(QMenu *menu, const QString &prefix, bool (*belongs)(const TaskSpec &task))
{
    static const QHash<QString, QString> icons{{"qc", "quality"},           {"pca", "chart"},
                                               {"neighbors", "network"},    {"umap", "cells"},
                                               {"leiden", "cluster"},       {"embed", "embed"},
                                               {"gene-network", "network"}, {"simulate", "sample"},
                                               {"convert", "save-as"},      {"convert-model", "save-as"},
                                               {"knock-out", "knock-out"},  {"pretrain", "model"},
                                               {"enrich", "chart"}};
    MainWindow &w = m_window;
    for (const TaskSpec &task : w.m_bench.tasks.all()) {
        if (!belongs(task)) continue;
        const QString id = QString::fromStdString(task.id);
        add(menu, {prefix + id,
                   taskTitle(task) + QStringLiteral("…"),
                   icons.value(id, QStringLiteral("play")),
                   {},
                   [&w, &task] { showTaskForm(w.m_bench, &w, task); },
                   [&w, &task] { return whyNotTask(w.m_session, task); },
                   QCoreApplication::translate("Task", task.summary.c_str())});
    }
}

}  // namespace lexicell::ui
