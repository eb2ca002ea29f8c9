// A network of similar genes, compared with the co-expression of the loaded cells: the genes that the model's vectors connect
// although their expression does not (capability C21 of the specification).
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
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/gene_network/network_edges.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneNetworkOptions {
    std::string source = "embedding";
    int k = 20;
    double cut = 0.0;
    bool baseline = true;
    double resolution = 1.0;
    std::string correlation = "spearman";
    int maxCells = 2000;
    std::string geneMatching = "resolve";
    std::string geneColumn;
    std::string layer;
    std::int64_t seed = 0;
    std::vector<std::string> genes;   // asked about, by any of their names; empty: the whole network
    std::vector<std::string> within;  // empty: all usable genes
    std::string modules;              // file
    std::string gmt = "reactome";     // of the modules' enrichment
};
template <class V> void describe(GeneNetworkOptions &o, V &&visit)
{
    visit(Option{"source",
                 "Measure of similarity: the model's gene vectors (cosine) or the expression of the cells (correlation).",
                 "",
                 {"embedding", "attention", "coexpression"}},
          o.source);
    visit(Option{"genes",
                 "Genes to ask about: names separated by commas, or a file with one name per line. The network is their "
                 "neighborhood: each one's nearest genes and the edges among all of these. Empty: the whole network.",
                 "",
                 {}},
          o.genes);
    visit(Option{"within", "Restrict the network to these genes and those asked about: names or a file; empty: all.", "", {}},
          o.within);
    visit(Option{"k", "Neighbors of each gene; larger makes more and weaker edges.", "genes", {}}, o.k);
    visit(Option{"cut", "Smallest weight of an edge, -1 to 1; larger leaves fewer edges.", "", {}}, o.cut);
    visit(Option{"baseline", "Compare the network with a co-expression network of as many edges.", "", {}}, o.baseline);
    visit(Option{"resolution", "Resolution of the modules; larger gives more and smaller modules.", "", {}}, o.resolution);
    visit(Option{"modules", "CSV file for the gene sets over-represented in each module; empty: none.", "", {}}, o.modules);
    visit(Option{"gmt", "Gene sets for the modules: a GMT file, or the bundled reactome or go-bp.", "", {}}, o.gmt);
    visit(Option{"correlation", "Kind of correlation; spearman compares ranks.", "", {"spearman", "pearson"}}, o.correlation);
    visit(Option{"max-cells",
                 "Number of cells for co-expression, chosen at random; 0: all. Larger is slower and less noisy.",
                 "cells",
                 {}},
          o.maxCells);
    visit(Option{"gene-matching",
                 "exact: as upstream; resolve: also aliases, previous symbols, Ensembl ids.",
                 "",
                 {"resolve", "exact"}},
          o.geneMatching);
    visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
}

struct NetworkBaseline {
    std::int64_t edges = 0;     // of the co-expression network of the same genes: as many, or all it has
    std::int64_t shared = 0;    // edges in both networks
    double sharedByChance = 0;  // expectedShared(edges of the network, edges, genes)
    // The neighbors of the genes asked about; all zero without such genes.
    std::int64_t neighbors = 0;  // of all of them, a gene counted for each that it is near
    std::int64_t neighborsShared = 0;
    double neighborsByChance = 0;  // the sum of n m / (usable genes − 1) of neighbors n here, m by co-expression
};

struct GeneNetwork {
    std::vector<std::string> genes;     // names in the data set
    std::vector<std::uint8_t> asked;    // [genes] 1: asked about; empty: the whole network
    std::vector<NetworkEdge> edges;     // heaviest first, then by a, b
    std::vector<std::int32_t> modules;  // [genes] 0: the largest; -1: without an edge of positive weight
    int moduleCount = 0;
    std::vector<std::string> usable;  // genes that could have been in the network
    double meanWeight = 0.0;          // of the edges
    double meanOfAllPairs = 0.0;      // mean of random pairs of usable genes
    std::optional<NetworkBaseline> baseline;
};

// `model` may be null for source coexpression. With a model only genes that it knows take part, so that networks of both
// sources can be compared. Warnings: unknown_genes (requested, but not available), no_baseline.
// Error classes: unsupported (attention; a checkpoint without gene vectors), no_gene_matches, unknown_gene (none of the genes
// asked about, or of `within`, is usable), too_few_genes, missing_column, missing_layer, bad_option, those of
// baselines/coexpression.h, cancelled, out_of_memory.
Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context);

// Checks what needs neither data nor model. Error classes: unsupported, bad_option.
Result<void> checkGeneNetworkOptions(const GeneNetworkOptions &options);

}  // namespace lexicell::models::tasks
