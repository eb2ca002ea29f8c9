#include "models/tasks/gene_network/gene_network.h"

#include "core/base/guarded.h"
#include "models/tasks/gene_network/attention_targets.h"
#include "models/tasks/gene_network/edge_sources.h"
#include "models/tasks/gene_network/gene_neighbors.h"
#include "models/tasks/gene_network/gene_universe.h"
#include "models/tasks/gene_network/network_modules.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

using Rows = std::vector<std::int64_t>;

constexpr double lowestScore = -std::numeric_limits<double>::infinity();
constexpr const char *comparable[] = {"embedding", "context", "spearman", "pearson"};

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
    Rows usable = {};       // genes that could be in the network; empty: all of the universe
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

// Of each gene asked about: how many of its neighbors are neighbors in the other measure as well. `usable` empty: all genes could
// be neighbors here.
void compareNeighbors(NetworkComparison &comparison, const NeighborGraph &here, const NeighborGraph &other, const Rows &asked,
                      const Rows &usable, std::int64_t genes, double cut)
{
    const auto rowsOf = [cut](const NeighborGraph &graph, std::size_t gene) {
        const auto begin = graph.neighbors.begin() + static_cast<std::int64_t>(gene) * graph.k;
        return neighborhoodOf({graph.k, {begin, begin + graph.k}}, {}, cut);
    };
    for (std::size_t gene = 0; gene < asked.size(); ++gene) {
        Rows near = rowsOf(here, gene);
        std::erase(near, asked[gene]);  // fills up the list where there are fewer targets than k
        Rows nearThere = rowsOf(other, gene);
        if (!usable.empty())
            std::erase_if(nearThere, [&](auto row) { return !std::binary_search(usable.begin(), usable.end(), row); });
        Rows both;
        std::set_intersection(near.begin(), near.end(), nearThere.begin(), nearThere.end(), std::back_inserter(both));
        comparison.neighbors += static_cast<std::int64_t>(near.size());
        comparison.neighborsShared += static_cast<std::int64_t>(both.size());
        comparison.neighborsByChance +=
            static_cast<double>(near.size()) * static_cast<double>(nearThere.size()) / static_cast<double>(genes - 1);
    }
}

// What a network is compared with, and the weights of its edges there.
struct Compared {
    NetworkComparison comparison;
    std::vector<double> weights;
};

// With 2 k neighbors per gene there are at least as many pairs as edges in the network; the heaviest are kept.
Result<Compared> compared(const GeneNetwork &network, const Drawn &drawn, const Rows &asked, const GeneVectorTable &table,
                          const GeneNetworkOptions &options, JobContext &context)
{
    const GeneVectorTable here = table.some(drawn.rows);
    Compared made;
    for (const NetworkEdge &edge : network.edges) made.weights.push_back(here.cosine(edge.a, edge.b));
    if (!network.directed) {  // a star has no edges that a network of neighbors could share
        LEXICELL_TRY(graph, neighborGraph(here, std::int64_t{2} * options.k, context));
        std::vector<NetworkEdge> edges = edgesAmong(graph, allRows(here), -1.0);
        edges.resize(std::min(edges.size(), network.edges.size()));
        made.comparison.edges = static_cast<std::int64_t>(edges.size());
        made.comparison.sharedByChance =
            expectedShared(static_cast<std::int64_t>(network.edges.size()), made.comparison.edges, here.genes());
        made.comparison.shared = sharedEdges(network.edges, std::move(edges));
    }
    if (asked.empty()) return made;
    LEXICELL_TRY(nearest, neighborsOf(table, asked, options.k, context));
    const auto genes = drawn.usable.empty() ? table.genes() : static_cast<std::int64_t>(drawn.usable.size());
    compareNeighbors(made.comparison, drawn.ofAsked, nearest, asked, drawn.usable, genes,
                     network.directed ? lowestScore : options.cut);
    return made;
}

Result<void> addBaseline(GeneNetwork &network, const Drawn &drawn, const SourceInput &input, JobContext &context)
{
    auto cells = sourceTable("coexpression", input, context);
    if (cells.ok()) {
        LEXICELL_TRY(made, compared(network, drawn, input.universe.asked, *cells, input.options, context));
        for (std::size_t edge = 0; edge < network.edges.size(); ++edge) network.edges[edge].coexpression = made.weights[edge];
        made.comparison.source = "coexpression";
        network.baseline = std::move(made.comparison);
        return {};
    }
    if (cells.error().kind == ErrorKind::Cancelled || cells.error().kind == ErrorKind::OutOfMemory) return cells.error();
    context.warn(warnings::noBaseline, "The network has no co-expression baseline: " + cells.error().message);
    return {};
}

Result<void> addComparisons(GeneNetwork &network, const Drawn &drawn, const SourceInput &input, JobContext &context)
{
    const std::vector<std::string> &sources = input.options.sources;
    for (std::size_t i = 1; i < sources.size(); ++i) {
        LEXICELL_TRY(table, sourceTable(sources[i], input, context));
        LEXICELL_TRY(made, compared(network, drawn, input.universe.asked, table, input.options, context));
        made.comparison.source = sources[i];
        network.compared.push_back(std::move(made.comparison));
        network.scores.push_back({sources[i], std::move(made.weights)});
    }
    return {};
}

