#include "ui/shell/main_window.h"

#include "ui/commands/autosave_results.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/open_sample.h"
#include "ui/commands/read_gene_names.h"
#include "ui/forms/command_palette.h"
#include "ui/forms/model_dialog.h"
#include "ui/forms/open_dialog.h"
#include "ui/forms/preferences_dialog.h"
#include "ui/forms/step_dialog.h"
#include "ui/shell/cell_menu.h"
#include "ui/shell/choice_forms.h"
#include "ui/shell/gene_docks.h"
#include "ui/shell/job_reports.h"
#include "ui/shell/knock_out_dock.h"
#include "ui/shell/live_docks.h"
#include "ui/shell/main_menu.h"
#include "ui/panels/banner_list.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/gene_card.h"
#include "ui/panels/gene_sets_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/jobs_panel.h"
#include "ui/panels/jobs_strip.h"
#include "ui/panels/legend_panel.h"
#include "ui/panels/models_panel.h"
#include "ui/panels/start_page.h"
#include "ui/panels/suggestions_panel.h"
#include "ui/views/views_area.h"
#include "ui/shell/path_steps.h"
#include "ui/shell/result_docks.h"
#include "ui/widgets/undo_through.h"

#include <QApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QUndoView>
#include <QVBoxLayout>

namespace lexicell::ui {

MainWindow::MainWindow(const models::tasks::TaskTable &tasks, QWidget *parent)
    : QMainWindow(parent), m_bench{m_session, m_jobs, m_notices, m_results, tasks}, m_actions(this), m_files(m_bench, this)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setTabPosition(Qt::RightDockWidgetArea, QTabWidget::East);  // five names are too many for one line
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    m_jobs.setThreads(preferredThreads());
    new UndoThrough(this);
    buildCenter();
    buildDocks();
    MenuBuilder(*this).build();
    buildTop();
    m_palette = new CommandPalette(m_actions, m_session, this);
    connect(m_palette, &CommandPalette::keyChosen, m_views, &ViewsArea::colorBy);
    connect(m_palette, &CommandPalette::keyChosen, m_geneDocks, &GeneDocks::choose);
    new JobReports(m_bench, this);  // before the window hears of the same jobs
    connectSession();
    new ChoiceForms(m_bench, *m_models, this);
    m_defaultLayout = saveState(layoutVersion);
    resize(1440, 900);
    restoreLayout();
    showPanel(QStringLiteral("start"));
    updatePath();
    updateTitle();
    m_actions.refresh();
}

MainWindow::~MainWindow()
{
    // Panels use the jobs and the session, so they are deleted before both.
    m_jobs.cancelAll();
    disconnect(&m_session, nullptr, this, nullptr);
    disconnect(m_session.journal().undoStack(), nullptr, this,
               nullptr);  // clearing it emits signals, after the actions were deleted
    disconnect(&m_jobs, nullptr, this, nullptr);
    delete m_geneDocks;  // it dresses buttons of a dock
    qDeleteAll(m_docks);
    delete takeCentralWidget();
}

void MainWindow::buildCenter()
{
    auto *center = new QWidget(this);
    auto *layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_pages = new QStackedWidget(center);
    m_start = new StartPage(m_pages);
    m_views = new ViewsArea(m_bench, m_pages);
    m_resultDocks = new ResultDocks(m_bench, *m_views);
    m_live = new LiveDocks(m_bench, *m_views);
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_views);
    m_strip = new JobsStrip(m_bench, this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_strip, 1);
    layout->addWidget(m_pages, 1);
    setCentralWidget(center);
    auto *banners = new BannerList(m_notices, center, [this, center] { return m_views->mapsOn(center); });
    connect(m_views, &ViewDesk::layoutChanged, banners, &BannerList::place);
    connect(m_views, &ViewDesk::viewsChanged, banners, &BannerList::place);

    connect(m_start, &StartPage::openWanted, this, [this] { m_files.openFile(); });
    connect(m_start, &StartPage::folderWanted, this, [this] { m_files.openFolder(); });
    connect(m_start, &StartPage::sampleWanted, this, &MainWindow::openSample);
    connect(m_start, &StartPage::realSampleWanted, this, [this] { openRealSample(m_bench); });
    connect(m_start, &StartPage::fileWanted, this, &MainWindow::open);
    connect(m_resultDocks, &ResultDocks::itemPicked, this, [this](const QString &kind, const QString &name) {
        if (kind == QStringLiteral("gene")) showGene(name);
    });
    connect(m_views, &ViewsArea::mapWanted, this, [this] { pathStep(MapStep); });
    connect(m_views, &ViewsArea::cellHovered, this, &MainWindow::showCell);
    connect(m_views, &ViewsArea::contextMenuWanted, this, &MainWindow::cellMenu);
    connect(m_strip, &JobsStrip::listWanted, this,
            [this] { m_docks.value(QStringLiteral("jobs"))->setVisible(!m_docks.value(QStringLiteral("jobs"))->isVisible()); });
}

