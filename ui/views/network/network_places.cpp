#include "ui/views/network/network_places.h"

#include "core/analysis/graph_layout.h"
#include "core/analysis/graph_rings.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::ui {

namespace {

constexpr std::uint64_t layoutSeed = 1;  // the same network looks the same every time
constexpr double besideDistance = 1.2;   // lengths of an edge

std::vector<double> byForces(const LayoutRequest &request, const std::vector<std::int64_t> &position)
{
    std::vector<std::int64_t> from, to;
    std::vector<double> weights;
    for (const std::size_t edge : request.edges) {
        from.push_back(position[request.graph->from[edge]]);
        to.push_back(position[request.graph->to[edge]]);
        weights.push_back(request.graph->weight[edge]);
    }
    return analysis::graphLayout(static_cast<std::int64_t>(request.nodes.size()), from, to, weights, layoutSeed,
                                 request.dimensions);
}

// Modules stand together on a circle and within rings, best connected nodes first.
std::vector<double> onRings(const LayoutRequest &request)
{
    const auto &module = request.graph->module;
    std::vector<std::int64_t> order, groups;
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        order.push_back(static_cast<std::int64_t>(i));
        groups.push_back(module.empty() ? 0 : module[request.nodes[i]]);
    }
    if (request.shape == NetworkShape::Concentric) return analysis::concentricLayout(order, groups, request.dimensions);
    std::stable_sort(order.begin(), order.end(), [&groups](std::int64_t a, std::int64_t b) {
        return groups[static_cast<std::size_t>(a)] < groups[static_cast<std::size_t>(b)];
    });
    return analysis::circleLayout(order, request.dimensions);
}

void moveAll(std::vector<QVector3D> &places, const std::vector<std::size_t> &nodes, const QVector3D &away)
{
    for (const std::size_t node : nodes) places[node] += away;
}

// So that layouts of all shapes lie over each other.
void toMiddle(std::vector<QVector3D> &places, const std::vector<std::size_t> &nodes)
{
    QVector3D low = places[nodes.front()], high = low;
    for (const std::size_t node : nodes)
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], places[node][axis]);
            high[axis] = std::max(high[axis], places[node][axis]);
        }
    moveAll(places, nodes, -(low + high) / 2);
}

void keepPins(std::vector<QVector3D> &places, const LayoutRequest &request)
{
    QVector3D away;
    std::vector<std::size_t> pinned;
    for (const std::size_t node : request.nodes)
        if (const auto pin = request.pins.find(node); pin != request.pins.end()) {
            away += pin->second - places[node];
            pinned.push_back(node);
        }
    if (pinned.empty()) return;
    if (request.followPins) moveAll(places, request.nodes, away / static_cast<float>(pinned.size()));
    for (const std::size_t node : pinned) places[node] = request.pins.at(node);
}

}  // namespace

LayoutRequest layoutRequest(const NetworkModel &model, const VisibleNetwork &part)
{
    return {model.sharedGraph(), part.nodes, part.edges, model.shape, model.dimensions, model.pins(), !model.isWhole()};
}

std::optional<std::vector<QVector3D>> layOut(const LayoutRequest &request)
{
    std::vector<QVector3D> places(request.graph->nodes());
    if (request.nodes.empty()) return places;
    std::vector<std::int64_t> position(request.graph->nodes(), -1);
    for (std::size_t i = 0; i < request.nodes.size(); ++i) position[request.nodes[i]] = static_cast<std::int64_t>(i);
    const std::vector<double> made = request.shape == NetworkShape::Force ? byForces(request, position) : onRings(request);
    if (made.empty()) return std::nullopt;
    const auto axes = static_cast<std::size_t>(request.dimensions);
    for (std::size_t i = 0; i < request.nodes.size(); ++i)
        places[request.nodes[i]] = QVector3D(static_cast<float>(made[axes * i]), static_cast<float>(made[axes * i + 1]),
                                             axes == 3 ? static_cast<float>(made[axes * i + 2]) : 0.0F);
    toMiddle(places, request.nodes);
    keepPins(places, request);
    return places;
}

void placeBeside(std::vector<QVector3D> &places, std::size_t node, const std::vector<std::size_t> &come,
                 const std::vector<std::size_t> &around)
{
    QVector3D middle;
    for (const std::size_t each : around) middle += places[each];
    if (!around.empty()) middle /= static_cast<float>(around.size());
    const QVector3D outwards = places[node] - middle;
    const double ahead = std::atan2(outwards.y(), outwards.x());
    // A half circle holds few; more stand on wider ones.
    const auto perArc = static_cast<std::size_t>(6);
    for (std::size_t i = 0; i < come.size(); ++i) {
        const std::size_t arc = i / perArc, onArc = std::min(perArc, come.size() - arc * perArc);
        const double share = (static_cast<double>(i % perArc) + 0.5) / static_cast<double>(onArc) - 0.5;
        const double angle = ahead + std::numbers::pi * share, distance = besideDistance * (1.0 + 0.6 * static_cast<double>(arc));
        places[come[i]] = places[node] + QVector3D(static_cast<float>(distance * std::cos(angle)),
                                                   static_cast<float>(distance * std::sin(angle)), 0);
    }
}

}  // namespace lexicell::ui
