#include "core/analysis/graph_layout.h"

#include "core/analysis/igraph_session.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lexicell::analysis {

namespace {

constexpr igraph_integer_t rounds = 500;  // igraph's and NetworkX's usual number
constexpr double lightest = 0.05;         // of the mean weight: lighter edges would let their nodes drift far away
constexpr double heaviest = 5.0;          // of the mean weight: heavier ones would draw their nodes on top of each other
constexpr double gap = 1.5;               // between parts, in lengths of an edge
constexpr double pairsInSpace = 4e8;      // that forces in space are computed for; igraph has no grid there
constexpr igraph_integer_t fewestRounds = 30;
constexpr double startHeight = 0.5;  // of nodes above or below the plane in which they start, in lengths of an edge

// A connected part of the network: its nodes, and its edges by node positions within the part.
struct Part {
    std::vector<std::size_t> nodes;
    std::vector<igraph_integer_t> ends;  // [2 x edges]
    std::vector<double> weights;         // [edges]
    std::vector<double> x, y, z;         // [nodes]; z empty: in the plane

    std::array<std::vector<double> *, 3> axes() { return {&x, &y, &z}; }
};

std::size_t rootOf(std::vector<std::size_t> &parent, std::size_t node)
{
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
}

std::vector<double> attractions(const std::vector<double> &weights)
{
    double sum = 0.0, count = 0.0;
    for (const double weight : weights)
        if (std::isfinite(weight)) {
            sum += std::abs(weight);
            count += 1.0;
        }
    const double mean = sum > 0.0 ? sum / count : 1.0;
    std::vector<double> scaled;
    scaled.reserve(weights.size());
    for (const double weight : weights)
        scaled.push_back(std::isfinite(weight) ? std::clamp(std::abs(weight) / mean, lightest, heaviest) : lightest);
    return scaled;
}

// Largest first, parts of equal size by their first node.
std::vector<Part> connectedParts(std::size_t nodes, const std::vector<std::int64_t> &from, const std::vector<std::int64_t> &to,
                                 const std::vector<double> &weights)
{
    std::vector<std::size_t> parent(nodes), place(nodes), partOf(nodes, nodes);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (std::size_t edge = 0; edge < from.size(); ++edge) {
        const std::size_t a = rootOf(parent, static_cast<std::size_t>(from[edge]));
        const std::size_t b = rootOf(parent, static_cast<std::size_t>(to[edge]));
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<Part> parts;
    for (std::size_t node = 0; node < nodes; ++node) {
        const std::size_t root = rootOf(parent, node);
        if (partOf[root] == nodes) {
            partOf[root] = parts.size();
            parts.emplace_back();
        }
        place[node] = parts[partOf[root]].nodes.size();
        parts[partOf[root]].nodes.push_back(node);
    }
    for (std::size_t edge = 0; edge < from.size(); ++edge) {
        if (from[edge] == to[edge]) continue;
        Part &part = parts[partOf[rootOf(parent, static_cast<std::size_t>(from[edge]))]];
        part.ends.push_back(static_cast<igraph_integer_t>(place[static_cast<std::size_t>(from[edge])]));
        part.ends.push_back(static_cast<igraph_integer_t>(place[static_cast<std::size_t>(to[edge])]));
        part.weights.push_back(weights[edge]);
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) { return a.nodes.size() > b.nodes.size(); });
    return parts;
}

void onACircle(Part &part)
{
    const double count = static_cast<double>(part.nodes.size());
    for (std::size_t i = 0; i < part.nodes.size(); ++i) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / count;
        part.x.push_back(std::cos(angle));
        part.y.push_back(std::sin(angle));
    }
}

// A matrix and a graph of igraph, freed at the end.
struct Drawing {
    igraph_t graph;
    igraph_matrix_t positions;
    bool hasGraph = false, hasPositions = false;

    ~Drawing()
    {
        if (hasPositions) igraph_matrix_destroy(&positions);
        if (hasGraph) igraph_destroy(&graph);
    }
    bool make(const Part &part, igraph_integer_t dimensions)
    {
        const auto count = static_cast<igraph_integer_t>(part.nodes.size());
        igraph_vector_int_t ends;
        igraph_vector_int_view(&ends, part.ends.data(), static_cast<igraph_integer_t>(part.ends.size()));
        hasGraph = igraph_create(&graph, &ends, count, IGRAPH_UNDIRECTED) == IGRAPH_SUCCESS;
        hasPositions = hasGraph && igraph_matrix_init(&positions, count, dimensions) == IGRAPH_SUCCESS;
        return hasPositions;
    }
    void read(Part &part, igraph_integer_t dimensions)
    {
        const auto count = static_cast<igraph_integer_t>(part.nodes.size());
        for (igraph_integer_t axis = 0; axis < dimensions; ++axis) {
            std::vector<double> &values = *part.axes()[static_cast<std::size_t>(axis)];
            values.clear();
            for (igraph_integer_t i = 0; i < count; ++i) values.push_back(MATRIX(positions, i, axis));
        }
    }
};

bool byForces(Part &part)
{
    const auto count = static_cast<igraph_integer_t>(part.nodes.size());
    igraph_vector_t weights;
    igraph_vector_view(&weights, part.weights.data(), static_cast<igraph_integer_t>(part.weights.size()));
    Drawing drawing;
    if (!drawing.make(part, 2)) return false;
    const auto code = igraph_layout_fruchterman_reingold(&drawing.graph, &drawing.positions, false, rounds,
                                                         std::sqrt(static_cast<double>(count)), IGRAPH_LAYOUT_AUTOGRID, &weights,
                                                         nullptr, nullptr, nullptr, nullptr);
    if (code == IGRAPH_SUCCESS) drawing.read(part, 2);
    return code == IGRAPH_SUCCESS;
}

