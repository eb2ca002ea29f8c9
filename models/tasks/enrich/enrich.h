// Over-representation of gene sets in lists of genes or in the modules of a network, against the genes that could have been
// drawn: those that a network could hold, or that an experiment measured. The genome is the wrong background: it makes every list
// of expressed genes look special.
//
// A gene that is in no gene set still counts as background: it could have been drawn.
#pragma once

#include "core/analysis/enrichment.h"
#include "core/base/options.h"
#include "core/io/text/gene_sets_file.h"
#include "models/tasks/gene_lists.h"
#include "models/tasks/result.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct EnrichOptions {
    std::vector<std::string> genes;
    std::string gmt = "reactome";
    std::vector<std::string> background;
    int minSize = 5;
    int maxSize = 0;
    std::string geneMatching = "resolve";
};
template <class V> void describe(EnrichOptions &o, V &&visit)
{
    visit(Option{"genes",
                 "The list to test: names separated by commas, a file with one name per line, or the nodes of a gene network "
                 "(a CSV file with a column module: each module is a list).",
                 "",
                 {}},
          o.genes);
    visit(Option{"gmt", "Gene sets: a GMT file, or the bundled reactome or go-bp (human).", "", {}}, o.gmt);
    visit(Option{"background",
                 "Genes that could have been drawn: names or a file with one name per line; empty: the genes of the open data "
                 "set, and without one those of all gene sets.",
                 "",
                 {}},
          o.background);
    visit(
        Option{"min-size", "Smallest set that is tested, by its genes in the background; larger tests fewer sets.", "genes", {}},
        o.minSize);
    visit(Option{"max-size", "Largest set that is tested; 0: no limit.", "genes", {}}, o.maxSize);
    visit(Option{"gene-matching",
                 "exact: names as they are; resolve: also aliases, previous symbols, Ensembl ids.",
                 "",
                 {"resolve", "exact"}},
          o.geneMatching);
}

struct Enrichment {
    std::vector<analysis::EnrichedSet> results;  // by list; within one by p, then fold, then name
    std::vector<std::string> lists;              // names
    std::vector<std::int64_t> listSizes;         // genes in the background
    std::vector<std::string> background;         // names; EnrichedSet::overlap counts these
    std::int64_t backgroundInSets = 0;           // genes of the background that some set holds
    std::int64_t testedSets = 0;
};

// `background` empty: the genes of all sets. Warnings: unknown_genes (genes of a list that are not in the background),
// other_species (most genes match when case is ignored). Error classes: unknown_gene (no gene of any list is in the background),
// no_gene_matches (no gene of the background is in a set), too_small (no set is within the limits), cancelled, out_of_memory.
Result<Enrichment> enrich(const std::vector<GeneList> &lists, const std::vector<std::string> &background,
                          const io::GeneSets &sets, const EnrichOptions &options, JobContext &context);

// The sets that share a gene with a list: list, term, description, overlap, set_size, list_size, background, expected, fold,
// pvals, pvals_adj, genes (joined by ";"). The names of p-values are scanpy's.
Table enrichmentTable(const Enrichment &enrichment, const io::GeneSets &sets);

// Error class: bad_option.
Result<void> checkEnrichOptions(const EnrichOptions &options);

}  // namespace lexicell::models::tasks