// The path on the left; the tools of the maps and the search on the right. After the menus, whose actions it shows.
void MainWindow::buildTop()
{
    auto *bar = new QToolBar(tr("Path and tools"), this);
    bar->setObjectName(QStringLiteral("topBar"));
    bar->setMovable(false);
    bar->toggleViewAction()->setVisible(false);  // the path is always there
    m_path = new PathBar(bar);
    m_path->setObjectName(QStringLiteral("pathBar"));
    m_path->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    bar->addWidget(m_path);
    for (const char *id : {"edit.undo", "edit.redo"}) bar->addAction(m_actions.get(QLatin1String(id)));
    bar->addSeparator();
    for (const char *id : {"tool.pan", "tool.rectangle", "tool.lasso", "tool.polygon", "view.zoomFit", "view.zoomSelected"})
        bar->addAction(m_actions.get(QLatin1String(id)));
    bar->addSeparator();
    auto *search = new QPushButton(m_actions.get(QStringLiteral("edit.palette"))->icon(), tr("Search everything  Ctrl+K"), bar);
    search->setObjectName(QStringLiteral("searchEverything"));
    search->setFlat(true);
    bar->addWidget(search);
    addToolBar(Qt::TopToolBarArea, bar);
    connect(search, &QPushButton::clicked, m_actions.get(QStringLiteral("edit.palette")), &QAction::trigger);
    connect(m_path, &PathBar::stepClicked, this, &MainWindow::pathStep);
}

QDockWidget *MainWindow::dock(const QString &name, const QString &title, QWidget *panel, Qt::DockWidgetArea area)
{
    auto *widget = new QDockWidget(title, this);
    widget->setObjectName(QStringLiteral("dock.") + name);
    widget->setWidget(panel);
    addDockWidget(area, widget);
    m_docks.insert(name, widget);
    return widget;
}

