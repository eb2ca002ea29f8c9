#include "ui/main_menu.h"

#include "core/base/provenance.h"
#include "ui/commands/analysis_steps.h"
#include "ui/commands/open_dataset.h"
#include "ui/forms/command_palette.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/preferences_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/main_window.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/views_area.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace lexicell::ui {

namespace {

QList<QKeySequence> keys(std::initializer_list<const char *> texts)
{
    QList<QKeySequence> result;
    for (const char *text : texts) result << QKeySequence(QLatin1String(text));
    return result;
}

// The neighbour graph of the active map's representation.
std::string activeRepresentation(const MainWindow &window)
{
    const ViewPane *pane = window.views()->active();
    const QString key = pane ? pane->embedding() : QString();
    return key.startsWith(QStringLiteral("X_umap_")) ? "X_" + key.mid(7).toStdString() : std::string();
}

}  // namespace

void MenuBuilder::build()
{
    file();
    edit();
    view();
    select();
    label();
    analysis();
    model();
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
    return [&window = m_window] { return window.m_session.hasDataset() ? QString() : QObject::tr("Open a data set first."); };
}

std::function<QString()> MenuBuilder::needsSelection() const
{
    return [&window = m_window] {
        if (!window.m_session.hasDataset()) return QObject::tr("Open a data set first.");
        return window.m_session.selectedCount() > 0 ? QString()
                                                    : QObject::tr("Select cells first: draw around them with the lasso (L).");
    };
}

std::function<QString()> MenuBuilder::needsView() const
{
    return [&window = m_window] {
        if (!window.m_session.hasDataset()) return QObject::tr("Open a data set first.");
        return window.m_views->active() ? QString() : QObject::tr("Map the cells first.");
    };
}

void MenuBuilder::file()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&File"));
    add(m, {"file.open",
            QObject::tr("&Open…"),
            "open",
            keys({"Ctrl+O"}),
            [&w] { w.askOpen(); },
            {},
            QObject::tr("h5ad, 10x h5, loom, mtx, csv, or a Lexicell project.")});
    add(m, {"file.openFolder", QObject::tr("Open 10x &folder…"), "folder", {}, [&w] { w.askOpenFolder(); }, {}, {}});
    QMenu *recent = m->addMenu(QObject::tr("Open &recent"));
    QObject::connect(recent, &QMenu::aboutToShow, recent, [&w, recent] {
        recent->clear();
        for (const QString &path : recentFiles())
            recent->addAction(QDir::toNativeSeparators(path), &w, [&w, path] { w.open(path); });
        if (recent->isEmpty()) recent->addAction(QObject::tr("No files yet"))->setEnabled(false);
    });
    add(m, {"file.sample",
            QObject::tr("Open &sample data"),
            "sample",
            {},
            [&w] { w.openSample(); },
            {},
            QObject::tr("Simulated cells and a demo model.")});
    m->addSeparator();
    add(m, {"file.saveProject", QObject::tr("&Save project"), "save", keys({"Ctrl+S"}), [&w] { w.saveProjectNow(false); },
            needsData(), QObject::tr("Every change is kept at once; this chooses where.")});
    add(m, {"file.saveProjectAs",
            QObject::tr("Save project &as…"),
            "save-as",
            keys({"Ctrl+Shift+S"}),
            [&w] { w.saveProjectNow(true); },
            needsData(),
            {}});
    add(m, {"file.saveCopy", QObject::tr("Save data &copy as h5ad…"), "download", keys({"Ctrl+E"}), [&w] { w.askSaveCopy(); },
            needsData(), QObject::tr("Data, results, labels and colours, for scanpy, CELLxGENE and others.")});
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
        {"file.exportLabels", QObject::tr("&Labels as CSV…"), "table", {}, [&w] { w.askExportLabels(); }, needsData(), {}});
    m->addSeparator();
    add(m, {"file.close",
            QObject::tr("&Close"),
            "close",
            keys({"Ctrl+W"}),
            [&w] {
                if (w.mayClose()) w.m_session.close();
            },
            needsData(),
            {}});
    add(m, {"file.quit", QObject::tr("&Quit"), "", keys({"Ctrl+Q"}), [&w] { w.close(); }, {}, {}});
}

