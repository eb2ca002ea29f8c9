#include "ui/shell/result_docks.h"

#include "ui/commands/keep_result.h"
#include "ui/commands/run_knock_out.h"
#include "ui/commands/select_confused_cells.h"
#include "ui/shell/result_actions.h"
#include "ui/views/results/result_view.h"
#include "ui/views/views_area.h"
#include "ui/workspace/facts/result_caption.h"
#include "ui/workspace/save_place.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>

namespace lexicell::ui {

namespace {

constexpr qsizetype mostListed = 500;                 // genes that a form lists one by one
const QString statesKey = QStringLiteral("results");  // of the project: View::state() by id

}  // namespace

ResultDocks::ResultDocks(Workbench bench, ViewsArea &desk) : QObject(&desk), m_bench(bench), m_desk(desk)
{
    connect(&bench.results, &Results::resultAdded, this, &ResultDocks::open);
    connect(&bench.results, &Results::restored, this, &ResultDocks::settle);
    connect(&bench.results, &Results::resultRemoved, this, &ResultDocks::close);
    connect(&desk, &ViewDesk::layoutChanged, this, &ResultDocks::keepStates);
    connect(&desk, &ViewDesk::exportWanted, this, &ResultDocks::exportView);
    connect(&desk, &ViewDesk::removeWanted, this, [this](View *view) { removeResult(m_bench, idOf(view)); });
}

void ResultDocks::open(int id)
{
    const StoredResult *stored = m_bench.results.find(id);
    View *view = makeResultView({resultTitle(*stored, m_bench.tasks), resultCaption(*stored), stored->result, stored->record,
                                 QJsonDocument::fromJson(stored->summary.toUtf8()).object(),
                                 [session = &m_bench.session] { return listsOf(session->genes().sets()); }},
                                &m_desk);
    if (!view) return;
    m_views.insert(id, view);
    if (const ProjectFile *project = m_bench.session.journal().project())
        if (const QJsonValue state = project->state(statesKey)[QString::number(id)]; state.isObject())
            view->restore(state.toObject());
    addResultActions(m_bench, id, *view, [this](int result) { Q_EMIT runAgainWanted(result); });
    connect(view, &View::itemPicked, this, [this, id](const QString &kind, const QString &name) {
        if (kind == cellsOfGene) selectCellsOfGene(m_bench, id, name);
        else Q_EMIT itemPicked(kind, name);
    });
    connect(view, &View::pairPicked, this,
            [this, id](const QString &row, const QString &column) { selectConfusedCells(m_bench, id, row, column); });
    connect(view, &View::collectWanted, this, &ResultDocks::collectWanted);
    connect(view, &View::knockOutWanted, this, &ResultDocks::knockOutWanted);
    connect(view, &View::stateChanged, this, &ResultDocks::keepStates);
    m_desk.add(view, QStringLiteral("result.%1").arg(id), ViewDesk::Place::Tab);
    m_desk.setShown(view, true);
}

// The results of a project are back: each goes where it was, closed ones are closed again.
void ResultDocks::settle() { m_desk.restoreStoredLayout(); }

void ResultDocks::close(int id)
{
    if (View *view = m_views.take(id)) m_desk.remove(view);
}

void ResultDocks::keepStates()
{
    ProjectFile *project = m_bench.session.journal().project();
    if (!project || !project->writable()) return;
    QJsonObject states;
    for (auto view = m_views.begin(); view != m_views.end(); ++view) states[QString::number(view.key())] = view.value()->state();
    if (project->state(statesKey) == states) return;
    const auto written = project->setState(statesKey, states);
    if (!written.ok()) m_bench.notices.postError(tr("The layout could not be written to the project."), written.error());
}

void ResultDocks::fill(QMenu *menu)
{
    menu->clear();
    for (const StoredResult &stored : m_bench.results.all()) {
        View *view = m_views.value(stored.id);
        if (!view) continue;
        QAction *action = menu->addAction(resultTitle(stored, m_bench.tasks).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setToolTip(resultCaption(stored));
        action->setCheckable(true);
        action->setChecked(m_desk.isShown(view));
        connect(action, &QAction::toggled, view, [this, view](bool shown) { m_desk.setShown(view, shown); });
    }
    if (!menu->isEmpty()) return;
    QAction *none = menu->addAction(tr("No results yet"));
    none->setEnabled(false);
    none->setToolTip(tr("Tasks whose result is a table, a network or a chart list it here."));
}

QList<NamedList> ResultDocks::geneLists() const
{
    const QString kind = QStringLiteral("gene");
    QList<NamedList> lists;
    for (const StoredResult &stored : m_bench.results.all()) {
        const View *view = m_views.value(stored.id);
        const QStringList all = view ? view->allNames(kind) : QStringList();
        if (all.isEmpty()) continue;
        const QString title = resultTitle(stored, m_bench.tasks), caption = resultCaption(stored);
        if (const QStringList chosen = view->chosenNames(kind); !chosen.isEmpty())
            lists << NamedList{tr("Chosen in %1").arg(title), chosen, caption};
        lists << NamedList{title, all, caption,
                           all.size() > mostListed
                               ? tr("These are too many for a list. Choose rows in it first, or change all expressed genes.")
                               : QString()};
    }
    return lists;
}

void ResultDocks::exportView(View *view)
{
    QStringList filters;
    for (const QString &kind : view->exportKinds()) filters << QStringLiteral("%1 (*.%2)").arg(kind.toUpper(), kind);
    QString name = view->title().simplified().replace(QLatin1Char(' '), QLatin1Char('_'));
    name.remove(QLatin1Char('/'));
    const bool open = m_bench.session.data().hasDataset();
    const QString data = open ? m_bench.session.data().facts()->identity.path : QStringLiteral("cells");
    const QString file = QFileDialog::getSaveFileName(
        &m_desk, tr("Export result"), savePlace(data, QLatin1Char('_') + name + QLatin1Char('.') + view->exportKinds().first()),
        filters.join(QStringLiteral(";;")));
    if (file.isEmpty()) return;
    rememberSavePlace(file);
    const auto written = view->exportTo(file);
    if (written.ok()) m_bench.notices.post({Tone::Success, tr("Result written to %1.").arg(file), {}, {}});
    else m_bench.notices.postError(tr("The result could not be written."), written.error());
}

}  // namespace lexicell::ui