void MainWindow::buildDocks()
{
    m_data = new DataPanel(m_bench, this);
    m_legend = new LegendPanel(m_bench, *m_views, this);
    m_inspector = new InspectorPanel(m_bench, this);
    m_models = new ModelsPanel(m_bench, this);
    auto *history = new QUndoView(m_session.journal().undoStack(), this);
    history->setAccessibleName(tr("History"));
    history->setEmptyLabel(tr("as opened"));
    history->setFrameShape(QFrame::NoFrame);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    QDockWidget *dataDock = dock(QStringLiteral("data"), tr("Data"), m_data, Qt::LeftDockWidgetArea);
    QDockWidget *legend = dock(QStringLiteral("legend"), tr("Legend"), m_legend, Qt::LeftDockWidgetArea);
    QDockWidget *inspector = dock(QStringLiteral("inspector"), tr("Inspector"), m_inspector, Qt::RightDockWidgetArea);
    QDockWidget *edits = dock(QStringLiteral("history"), tr("History"), history, Qt::RightDockWidgetArea);
    auto *jobList = new JobsPanel(m_bench, this);
    connect(jobList, &JobsPanel::curvesWanted, m_live, &LiveDocks::show);
    QDockWidget *jobs = dock(QStringLiteral("jobs"), tr("Jobs"), jobList, Qt::BottomDockWidgetArea);
    QDockWidget *models = dock(QStringLiteral("models"), tr("Models"), m_models, Qt::RightDockWidgetArea);
    m_geneDocks = new GeneDocks(m_bench, m_models->shelf(), m_actions, this);
    QDockWidget *gene = dock(QStringLiteral("gene"), tr("Gene"), m_geneDocks->card(), Qt::RightDockWidgetArea);
    QDockWidget *sets = dock(QStringLiteral("gene-sets"), tr("Gene sets"), m_geneDocks->sets(), Qt::LeftDockWidgetArea);
    m_geneDocks->setDocks(gene, sets);
    tabifyDockWidget(inspector, gene);
    tabifyDockWidget(gene, models);
    tabifyDockWidget(models, edits);
    tabifyDockWidget(legend, sets);
    m_knockOuts = new KnockOutDock(m_bench, *m_resultDocks, *m_geneDocks, this);
    tabifyDockWidget(edits, dock(QStringLiteral("knock-outs"), tr("Knock-outs"), m_knockOuts->panel(), Qt::RightDockWidgetArea));
    auto *suggestions = new SuggestionsPanel(m_bench, this);
    tabifyDockWidget(inspector, dock(QStringLiteral("suggestions"), tr("Suggestions"), suggestions, Qt::RightDockWidgetArea));
    inspector->raise();
    legend->raise();
    jobs->hide();
    resizeDocks({dataDock, inspector}, {290, 300}, Qt::Horizontal);
    resizeDocks({dataDock, legend}, {430, 330}, Qt::Vertical);

    connect(m_models, &ModelsPanel::loadWanted, this, [this] { (new ModelDialog(m_bench, this))->show(); });
    connect(m_data, &DataPanel::modelWanted, this, [this] { pathStep(ModelStep); });
    connect(m_data->columns(), &ObsList::columnClicked, m_views, &ViewsArea::colorBy);
    connect(m_data->genes(), &GeneSearch::geneChosen, this, &MainWindow::showGene);
    connect(m_data->genes(), &GeneSearch::geneChosen, m_geneDocks, &GeneDocks::raiseCard);
    connect(m_geneDocks, &GeneDocks::geneWanted, this, &MainWindow::showGene);
    connect(m_geneDocks, &GeneDocks::findWanted, this, [this] { showPanel(QStringLiteral("genes")); });
    connect(m_geneDocks, &GeneDocks::modelWanted, this, [this] { pathStep(ModelStep); });
    connect(m_resultDocks, &ResultDocks::collectWanted, m_geneDocks,
            [this](const QString &, const QStringList &names) { m_geneDocks->collect(names); });
    connect(m_inspector, &InspectorPanel::geneClicked, this, &MainWindow::showGene);
    // A colored map keeps its colors, because a person may label cells by the gene that the map shows.
    const auto labeled = [this](const QString &field) {
        const ViewPane *pane = m_views->active();
        if (pane && pane->colorKey().isEmpty()) m_views->colorBy(field);
        m_strip->setHint(tr("%1 in “%2”.").arg(m_session.journal().undoStack()->undoText(), field));
        m_actions.refresh();  // the last label can be assigned again now
    };
    connect(m_inspector->labels(), &LabelForm::labeled, this, labeled);
    connect(suggestions, &SuggestionsPanel::accepted, this, labeled);
    connect(suggestions, &SuggestionsPanel::arrived, this, [this] { showPanel(QStringLiteral("suggestions")); });
    connect(suggestions, &SuggestionsPanel::annotateWanted, this,
            [this] { showTaskForm(m_bench, this, QStringLiteral("annotate"), {}); });
    connect(m_views, &ViewsArea::colorsChanged, this, [this] {
        const ViewPane *pane = m_views->active();
        m_data->columns()->markKey(pane ? pane->colorKey() : QString());
        if (pane && m_session.labels().field(pane->colorKey())) m_inspector->setField(pane->colorKey());
    });
}

void MainWindow::connectSession()
{
    const auto changed = [this] {
        m_actions.refresh();
        updatePath();
        updateTitle();
    };
    connect(&m_session, &Session::datasetOpened, this, [this, changed] {
        m_results.clear();
        showPanel(QStringLiteral("views"));
        changed();
        readGeneNames(m_bench);
    });
    connect(&m_session, &Session::datasetClosed, this, [this, changed] {
        m_results.clear();
        m_notices.forgetData();
        for (StepDialog *form : findChildren<StepDialog *>())  // their lists belong to the former data set
            if (!qobject_cast<OpenDialog *>(form)) form->close();
        m_strip->setHint({});
        showPanel(QStringLiteral("start"));
        changed();
    });
    connect(&m_session.data(), &DatasetStore::resultsAdded, this, changed);
    connect(&m_session.data(), &DatasetStore::resultsAdded, this, &MainWindow::keepResults);
    connect(&m_session.data(), &DatasetStore::resultsTakenBack, this, changed);
    connect(&m_session.data(), &DatasetStore::resultsTakenBack, this, &MainWindow::keepResults);
    connect(&m_session.data(), &DatasetStore::genesNamed, &m_actions, &Actions::refresh);
    connect(&m_session.data(), &DatasetStore::cellsReplaced, this, [this, changed] {
        changed();
        keepResults();
        refreshCoverage(m_bench);
        readGeneNames(m_bench);
    });
    connect(&m_session.models(), &Models::modelChanged, this, changed);
    connect(&m_session.models(), &Models::coverageChanged, this, changed);
    connect(&m_session.selection(), &Selection::selectionChanged, this, [this] { m_actions.refresh(); });
    connect(&m_session.labels(), &Labels::fieldChanged, this, changed);
    connect(&m_session.labels(), &Labels::fieldListChanged, this, changed);
    connect(&m_session.labels(), &Labels::activeFieldChanged, this, changed);
    connect(&m_session.journal(), &ProjectJournal::editabilityChanged, this, changed);
    connect(&m_session.journal(), &ProjectJournal::journalFailed, this, [this](const QString &why) {
        m_notices.post({Tone::Danger, tr("The last change is not safe yet."), why, {}});
    });
    connect(&m_session, &Session::saved, this, [this, changed](const QString &file) {
        m_notices.post({Tone::Success,
                        tr("Saved %1 at %2.")
                            .arg(QFileInfo(file).fileName(), QLocale().toString(QTime::currentTime(), QLocale::ShortFormat)),
                        file,
                        {}});
        changed();
    });
    connect(m_session.journal().undoStack(), &QUndoStack::indexChanged, this, changed);
    for (auto signal : {&JobRunner::jobAdded, &JobRunner::jobFinished, &JobRunner::jobChanged})
        connect(&m_jobs, signal, this, [this] { updatePath(); });
    for (auto signal : {&Results::resultAdded, &Results::resultRemoved})
        connect(&m_results, signal, this, &MainWindow::updatePath);
    for (auto signal : {&JobRunner::jobAdded, &JobRunner::jobFinished}) connect(&m_jobs, signal, &m_actions, &Actions::refresh);
}