void MenuBuilder::edit()
{
    MainWindow &w = m_window;
    QUndoStack *stack = w.m_session.undoStack();
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

void MenuBuilder::tools(QMenu *m)
{
    MainWindow &w = m_window;
    struct ToolSpec {
        const char *id;
        QString text;
        const char *iconName;
        QList<QKeySequence> shortcuts;
        ScatterView::Tool tool;
    };
    auto *group = new QActionGroup(&w);
    const QList<ToolSpec> specs{
        {"tool.pan", QObject::tr("P&an"), "pan", keys({"M"}), ScatterView::Tool::Pan},
        {"tool.rectangle", QObject::tr("&Rectangle select"), "rectangle", keys({"R"}), ScatterView::Tool::Rectangle},
        {"tool.lasso", QObject::tr("&Lasso select"), "lasso", keys({"L", "S"}), ScatterView::Tool::Lasso},
        {"tool.polygon", QObject::tr("&Polygon select"), "polygon", keys({"P"}), ScatterView::Tool::Polygon}};
    for (const ToolSpec &spec : specs) {
        QAction *action =
            w.m_actions.add({QLatin1String(spec.id), spec.text, QLatin1String(spec.iconName), spec.shortcuts,
                             [&w, tool = spec.tool] { w.m_views->setTool(tool); }, needsView(),
                             QObject::tr("Shift adds, Ctrl removes, both intersect. Hold Space to pan, wheel to zoom.")});
        action->setCheckable(true);
        action->setChecked(spec.tool == w.m_views->tool());
        group->addAction(action);
        m->addAction(action);
        QObject::connect(w.m_views, &ViewsArea::toolChanged, action, [action, tool = spec.tool](ScatterView::Tool now) {
            if (now == tool) action->setChecked(true);
        });
    }
}

void MenuBuilder::view()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&View"));
    const auto scatter = [&w] { return w.m_views->active()->scatter(); };
    add(m, {"view.zoomFit",
            QObject::tr("Zoom to &fit"),
            "zoom-fit",
            keys({"Ctrl+0", "Home", "Ctrl+R"}),
            [scatter] { scatter()->zoomToFit(); },
            needsView(),
            {}});
    add(m, {"view.zoomSelected",
            QObject::tr("Zoom to &selection"),
            "zoom-selection",
            keys({"Ctrl+9"}),
            [scatter] { scatter()->zoomToSelection(); },
            needsSelection(),
            {}});
    m->addSeparator();
    m->addAction(w.m_actions.addToggle({"view.captions", QObject::tr("&Labels on the map"), "tag", keys({"T"}), {}, {}, {}}, true,
                                       [&w](bool on) { w.m_views->setCaptioned(on); }));
    m->addAction(w.m_actions.addToggle({"view.stacked", QObject::tr("Views one above the &other"), "layout", {}, {}, {}, {}},
                                       false, [&w](bool on) { w.m_views->setStacked(on); }));
    add(m, {"view.another",
            QObject::tr("&Another view"),
            "plus",
            {},
            [&w] { w.m_views->addPane(w.m_views->active()->embedding(), w.m_views->active()->colourKey()); },
            needsView(),
            {}});
    m->addSeparator();
    QMenu *theme = m->addMenu(QObject::tr("&Theme"));
    add(theme, {"view.themeSystem", QObject::tr("As the &system"), "", {}, [&w] { w.setTheme(ThemeMode::System); }, {}, {}});
    add(theme, {"view.themeLight", QObject::tr("&Light"), "sun", {}, [&w] { w.setTheme(ThemeMode::Light); }, {}, {}});
    add(theme, {"view.themeDark", QObject::tr("&Dark"), "moon", {}, [&w] { w.setTheme(ThemeMode::Dark); }, {}, {}});
    m->addSeparator();
    add(m, {"view.sideBars",
            QObject::tr("&Hide or show side bars"),
            "",
            keys({"H"}),
            [&w] {
                const bool visible = w.m_docks.value("data")->isVisible();
                for (const char *name : {"data", "legend", "inspector", "history"})
                    w.m_docks.value(QLatin1String(name))->setVisible(!visible);
            },
            needsData(),
            {}});
    add(m, {"view.fullScreen",
            QObject::tr("F&ull screen"),
            "",
            keys({"F11", "F"}),
            [&w] { w.isFullScreen() ? w.showNormal() : w.showFullScreen(); },
            {},
            {}});
}

