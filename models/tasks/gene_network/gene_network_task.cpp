#include "models/tasks/gene_network/gene_network_task.h"

#include "models/tasks/enrich/enrich.h"
#include "models/tasks/gene_network/edge_sources.h"
#include "models/tasks/gene_network/gene_network.h"
#include "models/tasks/output_place.h"
#include "models/tasks/result_files.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

std::string weightName(const GeneNetworkOptions &options)
{
    const std::string source = networkSource(options);
    if (source == "attention") return options.toward.empty() ? "attention" : "difference of attention";
    const std::string name = sourceName(source, options);
    return name == "spearman" || name == "pearson" ? name + " correlation" : "cosine";
}

std::vector<Column> nodeColumns(const GeneNetwork &network, const Graph &graph)
{
    std::vector<std::int64_t> degree(graph.nodes.size());
    for (const NetworkEdge &edge : network.edges) {
        ++degree[static_cast<std::size_t>(edge.a)];
        ++degree[static_cast<std::size_t>(edge.b)];
    }
    std::vector<Column> columns{{"module", std::vector<std::int64_t>(network.modules.begin(), network.modules.end())},
                                {"edges", std::move(degree)}};
    if (!network.asked.empty())
        columns.push_back({"asked", std::vector<std::int64_t>(network.asked.begin(), network.asked.end())});
    return columns;
}

Graph toGraph(GeneNetwork network, const GeneNetworkOptions &options)
{
    Graph graph;
    graph.nodeKind = "gene";
    graph.nodes = std::move(network.genes);
    graph.weightName = weightName(options);
    graph.directed = network.directed;
    std::vector<std::int64_t> ranks;
    std::vector<double> coexpression;
    for (const NetworkEdge &edge : network.edges) {
        graph.from.push_back(edge.a);
        graph.to.push_back(edge.b);
        graph.weight.push_back(edge.weight);
        ranks.push_back(edge.rank);
        coexpression.push_back(network.baseline ? edge.coexpression : std::numeric_limits<double>::quiet_NaN());
    }
    graph.edgeColumns = {{"rank", std::move(ranks)}, {"coexpression", std::move(coexpression)}};
    for (EdgeScores &scores : network.scores) graph.edgeColumns.push_back({scores.name, std::move(scores.values)});
    graph.nodeColumns = nodeColumns(network, graph);
    return graph;
}

nlohmann::ordered_json comparisonSummary(const NetworkComparison &other, const GeneNetwork &network)
{
    nlohmann::ordered_json summary{{"source", other.source}};
    if (!network.directed) {
        summary["edges"] = other.edges;
        summary["shared"] = other.shared;
        summary["shared_by_chance"] = other.sharedByChance;
        summary["chance_formula"] = "edges x edges of the other / (n (n - 1) / 2) for n genes";
    }
    if (!network.asked.empty())
        summary["neighbors"] = {
            {"of_genes_asked", other.neighbors},
            {"shared", other.neighborsShared},
            {"shared_by_chance", other.neighborsByChance},
            {"chance_formula", "sum over the genes asked about of n x m / (usable genes - 1) for n neighbors here, m there"}};
    return summary;
}

nlohmann::ordered_json knownSummary(const FoundTargets &found)
{
    nlohmann::ordered_json model, baselines;
    for (const FoundTargets::Measure &measure : found.measures) {
        const nlohmann::ordered_json numbers{{"auroc", measure.found.auroc},
                                             {"average_precision", measure.found.averagePrecision}};
        (measure.baseline ? baselines : model)[measure.name] = numbers;
    }
    return {{"gene", found.gene},
            {"candidates", found.candidates},
            {"known", found.known},
            {"base_rate", found.measures.front().found.baseRate},
            {"top", found.top},
            {"known_in_top", found.topKnown},
            {"known_in_top_by_chance", found.topByChance},
            {"p_known_in_top", found.topPValue},
            {"found_by", std::move(model)},
            {"baselines", std::move(baselines)},
            {"by_chance", {{"auroc", 0.5}, {"average_precision", found.measures.front().found.baseRate}}}};
}