// The genes and edges, from vectors or from attention.
Result<Drawn> draw(GeneNetwork &network, const std::string &source, const data::Dataset &dataset, const SourceInput &input,
                   JobContext &context)
{
    if (source == "attention") {
        LEXICELL_TRY(found, attentionTargets(dataset, input.model, input.universe, input.options, context));
        network.directed = true;
        network.scores = std::move(found.scores);
        network.meanOfAllPairs = found.meanScore;
        network.scoreByDetection = found.byDetection;
        network.known = std::move(found.known);
        return Drawn{std::move(found.rows), std::move(found.edges), std::move(found.targets), std::move(found.candidates)};
    }
    LEXICELL_TRY(table, sourceTable(source, input, context));
    network.meanOfAllPairs = table.meanCosine();
    return input.universe.asked.empty() ? wholeNetwork(table, input.options, context)
                                        : neighborhood(table, input.universe.asked, input.options, context);
}

void nameGenes(GeneNetwork &network, const Drawn &drawn, const GeneUniverse &universe)
{
    if (drawn.usable.empty()) network.usable = universe.names;
    network.usable.reserve(network.usable.size() + drawn.usable.size());
    for (const std::int64_t row : drawn.usable) network.usable.push_back(universe.names[static_cast<std::size_t>(row)]);
    for (const std::int64_t row : drawn.rows) {
        network.genes.push_back(universe.names[static_cast<std::size_t>(row)]);
        if (!universe.asked.empty())
            network.asked.push_back(std::binary_search(universe.asked.begin(), universe.asked.end(), row) ? 1 : 0);
    }
}

Result<void> addModules(GeneNetwork &network, const GeneNetworkOptions &options, JobContext &context)
{
    LEXICELL_TRY(modules, networkModules(network.edges, network.genes, options.resolution,
                                         static_cast<std::uint64_t>(options.seed), context));
    network.modules = std::move(modules.labels);
    network.moduleCount = modules.count;
    return {};
}

Result<GeneNetwork> build(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                          JobContext &context)
{
    LEXICELL_CHECK(checkGeneNetworkOptions(options));
    const std::string source = networkSource(options);
    const bool fromCells = source == "coexpression" || source == "spearman" || source == "pearson";
    if (!fromCells && !model) return Error{errors::badOption, "A network from the source " + source + " needs a model."};
    LEXICELL_TRY(universe, geneUniverse(dataset, model, options, {options.genes, options.within}, context));
    const auto genes = static_cast<std::int64_t>(universe.columns.size());
    if (genes < 2)
        return Error{errors::tooFewGenes,
                     "A network needs at least two genes; " + std::to_string(genes) +
                         " can be used. Name genes of the data set that the model knows.",
                     {}};
    LEXICELL_TRY(cells, cellsOfGroups(dataset, options, 0, context));
    const SourceInput input{cells.dataset, model, universe, options};
    GeneNetwork network;
    Drawn drawn;
    const bool baseline = !fromCells && options.baseline;
    const double drawnAt = baseline || options.sources.size() > 1 ? 0.4 : 0.9;
    {
        const JobPart part(context, 0.0, drawnAt);
        LEXICELL_TRY(made, draw(network, source, dataset, input, context));
        drawn = std::move(made);
    }
    network.edges = std::move(drawn.edges);
    for (const NetworkEdge &edge : network.edges) network.meanWeight += edge.weight / static_cast<double>(network.edges.size());
    {
        const JobPart part(context, drawnAt, 0.9);
        if (baseline) LEXICELL_CHECK(addBaseline(network, drawn, input, context));
        LEXICELL_CHECK(addComparisons(network, drawn, input, context));
    }
    nameGenes(network, drawn, universe);
    const JobPart part(context, 0.9, 1.0);
    LEXICELL_CHECK(addModules(network, options, context));
    return network;
}

}  // namespace

Result<void> checkGeneNetworkOptions(const GeneNetworkOptions &options)
{
    const auto usage = [](const char *what) { return Error{errors::badOption, what, {}}; };
    if (networkSource(options) == "attention" && options.genes.empty())
        return usage("A network from attention shows the targets of genes. Name the genes to ask about.");
    if (networkSource(options) != "attention" && !options.known.empty())
        return usage("known targets are compared with attention: choose the source attention.");
    if (options.k < 1) return usage("k must be at least 1.");
    if (!(options.cut >= -1.0 && options.cut <= 1.0)) return usage("cut must be between -1 and 1, because weights are cosines.");
    if (!(options.resolution >= 0.0)) return usage("resolution must be at least 0.");
    if (options.maxCells < 0) return usage("max-cells must be at least 0 (all cells).");
    if (options.groupby.empty() != options.from.empty())
        return usage("groupby and from belong together: the column and the group of cells to use.");
    if (!options.toward.empty() && (options.from.empty() || networkSource(options) != "attention"))
        return usage("toward is a second group for attention: name groupby and from as well, and the source attention.");
    if (options.sources.size() == 1) return usage("sources compares two measures or more. Use source for one.");
    for (const std::string &source : options.sources)
        if (std::find(std::begin(comparable), std::end(comparable), source) == std::end(comparable))
            return Error{errors::badOption,
                         "There is no source " + source + " to compare. Use embedding, context, spearman or pearson.",
                         {},
                         {{"sources"}}};
    return {};
}

std::string networkSource(const GeneNetworkOptions &options)
{
    return options.sources.empty() ? options.source : options.sources.front();
}

Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context)
{
    return guarded(
        "make the network", [&] { return build(dataset, model, options, context); }, "Use fewer genes (genes) or neighbors (k).");
}

}  // namespace lexicell::models::tasks
