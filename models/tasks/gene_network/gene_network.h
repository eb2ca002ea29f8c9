// A network of similar genes, compared with the co-expression of the loaded cells: the genes that the model's vectors connect
// although their expression does not (capability C21 of the specification).
//
// An edge joins two genes when one is among the k most similar to the other and their weight reaches the cut. No gene is joined
// to itself. Members of a gene family have similar names and are expressed together, so they are easy to find. The network
// therefore includes the co-expression network of the same genes with the same number of edges, and the mean weight of all pairs.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"

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
    std::string correlation = "spearman";
    int maxCells = 2000;
    std::string geneMatching = "resolve";
    std::string geneColumn;
    std::string layer;
    std::int64_t seed = 0;
    std::vector<std::string> genes;  // by any of their names; empty: all usable genes
};
template <class V> void describe(GeneNetworkOptions &o, V &&visit)
{
    visit(Option{"source",
                 "Measure of similarity: the model's gene vectors (cosine) or the expression of the cells (correlation).",
                 "",
                 {"embedding", "attention", "coexpression"}},
          o.source);
    visit(Option{"genes", "Only these: names separated by commas, or a file with one name per line; empty: all.", "", {}},
          o.genes);
    visit(Option{"k", "Neighbors of each gene; larger makes more and weaker edges.", "genes", {}}, o.k);
    visit(Option{"cut", "Smallest weight of an edge, -1 to 1; larger leaves fewer edges.", "", {}}, o.cut);
    visit(Option{"baseline", "Compare the network with a co-expression network of as many edges.", "", {}}, o.baseline);
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

struct NetworkEdge {
    std::int64_t a = 0, b = 0;  // places in `genes`, a < b
    double weight = 0.0;
    std::int64_t rank = 0;      // 1: nearest; the better of a's position among b's neighbors and b's among a's
    double coexpression = 0.0;  // the correlation of the two in the cells; 0 without a baseline
};

struct NetworkBaseline {
    std::int64_t edges = 0;     // of the co-expression network: the same number, or all it has
    std::int64_t shared = 0;    // edges in both networks
    double sharedByChance = 0;  // expected for independent networks of these sizes
};

struct GeneNetwork {
    std::vector<std::string> genes;  // names in the data set
    std::vector<NetworkEdge> edges;  // heaviest first, then by a, b
    double meanWeight = 0.0;         // of the edges
    double meanOfAllPairs = 0.0;     // mean of random pairs
    std::optional<NetworkBaseline> baseline;
};

// `model` may be null for source coexpression. With a model only genes that it knows take part, so that networks of both
// sources can be compared. Warnings: unknown_genes (requested, but not available), no_baseline.
// Error classes: unsupported (attention; a checkpoint without gene vectors), no_gene_matches, too_few_genes, missing_column,
// missing_layer, bad_option, those of baselines/coexpression.h, cancelled, out_of_memory.
Result<GeneNetwork> geneNetwork(const data::Dataset &dataset, const LoadedModel *model, const GeneNetworkOptions &options,
                                JobContext &context);

// Checks what needs neither data nor model. Error classes: unsupported, bad_option.
Result<void> checkGeneNetworkOptions(const GeneNetworkOptions &options);

}  // namespace lexicell::models::tasks