nlohmann::ordered_json summaryOf(const GeneNetwork &network, const GeneNetworkOptions &options)
{
    nlohmann::ordered_json summary{{"source", networkSource(options)},
                                   {"genes", network.genes.size()},
                                   {"genes_asked", std::count(network.asked.begin(), network.asked.end(), 1)},
                                   {"genes_usable", network.usable.size()},
                                   {"edges", network.edges.size()},
                                   {"modules", network.moduleCount},
                                   {"mean_weight", network.meanWeight},
                                   {"mean_of_all_pairs", network.meanOfAllPairs}};
    if (network.baseline) {
        summary["baseline"] = comparisonSummary(*network.baseline, network);
        summary["baseline"]["correlation"] = options.correlation;
    }
    for (const NetworkComparison &other : network.compared) summary["compared"].push_back(comparisonSummary(other, network));
    if (network.scoreByDetection) summary["score_by_detection"] = *network.scoreByDetection;
    for (const FoundTargets &found : network.known) summary["known_targets"].push_back(knownSummary(found));
    return summary;
}

std::vector<GeneList> modulesOf(const GeneNetwork &network)
{
    std::vector<GeneList> modules(static_cast<std::size_t>(network.moduleCount));
    for (std::size_t module = 0; module < modules.size(); ++module) modules[module].name = "module " + std::to_string(module);
    for (std::size_t gene = 0; gene < network.genes.size(); ++gene)
        if (network.modules[gene] >= 0)
            modules[static_cast<std::size_t>(network.modules[gene])].genes.push_back(network.genes[gene]);
    return modules;
}

// The gene sets of the modules against the genes that the network could hold, as a further file.
Result<void> addModules(TaskOutcome &outcome, const GeneNetwork &network, const GeneNetworkOptions &options, JobContext &context)
{
    if (network.moduleCount == 0) return Error{errors::tooSmall, "The network has no module to test: it has no edge.", {}};
    LEXICELL_TRY(file, io::geneSetsFile(options.gmt));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    EnrichOptions testing;
    testing.geneMatching = options.geneMatching;
    LEXICELL_TRY(made, enrich(modulesOf(network), network.usable, sets, testing, context));
    outcome.files.push_back({options.modules, resultCsv(enrichmentTable(made, sets))});
    std::int64_t significant = 0;
    for (const auto &result : made.results) significant += result.adjustedP < 0.05 ? 1 : 0;
    outcome.summary["enrichment"] = {{"output", options.modules},
                                     {"sets_tested", made.testedSets},
                                     {"background", made.background.size()},
                                     {"significant", significant}};
    return {};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<GeneNetworkOptions>();
    LEXICELL_TRY(genes, geneNames(options.genes));
    options.genes = std::move(genes);
    LEXICELL_TRY(within, geneNames(options.within));
    options.within = std::move(within);
    if (!options.modules.empty()) LEXICELL_CHECK(checkFilePlace(options.modules, input.replace));
    LEXICELL_TRY(network, geneNetwork(*input.dataset, input.model, options, context));
    TaskOutcome outcome{Graph{}, summaryOf(network, options)};
    if (!options.modules.empty()) LEXICELL_CHECK(addModules(outcome, network, options, context));
    outcome.result = toGraph(std::move(network), options);
    return outcome;
}

// Reports errors before LibTorch is loaded.
Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<GeneNetworkOptions>();
    LEXICELL_CHECK(geneNames(options.genes));
    LEXICELL_CHECK(geneNames(options.within));
    if (namesGeneSets(options.known)) {
        LEXICELL_CHECK(checkGeneSets(options.known.front()));
    } else {
        LEXICELL_CHECK(geneNames(options.known));
    }
    if (!options.modules.empty()) LEXICELL_CHECK(checkGeneSets(options.gmt));
    return checkGeneNetworkOptions(options);
}

}  // namespace

TaskSpec geneNetworkTask()
{
    return {.id = "gene-network",
            .title = "Gene network",
            .summary = "Genes similar to those asked about, or the network of all, compared with the co-expression of the cells.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::GeneVectors},
            .model = ModelUse::Optional,
            .writes = Writes::Csv,
            .output =
                "CSV with a line for each edge, heaviest first: gene_a, gene_b, weight (cosine or correlation), rank (1: "
                "nearest; the better of the two directions), coexpression (correlation of the pair in the cells). A "
                "second file, OUT.nodes.csv, has a line for each gene: gene, module (0: the largest; -1: none), edges, asked "
                "(1: asked about). With the ending .graphml or .gexf: one file in that format.",
            .options = OptionValues(GeneNetworkOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