void MenuBuilder::select()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Select"));
    tools(m);
    m->addSeparator();
    add(m, {"select.all",
            QObject::tr("&All shown"),
            "select-all",
            keys({"Ctrl+A"}),
            [&w] {
                std::vector<std::uint8_t> cells(static_cast<std::size_t>(w.m_session.cells()), 1);
                const auto hidden = w.m_session.hiddenCells();
                for (std::size_t i = 0; i < hidden.size(); ++i) cells[i] = hidden[i] ? 0 : 1;
                w.m_session.setSelection(std::move(cells));
            },
            needsData(),
            {}});
    add(m, {"select.none",
            QObject::tr("&None"),
            "clear",
            keys({"Esc", "Ctrl+D"}),
            [&w] { w.m_session.setSelection({}); },
            needsSelection(),
            {}});
    add(m, {"select.invert",
            QObject::tr("&Invert"),
            "invert",
            keys({"Ctrl+I"}),
            [&w] {
                std::vector<std::uint8_t> cells(static_cast<std::size_t>(w.m_session.cells()), 1);
                const auto hidden = w.m_session.hiddenCells();
                const auto &now = w.m_session.selection();
                for (std::size_t i = 0; i < cells.size(); ++i)
                    cells[i] = (i < now.size() && now[i]) || (i < hidden.size() && hidden[i]) ? 0 : 1;
                w.m_session.setSelection(std::move(cells));
            },
            needsData(),
            {}});
}

void MenuBuilder::label()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Label"));
    const auto edit = [&w](const LabelEdit &change) {
        const auto done = w.m_session.edit(change);
        if (!done.ok()) w.m_notices.postError(QObject::tr("Not changed."), done.error());
        return done.ok();
    };
    add(m, {"label.newField",
            QObject::tr("&New label field…"),
            "tag-plus",
            {},
            [&w, edit] {
                bool ok = false;
                const QString name =
                    QInputDialog::getText(&w, QObject::tr("New label field"), QObject::tr("Name of the new obs column:"),
                                          QLineEdit::Normal, freeFieldName(w.m_session), &ok);
                LabelEdit change;
                change.kind = LabelEdit::Kind::CreateField;
                change.field = name.trimmed();
                if (ok && edit(change)) w.m_session.setActiveField(change.field);
            },
            needsData(),
            QObject::tr("An empty column to fill with labels.")});
    add(m, {"label.copyField",
            QObject::tr("New field from the &coloured column…"),
            "copy",
            {},
            [&w, edit] {
                const QString from = w.m_views->active()->colourKey();
                bool ok = false;
                const QString name =
                    QInputDialog::getText(&w, QObject::tr("New label field"), QObject::tr("Name of the copy of %1:").arg(from),
                                          QLineEdit::Normal, from + QStringLiteral("_labels"), &ok);
                LabelEdit change;
                change.kind = LabelEdit::Kind::CreateField;
                change.field = name.trimmed();
                change.to = from;
                if (!ok || !edit(change)) return;
                w.m_session.setActiveField(change.field);
                w.m_views->colourBy(change.field);
            },
            [&w] {
                const ViewPane *pane = w.m_views->active();
                return pane && w.m_session.field(pane->colourKey()) ? QString()
                                                                    : QObject::tr("Colour the map by a column of labels first.");
            },
            QObject::tr("Start from clusters: copy leiden, then rename and merge.")});
    m->addSeparator();
    add(m, {"label.assign",
            QObject::tr("&Assign label…"),
            "tag",
            keys({"Ctrl+L"}),
            [&w] {
                w.showPanel("inspector");
                w.m_inspector->labels()->focusLabel();
            },
            needsSelection(),
            {}});
    add(m, {"label.assignLast",
            QObject::tr("Assign the l&ast label again"),
            "",
            keys({"A"}),
            [&w] { w.m_inspector->labels()->assignLast(); },
            needsSelection(),
            {}});
    for (int n = 1; n <= 8; ++n)
        w.m_actions.add({QStringLiteral("label.assign%1").arg(n),
                         QObject::tr("Assign label %1").arg(n),
                         "",
                         {QKeySequence(QStringLiteral("Ctrl+%1").arg(n))},
                         [&w, n] { w.m_inspector->labels()->assignNth(n); },
                         needsSelection(),
                         {}});
    add(m, {"label.clear",
            QObject::tr("&Clear label of the selection"),
            "clear",
            {},
            [&w] { w.m_inspector->labels()->clearLabel(); },
            needsSelection(),
            {}});
}

