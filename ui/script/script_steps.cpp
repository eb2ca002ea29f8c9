// What each step of a script does: the same commands that the menus run.
#include "core/base/option_json.h"
#include "models/tasks/shift_keys.h"
#include "ui/commands/load_model.h"
#include "ui/commands/map_cells.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/project_notices.h"
#include "ui/commands/run_task.h"
#include "ui/commands/save_files.h"
#include "ui/workspace/gene_names.h"
#include "ui/shell/main_window.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/label_form.h"
#include "ui/views/shift_arrows.h"
#include "ui/views/views_area.h"
#include "ui/script/script_runner.h"
#include "ui/look/theme.h"

#include <QDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPainter>
#include <QPixmap>
#include <QPolygonF>

namespace lexicell::ui {

namespace {

Error bad(const ErrorClass &errorClass, const QString &message)
{
    return {ErrorKind::Usage, errorClass, message.toStdString(), ""};
}

// The options that every command of the command line has. They are taken out, so that only the step's own arguments remain.
struct GlobalOptions {
    std::int64_t seed = 0;
    int threads = 0;  // 0: the setting of the window
};
template <class V> void describe(GlobalOptions &o, V &&visit)
{
    visit(Option{"seed", "Start of the random numbers.", "", {}}, o.seed);
    visit(Option{"threads", "Threads to compute with.", "", {}}, o.threads);
}

std::string textOf(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString(); }

QJsonObject take(QJsonObject &json, const QStringList &keys)
{
    QJsonObject taken;
    for (const QString &key : keys)
        if (json.contains(key)) taken[key] = json.take(key);
    return taken;
}

Result<GlobalOptions> takeGlobal(Workbench &bench, QJsonObject &arguments)
{
    GlobalOptions global;
    LEXICELL_CHECK(optionsFromJson(textOf(take(arguments, {QStringLiteral("seed"), QStringLiteral("threads")})), global));
    if (global.threads > 0) bench.jobs.setThreads(global.threads);
    return global;
}

// The arguments of a step as options; their seed is the step's.
Result<OptionValues> optionsOf(Workbench &bench, const ScriptStep &step, OptionValues options)
{
    QJsonObject arguments = step.arguments;
    LEXICELL_TRY(global, takeGlobal(bench, arguments));
    if (std::int64_t *seed = options.seed()) *seed = global.seed;
    LEXICELL_CHECK(optionsFromJson(textOf(arguments), options));
    return options;
}

void runByOptions(Workbench &bench, const models::tasks::TaskSpec &task, const ScriptStep &step, const Then &done)
{
    ScriptStep rest = step;
    const auto places = takePlaces(bench.session, task, rest.arguments);
    if (!places.ok()) return finish(done, places.error());
    const auto options = optionsOf(bench, rest, task.options);
    if (!options.ok()) return finish(done, options.error());
    runTask(bench, task, *options, *places, done);
}

// As on the command line, a step that works with a model may name it.
void startTask(Workbench bench, const models::tasks::TaskSpec &task, ScriptStep step, const Then &done)
{
    const bool takesModel = task.model != models::tasks::ModelUse::None;
    const QJsonValue model = takesModel ? step.arguments.take(QStringLiteral("model")) : QJsonValue(QJsonValue::Undefined);
    if (model.isUndefined()) return runByOptions(bench, task, step, done);
    if (!model.isString()) return finish(done, bad(errors::badOption, QObject::tr("“model” must be text.")));
    loadModel(bench, model.toString(), [bench, &task, step, done](const Result<void> &loaded) mutable {
        if (!loaded.ok()) return finish(done, loaded);
        runByOptions(bench, task, step, done);
    });
}

void startMap(Workbench &bench, const ScriptStep &step, const Then &done)
{
    const auto options = optionsOf(bench, step, OptionValues(steps::AnalyzeOptions{}));
    if (!options.ok()) return finish(done, options.error());
    MapOptions map;
    map.analyze = options->as<steps::AnalyzeOptions>();
    mapCells(bench, map, done);
}

void openByOptions(Workbench &bench, const ScriptStep &step, const QString &file, const Then &done)
{
    OpenOptions options;
    QJsonObject arguments = step.arguments;
    take(arguments, {QStringLiteral("file"), QStringLiteral("path")});
    // The decision that a person would make in a banner: keep or drop a project's labels after the data have changed or the
    // journal was damaged. Without a decision these labels are only shown, and the project stays as it is.
    const QJsonValue decision = arguments.take(QStringLiteral("project"));
    const bool known = decision == QStringLiteral("keep-labels") || decision == QStringLiteral("begin-anew");
    if (!decision.isUndefined() && !known)
        return finish(done, bad(errors::badOption, QObject::tr("“project” must be \"keep-labels\" or \"begin-anew\".")));
    const auto read = optionsFromJson(textOf(arguments), options);
    if (!read.ok()) return finish(done, read);
    // Without options the file is opened as it was before, or asks.
    const auto chosen = arguments.isEmpty() ? std::nullopt : std::optional(options);
    if (!known) return openDataset(bench, file, chosen, done);
    const auto keep = decision == QStringLiteral("keep-labels") ? Session::Keep::Labels : Session::Keep::Nothing;
    openDataset(bench, file, chosen, [bench, keep, done](const Result<void> &opened) mutable {
        const ProjectFile *project = bench.session.journal().project();
        if (!opened.ok() || !project || !project->held()) return finish(done, opened);
        decideOnProject(bench, keep, done);
    });
}

}  // namespace

void ScriptRunner::start(const ScriptStep &step, const Then &done)
{
    if (startFileStep(step, done) || startAnalysis(step, done)) return;
    done(doNow(step));
}

bool ScriptRunner::startFileStep(const ScriptStep &step, const Then &done)
{
    Workbench &bench = m_window.bench();
    const QStringList names{QStringLiteral("file"), QStringLiteral("path"), QStringLiteral("model")};
    const bool opens = step.what == QStringLiteral("open"), loads = step.what == QStringLiteral("load-model");
    if (!opens && !loads && step.what != QStringLiteral("save-as") && step.what != QStringLiteral("export-labels")) return false;
    QString file;
    for (const QString &name : names)
        if (file.isEmpty() && (loads || name != names.last())) file = step.arguments[name].toString();
    const auto checked = opens ? Result<void>{} : checkArguments(step, loads ? names : names.mid(0, 2), names);
    if (!checked.ok()) finish(done, checked);
    else if (file.isEmpty()) finish(done, bad(errors::badOption, tr("“file” is missing: it names the file as text.")));
    else if (opens) openByOptions(bench, step, file, done);
    else if (loads) loadModel(bench, file, done);
    else if (!bench.session.data().hasDataset()) finish(done, bad(errors::noDataset, tr("open a data set first.")));
    else if (step.what == QStringLiteral("save-as")) saveH5ad(bench, file, done);
    else exportLabels(bench, file, done);
    return true;
}

bool ScriptRunner::startAnalysis(const ScriptStep &step, const Then &done)
{
    Workbench &bench = m_window.bench();
    if (step.what == QStringLiteral("map")) return startMap(bench, step, done), true;
    const auto *task = bench.tasks.find(step.what.toStdString());
    if (task) startTask(bench, *task, step, done);
    return task != nullptr;
}

Result<void> ScriptRunner::doNow(const ScriptStep &step)
{
    // The arguments that a step takes, and which of them are text.
    static const QHash<QString, std::pair<QStringList, QStringList>> known{
        {"wait", {{}, {}}},
        {"undo", {{}, {}}},
        {"redo", {{}, {}}},
        {"color-by", {{"view", "key", "arrows"}, {"key", "arrows"}}},
        {"gene", {{"name"}, {"name"}}},
        {"select", {{"query", "cells", "polygon"}, {"query"}}},
        {"label", {{"name", "field"}, {"name", "field"}}},
        {"show", {{"panel"}, {"panel"}}},
        {"screenshot", {{"file"}, {"file"}}}};
    if (!known.contains(step.what))
        return bad(errors::unknownStep, tr("the window has no such step. Run the other commands with lexicell-cli."));
    LEXICELL_CHECK(checkArguments(step, known[step.what].first, known[step.what].second));
    if (step.what == QStringLiteral("wait")) return {};
    if (step.what == QStringLiteral("color-by")) return colorBy(step);
    if (step.what == QStringLiteral("gene")) return lookAt(step);
    if (step.what == QStringLiteral("select")) return select(step);
    if (step.what == QStringLiteral("label")) return label(step);
    if (step.what == QStringLiteral("screenshot")) return screenshot(step.arguments["file"].toString());
    if (step.what == QStringLiteral("show")) {
        const QString name = step.arguments["panel"].toString();
        if (QAction *action = m_window.actions().get(name)) return action->trigger(), Result<void>();
        if (m_window.showPanel(name)) return {};
        return bad(errors::unknownPanel, tr("there is no panel “%1”.").arg(name));
    }
    QUndoStack *stack = m_window.bench().session.journal().undoStack();
    const bool undo = step.what == QStringLiteral("undo");
    if (!(undo ? stack->canUndo() : stack->canRedo()))
        return bad(errors::nothingToUndo, tr("there is nothing to %1.").arg(step.what));
    undo ? stack->undo() : stack->redo();
    return {};
}

Result<void> ScriptRunner::colorBy(const ScriptStep &step)
{
    const auto &panes = m_window.views()->panes();
    const auto view = step.arguments["view"].toInt(0);
    if (view < 0 || view >= static_cast<int>(panes.size()))
        return bad(errors::noView, tr("there is no view %1; map the cells first.").arg(view));
    const QString key = step.arguments["key"].toString();
    const Session &session = m_window.bench().session;
    const bool column = session.data().dataset()->obs.columns.find(key.toStdString()) || session.labels().field(key);
    if (!column && !key.isEmpty() && findGene(session, key) < 0)
        return bad(errors::missingColumn, tr("“%1” is neither an obs column nor a gene of these data.").arg(key));
    ViewPane *pane = panes[static_cast<std::size_t>(view)];
    pane->colorBy(key);
    if (!step.arguments.contains("arrows")) return {};
    const std::string gene = step.arguments["arrows"].toString().toStdString();
    const std::string arrows = gene.empty() ? std::string() : models::tasks::shiftKey(gene);
    if (!gene.empty() && !session.data().dataset()->obsm.find(arrows))
        return bad(errors::missingEmbedding, tr("there are no shifts of cells for %1.").arg(QString::fromStdString(gene)));
    pane->arrows().show(QString::fromStdString(arrows));
    return {};
}

Result<void> ScriptRunner::lookAt(const ScriptStep &step)
{
    const QString name = step.arguments["name"].toString();
    if (findGene(m_window.bench().session, name) < 0)
        return bad(errors::unknownGene, tr("“%1” is not a gene of these data.").arg(name));
    m_window.bench().session.genes().setCurrent(name);
    return {};
}

Result<void> ScriptRunner::select(const ScriptStep &step)
{
    Session &session = m_window.bench().session;
    if (!session.data().hasDataset()) return bad(errors::noDataset, tr("open a data set first."));
    std::vector<std::uint8_t> cells(static_cast<std::size_t>(session.data().cells()), 0);
    if (step.arguments.contains("query")) {
        LEXICELL_TRY(found, selectByQuery(session, step.arguments["query"].toString()));
        cells = found;
    }
    for (const auto &entry : step.arguments["cells"].toArray()) {
        const qint64 cell = entry.toInteger(-1);
        if (cell < 0 || cell >= session.data().cells()) return bad(errors::badQuery, tr("there is no cell %1.").arg(cell));
        cells[static_cast<std::size_t>(cell)] = 1;
    }
    if (step.arguments.contains("polygon")) {
        QPolygonF polygon;
        for (const auto &point : step.arguments["polygon"].toArray())
            polygon << QPointF(point.toArray()[0].toDouble(), point.toArray()[1].toDouble());
        const ViewPane *pane = m_window.views()->active();
        if (!pane) return bad(errors::noView, tr("there is no view; map the cells first."));
        LEXICELL_TRY(places, mapCoordinates(*session.data().dataset(), pane->source()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (polygon.containsPoint({static_cast<double>(places[2 * i]), static_cast<double>(places[2 * i + 1])},
                                      Qt::OddEvenFill))
                cells[i] = 1;
    }
    session.selection().set(std::move(cells));
    return {};
}

Result<void> ScriptRunner::label(const ScriptStep &step)
{
    Session &session = m_window.bench().session;
    if (session.selection().count() == 0) return bad(errors::noSelection, tr("no cells are selected."));
    if (const auto why = session.journal().whyReadOnly()) return *why;
    if (const QString field = step.arguments["field"].toString(); !field.isEmpty()) session.labels().setActiveField(field);
    if (!m_window.inspector()->labels()->assignLabel(step.arguments["name"].toString()))
        return bad(errors::editRefused, tr("the label could not be given."));
    return {};
}

Result<void> ScriptRunner::screenshot(const QString &file)
{
    for (ViewPane *pane : m_window.views()->panes()) pane->scatter()->settle();
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    for (QDialog *dialog : m_window.findChildren<QDialog *>())
        if (dialog->isVisible()) {
            const QRect frame(dialog->pos() - m_window.pos(), dialog->size());
            painter.drawPixmap(frame.topLeft(), dialog->grab());
            painter.setPen(themeColors().borderStrong);
            painter.drawRect(frame.adjusted(-1, -1, 0, 0));
        }
    painter.end();
    if (picture.save(file)) return {};
    return Error{errors::notWritable, tr("the picture %1 could not be written.").arg(file).toStdString(), ""};
}

}  // namespace lexicell::ui
