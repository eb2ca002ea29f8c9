#include "ui/views/network/network_walk.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

std::vector<NetworkNeighbor> neighborsOf(const NetworkModel &model, std::size_t node)
{
    const NetworkGraph &graph = model.graph();
    const VisibleNetwork &visible = model.visible();
    const std::size_t reaching = graph.edgesReaching(model.cut());
    std::vector<NetworkNeighbor> neighbors;
    for (const std::size_t edge : graph.edgesOf[node]) {
        const std::size_t other = graph.other(edge, node);
        if (edge >= reaching || !visible.shown[other] || !model.isSourceShown(graph.sourceOf[edge])) continue;
        neighbors.push_back({graph.weight[edge], other});
    }
    return neighbors;
}

std::int64_t neighborToward(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera,
                            std::size_t node, const QPointF &direction)
{
    constexpr double leastCosine = 0.5;  // 60 degrees: four keys reach every direction, with overlap
    std::int64_t found = -1;
    double best = 0;
    for (const NetworkNeighbor &neighbor : neighborsOf(model, node)) {
        const QPointF way = camera.toWidget(places[neighbor.node]) - camera.toWidget(places[node]);
        const double length = std::hypot(way.x(), way.y());
        if (length == 0) continue;
        const double cosine = QPointF::dotProduct(way, direction) / length;
        const double cost = length / (cosine * cosine);
        if (cosine < leastCosine || (found >= 0 && cost >= best)) continue;
        best = cost;
        found = static_cast<std::int64_t>(neighbor.node);
    }
    return found;
}

std::int64_t nextByDegree(const NetworkModel &model, std::int64_t node, int steps)
{
    const std::vector<std::size_t> &order = model.visible().nodes;
    if (order.empty()) return -1;
    const auto count = static_cast<std::ptrdiff_t>(order.size());
    const auto at = node < 0 ? order.end() : std::find(order.begin(), order.end(), static_cast<std::size_t>(node));
    const std::ptrdiff_t now = at == order.end() ? (steps > 0 ? -1 : count) : at - order.begin();
    return static_cast<std::int64_t>(order[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(now + steps, 0, count - 1))]);
}

}  // namespace lexicell::ui
