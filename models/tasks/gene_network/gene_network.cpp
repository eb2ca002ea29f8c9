#include "models/tasks/gene_network/gene_network.h"

#include "core/base/guarded.h"
#include "models/baselines/coexpression.h"
#include "models/tasks/gene_network/gene_neighbors.h"
#include "models/tasks/gene_network/gene_universe.h"
#include "models/tasks/gene_network/network_modules.h"

#include <algorithm>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

using Rows = std::vector<std::int64_t>;

input::MatchOptions matchingOptions(const GeneNetworkOptions &options)
{
    input::MatchOptions matching;
    matching.geneMatching = options.geneMatching;
    matching.geneColumn = options.geneColumn;
    matching.layer = options.layer;
    return matching;
}

Result<GeneVectorTable> cellsTable(const data::Dataset &dataset, const GeneUniverse &universe, const GeneNetworkOptions &options,
                                   JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    return baselines::coexpression(matrix, universe.columns, {options.correlation, options.maxCells, options.seed}, context);
}

Rows allRows(const GeneVectorTable &table)
{
    Rows rows(static_cast<std::size_t>(table.genes()));
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    return rows;
}

// The genes of the network, as rows of the universe, and its edges.
struct Drawn {
    Rows rows;
    std::vector<NetworkEdge> edges;
    NeighborGraph ofAsked;  // of the genes asked about; empty without such genes
};

Result<Drawn> wholeNetwork(const GeneVectorTable &table, const GeneNetworkOptions &options, JobContext &context)
{
    LEXICELL_TRY(graph, neighborGraph(table, options.k, context));
    Drawn drawn{allRows(table), {}, {}};
    drawn.edges = edgesAmong(graph, drawn.rows, options.cut);
    return drawn;
}

Result<Drawn> neighborhood(const GeneVectorTable &table, const Rows &asked, const GeneNetworkOptions &options,
                           JobContext &context)
{
    Drawn drawn;
    {
        const JobPart part(context, 0.0, 0.2);
        LEXICELL_TRY(nearest, neighborsOf(table, asked, options.k, context));
        drawn.ofAsked = std::move(nearest);
    }
    const JobPart part(context, 0.2, 1.0);
    drawn.rows = neighborhoodOf(drawn.ofAsked, asked, options.cut);
    LEXICELL_TRY(graph, neighborsOf(table, drawn.rows, options.k, context));
    drawn.edges = edgesAmong(graph, drawn.rows, options.cut);
    return drawn;
}

// Of each gene asked about: how many of its neighbors are neighbors by co-expression as well.
void compareNeighbors(NetworkBaseline &baseline, const NeighborGraph &here, const NeighborGraph &cells, std::int64_t asked,
                      std::int64_t genes, double cut)
{
    const auto rowsOf = [cut](const NeighborGraph &graph, std::int64_t gene) {
        NeighborGraph one{graph.k, {}};
        one.neighbors.assign(graph.neighbors.begin() + gene * graph.k, graph.neighbors.begin() + (gene + 1) * graph.k);
        return neighborhoodOf(one, {}, cut);
    };
    for (std::int64_t gene = 0; gene < asked; ++gene) {
        const Rows near = rowsOf(here, gene), byCells = rowsOf(cells, gene);
        Rows both;
        std::set_intersection(near.begin(), near.end(), byCells.begin(), byCells.end(), std::back_inserter(both));
        baseline.neighbors += static_cast<std::int64_t>(near.size());
        baseline.neighborsShared += static_cast<std::int64_t>(both.size());
        baseline.neighborsByChance +=
            static_cast<double>(near.size()) * static_cast<double>(byCells.size()) / static_cast<double>(genes - 1);
    }
}

// With 2 k neighbors per gene there are at least as many pairs as edges in the network; the heaviest are kept.
Result<NetworkBaseline> compared(GeneNetwork &network, const Drawn &drawn, const Rows &asked, const GeneVectorTable &cells,
                                 const GeneNetworkOptions &options, JobContext &context)
{
    const GeneVectorTable here = cells.some(drawn.rows);
    LEXICELL_TRY(graph, neighborGraph(here, std::int64_t{2} * options.k, context));
    std::vector<NetworkEdge> edges = edgesAmong(graph, allRows(here), -1.0);
    edges.resize(std::min(edges.size(), network.edges.size()));
    for (NetworkEdge &edge : network.edges) edge.coexpression = here.cosine(edge.a, edge.b);
    NetworkBaseline baseline;
    baseline.edges = static_cast<std::int64_t>(edges.size());
    baseline.sharedByChance = expectedShared(static_cast<std::int64_t>(network.edges.size()), baseline.edges, here.genes());
    baseline.shared = sharedEdges(network.edges, std::move(edges));
    if (asked.empty()) return baseline;
    LEXICELL_TRY(nearest, neighborsOf(cells, asked, options.k, context));
    compareNeighbors(baseline, drawn.ofAsked, nearest, static_cast<std::int64_t>(asked.size()), cells.genes(), options.cut);
    return baseline;
}

