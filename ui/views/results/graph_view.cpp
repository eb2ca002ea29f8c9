#include "ui/views/results/graph_view.h"

#include "core/analysis/graph_layout.h"
#include "models/tasks/result_files.h"
#include "ui/figures/figure_file.h"
#include "ui/look/background.h"
#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/graph_canvas.h"
#include "ui/views/results/table_page.h"
#include "ui/widgets/empty_state.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr std::uint64_t layoutSeed = 1;  // the same network looks the same every time
constexpr int widestSearch = 280;
constexpr QSizeF usualSize(900, 700);  // of a figure of a network that was never shown
enum State { NetworkState, WaitingState, FailedState };

std::vector<double> layoutOf(const DrawnGraph &drawn)
{
    return analysis::graphLayout(static_cast<std::int64_t>(drawn.nodes.size()), drawn.from, drawn.to, drawn.weight, layoutSeed);
}

}  // namespace

GraphView::GraphView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &graph = resultAs<models::tasks::Graph>();
    m_drawn = std::make_shared<DrawnGraph>(drawnGraph(graph));
    if (m_drawn->from.empty()) {
        showEmpty(QStringLiteral("network"), tr("No edges"),
                  tr("No pair among %1 nodes is linked. A lower threshold or more neighbors would link some.")
                      .arg(countText(static_cast<std::int64_t>(graph.nodes.size()))));
        return;
    }
    describe();
    showFigure(makeNetworkPage(), tr("Network"), new TablePage(shown.result, this));
    if (!graph.nodeColumns.empty())
        addPage(new TablePage(std::make_shared<const models::tasks::TaskResult>(models::tasks::nodeTable(graph)), this),
                tr("Nodes"));
    layOutInBackground();
}

void GraphView::describe()
{
    const auto drawnEdges = m_drawn->from.size(), drawnNodes = m_drawn->nodes.size();
    const auto nodes = resultAs<models::tasks::Graph>().nodes.size();
    if (drawnEdges < m_drawn->allEdges)
        addToCaption(
            tr("the %1 heaviest of %2 edges drawn")
                .arg(countText(static_cast<std::int64_t>(drawnEdges)), countText(static_cast<std::int64_t>(m_drawn->allEdges))));
    if (drawnNodes < nodes)
        addToCaption(
            tr("%1 of %2 nodes have no drawn edge and are left out")
                .arg(countText(static_cast<std::int64_t>(nodes - drawnNodes)), countText(static_cast<std::int64_t>(nodes))));
    if (!m_drawn->colors.empty()) addToCaption(tr("colors: modules"));
    if (m_drawn->negative) addToCaption(tr("red: negative"));
}

QWidget *GraphView::makeNetworkPage()
{
    auto *page = new QWidget(this);
    m_canvas = new GraphCanvas(page);
    m_states = new QStackedWidget(page);
    m_states->addWidget(m_canvas);
    m_states->addWidget(new EmptyState(QStringLiteral("network"), tr("Laying out…"),
                                       tr("%1 nodes and %2 edges find their places. The table is ready.")
                                           .arg(countText(static_cast<std::int64_t>(m_drawn->nodes.size())),
                                                countText(static_cast<std::int64_t>(m_drawn->from.size()))),
                                       page));
    m_states->addWidget(new EmptyState(QStringLiteral("error"), tr("The network could not be laid out"),
                                       tr("There is not enough memory. The table holds all edges."), page));
    m_states->setCurrentIndex(WaitingState);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeToolRow(page));
    column->addWidget(m_states, 1);
    page->setFocusProxy(m_canvas);
    connect(m_canvas, &GraphCanvas::nodePicked, this, [this](std::size_t node) {
        Q_EMIT itemPicked(QString::fromStdString(m_drawn->graph->nodeKind), m_drawn->name(node));
    });
    return page;
}