void MenuBuilder::analysis()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Analysis"));
    add(m, {"analysis.map", QObject::tr("&Map cells…"), "map", keys({"Ctrl+M"}), [&w] { showMapForm(w.m_bench, &w); },
            needsData(), QObject::tr("Embed, neighbours, UMAP and Leiden in one go, with the PCA baseline.")});
    m->addSeparator();
    add(m, {"analysis.qc",
            QObject::tr("&Quality control…"),
            "quality",
            {},
            [&w] { showQcForm(w.m_bench, &w); },
            [&w] {
                if (!w.m_session.hasDataset()) return QObject::tr("Open a data set first.");
                return w.m_session.facts()->counts() ? QString()
                                                     : QObject::tr("Quality control needs counts; X holds other values.");
            },
            {}});
    add(m, {"analysis.pca", QObject::tr("&PCA…"), "chart", {}, [&w] { showPcaForm(w.m_bench, &w); }, needsData(), {}});
    const auto needsPca = [&w] {
        if (!w.m_session.hasDataset()) return QObject::tr("Open a data set first.");
        return w.m_session.embeddings().isEmpty() ? QObject::tr("There is no PCA or model embedding yet: compute one first.")
                                                  : QString();
    };
    add(m, {"analysis.neighbors",
            QObject::tr("&Neighbours…"),
            "network",
            {},
            [&w] { showNeighborsForm(w.m_bench, &w); },
            needsPca,
            {}});
    const auto needsGraph = [&w] {
        if (!w.m_session.hasDataset()) return QObject::tr("Open a data set first.");
        return w.m_session.dataset()->obsp.entries.empty()
                   ? QObject::tr("There is no neighbour graph yet: compute neighbours first.")
                   : QString();
    };
    add(m, {"analysis.umap", QObject::tr("&UMAP…"), "cells", {}, [&w] { showUmapForm(w.m_bench, &w); }, needsGraph, {}});
    add(m, {"analysis.leiden",
            QObject::tr("&Leiden clusters…"),
            "cluster",
            {},
            [&w] { showLeidenForm(w.m_bench, &w); },
            needsGraph,
            {}});
    m->addSeparator();
    const auto leiden = [&w](double factor) {
        analysis::LeidenOptions options;
        options.rep = activeRepresentation(w);
        options.resolution = factor;
        runLeiden(w.m_bench, options);
    };
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
            QObject::tr("A scGPT checkpoint folder; never runs code from it.")});
    add(m, {"model.fit",
            QObject::tr("&Fit report"),
            "check-circle",
            {},
            [&w] { (new ModelDialog(w.m_bench, &w))->show(); },
            [&w] {
                if (!w.m_session.hasDataset()) return QObject::tr("Open a data set first.");
                return w.m_session.outline() ? QString() : QObject::tr("Load a model first.");
            },
            QObject::tr("Which genes of these data the model knows.")});
    add(m, {"model.embed",
            QObject::tr("&Embed cells…"),
            "embed",
            {},
            [&w] { showEmbedForm(w.m_bench, &w); },
            [&w] {
                if (!w.m_session.hasDataset()) return QObject::tr("Open a data set first.");
                if (!w.m_session.outline()) return QObject::tr("Load a model first.");
                const auto coverage = w.m_session.coverage();
                return coverage && coverage->genesMatched == 0 ? QObject::tr("The model knows none of these genes.") : QString();
            },
            {}});
}

void MenuBuilder::jobsWindowHelp()
{
    MainWindow &w = m_window;
    QMenu *jobs = menu(QObject::tr("&Jobs"));
    add(jobs, {"jobs.list", QObject::tr("Job &list and log"), "jobs", {}, [&w] { w.showPanel("jobs"); }, {}, {}});
    add(jobs, {"jobs.cancelAll", QObject::tr("&Cancel all"), "stop", {}, [&w] { w.m_jobs.cancelAll(); }, {}, {}});
    QMenu *window = menu(QObject::tr("&Window"));
    for (const char *name : {"data", "legend", "inspector", "history", "jobs"})
        window->addAction(w.m_docks.value(QLatin1String(name))->toggleViewAction());
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
