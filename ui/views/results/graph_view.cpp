#include "ui/views/results/graph_view.h"

#include "models/tasks/result_files.h"
#include "ui/figures/figure_file.h"
#include "ui/look/number_text.h"
#include "ui/views/network/network_page.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/table_page.h"

#include <algorithm>

namespace lexicell::ui {

GraphView::GraphView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &graph = resultAs<models::tasks::Graph>();
    const auto network = std::make_shared<const NetworkGraph>(networkGraph(shown.result, shown.summary));
    if (network->edges() == 0) {
        showEmpty(QStringLiteral("network"), tr("No edges"),
                  tr("No pair among %1 nodes is linked. A lower threshold or more neighbors would link some.")
                      .arg(countText(static_cast<std::int64_t>(graph.nodes.size()))));
        return;
    }
    m_page = new NetworkPage(network, this);
    describe(*network);
    showFigure(m_page, tr("Network"), new TablePage(shown.result, this));
    const QString kind = QString::fromStdString(graph.nodeKind);
    if (!graph.nodeColumns.empty())
        addPage(new TablePage(std::make_shared<const models::tasks::TaskResult>(models::tasks::nodeTable(graph)), this, kind),
                tr("Nodes"));
    connect(m_page, &NetworkPage::laidOut, this, &GraphView::laidOut);
    connect(m_page, &NetworkPage::stateChanged, this, &View::stateChanged);
    if (kind == QStringLiteral("gene")) m_page->offerGenes(shown.geneSets);
    connect(m_page, &NetworkPage::collectWanted, this,
            [this, kind](const QStringList &names) { Q_EMIT collectWanted(kind, names); });
    connect(m_page, &NetworkPage::knockOutWanted, this, &View::knockOutWanted);
    connect(m_page, &NetworkPage::nodePicked, this,
            [this, kind, network](std::size_t node) { Q_EMIT itemPicked(kind, network->name(node)); });
}

void GraphView::describe(const NetworkGraph &network)
{
    const auto text = [](std::size_t count) { return countText(static_cast<std::int64_t>(count)); };
    if (network.edges() < network.allEdges)
        addToCaption(tr("the %1 heaviest of %2 edges drawn").arg(text(network.edges()), text(network.allEdges)));
    const auto linked = static_cast<std::size_t>(
        std::count_if(network.edgesOf.begin(), network.edgesOf.end(), [](const auto &edges) { return !edges.empty(); }));
    if (linked < network.nodes())
        addToCaption(
            tr("%1 of %2 nodes have no drawn edge and are left out").arg(text(network.nodes() - linked), text(network.nodes())));
    if (network.modules() > mostModuleColors)
        addToCaption(tr("colors: the %1 largest of %2 modules").arg(text(mostModuleColors), text(network.modules())));
    else if (network.modules() > 0) addToCaption(tr("colors: modules"));
    if (network.negative) addToCaption(tr("red: negative"));
    if (!m_page->network()->drawnByOpenGl()) addToCaption(tr("drawn without OpenGL, so large networks turn slowly"));
}

QStringList GraphView::chosenNames(const QString &kind) const
{
    const bool network = m_page && m_page->isVisibleTo(this);
    if (!network) return ResultView::chosenNames(kind);
    return kind == QString::fromStdString(resultAs<models::tasks::Graph>().nodeKind) ? m_page->selectedNames() : QStringList();
}

bool GraphView::isLaidOut() const { return m_page && m_page->isLaidOut(); }

Result<void> GraphView::saveFigureAs(const QString &file)
{
    m_page->layOutNow();
    if (!m_page->isLaidOut())
        return Error{errors::outOfMemory, tr("There is not enough memory to lay out the network.").toStdString()};
    return saveFigure(withTitleAndCaption(m_page->figure(), title(), caption(), themeColors()), {}, file);
}

QJsonObject GraphView::state() const
{
    QJsonObject state = ResultView::state();
    if (!m_page) return state;
    const QJsonObject network = m_page->state();
    for (auto each = network.begin(); each != network.end(); ++each) state[each.key()] = each.value();
    return state;
}

void GraphView::restore(const QJsonObject &state)
{
    ResultView::restore(state);
    if (m_page) m_page->restore(state);
}

}  // namespace lexicell::ui
