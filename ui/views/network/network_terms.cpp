#include "ui/views/network/network_terms.h"

#include "models/tasks/enrich/enrich.h"

namespace lexicell::ui {

namespace {

constexpr double mostAdjustedP = 0.05;
constexpr std::size_t leastGenes = 3;  // of a module: fewer say nothing

namespace tasks = models::tasks;

Result<std::vector<QString>> findTerms(const NetworkGraph &graph)
{
    JobContext context;
    const tasks::EnrichOptions options;
    LEXICELL_TRY(file, io::geneSetsFile(options.gmt));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    std::vector<tasks::GeneList> lists(graph.modules());
    for (std::size_t node = 0; node < graph.nodes(); ++node)
        if (graph.module[node] >= 0)
            lists[static_cast<std::size_t>(graph.module[node])].genes.push_back(graph.graph->nodes[node]);
    LEXICELL_TRY(made, tasks::enrich(lists, graph.graph->nodes, sets, options, context));
    std::vector<QString> terms(graph.modules());
    for (const analysis::EnrichedSet &found : made.results) {  // by list, the best first
        const auto module = static_cast<std::size_t>(found.list);
        if (!terms[module].isEmpty() || found.adjustedP >= mostAdjustedP || lists[module].genes.size() < leastGenes) continue;
        terms[module] = QString::fromStdString(sets.sets[static_cast<std::size_t>(found.set)].name);
    }
    return terms;
}

}  // namespace

std::vector<QString> moduleTerms(const NetworkGraph &graph)
{
    if (graph.graph->nodeKind != "gene" || graph.modules() == 0) return {};
    auto terms = findTerms(graph);
    // Modules keep their numbers then: other names than human symbols, or no installed sets.
    return terms.ok() ? std::move(*terms) : std::vector<QString>{};
}

}  // namespace lexicell::ui
