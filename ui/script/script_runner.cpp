#include "ui/script/script_runner.h"

#include "core/base/option_json.h"
#include "ui/commands/analysis_steps.h"
#include "ui/commands/embed_cells.h"
#include "ui/commands/load_model.h"
#include "ui/commands/map_cells.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/save_files.h"
#include "ui/gene_names.h"
#include "ui/main_window.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/label_form.h"
#include "ui/panels/views_area.h"
#include "ui/theme.h"

#include <QDialog>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPixmap>
#include <QPolygonF>
#include <QTimer>

namespace lexicell::ui {

namespace {

constexpr int settleMilliseconds = 150;  // a pause in which nothing was queued: drawing and reading are through

Error bad(const char *errorClass, const QString &message) { return {ErrorKind::Usage, errorClass, message.toStdString(), ""}; }

std::string optionText(const QJsonObject &step)
{
    return QJsonDocument(step["options"].toObject()).toJson(QJsonDocument::Compact).toStdString();
}

// Reads the step's options (and `seed`, which is global on the command line) and hands them to `run`.
template <class Options> void withOptions(Workbench &bench, const QJsonObject &step,
                                          void (*run)(Workbench &, const Options &, const Then &), const Then &then)
{
    Options options;
    QJsonObject json = step["options"].toObject();
    if constexpr (requires { options.seed; }) options.seed = json.take("seed").toInteger(options.seed);
    QJsonObject plain = step;
    plain["options"] = json;
    const auto read = optionsFromJson(optionText(plain), options);
    if (!read.ok()) return finish(then, read);
    run(bench, options, then);
}

void mapByOptions(Workbench &bench, const analysis::AnalyzeOptions &options, const Then &then)
{
    MapOptions map;
    map.analyze = options;
    mapCells(bench, map, then);
}

}  // namespace

ScriptRunner::ScriptRunner(MainWindow &window) : QObject(&window), m_window(window) {}

Result<QJsonArray> ScriptRunner::read(const QString &file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorKind::NotFound, "file_not_found",
                     tr("The script %1 cannot be read: %2.").arg(file, input.errorString()).toStdString(), ""};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(input.readAll(), &problem);
    if (problem.error != QJsonParseError::NoError || !document.isArray())
        return bad("bad_json", tr("The script %1 is no JSON list of steps: %2 at character %3.")
                                   .arg(file, problem.errorString())
                                   .arg(problem.offset));
    return document.array();
}

void ScriptRunner::run(const QJsonArray &steps, Then then)
{
    m_steps = steps;
    m_next = 0;
    m_then = std::move(then);
    settle([this] { next(); });
}

// Goes on once no job runs and nothing more was queued for a moment.
void ScriptRunner::settle(std::function<void()> then)
{
    QTimer::singleShot(settleMilliseconds, this, [this, then = std::move(then)] {
        if (m_window.bench().jobs.idle()) then();
        else settle(then);
    });
}

void ScriptRunner::next()
{
    if (m_next >= m_steps.size()) return finish(m_then, {});
    const QJsonObject step = m_steps[m_next].toObject();
    const QString what = step["do"].toString();
    if (startJob(what, step)) return;
    const auto done = doNow(what, step);
    settle([this, done] { stepDone(done); });
}

void ScriptRunner::stepDone(const Result<void> &result)
{
    if (result.ok() || m_steps[m_next].toObject()["may-fail"].toBool()) {
        ++m_next;
        return next();
    }
    Error error = result.error();
    error.message =
        tr("step %1 (%2): ").arg(m_next + 1).arg(m_steps[m_next].toObject()["do"].toString()).toStdString() + error.message;
    finish(m_then, error);
}

bool ScriptRunner::startJob(const QString &what, const QJsonObject &step)
{
    Workbench &bench = m_window.bench();
    const Then then = [this](const Result<void> &result) { settle([this, result] { stepDone(result); }); };
    const QString file = step["file"].toString(step["path"].toString());
    if (what == QStringLiteral("open")) openDataset(bench, file, {}, then);
    else if (what == QStringLiteral("load-model")) loadModel(bench, step["path"].toString(step["model"].toString(file)), then);
    else if (what == QStringLiteral("save-as")) saveH5ad(bench, file, then);
    else if (what == QStringLiteral("export-labels")) exportLabels(bench, file, then);
    else if (what == QStringLiteral("embed")) withOptions(bench, step, &embedCells, then);
    else if (what == QStringLiteral("qc")) withOptions(bench, step, &runQualityControl, then);
    else if (what == QStringLiteral("pca")) withOptions(bench, step, &runPca, then);
    else if (what == QStringLiteral("neighbors")) withOptions(bench, step, &runNeighbors, then);
    else if (what == QStringLiteral("umap")) withOptions(bench, step, &runUmap, then);
    else if (what == QStringLiteral("leiden")) withOptions(bench, step, &runLeiden, then);
    else if (what == QStringLiteral("analyze")) withOptions(bench, step, &runAnalyze, then);
    else if (what == QStringLiteral("map")) withOptions(bench, step, &mapByOptions, then);
    else return false;
    return true;
}