QWidget *GraphView::makeToolRow(QWidget *parent)
{
    auto *row = new QWidget(parent);
    m_search = new QLineEdit(row);
    m_search->setObjectName(QStringLiteral("nodeSearch"));
    m_search->setPlaceholderText(tr("Find in the network"));
    m_search->setAccessibleName(tr("Find in the network"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(widestSearch);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    QStringList names;
    for (std::size_t node = 0; node < m_drawn->nodes.size(); ++node) names << m_drawn->name(node);
    names.sort(Qt::CaseInsensitive);
    auto *completer = new QCompleter(names, m_search);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_search->setCompleter(completer);
    m_found = new QLabel(row);
    m_found->setObjectName(QStringLiteral("nodeFound"));
    m_found->setProperty("muted", true);
    auto *fit = new QToolButton(row);
    fit->setIcon(icon(QStringLiteral("zoom-fit")));
    fit->setToolTip(tr("Show the whole network (0)"));
    fit->setAccessibleName(tr("Show the whole network"));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(2 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    line->setSpacing(2 * themeGrid);
    line->addWidget(m_search, 1);
    line->addWidget(m_found);
    line->addStretch();
    line->addWidget(fit);
    connect(fit, &QToolButton::clicked, m_canvas, &GraphCanvas::zoomToFit);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_search->completer()->popup()->hide();
        find(m_search->text().trimmed());
    });
    connect(m_search, &QLineEdit::textEdited, m_found, &QLabel::clear);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &GraphView::find);
    return row;
}

void GraphView::layOutInBackground()
{
    const std::shared_ptr<const DrawnGraph> drawn = m_drawn;
    inBackground(
        this, [drawn] { return layoutOf(*drawn); }, [this](std::vector<double> positions) { takeLayout(std::move(positions)); });
}

void GraphView::takeLayout(std::vector<double> positions)
{
    if (m_laidOut) return;  // an export did not wait for it
    m_failed = positions.empty();
    m_laidOut = !m_failed;
    if (m_laidOut) {
        // The background may still read the graph without positions: a new one.
        auto withPositions = std::make_shared<DrawnGraph>(*m_drawn);
        withPositions->positions = std::move(positions);
        m_drawn = withPositions;
        m_canvas->setGraph(m_drawn);
    }
    m_states->setCurrentIndex(m_laidOut ? NetworkState : FailedState);
    Q_EMIT laidOut();
}

void GraphView::find(const QString &text)
{
    if (text.isEmpty() || !m_laidOut) return;
    std::int64_t found = -1;
    for (std::size_t node = 0; node < m_drawn->nodes.size(); ++node) {
        const QString name = m_drawn->name(node);
        if (name.compare(text, Qt::CaseInsensitive) == 0) {
            found = static_cast<std::int64_t>(node);
            break;
        }
        if (found < 0 && name.contains(text, Qt::CaseInsensitive)) found = static_cast<std::int64_t>(node);
    }
    if (found >= 0) {
        m_canvas->centerOn(static_cast<std::size_t>(found));
        m_found->clear();
        return;
    }
    const auto &all = m_drawn->graph->nodes;
    const bool leftOut = std::any_of(all.begin(), all.end(), [&text](const std::string &name) {
        return QString::fromStdString(name).compare(text, Qt::CaseInsensitive) == 0;
    });
    m_found->setText(leftOut ? tr("%1 has no drawn edge").arg(text) : tr("%1 is not in the network").arg(text));
}

Result<void> GraphView::saveFigureAs(const QString &file)
{
    if (!m_laidOut) takeLayout(layoutOf(*m_drawn));
    if (m_failed) return Error{errors::outOfMemory, tr("There is not enough memory to lay out the network.").toStdString()};
    const GraphViewport viewport =
        m_canvas->isVisible() ? m_canvas->viewport() : fittingViewport(*m_drawn, QSizeF(m_canvas->size()).expandedTo(usualSize));
    const Figure figure = graphFigure(*m_drawn, viewport, themeColors(), -1);
    return saveFigure(withTitleAndCaption(figure, title(), caption(), themeColors()), {}, file);
}

QJsonObject GraphView::state() const
{
    QJsonObject state = ResultView::state();
    if (!m_canvas || m_canvas->isFitted()) return state;
    state[QStringLiteral("center_x")] = m_canvas->viewport().center.x();
    state[QStringLiteral("center_y")] = m_canvas->viewport().center.y();
    state[QStringLiteral("scale")] = m_canvas->viewport().scale;
    return state;
}

void GraphView::restore(const QJsonObject &state)
{
    ResultView::restore(state);
    if (!m_canvas || !state.contains(QStringLiteral("scale"))) return;
    m_canvas->setViewport({state[QStringLiteral("center_x")].toDouble(), state[QStringLiteral("center_y")].toDouble()},
                          state[QStringLiteral("scale")].toDouble());
}

}  // namespace lexicell::ui
