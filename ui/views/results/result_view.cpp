#include "ui/views/results/result_view.h"

#include "models/tasks/result_files.h"
#include "ui/views/results/curves_view.h"
#include "ui/views/results/figure_page.h"
#include "ui/views/results/graph_view.h"
#include "ui/views/results/heatmap_view.h"
#include "ui/views/results/ranking_view.h"
#include "ui/views/results/table_page.h"
#include "ui/views/results/table_view.h"
#include "ui/widgets/empty_state.h"

#include <QFileInfo>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

namespace tasks = models::tasks;

struct MakeView {
    const ShownResult &shown;
    QWidget *parent;

    View *operator()(const tasks::DatasetChange &) const { return nullptr; }
    View *operator()(const tasks::NewDataset &) const { return nullptr; }
    View *operator()(const tasks::CheckpointFolder &) const { return nullptr; }
    View *operator()(const tasks::Table &) const { return new TableView(shown, parent); }
    View *operator()(const tasks::Graph &) const { return new GraphView(shown, parent); }
    View *operator()(const tasks::Ranking &) const { return new RankingView(shown, parent); }
    View *operator()(const tasks::Heatmap &) const { return new HeatmapView(shown, parent); }
    View *operator()(const tasks::Curves &) const { return new CurvesView(shown, parent); }
};

// Two maps, the side bars and a result fit into 1280 pixels: a page gives way rather than widen the window beyond its screen.
constexpr int narrowestPage = 260;

// The pages in their order, as the state names them.
const QStringList pageNames{QStringLiteral("figure"), QStringLiteral("table"), QStringLiteral("nodes")};

}  // namespace

View *makeResultView(const ShownResult &shown, QWidget *parent)
{
    return shown.result ? std::visit(MakeView{shown, parent}, *shown.result) : nullptr;
}

ResultView::ResultView(ShownResult shown, QWidget *parent) : View(parent), m_shown(std::move(shown))
{
    setAccessibleName(m_shown.title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
}

QString ResultView::caption() const
{
    QStringList parts = m_notes;
    if (!m_shown.caption.isEmpty()) parts.prepend(m_shown.caption);
    return parts.join(QStringLiteral(" · "));
}

void ResultView::addToCaption(const QString &sentence) { m_notes << sentence; }

QStringList ResultView::exportKinds() const
{
    QStringList kinds;
    if (m_hasFigure) kinds = QStringList{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")};
    for (const std::string &ending : tasks::resultEndings(*m_shown.result)) kinds << QString::fromStdString(ending);
    return kinds;
}

Result<void> ResultView::exportTo(const QString &file)
{
    const QString kind = QFileInfo(file).suffix().toLower();
    if (!exportKinds().contains(kind))
        return Error{errors::badOption, tr("This result cannot be written to %1: give the file one of the endings %2.")
                                            .arg(QFileInfo(file).fileName(), "." + exportKinds().join(QStringLiteral(", .")))
                                            .toStdString()};
    if (kind == QStringLiteral("png") || kind == QStringLiteral("svg") || kind == QStringLiteral("pdf"))
        return figurePage() ? figurePage()->saveFigure(file, title(), caption()) : saveFigureAs(file);
    return tasks::writeResult(*m_shown.result, m_shown.record, file.toStdString(), false);
}

Result<void> ResultView::saveFigureAs(const QString &) { return {}; }

void ResultView::showEmpty(const QString &iconName, const QString &title, const QString &text)
{
    layout()->addWidget(new EmptyState(iconName, title, text, this));
}

void ResultView::connectTable(TablePage *table)
{
    m_table = table;
    connectNames(table);
}

void ResultView::connectNames(TablePage *table)
{
    table->setMinimumWidth(narrowestPage);
    connect(table, &TablePage::itemPicked, this, &View::itemPicked);
    connect(table, &TablePage::collectWanted, this, &View::collectWanted);
    connect(table, &TablePage::knockOutWanted, this, &View::knockOutWanted);
}

void ResultView::showTable(TablePage *table)
{
    connectTable(table);
    layout()->addWidget(table);
    setFocusProxy(table);
}

void ResultView::showFigure(QWidget *figure, const QString &tabName, TablePage *table)
{
    m_hasFigure = true;
    figure->setMinimumWidth(narrowestPage);
    if (!table) {
        layout()->addWidget(figure);
        setFocusProxy(figure);
        return;
    }
    connectTable(table);
    m_pages = new QTabWidget(this);
    m_pages->setDocumentMode(true);
    m_pages->addTab(figure, tabName);
    m_pages->addTab(table, tr("Table"));
    connect(m_pages, &QTabWidget::currentChanged, this, &View::stateChanged);
    layout()->addWidget(m_pages);
    setFocusProxy(m_pages);
}

void ResultView::replaceTable(TablePage *table)
{
    const QJsonObject state = m_table->state();
    const int at = m_pages->indexOf(m_table);
    const bool current = m_pages->currentIndex() == at;
    const QSignalBlocker quiet(m_pages);
    delete m_table;
    m_pages->insertTab(at, table, tr("Table"));
    if (current) m_pages->setCurrentIndex(at);
    connectTable(table);
    table->restore(state);
}

void ResultView::addPage(TablePage *table, const QString &tabName)
{
    connectNames(table);
    m_pages->addTab(table, tabName);
}

void ResultView::addFigurePage(FigurePage *page)
{
    if (!page) return;
    if (!m_pages) return delete page;
    page->setMinimumWidth(narrowestPage);
    m_figurePages.push_back(page);
    m_pages->addTab(page, page->tabName());
    connect(page, &FigurePage::itemPicked, this, &View::itemPicked);
    connect(page, &FigurePage::stateChanged, this, &View::stateChanged);
}

QStringList ResultView::chosenNames(const QString &kind) const
{
    const auto *shown = m_pages ? qobject_cast<TablePage *>(m_pages->currentWidget()) : nullptr;
    const TablePage *table = shown ? shown : m_table;
    return table ? table->selectedNames(kind) : QStringList();
}

QStringList ResultView::allNames(const QString &kind) const { return m_table ? m_table->allNames(kind) : QStringList(); }

FigurePage *ResultView::figurePage() const { return m_pages ? qobject_cast<FigurePage *>(m_pages->currentWidget()) : nullptr; }

QJsonObject ResultView::state() const
{
    QJsonObject state;
    if (m_pages) state[QStringLiteral("page")] = figurePage() ? figurePage()->name() : pageNames[m_pages->currentIndex()];
    for (const FigurePage *page : m_figurePages) state[page->name()] = page->state();
    if (m_table) state[QStringLiteral("table")] = m_table->state();
    return state;
}

void ResultView::restore(const QJsonObject &state)
{
    const QString wanted = state[QStringLiteral("page")].toString();
    if (m_pages)  // an unknown page is the figure
        m_pages->setCurrentIndex(std::max<int>(0, static_cast<int>(pageNames.indexOf(wanted))));
    for (FigurePage *page : m_figurePages) {
        page->restore(state[page->name()].toObject());
        if (page->name() == wanted) m_pages->setCurrentWidget(page);
    }
    if (m_table) m_table->restore(state[QStringLiteral("table")].toObject());
}

}  // namespace lexicell::ui
