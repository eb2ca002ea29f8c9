#include "models/tasks/gene_network/gene_network.h"

#include "core/base/guarded.h"
#include "core/genes/gene_search.h"
#include "core/data/number_text.h"
#include "models/baselines/coexpression.h"
#include "models/input/gene_column.h"
#include "models/tasks/gene_network/gene_neighbors.h"

#include <algorithm>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

// The genes that take part: columns of the data set, their names, and their ids in the model's vocabulary.
struct Universe {
    std::vector<std::int64_t> columns;
    std::vector<std::int64_t> ids;  // empty without a model
    std::vector<std::string> names;
};

input::MatchOptions matchingOptions(const GeneNetworkOptions &options)
{
    input::MatchOptions matching;
    matching.geneMatching = options.geneMatching;
    matching.geneColumn = options.geneColumn;
    matching.layer = options.layer;
    return matching;
}

void warnUnknown(const std::vector<std::string> &unknown, bool model, JobContext &context)
{
    if (unknown.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < unknown.size() && i < 5; ++i) text += (i ? ", " : "") + unknown[i];
    if (unknown.size() > 5) text += " and " + std::to_string(unknown.size() - 5) + " more";
    context.warn(warnings::unknownGenes,
                 std::string("Not in the data set") + (model ? " or not known to the model" : "") + ", and left out: " + text +
                     ". Check the spelling, or choose another column of genes.",
                 {{"gene-column"}});
}

// Finds requested genes by any of their names: the data set's own, its other column's, or those in the gene table.
genes::GeneSearch searchOf(const std::vector<std::string> &names, const std::vector<std::string> &others)
{
    std::string species = genes::likelySpecies(names);
    if (species.empty()) species = genes::likelySpecies(others);
    const auto table = genes::GeneTable::nearest(species);
    return {names, others, table.ok() ? *table : nullptr};
}

Result<Universe> universeOf(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                            JobContext &context)
{
    const input::MatchOptions matching = matchingOptions(options);
    if (model) LEXICELL_CHECK(model->tokenizer->ready());  // without a gene list the vectors cannot be assigned to genes
    const std::vector<std::string> vocabulary = model ? model->tokenizer->vocabulary() : std::vector<std::string>();
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, vocabulary, matching));
    Universe all;
    if (model) {
        LEXICELL_TRY(matched, input::matchColumn(column, vocabulary, matching, context));
        for (std::size_t i = 0; i < matched.report.matches.size(); ++i) {
            if (matched.report.matches[i].target < 0) continue;
            all.columns.push_back(static_cast<std::int64_t>(i));
            all.ids.push_back(matched.report.matches[i].target);
        }
    } else {
        all.columns.resize(column.names.size());
        std::iota(all.columns.begin(), all.columns.end(), std::int64_t{0});
    }
    std::vector<std::string> others;  // the second identifier, if there is one
    for (const std::int64_t gene : all.columns) {
        const auto place = static_cast<std::size_t>(gene);
        all.names.push_back(column.names[place]);
        others.push_back(place < column.alternative.size() ? column.alternative[place] : std::string());
    }
    if (options.genes.empty()) return all;

    const genes::GeneSearch search = searchOf(all.names, others);
    std::vector<std::size_t> chosen;
    std::vector<std::string> unknown;
    for (const std::string &name : options.genes) {
        const std::int64_t place = search.named(name);
        if (place < 0) unknown.push_back(name);
        else chosen.push_back(static_cast<std::size_t>(place));
    }
    warnUnknown(unknown, model != nullptr, context);
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    Universe some;
    for (const std::size_t place : chosen) {
        some.columns.push_back(all.columns[place]);
        some.names.push_back(all.names[place]);
        if (model) some.ids.push_back(all.ids[place]);
    }
    return some;
}

bool before(const NetworkEdge &x, const NetworkEdge &y) { return x.a != y.a ? x.a < y.a : x.b < y.b; }
bool heavier(const NetworkEdge &x, const NetworkEdge &y) { return x.weight != y.weight ? x.weight > y.weight : before(x, y); }

