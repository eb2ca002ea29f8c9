// How well attention finds targets of a gene that are known from elsewhere, such as the genes with a ChIP peak (capability C24).
// A list of hits alone says nothing: its base rate, the share of known targets among all candidates, and measures without a model
// on the same candidates stand beside it. In published comparisons a gene's mean, variance and detection find the targets of
// factors at least as well as attention does.
#pragma once

#include "models/tasks/gene_network/gene_universe.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// For each gene asked about, its known targets as rows of the universe, ascending. `given`: names, a file with one name per line,
// or a GMT file, where the sets of a gene are those whose name begins with the gene's ("DDIT3", "DDIT3 ChIP-seq K562"). Names
// alone are the targets of the only gene asked about. Warnings: unknown_genes (targets that are not in the universe). Error
// classes: bad_option (names for several genes), unknown_gene (no set for any gene, or no known target in the universe), those of
// readGeneSets() and geneNames().
Result<std::vector<std::vector<std::int64_t>>> knownTargets(const GeneUniverse &universe, const std::vector<std::string> &given,
                                                            JobContext &context);

// A score of every gene of the universe; NaN: no candidate.
struct TargetMeasure {
    std::string name;
    std::vector<double> scores;
    bool baseline = false;
};

struct FoundTargets {
    std::string gene;
    std::int64_t candidates = 0, known = 0;     // genes with a score by the first measure; known targets among them
    std::int64_t top = 0, topKnown = 0;         // of the best by the first measure
    double topByChance = 0.0, topPValue = 1.0;  // expected number; P(X >= topKnown), hypergeometric
    struct Measure {
        std::string name;
        bool baseline = false;
        Retrieval found;  // AUROC 0.5 and the base rate are what a random order reaches
    };
    std::vector<Measure> measures;
};

// All measures on the candidates of the first. `top`: the number of best genes to count.
FoundTargets foundTargets(const std::string &gene, const std::vector<std::int64_t> &known,
                          const std::vector<TargetMeasure> &measures, std::int64_t top);

// Baselines of the genes of the universe in these cells: mean_expression, variance, detection (share of cells), coexpression
// (size of Spearman's correlation with each of the genes asked about; [asked] lists of four). Error classes: those of
// baselines::logValues() and coexpression().
Result<std::vector<std::vector<TargetMeasure>>> targetBaselines(const data::ExpressionMatrix &cells, const GeneUniverse &universe,
                                                                JobContext &context);

}  // namespace lexicell::models::tasks