// Starts from the layout in the plane, which has the parts of the network apart already: forces in space cost the square of the
// nodes, so a large part gets few rounds.
bool byForcesInSpace(Part &part, Random &random)
{
    const auto count = static_cast<igraph_integer_t>(part.nodes.size());
    igraph_vector_t weights;
    igraph_vector_view(&weights, part.weights.data(), static_cast<igraph_integer_t>(part.weights.size()));
    Drawing drawing;
    if (!drawing.make(part, 3)) return false;
    for (igraph_integer_t i = 0; i < count; ++i) {
        MATRIX(drawing.positions, i, 0) = part.x[static_cast<std::size_t>(i)];
        MATRIX(drawing.positions, i, 1) = part.y[static_cast<std::size_t>(i)];
        MATRIX(drawing.positions, i, 2) = startHeight * (2.0 * random.uniform() - 1.0);
    }
    const double pairs = static_cast<double>(count) * static_cast<double>(count);
    const auto affordable = static_cast<igraph_integer_t>(std::min(pairsInSpace / pairs, static_cast<double>(rounds)));
    const auto code = igraph_layout_fruchterman_reingold_3d(
        &drawing.graph, &drawing.positions, true, std::max(affordable, fewestRounds), std::sqrt(static_cast<double>(count)),
        &weights, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    if (code == IGRAPH_SUCCESS) drawing.read(part, 3);
    return code == IGRAPH_SUCCESS;
}

// Moves the corner to 0, 0, the middle of the height to 0, and scales the average edge to length 1.
void standardize(Part &part)
{
    const auto number = [](double value) { return std::isfinite(value); };
    const auto numbers = [&number](const std::vector<double> *axis) { return std::all_of(axis->begin(), axis->end(), number); };
    const auto axes = part.axes();
    if (!std::all_of(axes.begin(), axes.end(), numbers)) {
        part.x.clear();
        part.y.clear();
        std::fill(part.z.begin(), part.z.end(), 0.0);
        onACircle(part);
    }
    double length = 0.0;
    for (std::size_t edge = 0; edge < part.weights.size(); ++edge) {
        const auto a = static_cast<std::size_t>(part.ends[2 * edge]), b = static_cast<std::size_t>(part.ends[2 * edge + 1]);
        length += std::hypot(part.x[a] - part.x[b], part.y[a] - part.y[b], part.z.empty() ? 0.0 : part.z[a] - part.z[b]);
    }
    const double scale = length > 0.0 ? static_cast<double>(part.weights.size()) / length : 1.0;
    for (auto *axis : axes) {
        if (axis->empty()) continue;
        const auto [low, high] = std::minmax_element(axis->begin(), axis->end());
        const double start = axis == &part.z ? (*low + *high) / 2.0 : *low;
        for (double &value : *axis) value = (value - start) * scale;
    }
}

double extent(const std::vector<double> &axis) { return *std::max_element(axis.begin(), axis.end()) + gap; }

// Packs the parts in rows, about as wide as high in total.
void pack(std::vector<Part> &parts)
{
    double area = 0.0, widest = 0.0;
    for (const Part &part : parts) {
        area += extent(part.x) * extent(part.y);
        widest = std::max(widest, extent(part.x));
    }
    const double shelf = std::max(widest, 1.2 * std::sqrt(area));
    double x = 0.0, y = 0.0, rowHeight = 0.0;
    for (Part &part : parts) {
        const double width = extent(part.x), height = extent(part.y);
        if (x > 0.0 && x + width > shelf) {
            x = 0.0;
            y += rowHeight;
            rowHeight = 0.0;
        }
        for (double &value : part.x) value += x;
        for (double &value : part.y) value += y;
        x += width;
        rowHeight = std::max(rowHeight, height);
    }
}

bool layOut(Part &part, Random &random, int dimensions)
{
    if (part.nodes.size() <= 2) {
        for (std::size_t i = 0; i < part.nodes.size(); ++i) {
            part.x.push_back(static_cast<double>(i));
            part.y.push_back(0.0);
        }
    } else if (!byForces(part)) {
        return false;
    }
    standardize(part);
    if (dimensions < 3) return true;
    if (part.nodes.size() <= 3) {  // these lie in a plane
        part.z.assign(part.nodes.size(), 0.0);
        return true;
    }
    if (!byForcesInSpace(part, random)) return false;
    standardize(part);
    return true;
}

}  // namespace

std::vector<double> graphLayout(std::int64_t nodes, const std::vector<std::int64_t> &from, const std::vector<std::int64_t> &to,
                                const std::vector<double> &weights, std::uint64_t seed, int dimensions)
{
    std::vector<Part> parts = connectedParts(static_cast<std::size_t>(nodes), from, to, attractions(weights));
    {
        const IgraphSession session(seed);
        Random random(seed, 0);
        for (Part &part : parts)
            if (!layOut(part, random, dimensions)) return {};
    }
    pack(parts);
    const auto axes = static_cast<std::size_t>(dimensions);
    std::vector<double> positions(axes * static_cast<std::size_t>(nodes));
    for (Part &part : parts)
        for (std::size_t axis = 0; axis < axes; ++axis)
            for (std::size_t i = 0; i < part.nodes.size(); ++i) positions[axes * part.nodes[i] + axis] = (*part.axes()[axis])[i];
    return positions;
}

}  // namespace lexicell::analysis