Result<void> addBaseline(GeneNetwork &network, const Drawn &drawn, const data::Dataset &dataset, const GeneUniverse &universe,
                         const GeneNetworkOptions &options, JobContext &context)
{
    auto cells = cellsTable(dataset, universe, options, context);
    if (cells.ok()) {
        LEXICELL_TRY(baseline, compared(network, drawn, universe.asked, *cells, options, context));
        network.baseline = baseline;
        return {};
    }
    if (cells.error().kind == ErrorKind::Cancelled || cells.error().kind == ErrorKind::OutOfMemory) return cells.error();
    context.warn(warnings::noBaseline, "The network has no co-expression baseline: " + cells.error().message);
    return {};
}

void nameGenes(GeneNetwork &network, const Drawn &drawn, const GeneUniverse &universe)
{
    for (const std::int64_t row : drawn.rows) {
        network.genes.push_back(universe.names[static_cast<std::size_t>(row)]);
        if (!universe.asked.empty())
            network.asked.push_back(std::binary_search(universe.asked.begin(), universe.asked.end(), row) ? 1 : 0);
    }
}

Result<GeneNetwork> build(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                          JobContext &context)
{
    LEXICELL_CHECK(checkGeneNetworkOptions(options));
    if (options.source == "embedding" && !model) return Error{errors::badOption, "A network from embeddings needs a model."};
    LEXICELL_TRY(universe, geneUniverse(dataset, model, matchingOptions(options), {options.genes, options.within}, context));
    const auto genes = static_cast<std::int64_t>(universe.columns.size());
    if (genes < 2)
        return Error{errors::tooFewGenes,
                     "A network needs at least two genes; " + std::to_string(genes) +
                         " can be used. Name genes of the data set that the model knows.",
                     {}};
    const bool embedding = options.source == "embedding";
    GeneNetwork network;
    Drawn drawn;
    {
        const JobPart part(context, 0.0, embedding && options.baseline ? 0.4 : 0.9);
        auto table = embedding ? geneVectorTable(*model, universe.ids, context) : cellsTable(dataset, universe, options, context);
        if (!table.ok()) return table.error();
        LEXICELL_TRY(made, universe.asked.empty() ? wholeNetwork(*table, options, context)
                                                  : neighborhood(*table, universe.asked, options, context));
        drawn = std::move(made);
        network.meanOfAllPairs = table->meanCosine();
    }
    network.edges = std::move(drawn.edges);
    for (const NetworkEdge &edge : network.edges) network.meanWeight += edge.weight / static_cast<double>(network.edges.size());
    if (embedding && options.baseline) {
        const JobPart part(context, 0.4, 0.9);
        LEXICELL_CHECK(addBaseline(network, drawn, dataset, universe, options, context));
    }
    nameGenes(network, drawn, universe);
    const JobPart part(context, 0.9, 1.0);
    LEXICELL_TRY(modules, networkModules(network.edges, network.genes, options.resolution,
                                         static_cast<std::uint64_t>(options.seed), context));
    network.modules = std::move(modules.labels);
    network.moduleCount = modules.count;
    network.usable = std::move(universe.names);
    return network;
}

}  // namespace

Result<void> checkGeneNetworkOptions(const GeneNetworkOptions &options)
{
    const auto usage = [](const char *what) { return Error{errors::badOption, what, {}}; };
    if (options.source == "attention")
        return Error{
            errors::unsupported, "This version cannot make networks from attention. Use source embedding or coexpression.", {}};
    if (options.k < 1) return usage("k must be at least 1.");
    if (!(options.cut >= -1.0 && options.cut <= 1.0)) return usage("cut must be between -1 and 1, because weights are cosines.");
    if (!(options.resolution >= 0.0)) return usage("resolution must be at least 0.");
    if (options.maxCells < 0) return usage("max-cells must be at least 0 (all cells).");
    return {};
}

Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context)
{
    return guarded(
        "make the network", [&] { return build(dataset, model, options, context); }, "Use fewer genes (genes) or neighbors (k).");
}

}  // namespace lexicell::models::tasks
