// The targets of the genes asked about, in the attention of a model's last layer: a star of directed edges for each (capability
// C24). With one group of cells the k genes that attend to it most; with two, those whose attention grows most from the first to
// the second, with the attention in each group beside it. A target counts where at least ten cells of each group express both
// (half of those that express the gene asked about, if that is fewer).
//
// Attention is no proof of regulation: how widely a gene is expressed finds the targets of factors at least as well in published
// comparisons. The correlation of the score with detection therefore stands beside it, and co-expression as for every network.
#pragma once

#include "models/tasks/gene_network/edge_sources.h"
#include "models/tasks/gene_network/gene_network.h"
#include "models/tasks/gene_network/known_targets.h"

namespace lexicell::models::tasks {

struct AttentionTargets {
    std::vector<std::int64_t> rows;  // of the universe, ascending: the genes asked about and their targets
    std::vector<NetworkEdge> edges;  // from a to b, places in `rows`; best first
    std::vector<EdgeScores> scores;  // cells that express both; of two groups: the attention in each
    NeighborGraph targets;           // of each gene asked about, rows of the universe; fewer than k are filled up with itself
    std::vector<std::int64_t> candidates;  // rows of the universe, ascending: the genes asked about and all that could be targets
    std::vector<FoundTargets> known;       // of each gene asked about with known targets
    double meanScore = 0.0;                // of all genes that could be targets
    std::optional<double> byDetection;     // Spearman's, of these scores with the number of cells that express the gene
};

// Reads at most options.maxCells of each group. Error classes: bad_option (no gene was asked about; no model; two groups need
// groupby, from and toward), unsupported (no attention maps), too_few_cells (a gene asked about is in no cell), those of
// cellsOfGroups() and input::prepareCells(), cancelled, out_of_memory.
Result<AttentionTargets> attentionTargets(const data::Dataset &dataset, const LoadedModel *model, const GeneUniverse &universe,
                                          const GeneNetworkOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
