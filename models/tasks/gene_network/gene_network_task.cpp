#include "models/tasks/gene_network/gene_network_task.h"

#include "models/tasks/gene_network/gene_network.h"
#include "models/tasks/named_genes.h"

#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

Graph toGraph(GeneNetwork network, const GeneNetworkOptions &options)
{
    Graph graph;
    graph.nodeKind = "gene";
    graph.nodes = std::move(network.genes);
    graph.weightName = options.source == "coexpression" ? options.correlation + " correlation" : "cosine";
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
    return graph;
}

nlohmann::ordered_json summaryOf(const GeneNetwork &network, const GeneNetworkOptions &options)
{
    nlohmann::ordered_json summary{{"source", options.source},
                                   {"genes", network.genes.size()},
                                   {"edges", network.edges.size()},
                                   {"mean_weight", network.meanWeight},
                                   {"mean_of_all_pairs", network.meanOfAllPairs}};
    if (network.baseline)
        summary["baseline"] = {{"source", "coexpression"},
                               {"correlation", options.correlation},
                               {"edges", network.baseline->edges},
                               {"shared", network.baseline->shared},
                               {"shared_by_chance", network.baseline->sharedByChance}};
    return summary;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<GeneNetworkOptions>();
    LEXICELL_TRY(genes, namedGenes(options.genes));
    options.genes = std::move(genes);
    LEXICELL_TRY(network, geneNetwork(*input.dataset, input.model, options, context));
    TaskOutcome outcome{Graph{}, summaryOf(network, options)};
    outcome.result = toGraph(std::move(network), options);
    return outcome;
}

// Reports errors before LibTorch is loaded.
Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<GeneNetworkOptions>();
    LEXICELL_CHECK(namedGenes(options.genes));
    return checkGeneNetworkOptions(options);
}

}  // namespace

TaskSpec geneNetworkTask()
{
    return {.id = "gene-network",
            .title = "Gene network",
            .summary = "Network of similar genes, compared with the co-expression of the loaded cells.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::GeneVectors},
            .model = ModelUse::Optional,
            .writes = Writes::Csv,
            .output = "CSV with a line for each edge, heaviest first: gene_a, gene_b, weight (cosine or correlation), rank (1: "
                      "nearest; the better of the two directions), coexpression (correlation of the pair in the cells).",
            .options = OptionValues(GeneNetworkOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
