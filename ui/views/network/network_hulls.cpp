#include "ui/views/network/network_hulls.h"

#include "ui/look/number_text.h"
#include "ui/views/network/network_look.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lexicell::ui {

namespace {

constexpr std::size_t mostHulls = 12, leastNodes = 3;
constexpr double inside = 0.9;    // share of the nodes
constexpr double leastOwn = 0.5;  // of the nodes in an outline: else it says nothing about the place
constexpr double padding = 7;     // pixels around a node
constexpr int corners = 12;       // around a node: makes the outline round

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// The nodes that lie nearest to the middle, which strays do not move.
std::vector<std::size_t> withoutStrays(std::vector<std::size_t> nodes, const std::vector<QPointF> &at)
{
    std::vector<double> xs, ys;
    for (const std::size_t node : nodes) {
        xs.push_back(at[node].x());
        ys.push_back(at[node].y());
    }
    const QPointF middle(medianOf(xs), medianOf(ys));
    const auto distance = [&](std::size_t node) {
        const QPointF away = at[node] - middle;
        return QPointF::dotProduct(away, away);
    };
    std::stable_sort(nodes.begin(), nodes.end(), [&](std::size_t a, std::size_t b) { return distance(a) < distance(b); });
    nodes.resize(std::max(leastNodes, static_cast<std::size_t>(std::ceil(inside * static_cast<double>(nodes.size())))));
    return nodes;
}

std::size_t nodesWithin(const QPolygonF &outline, const std::vector<std::size_t> &nodes, const std::vector<QPointF> &at)
{
    const QRectF bounds = outline.boundingRect();
    return static_cast<std::size_t>(std::count_if(nodes.begin(), nodes.end(), [&](std::size_t node) {
        return bounds.contains(at[node]) && outline.containsPoint(at[node], Qt::WindingFill);
    }));
}

}  // namespace

QPolygonF convexHull(std::vector<QPointF> points)
{
    std::sort(points.begin(), points.end(),
              [](const QPointF &a, const QPointF &b) { return a.x() != b.x() ? a.x() < b.x() : a.y() < b.y(); });
    const auto turns = [](const QPointF &a, const QPointF &b, const QPointF &c) {
        return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x()) > 0;
    };
    QPolygonF hull;
    for (const bool back : {false, true}) {
        const qsizetype start = hull.size();
        for (std::size_t i = 0; i < points.size(); ++i) {
            const QPointF &point = points[back ? points.size() - 1 - i : i];
            while (hull.size() >= start + 2 && !turns(hull[hull.size() - 2], hull.last(), point)) hull.removeLast();
            hull << point;
        }
        if (!hull.isEmpty()) hull.removeLast();
    }
    return hull;
}

QString moduleLabel(const NetworkModel &model, std::size_t module)
{
    const NetworkGraph &graph = model.graph();
    if (!graph.moduleTerms[module].isEmpty()) return graph.moduleTerms[module];
    const auto genes = std::count(graph.module.begin(), graph.module.end(), static_cast<std::int64_t>(module));
    const bool areGenes = graph.graph->nodeKind == "gene";
    return (areGenes ? QCoreApplication::translate("NetworkHulls", "Module %1 · %2 genes")
                     : QCoreApplication::translate("NetworkHulls", "Module %1 · %2 nodes"))
        .arg(static_cast<qlonglong>(module))
        .arg(countText(genes));
}

std::vector<ModuleHull> moduleHulls(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera)
{
    const NetworkGraph &graph = model.graph();
    if (!model.hulls || graph.modules() == 0 || model.shape != NetworkShape::Force) return {};
    std::vector<std::vector<std::size_t>> members(graph.modules());
    std::vector<QPointF> at(graph.nodes());
    for (const std::size_t node : model.visible().nodes) {
        at[node] = camera.toWidget(places[node]);
        if (graph.module[node] >= 0) members[static_cast<std::size_t>(graph.module[node])].push_back(node);
    }
    std::vector<std::size_t> order(graph.modules());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&members](std::size_t a, std::size_t b) { return members[a].size() > members[b].size(); });
    std::vector<ModuleHull> hulls;
    for (const std::size_t module : order) {
        if (hulls.size() >= mostHulls || members[module].size() < leastNodes) break;
        std::vector<QPointF> rims;
        const std::vector<std::size_t> core = withoutStrays(members[module], at);
        for (const std::size_t node : core) {
            const double radius = nodeRadius(model, node, camera.scale) + padding;
            for (int corner = 0; corner < corners; ++corner) {
                const double angle = 2 * std::numbers::pi * corner / corners;
                rims.push_back(at[node] + radius * QPointF(std::cos(angle), std::sin(angle)));
            }
        }
        QPolygonF outline = convexHull(std::move(rims));
        const std::size_t all = nodesWithin(outline, model.visible().nodes, at);
        if (static_cast<double>(core.size()) < leastOwn * static_cast<double>(all)) continue;
        const QColor color = moduleColor(graph, static_cast<std::int64_t>(module));
        hulls.push_back(
            {module, std::move(outline), color.isValid() ? color : themeColors().textMuted, moduleLabel(model, module)});
    }
    return hulls;
}

}  // namespace lexicell::ui
