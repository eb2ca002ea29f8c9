// A network of similar genes, compared with the co-expression of the loaded cells: the genes that the model's vectors connect
// although their expression does not.
//
// Two genes are joined when one is among the k most similar to the other and their weight reaches the cut. No gene is joined to
// itself. With genes asked about, the network is their neighborhood: these genes, the k nearest of each, and the edges that the
// whole network has among them. Modules are Leiden communities of the edges with a positive weight (network_modules.h).
//
// Members of a gene family have similar names and are expressed together, so they are easy to find. The network therefore comes
// with the co-expression network of the same genes with as many edges, what both share, and what independent networks would
// share (network_edges.h).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/gene_network/known_targets.h"
#include "models/tasks/gene_network/network_edges.h"
#include "models/tasks/gene_network/network_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The network beside one of the same genes from another measure.
struct NetworkComparison {
    std::string source;
    std::int64_t edges = 0;     // of the other network: as many, or all it has
    std::int64_t shared = 0;    // edges in both networks
    double sharedByChance = 0;  // expectedShared(edges of the network, edges, genes)
    // The neighbors of the genes asked about; all zero without such genes.
    std::int64_t neighbors = 0;  // of all of them, a gene counted for each that it is near
    std::int64_t neighborsShared = 0;
    double neighborsByChance = 0;  // the sum of n m / (usable genes − 1) of neighbors n here, m there
};

// Numbers of each edge under a name: its weight by another measure, the attention of each condition.
struct EdgeScores {
    std::string name;
    std::vector<double> values;  // [edges]
};

struct GeneNetwork {
    std::vector<std::string> genes;   // names in the data set
    std::vector<std::uint8_t> asked;  // [genes] 1: asked about; empty: the whole network
    std::vector<NetworkEdge> edges;   // heaviest first, then by a, b; from attention: from the gene asked about to its target
    bool directed = false;
    std::vector<EdgeScores> scores;     // of the edges
    std::vector<std::int32_t> modules;  // [genes] 0: the largest; -1: without an edge of positive weight
    int moduleCount = 0;
    std::vector<std::string> usable;  // genes that could have been in the network; from attention: targets in enough cells
    double meanWeight = 0.0;          // of the edges
    double meanOfAllPairs = 0.0;      // mean of random pairs of usable genes; from attention: of all targets
    std::optional<NetworkComparison> baseline;  // co-expression
    std::vector<NetworkComparison> compared;    // options.sources but the first
    // From attention: Spearman's correlation, over all targets, of the score with the number of cells that express the target.
    // Where it is high, the ranking says how widely a gene is expressed.
    std::optional<double> scoreByDetection;
    std::vector<FoundTargets> known;  // from attention, with known targets: of each gene asked about that has some
};

// `model` may be null for source coexpression. With a model only genes that it knows take part, so that networks of all
// sources can be compared. Warnings: unknown_genes (requested, but not available), no_baseline, and those of
// input::prepareCells() for sources that run the model over cells. Error classes: unsupported (a checkpoint that lacks what the
// source needs), no_gene_matches, unknown_gene (none of the genes asked about, or of `within`, is usable), too_few_genes,
// missing_column, missing_layer, bad_option, those of knownTargets(), coexpression.h and input::prepareCells(),
// cancelled, out_of_memory.
Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context);

std::string networkSource(const GeneNetworkOptions &options);  // the first of `sources`, or `source`

// Checks what needs neither data nor model. Error class: bad_option.
Result<void> checkGeneNetworkOptions(const GeneNetworkOptions &options);

}  // namespace lexicell::models::tasks
