// What a person can choose about a gene network.
#pragma once

#include "models/input/cell_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneNetworkOptions : input::MatchOptions {
    std::string source = "embedding";
    std::vector<std::string> sources;
    std::string groupby, from, toward;
    int k = 20;
    double cut = 0.0;
    bool baseline = true;
    double resolution = 1.0;
    std::string correlation = "spearman";
    int maxCells = 2000;
    std::int64_t seed = 0;
    std::vector<std::string> genes;   // asked about, by any of their names; empty: the whole network
    std::vector<std::string> within;  // empty: all usable genes
    std::vector<std::string> known;   // targets; empty: none
    std::string modules;              // file
    std::string gmt = "reactome";     // of the modules' enrichment
};
template <class V> void describe(GeneNetworkOptions &o, V &&visit)
{
    visit(
        Option{"source",
               "Measure of similarity: the model's gene vectors (cosine); the vectors that it gives genes in the context of the "
               "cells (cosine of their means); its attention, from each gene asked about to its targets; the expression of the "
               "cells (correlation).",
               "",
               {"embedding", "context", "attention", "coexpression"}},
        o.source);
    visit(
        Option{"sources",
               "Measures to compare, instead of one: embedding, context, spearman, pearson, separated by commas. The network is "
               "made from the first; each other one adds its weights and the number of edges that both share.",
               "",
               {}},
        o.sources);
    visit(Option{"genes",
                 "Genes to ask about: names separated by commas, or a file with one name per line. The network is their "
                 "neighborhood: each one's nearest genes and the edges among all of these. Empty: the whole network.",
                 "",
                 {}},
          o.genes);
    visit(Option{"within", "Restrict the network to these genes and those asked about: names or a file; empty: all.", "", {}},
          o.within);
    visit(Option{"k", "Neighbors of each gene; larger makes more and weaker edges.", "genes", {}}, o.k);
    visit(Option{"groupby", "obs column that groups the cells; empty: all cells are used.", "", {}}, o.groupby);
    visit(Option{"from", "Group of cells to use; empty: all.", "", {}}, o.from);
    visit(Option{"toward",
                 "Second group, for attention: targets are ranked by how much more attention they get in it than in the first.",
                 "",
                 {}},
          o.toward);
    visit(Option{"known",
                 "Known targets, for attention, such as genes with a ChIP peak: names, a file with one name per line, or a GMT "
                 "file with a set for each gene asked about. The summary says how well attention, and measures without a model, "
                 "find them.",
                 "",
                 {}},
          o.known);
    visit(Option{"cut", "Smallest weight of an edge, -1 to 1; larger leaves fewer edges.", "", {}}, o.cut);
    visit(Option{"baseline", "Compare the network with a co-expression network of as many edges.", "", {}}, o.baseline);
    visit(Option{"resolution", "Resolution of the modules; larger gives more and smaller modules.", "", {}}, o.resolution);
    visit(Option{"modules", "CSV file for the gene sets over-represented in each module; empty: none.", "", {}}, o.modules);
    visit(Option{"gmt", "Gene sets for the modules: a GMT file, or the bundled reactome or go-bp.", "", {}}, o.gmt);
    visit(Option{"correlation", "Kind of correlation; spearman compares ranks.", "", {"spearman", "pearson"}}, o.correlation);
    visit(Option{"max-cells",
                 "Number of cells for co-expression, context and attention, chosen at random; 0: all. Larger is slower and less "
                 "noisy.",
                 "cells",
                 {}},
          o.maxCells);
    describe(static_cast<input::MatchOptions &>(o), visit);
}

}  // namespace lexicell::models::tasks
