#include "ui/views/results/graph_walk.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

std::vector<GraphNeighbor> neighborsOf(const DrawnGraph &drawn, std::size_t node)
{
    std::vector<GraphNeighbor> neighbors;
    for (std::size_t edge = 0; edge < drawn.from.size(); ++edge) {
        const auto from = static_cast<std::size_t>(drawn.from[edge]), to = static_cast<std::size_t>(drawn.to[edge]);
        if (from == node || to == node) neighbors.push_back({drawn.weight[edge], from == node ? to : from});
    }
    std::sort(neighbors.begin(), neighbors.end(),
              [](const GraphNeighbor &a, const GraphNeighbor &b) { return std::abs(a.weight) > std::abs(b.weight); });
    return neighbors;
}

std::int64_t neighborToward(const DrawnGraph &drawn, std::size_t node, const QPointF &direction)
{
    constexpr double leastCosine = 0.5;  // 60 degrees: four keys reach every direction, with overlap
    std::int64_t found = -1;
    double best = 0;
    for (const GraphNeighbor &neighbor : neighborsOf(drawn, node)) {
        const QPointF way = drawn.position(neighbor.node) - drawn.position(node);
        const double length = std::hypot(way.x(), way.y());
        if (neighbor.node == node || length == 0) continue;
        const double cosine = QPointF::dotProduct(way, direction) / length;
        const double cost = length / (cosine * cosine);
        if (cosine < leastCosine || (found >= 0 && cost >= best)) continue;
        best = cost;
        found = static_cast<std::int64_t>(neighbor.node);
    }
    return found;
}

}  // namespace lexicell::ui
