#include "core/analysis/graph_rings.h"

#include "core/analysis/igraph_session.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::analysis {

namespace {

constexpr std::uint64_t anySeed = 0;  // circles and spheres draw no random numbers
constexpr double ringDistance = 1.4;  // in distances between nodes of a ring: names need room

// igraph's circle (2 dimensions) or sphere (3) of radius 1 for `count` nodes: [count x dimensions]; empty: no memory.
std::vector<double> unitRing(std::size_t count, int dimensions)
{
    igraph_t graph;
    if (igraph_empty(&graph, static_cast<igraph_integer_t>(count), IGRAPH_UNDIRECTED) != IGRAPH_SUCCESS) return {};
    igraph_matrix_t positions;
    if (igraph_matrix_init(&positions, 0, 0) != IGRAPH_SUCCESS) {
        igraph_destroy(&graph);
        return {};
    }
    const auto code =
        dimensions == 3 ? igraph_layout_sphere(&graph, &positions) : igraph_layout_circle(&graph, &positions, igraph_vss_all());
    std::vector<double> ring;
    for (std::size_t i = 0; i < count && code == IGRAPH_SUCCESS; ++i)
        for (int axis = 0; axis < dimensions; ++axis) ring.push_back(MATRIX(positions, static_cast<igraph_integer_t>(i), axis));
    igraph_matrix_destroy(&positions);
    igraph_destroy(&graph);
    return ring;
}

// Of a circle or sphere on which `count` nodes are 1 apart.
double radiusFor(std::size_t count, int dimensions)
{
    const auto nodes = static_cast<double>(count);
    return dimensions == 3 ? std::sqrt(nodes / (4.0 * std::numbers::pi)) : nodes / (2.0 * std::numbers::pi);
}

bool addRing(std::vector<double> &positions, const std::vector<std::int64_t> &nodes, double radius, int dimensions)
{
    const std::vector<double> ring = unitRing(nodes.size(), dimensions);
    if (ring.empty()) return nodes.empty();
    const auto axes = static_cast<std::size_t>(dimensions);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (std::size_t axis = 0; axis < axes; ++axis)
            positions[axes * static_cast<std::size_t>(nodes[i]) + axis] = radius * ring[axes * i + axis];
    return true;
}

}  // namespace

std::vector<double> circleLayout(const std::vector<std::int64_t> &order, int dimensions)
{
    const IgraphSession session(anySeed);
    std::vector<double> positions(order.size() * static_cast<std::size_t>(dimensions));
    const double radius = order.size() > 1 ? std::max(radiusFor(order.size(), dimensions), 0.5) : 0.0;
    if (!addRing(positions, order, radius, dimensions)) return {};
    return positions;
}

std::vector<double> concentricLayout(const std::vector<std::int64_t> &order, const std::vector<std::int64_t> &place,
                                     int dimensions)
{
    const IgraphSession session(anySeed);
    std::vector<double> positions(order.size() * static_cast<std::size_t>(dimensions));
    std::size_t done = std::min<std::size_t>(1, order.size());  // the middle one is at 0 already
    for (int ring = 1; done < order.size(); ++ring) {
        const double radius = ring * ringDistance;
        const double room = dimensions == 3 ? 4.0 * std::numbers::pi * radius * radius : 2.0 * std::numbers::pi * radius;
        const std::size_t end = std::min(order.size(), done + static_cast<std::size_t>(room));
        std::vector<std::int64_t> nodes(order.begin() + static_cast<std::ptrdiff_t>(done),
                                        order.begin() + static_cast<std::ptrdiff_t>(end));
        std::stable_sort(nodes.begin(), nodes.end(), [&place](std::int64_t a, std::int64_t b) {
            return place[static_cast<std::size_t>(a)] < place[static_cast<std::size_t>(b)];
        });
        if (!addRing(positions, nodes, radius, dimensions)) return {};
        done = end;
    }
    return positions;
}

}  // namespace lexicell::analysis
