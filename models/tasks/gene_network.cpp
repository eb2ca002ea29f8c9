#include "models/tasks/gene_network.h"

#include "core/data/gene_search.h"
#include "core/data/number_text.h"
#include "models/baselines/coexpression.h"
#include "models/tasks/gene_column.h"
#include "models/tasks/gene_neighbors.h"

#include <algorithm>
#include <new>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

// Which genes take part: columns of the data set, their names, and their ids in the model's vocabulary.
struct Universe {
    std::vector<std::int64_t> columns;
    std::vector<std::int64_t> ids;  // empty without a model
    std::vector<std::string> names;
};

EmbedOptions matchingOptions(const GeneNetworkOptions &options)
{
    EmbedOptions matching;
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
    context.warn("unknown_genes",
                 std::string("Not in the data set") + (model ? " or not known to the model" : "") + ", and left out: " + text +
                     ". Check the spelling, or choose another column of genes.",
                 {{"gene-column"}});
}

// Genes are asked for by any of their names: the data set's own, its other column's, or what the table of genes knows.
data::GeneSearch searchOf(const std::vector<std::string> &names, const std::vector<std::string> &others)
{
    std::string species = data::likelySpecies(names);
    if (species.empty()) species = data::likelySpecies(others);
    const auto table = data::GeneTable::nearest(species);
    return {names, others, table.ok() ? *table : nullptr};
}

Result<Universe> universeOf(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                            JobContext &context)
{
    const EmbedOptions matching = matchingOptions(options);
    if (model) LEXICELL_CHECK(model->tokenizer->ready());  // without it, nobody knows which gene is which
    const std::vector<std::string> vocabulary = model ? model->tokenizer->vocabulary() : std::vector<std::string>();
    LEXICELL_TRY(column, chooseGeneColumn(dataset, vocabulary, matching));
    Universe all;
    if (model) {
        LEXICELL_TRY(matched, matchColumn(column, vocabulary, matching, context));
        for (std::size_t i = 0; i < matched.report.matches.size(); ++i) {
            if (matched.report.matches[i].target < 0) continue;
            all.columns.push_back(static_cast<std::int64_t>(i));
            all.ids.push_back(matched.report.matches[i].target);
        }
    } else {
        all.columns.resize(column.names.size());
        std::iota(all.columns.begin(), all.columns.end(), std::int64_t{0});
    }
    std::vector<std::string> others;  // the second identifier, where there is one
    for (const std::int64_t gene : all.columns) {
        const auto place = static_cast<std::size_t>(gene);
        all.names.push_back(column.names[place]);
        others.push_back(place < column.alternative.size() ? column.alternative[place] : std::string());
    }
    if (options.genes.empty()) return all;

    const data::GeneSearch search = searchOf(all.names, others);
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

// One edge for each pair, whichever of the two named the other; heaviest first.
std::vector<NetworkEdge> edgesOf(const NeighborGraph &graph, std::int64_t genes, double cut)
{
    std::vector<NetworkEdge> edges;
    for (std::int64_t gene = 0; gene < genes; ++gene) {
        for (std::int64_t i = 0; i < graph.k; ++i) {
            const GeneNeighbor &other = graph.neighbors[static_cast<std::size_t>(gene * graph.k + i)];
            // Exactly zero: one of them is like no gene (a constant gene, a vector of zeros).
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

// With 2 k neighbours a gene there are at least as many pairs as the network can have; the heaviest of them are kept.
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

Result<void> checkOptions(const LoadedModel *model, const GeneNetworkOptions &options)
{
    const auto usage = [](const char *what) { return Error{ErrorKind::Usage, "bad_option", what, {}}; };
    if (options.source == "attention")
        return Error{
            ErrorKind::Unsupported,
            "unsupported",
            "Networks from attention are not made here yet: a later version ranks the attention of the cells of two states. Use "
            "source embedding or coexpression.",
            {}};
    if (options.k < 1) return usage("k must be at least 1.");
    if (!(options.cut >= -1.0 && options.cut <= 1.0)) return usage("cut must lie between -1 and 1: weights are cosines.");
    if (options.maxCells < 0) return usage("max-cells must be at least 0 (all cells).");
    if (options.source == "embedding" && !model) return usage("A network from embeddings needs a model.");
    return {};
}

Result<GeneNetwork> build(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                          JobContext &context)
{
    LEXICELL_CHECK(checkOptions(model, options));
    LEXICELL_TRY(universe, universeOf(dataset, model, options, context));
    const auto genes = static_cast<std::int64_t>(universe.columns.size());
    if (genes < 2)
        return Error{ErrorKind::Mismatch,
                     "too_few_genes",
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
            context.warn("no_baseline", "The network stands without its baseline, co-expression: " + cells.error().message);
        }
    }
    network.genes = std::move(universe.names);
    return network;
}

// A field of a CSV line (RFC 4180).
std::string field(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

}  // namespace

Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context)
{
    try {
        return build(dataset, model, options, context);
    } catch (const std::bad_alloc &) {
        return Error{ErrorKind::OutOfMemory,
                     "out_of_memory",
                     "Not enough memory for the network. Use fewer genes (genes) or neighbours (k).",
                     {}};
    }
}

std::string networkCsv(const GeneNetwork &network)
{
    std::string text = "gene_a,gene_b,weight,rank,coexpression\n";
    for (const NetworkEdge &edge : network.edges) {
        text += field(network.genes[static_cast<std::size_t>(edge.a)]) + "," +
                field(network.genes[static_cast<std::size_t>(edge.b)]) + "," + data::numberText(edge.weight) + "," +
                std::to_string(edge.rank) + "," + (network.baseline ? data::numberText(edge.coexpression) : std::string()) + "\n";
    }
    return text;
}

}  // namespace lexicell::models::tasks
