#include "ui/views/results/graph_figure.h"

#include "ui/look/palettes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace lexicell::ui {

namespace {

constexpr double smallestNode = 3, largestNode = 13;  // radius in pixels
constexpr double thinnest = 0.7, thickest = 3.2;
constexpr double faintest = 0.28, strongest = 0.85;  // opacity
constexpr double faded = 0.12;                       // of what is not in the neighborhood
constexpr double labelPixels = 12, labelGap = 3, widestLabel = 160;
constexpr double areaOfLabel = 8'000;      // pixels around one, so that the network stays to be seen
constexpr std::size_t alwaysNamed = 12;    // hubs whose names may cover other hubs
constexpr std::size_t keptUncovered = 80;  // hubs that other names keep clear of
constexpr double fitMargin = 48;           // room for labels at the edge
constexpr double closestFit = 90;          // pixels: a pair of nodes need not fill the window

// Seen from afar, nodes and edges are drawn smaller: they would grow into one blot.
double sizeAt(double scale) { return std::clamp(scale / 45.0, 0.45, 1.25); }

QColor withOpacity(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

// An arrow head at the rim of the node that the edge leads to.
FigurePolygon arrowHead(const QPointF &from, const QPointF &to, double radius, double width, const QColor &color)
{
    const QPointF along = to - from;
    const double length = std::max(1e-6, std::hypot(along.x(), along.y()));
    const QPointF unit = along / length, across(-unit.y(), unit.x());
    const QPointF tip = to - unit * (radius + 1), back = tip - unit * (5 + 1.5 * width);
    return {QPolygonF({tip, back + across * (2 + width), back - across * (2 + width)}), color, {}};
}

void addEdges(Figure &figure, const DrawnGraph &drawn, const GraphViewport &viewport, const ThemeColors &theme,
              std::int64_t emphasized)
{
    const QRectF seen(QPointF(0, 0), viewport.size);
    for (const bool touching : {false, true})  // edges of the emphasized node over all others
        for (std::size_t edge = 0; edge < drawn.from.size(); ++edge) {
            const bool touches = drawn.from[edge] == emphasized || drawn.to[edge] == emphasized;
            if (touches != touching) continue;
            const QPointF from = viewport.toWidget(drawn.position(static_cast<std::size_t>(drawn.from[edge])));
            const QPointF to = viewport.toWidget(drawn.position(static_cast<std::size_t>(drawn.to[edge])));
            if (!QRectF(from, to).normalized().adjusted(-1, -1, 1, 1).intersects(seen)) continue;
            const double strength = drawn.strength[edge];
            double opacity = faintest + (strongest - faintest) * strength;
            if (emphasized >= 0) opacity = touches ? strongest : faded;
            const QColor base = drawn.weight[edge] < 0 ? theme.danger : touches ? theme.accent : theme.textMuted;
            const QColor color = withOpacity(base, opacity);
            const double width = (thinnest + (thickest - thinnest) * strength) * sizeAt(viewport.scale);
            figure.items.emplace_back(FigureLine{from, to, color, width});
            if (drawn.graph->directed)
                figure.items.emplace_back(
                    arrowHead(from, to, drawn.radius(static_cast<std::size_t>(drawn.to[edge]), viewport.scale), width, color));
        }
}

void addNodes(Figure &figure, const DrawnGraph &drawn, const GraphViewport &viewport, const ThemeColors &theme,
              const std::vector<bool> &around, std::int64_t emphasized)
{
    const QRectF seen = QRectF(QPointF(0, 0), viewport.size).adjusted(-largestNode, -largestNode, largestNode, largestNode);
    for (auto node = drawn.byDegree.rbegin(); node != drawn.byDegree.rend(); ++node) {
        const QPointF at = viewport.toWidget(drawn.position(*node));
        if (!seen.contains(at)) continue;
        const double radius = drawn.radius(*node, viewport.scale);
        const bool fades = !around.empty() && !around[*node];
        // A rim of the ground keeps nodes apart that touch.
        figure.items.emplace_back(FigureDisc{at, radius + 1.2, theme.map});
        if (static_cast<std::int64_t>(*node) == emphasized) figure.items.emplace_back(FigureDisc{at, radius + 3, theme.text});
        const bool colored = !drawn.colors.empty() && drawn.colors[*node].isValid();
        const QColor color = colored ? drawn.colors[*node] : drawn.colors.empty() ? theme.accent : theme.textMuted;
        figure.items.emplace_back(FigureDisc{at, radius, fades ? theme.border : color});
    }
}

// Names that have a place, best connected first; no two overlap.
class Labels {
  public:
    Labels(const DrawnGraph &drawn, const GraphViewport &viewport)
        : m_drawn(drawn), m_viewport(viewport), m_seen(QRectF(QPointF(0, 0), viewport.size).adjusted(2, 2, -2, -2))
    {
        for (std::size_t i = 0; i < std::min(keptUncovered, drawn.byDegree.size()); ++i) {
            const double radius = drawn.radius(drawn.byDegree[i], viewport.scale);
            const QPointF at = viewport.toWidget(drawn.position(drawn.byDegree[i]));
            m_hubs.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
        }
    }

    std::size_t count() const { return m_taken.size(); }

    // Right, left, above or below the node; nothing: there is no room.
    std::optional<QRectF> place(std::size_t node, bool mayCoverHubs)
    {
        const QPointF at = m_viewport.toWidget(m_drawn.position(node));
        if (!m_seen.contains(at)) return std::nullopt;
        const double width = m_drawn.labelWidths[node], height = labelPixels + 3;
        const double away = m_drawn.radius(node, m_viewport.scale) + labelGap;
        const QRectF boxes[] = {{at.x() + away, at.y() - height / 2, width, height},
                                {at.x() - away - width, at.y() - height / 2, width, height},
                                {at.x() - width / 2, at.y() - away - height, width, height},
                                {at.x() - width / 2, at.y() + away, width, height}};
        for (const bool covering : {false, true}) {
            if (covering && !mayCoverHubs) break;
            for (const QRectF &box : boxes) {
                const auto overlaps = [&box](const QRectF &other) { return other.intersects(box); };
                if (!m_seen.contains(box) || std::any_of(m_taken.begin(), m_taken.end(), overlaps)) continue;
                if (!covering && std::any_of(m_hubs.begin(), m_hubs.end(), overlaps)) continue;
                m_taken.push_back(box);
                return box;
            }
        }
        return std::nullopt;
    }

  private:
    const DrawnGraph &m_drawn;
    const GraphViewport &m_viewport;
    QRectF m_seen;
    std::vector<QRectF> m_hubs, m_taken;
};

void addLabels(Figure &figure, const DrawnGraph &drawn, const GraphViewport &viewport, const ThemeColors &theme,
               const std::vector<bool> &around, std::int64_t emphasized)
{
    const auto most = static_cast<std::size_t>(std::max(8.0, viewport.size.width() * viewport.size.height() / areaOfLabel));
    Labels labels(drawn, viewport);
    const auto add = [&](std::size_t node, bool bold, bool mayCoverHubs) {
        if (const auto box = labels.place(node, mayCoverHubs))
            figure.items.emplace_back(FigureText{{box->left(), box->center().y()},
                                                 drawn.labels[node],
                                                 labelPixels,
                                                 bold,
                                                 Qt::AlignLeft,
                                                 theme.text,
                                                 theme.map,
                                                 false});
    };
    if (emphasized >= 0) add(static_cast<std::size_t>(emphasized), true, true);
    std::size_t tried = 0;
    for (const std::size_t node : drawn.byDegree) {
        if (labels.count() >= most || tried > 3 * most) break;
        if (static_cast<std::int64_t>(node) == emphasized || (!around.empty() && !around[node])) continue;
        if (!QRectF(QPointF(0, 0), viewport.size).contains(viewport.toWidget(drawn.position(node)))) continue;
        add(node, false, !around.empty() || tried < alwaysNamed);
        ++tried;
    }
}

}  // namespace

double DrawnGraph::radius(std::size_t node, double scale) const
{
    const double most = byDegree.empty() ? 1.0 : static_cast<double>(degree[byDegree.front()]);
    // By area, as size is seen; with few neighbors at most, no node is a hub.
    const double share = std::sqrt(static_cast<double>(degree[node]) / std::max(most, 10.0));
    return (smallestNode + (largestNode - smallestNode) * share) * sizeAt(scale);
}

std::vector<bool> DrawnGraph::aroundNode(std::size_t node) const
{
    std::vector<bool> around(nodes.size(), false);
    around[node] = true;
    for (std::size_t edge = 0; edge < from.size(); ++edge) {
        if (from[edge] == static_cast<std::int64_t>(node)) around[static_cast<std::size_t>(to[edge])] = true;
        if (to[edge] == static_cast<std::int64_t>(node)) around[static_cast<std::size_t>(from[edge])] = true;
    }
    return around;
}

// A color for each drawn node by its module.
static std::vector<QColor> moduleColors(const DrawnGraph &drawn)
{
    const auto &columns = drawn.graph->nodeColumns;
    const auto column = std::find_if(columns.begin(), columns.end(), [](const auto &each) { return each.name == "module"; });
    const auto *modules = column == columns.end() ? nullptr : std::get_if<std::vector<std::int64_t>>(&column->values);
    if (!modules || modules->empty()) return {};
    const std::int64_t last = *std::max_element(modules->begin(), modules->end());
    const std::vector<QColor> palette = categoryColors(static_cast<std::size_t>(std::max<std::int64_t>(0, last + 1))).colors;
    std::vector<QColor> colors;
    for (const std::size_t node : drawn.nodes)
        colors.push_back((*modules)[node] >= 0 ? palette[static_cast<std::size_t>((*modules)[node])] : QColor());
    return colors;
}

DrawnGraph drawnGraph(const models::tasks::Graph &graph, std::size_t mostEdges)
{
    DrawnGraph drawn;
    drawn.graph = &graph;
    std::vector<std::size_t> edges;
    for (std::size_t edge = 0; edge < graph.weight.size(); ++edge)
        if (graph.from[edge] != graph.to[edge]) edges.push_back(edge);
    drawn.allEdges = edges.size();
    // Heaviest by size: a strong negative correlation is as strong as a positive one. What is no number counts as nothing.
    const auto sizeOf = [&graph](std::size_t edge) {
        return std::isfinite(graph.weight[edge]) ? std::abs(graph.weight[edge]) : 0.0;
    };
    std::stable_sort(edges.begin(), edges.end(), [&](std::size_t a, std::size_t b) { return sizeOf(a) > sizeOf(b); });
    edges.resize(std::min(edges.size(), mostEdges));
    std::reverse(edges.begin(), edges.end());

    std::vector<std::int64_t> place(graph.nodes.size(), -1);
    const auto nodeOf = [&](std::int64_t node) {
        std::int64_t &at = place[static_cast<std::size_t>(node)];
        if (at < 0) {
            at = static_cast<std::int64_t>(drawn.nodes.size());
            drawn.nodes.push_back(static_cast<std::size_t>(node));
            drawn.degree.push_back(0);
        }
        ++drawn.degree[static_cast<std::size_t>(at)];
        return at;
    };
    const double lightest = edges.empty() ? 0.0 : sizeOf(edges.front()), heaviest = edges.empty() ? 0.0 : sizeOf(edges.back());
    for (const std::size_t edge : edges) {
        drawn.from.push_back(nodeOf(graph.from[edge]));
        drawn.to.push_back(nodeOf(graph.to[edge]));
        drawn.weight.push_back(graph.weight[edge]);
        drawn.strength.push_back(heaviest > lightest ? (sizeOf(edge) - lightest) / (heaviest - lightest) : 0.5);
        drawn.negative = drawn.negative || graph.weight[edge] < 0;
    }
    for (std::size_t node = 0; node < drawn.nodes.size(); ++node) {
        drawn.labels.push_back(elided(drawn.name(node), labelPixels, widestLabel));
        drawn.labelWidths.push_back(textWidth(drawn.labels.back(), labelPixels, false));
    }
    drawn.colors = moduleColors(drawn);
    drawn.byDegree.resize(drawn.nodes.size());
    std::iota(drawn.byDegree.begin(), drawn.byDegree.end(), std::size_t{0});
    std::stable_sort(drawn.byDegree.begin(), drawn.byDegree.end(),
                     [&drawn](std::size_t a, std::size_t b) { return drawn.degree[a] > drawn.degree[b]; });
    return drawn;
}

GraphViewport fittingViewport(const DrawnGraph &drawn, const QSizeF &size)
{
    const double infinity = std::numeric_limits<double>::infinity();
    double left = infinity, right = -infinity, top = infinity, bottom = -infinity;
    for (std::size_t node = 0; node < drawn.nodes.size(); ++node) {
        const QPointF at = drawn.position(node);
        left = std::min(left, at.x());
        right = std::max(right, at.x());
        top = std::min(top, at.y());
        bottom = std::max(bottom, at.y());
    }
    const double width = std::max(size.width() - 2 * fitMargin, 40.0), height = std::max(size.height() - 2 * fitMargin, 40.0);
    const double scale = std::min({width / std::max(right - left, 1e-9), height / std::max(bottom - top, 1e-9), closestFit});
    return {QPointF((left + right) / 2, (top + bottom) / 2), scale, size};
}

Figure graphFigure(const DrawnGraph &drawn, const GraphViewport &viewport, const ThemeColors &theme, std::int64_t emphasized)
{
    Figure figure;
    figure.size = viewport.size;
    figure.ground = theme.map;
    const std::vector<bool> around =
        emphasized >= 0 ? drawn.aroundNode(static_cast<std::size_t>(emphasized)) : std::vector<bool>();
    addEdges(figure, drawn, viewport, theme, emphasized);
    addNodes(figure, drawn, viewport, theme, around, emphasized);
    addLabels(figure, drawn, viewport, theme, around, emphasized);
    return figure;
}

}  // namespace lexicell::ui
