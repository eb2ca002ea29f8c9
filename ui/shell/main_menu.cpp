#include "ui/shell/main_menu.h"

#include "core/base/provenance.h"
#include "ui/forms/batch_script_dialog.h"
#include "ui/forms/preferences_dialog.h"
#include "ui/shell/live_docks.h"
#include "ui/shell/main_window.h"
#include "ui/shell/result_docks.h"
#include "ui/views/views_area.h"
#include "ui/workspace/why_not.h"

#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

#include <algorithm>

namespace lexicell::ui {

void MenuBuilder::build()
{
    file();
    edit();
    view();
    select();
    label();
    analysis();
    model();
    genes();
    jobsWindowHelp();
}

QMenu *MenuBuilder::menu(const QString &title)
{
    QMenu *result = m_window.menuBar()->addMenu(title);
    result->setToolTipsVisible(true);
    return result;
}

void MenuBuilder::add(QMenu *menu, ActionSpec spec) { menu->addAction(m_window.m_actions.add(std::move(spec))); }

std::function<QString()> MenuBuilder::needsData() const
{
    return [&session = m_window.m_session] { return whyNotData(session); };
}

std::function<QString()> MenuBuilder::needsSelection() const
{
    return [&session = m_window.m_session] { return whyNotSelect(session); };
}

std::function<QString()> MenuBuilder::needsLabels() const
{
    return [&session = m_window.m_session] { return whyNotLabel(session); };
}

std::function<QString()> MenuBuilder::needsLabelsAndSelection() const
{
    return [&session = m_window.m_session] { return whyNotLabelSelected(session); };
}

std::function<QString()> MenuBuilder::needsView() const
{
    return [&window = m_window] {
        if (const QString why = whyNotData(window.m_session); !why.isEmpty()) return why;
        return window.m_views->active() ? QString() : QObject::tr("Map the cells first.");
    };
}

void MenuBuilder::jobsWindowHelp()
{
    MainWindow &w = m_window;
    QMenu *jobs = menu(QObject::tr("&Jobs"));
    add(jobs, {"jobs.list", QObject::tr("Job &list and log"), "jobs", {}, [&w] { w.showPanel("jobs"); }, {}, {}});
    add(jobs, {"jobs.curves",
               QObject::tr("C&urves of the latest training"),
               "chart",
               {},
               [&w] { w.m_live->showLast(); },
               [&w] { return w.m_live->whyNotShow(); },
               QObject::tr("Losses and scores by step, as they are measured.")});
    add(jobs, {"jobs.script",
               QObject::tr("&Batch script of the latest run…"),
               "terminal",
               {},
               [&w] { showScriptOfLatestRun(w.m_bench, &w); },
               [&w] { return whyNoScriptOfLatestRun(w.m_bench); },
               QObject::tr("The run as a script for another machine. Every form writes its own.")});
    add(jobs, {"jobs.cancelAll",
               QObject::tr("&Cancel all"),
               "stop",
               {},
               [&w] { w.m_jobs.cancelAll(); },
               [&w] {
                   const auto all = w.m_jobs.jobs();
                   const bool busy = std::any_of(all.begin(), all.end(), [](const JobInfo &job) { return !job.finished(); });
                   return busy ? QString() : QObject::tr("No job is running or waiting.");
               },
               {}});
    QMenu *window = menu(QObject::tr("&Window"));
    for (const char *name :
         {"data", "legend", "gene-sets", "inspector", "gene", "models", "history", "knock-outs", "suggestions", "jobs"})
        window->addAction(w.m_docks.value(QLatin1String(name))->toggleViewAction());
    QMenu *results = window->addMenu(QObject::tr("R&esults"));
    results->setToolTipsVisible(true);
    QObject::connect(results, &QMenu::aboutToShow, results, [&w, results] { w.m_resultDocks->fill(results); });
    window->addSeparator();
    add(window, {"window.reset", QObject::tr("&Reset layout"), "refresh", {}, [&w] { w.resetLayout(); }, {}, {}});
    QMenu *help = menu(QObject::tr("&Help"));
    add(help, {"help.shortcuts",
               QObject::tr("&Keyboard shortcuts"),
               "help",
               keys({"F1", "?"}),
               [&w] {
                   auto *dialog = new PreferencesDialog(w.m_actions, &w);
                   dialog->showShortcuts();
                   dialog->show();
               },
               {},
               {}});
    add(help,
        {"help.about",
         QObject::tr("&About Lexicell"),
         "info",
         {},
         [&w] {
             QMessageBox::about(
                 &w, QObject::tr("About Lexicell"),
                 QObject::tr(
                     "<b>Lexicell %1</b><br>Single-cell foundation models on your own machine, beside their honest baselines."
                     "<br><br>Free software, GPL-3.0-or-later. It sends nothing anywhere.")
                     .arg(QLatin1String(version())));
         },
         {},
         {}});
}

}  // namespace lexicell::ui