// One edge per pair, whichever of the two has the other as neighbor; heaviest first.
std::vector<NetworkEdge> edgesOf(const NeighborGraph &graph, std::int64_t genes, double cut)
{
    std::vector<NetworkEdge> edges;
    for (std::int64_t gene = 0; gene < genes; ++gene) {
        for (std::int64_t i = 0; i < graph.k; ++i) {
            const GeneNeighbor &other = graph.neighbors[static_cast<std::size_t>(gene * graph.k + i)];
            // Exactly zero: one of them is similar to no gene (a constant gene, a vector of zeros).
            if (other.similarity < cut || other.similarity == 0.0) continue;
            edges.push_back({std::min(gene, other.row), std::max(gene, other.row), other.similarity, i + 1, 0.0});
        }
    }
    std::sort(edges.begin(), edges.end(),
              [](const auto &x, const auto &y) { return x.a == y.a && x.b == y.b ? x.rank < y.rank : before(x, y); });
    edges.erase(std::unique(edges.begin(), edges.end(), [](const auto &x, const auto &y) { return x.a == y.a && x.b == y.b; }),
                edges.end());
    std::sort(edges.begin(), edges.end(), heavier);
    return edges;
}

Result<GeneVectorTable> cellsTable(const data::Dataset &dataset, const Universe &universe, const GeneNetworkOptions &options,
                                   JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    return baselines::coexpression(matrix, universe.columns, {options.correlation, options.maxCells, options.seed}, context);
}

std::int64_t sharedEdges(std::vector<NetworkEdge> one, std::vector<NetworkEdge> other)
{
    std::sort(one.begin(), one.end(), before);
    std::sort(other.begin(), other.end(), before);
    std::vector<NetworkEdge> shared;
    std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(shared), before);
    return static_cast<std::int64_t>(shared.size());
}

// With 2 k neighbors per gene there are at least as many pairs as edges in the network; the heaviest are kept.
Result<void> addBaseline(GeneNetwork &network, const GeneVectorTable &cells, const GeneNetworkOptions &options,
                         JobContext &context)
{
    LEXICELL_TRY(graph, neighborGraph(cells, std::int64_t{2} * options.k, context));
    std::vector<NetworkEdge> edges = edgesOf(graph, cells.genes(), -1.0);
    edges.resize(std::min(edges.size(), network.edges.size()));
    for (NetworkEdge &edge : network.edges) edge.coexpression = cells.cosine(edge.a, edge.b);
    const auto genes = static_cast<double>(cells.genes());
    NetworkBaseline baseline;
    baseline.edges = static_cast<std::int64_t>(edges.size());
    baseline.sharedByChance =
        static_cast<double>(edges.size()) * static_cast<double>(network.edges.size()) / (genes * (genes - 1.0) / 2.0);
    baseline.shared = sharedEdges(network.edges, std::move(edges));
    network.baseline = baseline;
    return {};
}

Result<GeneNetwork> build(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                          JobContext &context)
{
    LEXICELL_CHECK(checkGeneNetworkOptions(options));
    if (options.source == "embedding" && !model) return Error{errors::badOption, "A network from embeddings needs a model."};
    LEXICELL_TRY(universe, universeOf(dataset, model, options, context));
    const auto genes = static_cast<std::int64_t>(universe.columns.size());
    if (genes < 2)
        return Error{errors::tooFewGenes,
                     "A network needs at least two genes; " + std::to_string(genes) +
                         " can be used. Name genes of the data set that the model knows.",
                     {}};
    const bool embedding = options.source == "embedding";
    GeneNetwork network;
    {
        const JobPart part(context, 0.0, embedding && options.baseline ? 0.4 : 1.0);
        auto table = embedding ? geneVectorTable(*model, universe.ids, context) : cellsTable(dataset, universe, options, context);
        if (!table.ok()) return table.error();
        LEXICELL_TRY(graph, neighborGraph(*table, options.k, context));
        network.edges = edgesOf(graph, genes, options.cut);
        network.meanOfAllPairs = table->meanCosine();
    }
    for (const NetworkEdge &edge : network.edges) network.meanWeight += edge.weight / static_cast<double>(network.edges.size());
    if (embedding && options.baseline) {
        const JobPart part(context, 0.4, 1.0);
        auto cells = cellsTable(dataset, universe, options, context);
        if (cells.ok()) {
            LEXICELL_CHECK(addBaseline(network, *cells, options, context));
        } else if (cells.error().kind == ErrorKind::Cancelled || cells.error().kind == ErrorKind::OutOfMemory) {
            return cells.error();
        } else {
            context.warn(warnings::noBaseline, "The network has no co-expression baseline: " + cells.error().message);
        }
    }
    network.genes = std::move(universe.names);
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