Result<void> ScriptRunner::doNow(const QString &what, const QJsonObject &step)
{
    QUndoStack *stack = m_window.bench().session.undoStack();
    if (what == QStringLiteral("wait")) return {};
    if (what == QStringLiteral("color-by")) return colourBy(step);
    if (what == QStringLiteral("select")) return select(step);
    if (what == QStringLiteral("label")) return label(step);
    if (what == QStringLiteral("screenshot")) return screenshot(step["file"].toString());
    if (what == QStringLiteral("undo") || what == QStringLiteral("redo")) {
        const bool undo = what == QStringLiteral("undo");
        if (!(undo ? stack->canUndo() : stack->canRedo())) return bad("nothing_to_undo", tr("there is nothing to %1.").arg(what));
        undo ? stack->undo() : stack->redo();
        return {};
    }
    if (what == QStringLiteral("show")) {
        const QString name = step["panel"].toString();
        if (QAction *action = m_window.actions().get(name)) return action->trigger(), Result<void>();
        if (m_window.showPanel(name)) return {};
        return bad("unknown_panel", tr("there is no panel “%1”.").arg(name));
    }
    return bad("unknown_step", tr("there is no step “%1”.").arg(what));
}

Result<void> ScriptRunner::colourBy(const QJsonObject &step)
{
    const auto &panes = m_window.views()->panes();
    const auto view = step["view"].toInt(0);
    if (view < 0 || view >= static_cast<int>(panes.size()))
        return bad("no_view", tr("there is no view %1; map the cells first.").arg(view));
    const QString key = step["key"].toString();
    const Session &session = m_window.bench().session;
    const bool column = session.dataset()->obs.columns.find(key.toStdString()) || session.field(key);
    if (!column && !key.isEmpty() && findGene(*session.dataset(), session.geneTable(), key) < 0)
        return bad("missing_column", tr("“%1” is neither an obs column nor a gene of these data.").arg(key));
    ViewPane *pane = panes[static_cast<std::size_t>(view)];
    pane->colourBy(key);
    return {};
}

Result<void> ScriptRunner::select(const QJsonObject &step)
{
    Session &session = m_window.bench().session;
    if (!session.hasDataset()) return bad("no_dataset", tr("open a data set first."));
    std::vector<std::uint8_t> cells(static_cast<std::size_t>(session.cells()), 0);
    if (step.contains("query")) {
        LEXICELL_TRY(found, selectByQuery(session, step["query"].toString()));
        cells = found;
    }
    for (const auto &entry : step["cells"].toArray()) {
        const qint64 cell = entry.toInteger(-1);
        if (cell < 0 || cell >= session.cells()) return bad("bad_query", tr("there is no cell %1.").arg(cell));
        cells[static_cast<std::size_t>(cell)] = 1;
    }
    if (step.contains("polygon")) {
        QPolygonF polygon;
        for (const auto &point : step["polygon"].toArray())
            polygon << QPointF(point.toArray()[0].toDouble(), point.toArray()[1].toDouble());
        const ViewPane *pane = m_window.views()->active();
        if (!pane) return bad("no_view", tr("there is no view; map the cells first."));
        LEXICELL_TRY(embedding, session.dataset()->embedding(pane->embedding().toStdString()));
        const std::vector<float> points = embedding.toFloat();
        const auto dimensions = static_cast<std::size_t>(embedding.dim(1));
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (polygon.containsPoint(
                    {static_cast<double>(points[i * dimensions]), static_cast<double>(points[i * dimensions + 1])},
                    Qt::OddEvenFill))
                cells[i] = 1;
    }
    session.setSelection(std::move(cells));
    return {};
}

Result<void> ScriptRunner::label(const QJsonObject &step)
{
    Session &session = m_window.bench().session;
    if (session.selectedCount() == 0) return bad("no_selection", tr("no cells are selected."));
    if (const QString field = step["field"].toString(); !field.isEmpty()) session.setActiveField(field);
    if (!m_window.inspector()->labels()->assignLabel(step["name"].toString()))
        return bad("edit_refused", tr("the label could not be given."));
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
            painter.setPen(themeColours().borderStrong);
            painter.drawRect(frame.adjusted(-1, -1, 0, 0));
        }
    painter.end();
    if (picture.save(file)) return {};
    return Error{ErrorKind::Resource, "not_writable", tr("the picture %1 could not be written.").arg(file).toStdString(), ""};
}

}  // namespace lexicell::ui
