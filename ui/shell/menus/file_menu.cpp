// Menus File and Edit: open, save, export, undo and redo.
#include "ui/commands/open_dataset.h"
#include "ui/commands/open_sample.h"
#include "ui/forms/command_palette.h"
#include "ui/forms/preferences_dialog.h"
#include "ui/shell/main_menu.h"
#include "ui/shell/main_window.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QDir>
#include <QMenu>
#include <QUndoStack>

namespace lexicell::ui {

using models::tasks::Reads;
using models::tasks::TaskGroup;
using models::tasks::TaskSpec;

void MenuBuilder::file()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&File"));
    add(m, {"file.open",
            QObject::tr("&Open…"),
            "open",
            keys({"Ctrl+O"}),
            [&w] { w.m_files.openFile(); },
            {},
            QObject::tr("h5ad, h5mu, 10x h5, loom, mtx, csv, or a Lexicell project.")});
    add(m, {"file.openFolder", QObject::tr("Open 10x &folder…"), "folder", {}, [&w] { w.m_files.openFolder(); }, {}, {}});
    add(m, {"file.openOptions",
            QObject::tr("Open with o&ptions…"),
            "settings",
            {},
            [&w] { w.m_files.openWithOptions(); },
            {},
            QObject::tr("Genome, feature type, orientation, matrix and gene names: of the open file, or of another.")});
    add(m, {"file.turnRound",
            QObject::tr("&Turn the table round"),
            "refresh",
            {},
            [&w] { turnTableRound(w.m_bench); },
            [&w] { return whyNotTurnRound(w.m_session); },
            QObject::tr("Exchanges rows and columns. Use it when cells were read as genes.")});
    QMenu *recent = m->addMenu(QObject::tr("Open &recent"));
    recent->setToolTipsVisible(true);
    QObject::connect(recent, &QMenu::aboutToShow, recent, [&w, recent] {
        recent->clear();
        for (const QString &path : recentFiles())
            recent->addAction(QDir::toNativeSeparators(path), &w, [&w, path] { w.open(path); });
        if (!recent->isEmpty()) return;
        QAction *none = recent->addAction(QObject::tr("No files yet"));
        none->setEnabled(false);
        none->setToolTip(QObject::tr("Files you open will be listed here."));
    });
    add(m, {"file.sample",
            QObject::tr("Open &sample: simulated cells"),
            "sample",
            {},
            [&w] { w.openSample(); },
            {},
            QObject::tr("Mapped by a small demo model and by PCA.")});
    add(m, {"file.realSample",
            QObject::tr("Open sample: &real cells (PBMC 3k)"),
            "cells",
            {},
            [&w] { openRealSample(w.m_bench); },
            {},
            QObject::tr("2,638 blood cells with nine published types. Data: 10x Genomics, CC BY 4.0.")});
    addTasks(m, QStringLiteral("file."),
             [](const TaskSpec &task) { return task.group == TaskGroup::Data && task.reads == Reads::Nothing; });
    m->addSeparator();
    add(m, {"file.saveProject", QObject::tr("&Save project"), "save", keys({"Ctrl+S"}), [&w] { w.m_files.saveProject(false); },
            needsData(), QObject::tr("Every change is stored at once. This command chooses the file.")});
    add(m, {"file.saveProjectAs",
            QObject::tr("Save project &as…"),
            "save-as",
            keys({"Ctrl+Shift+S"}),
            [&w] { w.m_files.saveProject(true); },
            needsData(),
            {}});
    add(m,
        {"file.saveCopy", QObject::tr("Save data &copy as h5ad…"), "download", keys({"Ctrl+E"}), [&w] { w.m_files.saveCopy(); },
         needsData(), QObject::tr("Data, results, labels and colors, for scanpy, CELLxGENE and others.")});
    addTasks(m, QStringLiteral("file."), [](const TaskSpec &task) {
        return task.group == TaskGroup::Data && (task.reads == Reads::Dataset || task.reads == Reads::Datasets);
    });
    QMenu *exports = m->addMenu(QObject::tr("&Export"));
    exports->setToolTipsVisible(true);
    add(exports, {"file.exportFigure",
                  QObject::tr("&Figure…"),
                  "image",
                  {},
                  [&w] { w.m_views->active()->exportFigure(); },
                  needsView(),
                  QObject::tr("PNG or SVG.")});
    add(exports,
        {"file.exportLabels", QObject::tr("&Labels as CSV…"), "table", {}, [&w] { w.m_files.exportLabels(); }, needsData(), {}});
    m->addSeparator();
    add(m, {"file.close",
            QObject::tr("&Close"),
            "close",
            keys({"Ctrl+W"}),
            [&w] {
                if (w.m_files.mayClose()) w.m_session.close();
            },
            needsData(),
            {}});
    add(m, {"file.quit", QObject::tr("&Quit"), "", keys({"Ctrl+Q"}), [&w] { w.close(); }, {}, {}});
}

void MenuBuilder::edit()
{
    MainWindow &w = m_window;
    QUndoStack *stack = w.m_session.journal().undoStack();
    QMenu *m = menu(QObject::tr("&Edit"));
    add(m, {"edit.undo",
            QObject::tr("&Undo"),
            "undo",
            keys({"Ctrl+Z"}),
            [stack] { stack->undo(); },
            [stack] { return stack->canUndo() ? QString() : QObject::tr("There is nothing to undo."); },
            {}});
    add(m, {"edit.redo",
            QObject::tr("&Redo"),
            "redo",
            keys({"Ctrl+Shift+Z", "Ctrl+Y"}),
            [stack] { stack->redo(); },
            [stack] { return stack->canRedo() ? QString() : QObject::tr("There is nothing to do again."); },
            {}});
    const auto name = [&w, stack] {
        w.m_actions.get("edit.undo")
            ->setText(stack->canUndo() ? QObject::tr("&Undo: %1").arg(stack->undoText()) : QObject::tr("&Undo"));
        w.m_actions.get("edit.redo")
            ->setText(stack->canRedo() ? QObject::tr("&Redo: %1").arg(stack->redoText()) : QObject::tr("&Redo"));
    };
    QObject::connect(stack, &QUndoStack::indexChanged, &w, name);
    add(m, {"edit.history",
            QObject::tr("&History"),
            "history",
            {},
            [&w] { w.showPanel("history"); },
            needsData(),
            QObject::tr("All edits; click one to go there.")});
    m->addSeparator();
    add(m, {"edit.findGene",
            QObject::tr("Find &gene…"),
            "gene",
            keys({"Ctrl+F", "/", "G"}),
            [&w] { w.showPanel("genes"); },
            needsData(),
            {}});
    add(m, {"edit.palette",
            QObject::tr("Search &everything…"),
            "search",
            keys({"Ctrl+K", "Ctrl+Shift+P"}),
            [&w] { w.m_palette->open(); },
            {},
            {}});
    m->addSeparator();
    add(m, {"edit.preferences",
            QObject::tr("&Preferences…"),
            "settings",
            keys({"Ctrl+,"}),
            [&w] {
                auto *dialog = new PreferencesDialog(w.m_actions, &w);
                QObject::connect(dialog, &PreferencesDialog::themeChosen, &w, &MainWindow::setTheme);
                QObject::connect(dialog, &PreferencesDialog::threadsChosen, &w,
                                 [&w](int threads) { w.m_jobs.setThreads(threads); });
                dialog->show();
            },
            {},
            {}});
}

}  // namespace lexicell::ui
