#include "models/tasks/gene_network/network_edges.h"

#include <algorithm>
#include <iterator>

namespace lexicell::models::tasks {

namespace {

bool before(const NetworkEdge &x, const NetworkEdge &y) { return x.a != y.a ? x.a < y.a : x.b < y.b; }
bool heavier(const NetworkEdge &x, const NetworkEdge &y) { return x.weight != y.weight ? x.weight > y.weight : before(x, y); }
bool samePair(const NetworkEdge &x, const NetworkEdge &y) { return x.a == y.a && x.b == y.b; }

bool counts(const GeneNeighbor &neighbor, double cut) { return neighbor.similarity >= cut && neighbor.similarity != 0.0; }

}  // namespace

std::vector<NetworkEdge> edgesAmong(const NeighborGraph &graph, const std::vector<std::int64_t> &rows, double cut)
{
    std::vector<NetworkEdge> edges;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::int64_t i = 0; i < graph.k; ++i) {
            const GeneNeighbor &other = graph.neighbors[row * static_cast<std::size_t>(graph.k) + static_cast<std::size_t>(i)];
            if (!counts(other, cut)) continue;
            const auto found = std::lower_bound(rows.begin(), rows.end(), other.row);
            if (found == rows.end() || *found != other.row) continue;
            const auto here = static_cast<std::int64_t>(row), there = static_cast<std::int64_t>(found - rows.begin());
            edges.push_back({std::min(here, there), std::max(here, there), other.similarity, i + 1, 0.0});
        }
    }
    std::sort(edges.begin(), edges.end(),
              [](const auto &x, const auto &y) { return samePair(x, y) ? x.rank < y.rank : before(x, y); });
    edges.erase(std::unique(edges.begin(), edges.end(), samePair), edges.end());
    std::sort(edges.begin(), edges.end(), heavier);
    return edges;
}

std::vector<std::int64_t> neighborhoodOf(const NeighborGraph &graph, const std::vector<std::int64_t> &rows, double cut)
{
    std::vector<std::int64_t> genes = rows;
    for (const GeneNeighbor &neighbor : graph.neighbors)
        if (counts(neighbor, cut)) genes.push_back(neighbor.row);
    std::sort(genes.begin(), genes.end());
    genes.erase(std::unique(genes.begin(), genes.end()), genes.end());
    return genes;
}

std::int64_t sharedEdges(std::vector<NetworkEdge> one, std::vector<NetworkEdge> other)
{
    std::sort(one.begin(), one.end(), before);
    std::sort(other.begin(), other.end(), before);
    std::vector<NetworkEdge> shared;
    std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(shared), before);
    return static_cast<std::int64_t>(shared.size());
}

double expectedShared(std::int64_t edges, std::int64_t otherEdges, std::int64_t genes)
{
    const auto n = static_cast<double>(genes);
    return static_cast<double>(otherEdges) * static_cast<double>(edges) / (n * (n - 1.0) / 2.0);
}

}  // namespace lexicell::models::tasks