void MainWindow::keepResults()
{
    if (m_session.data().original() && !m_session.runs().all().empty()) autosaveResults(m_bench, m_session.data().original());
}

void MainWindow::updatePath() { m_path->setSteps(pathSteps(m_bench, !m_views->panes().empty())); }

void MainWindow::pathStep(int index)
{
    if (index == DataStep && m_session.data().hasDataset()) showPanel(QStringLiteral("data"));
    else if (index == DataStep) m_files.openFile();
    else if (index == ModelStep) (new ModelDialog(m_bench, this))->show();
    else if (index == MapStep && m_session.data().hasDataset()) showMapForm(m_bench, this);
    else if (index == AnnotateStep) {
        showPanel(QStringLiteral("inspector"));
        m_inspector->labels()->focusLabel();
    } else if (index == KnockOutStep) m_knockOuts->open();
}

void MainWindow::updateTitle()
{
    if (!m_session.data().hasDataset()) {
        setWindowTitle(QStringLiteral("Lexicell"));
        setWindowModified(false);
        return;
    }
    QString title = QFileInfo(m_session.data().facts()->identity.path).fileName();
    if (m_session.data().facts()->simulated) title += tr(" (simulated)");
    setWindowTitle(title + QStringLiteral("[*] — Lexicell"));
    setWindowModified(m_session.hasUnsavedWork());
}

bool MainWindow::showPanel(const QString &name)
{
    if (name == QStringLiteral("start") || name == QStringLiteral("views")) {
        const bool start = name == QStringLiteral("start");
        m_start->reloadRecent();
        m_pages->setCurrentWidget(start ? static_cast<QWidget *>(m_start) : m_views);
        for (const char *panel :
             {"data", "legend", "gene-sets", "inspector", "gene", "models", "history", "knock-outs", "suggestions"})
            m_docks.value(QLatin1String(panel))->setVisible(!start);
        for (const char *panel : {"inspector", "legend"})
            if (!start) m_docks.value(QLatin1String(panel))->raise();
        return true;
    }
    if (name == QStringLiteral("genes")) {
        m_docks.value(QStringLiteral("data"))->show();
        m_data->showGenes();
        return true;
    }
    QDockWidget *dock = m_docks.value(name);
    if (!dock) return false;
    dock->show();
    dock->raise();
    return true;
}

void MainWindow::setTheme(ThemeMode mode)
{
    applyTheme(*qApp, mode);
    m_views->refreshTheme();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (m_views && (event->type() == QEvent::ThemeChange || event->type() == QEvent::PaletteChange))
        QMetaObject::invokeMethod(m_views, "refreshTheme", Qt::QueuedConnection);
    QMainWindow::changeEvent(event);
}

void MainWindow::showGene(const QString &name)
{
    m_session.genes().setCurrent(name);
    m_views->colorBy(name);
}

void MainWindow::showCell(std::int64_t cell)
{
    m_strip->setHint(cell < 0 || !m_session.data().hasDataset() ? QString() : cellText(m_session, {m_views->active(), cell}));
}

void MainWindow::cellMenu(const QPoint &global, std::int64_t cell)
{
    showCellMenu(m_session, m_actions, {m_views->active(), cell}, global);
}

void MainWindow::open(const QString &path) { m_files.open(path); }

void MainWindow::openSample() { openSimulatedSample(m_bench); }

}  // namespace lexicell::ui
