// Known genes in a ranking of knock-outs (docs/knock-outs.md §8): are the targets of a list or gene set ranked higher than genes
// of like expression? Known genes are well expressed in the cells that they are known for, so any ranking by expression "finds"
// them: the permutation draws genes of like mean expression, and the same is computed for rankings without a model.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/tasks/knock_out/gene_finder.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct TargetSet {
    std::string name;  // of the gene set, of the file, or "genes"
    std::vector<std::string> genes;
};

// The option `targets`: names, a file with one name per line, a GMT file or a bundled collection with the option `target-set`.
// Warnings: those of readGeneSets(). Error classes: bad_option (no such set), choice_needed (several sets and no choice),
// empty_file, not_found, parse_error.
Result<TargetSet> readTargets(const KnockOutOptions &options, JobContext &context);

// Columns of the file, ascending, each once. Warning: unknown_genes. Error class: unknown_gene (none is in the data set).
Result<std::vector<std::int64_t>> targetColumns(const TargetSet &targets, const GeneFinder &finder, JobContext &context);

inline constexpr int targetDraws = 9999;

// Over the tested genes with a score, the largest first.
struct TargetRanking {
    Retrieval found;                    // AUROC, average precision, base rate, genes
    double expectedAuroc = 0.0;         // mean of the draws of genes of like mean expression
    double p = 0.0;                     // (1 + draws with an AUROC as large) / (1 + draws); NaN without a target or another gene
    std::vector<std::int64_t> counts;   // the enrichment curve: genes of the ranking …
    std::vector<std::int64_t> targets;  // … and the targets among them
};

struct TargetHit {
    std::string gene;
    std::int64_t rank = 0;  // 1: the first of the ranking
    double z = 0.0, adjustedP = 0.0;
};

struct TargetHits {
    std::int64_t tested = 0;      // targets among the tested genes
    std::vector<TargetHit> hits;  // by rank
    bool byZ = true;              // false: no gene has a z, so the effect ranks
    // The model by z in the leading metric, the PCA by its effect, the test between the groups by |z|, and mean expression.
    TargetRanking model, pca, differential, meanExpression;
    std::optional<TargetRanking> degree = {};  // by the number of partners in a list of interactions, if there is one
};

// `degree`: [genes of the file] ProteinPartners::degree, or null. The draws depend on the seed alone. Error class: cancelled.
Result<TargetHits> targetHits(const KnockOut &result, const std::vector<std::int64_t> &targets, std::uint64_t seed,
                              const JobContext &context, const std::vector<double> *degree = nullptr);

}  // namespace lexicell::models::tasks
