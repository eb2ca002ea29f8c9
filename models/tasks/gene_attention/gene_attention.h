// The genes that receive most attention in each group of cells (capability C25), beside the genes that differ by Wilcoxon's test
// in the same cells.
//
// Attention received has no sign and is no importance of a cause. Its mean is dominated by what all cells share, so genes are
// ranked by the contrast of a group with the other cells: the difference of the mean logarithms. scBERT's published lists rank by
// the mean. Models with the ability "gene attention" (scBERT: averaged over heads, layers and queries; Exceiver: over heads and
// latents) give it directly. From attention maps (scGPT, scEMB-style) it is the softmax of the last layer, averaged over heads
// and queries.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/group_cells.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneAttentionOptions : GroupChoice, input::MatchOptions {
    GeneAttentionOptions() { maxCells = 100; }  // attention is slow

    std::string rankBy = "contrast";
    int top = 50;
    std::string enrichment;
    std::string gmt = "reactome";
    std::int64_t seed = 0;
};
template <class V> void describe(GeneAttentionOptions &o, V &&visit)
{
    describe(static_cast<GroupChoice &>(o), visit);
    visit(Option{"rank-by",
                 "contrast: attention in the group against the other cells; mean: attention in the group, as scBERT's published "
                 "lists.",
                 "",
                 {"contrast", "mean"}},
          o.rankBy);
    visit(Option{"top", "Genes of each list; larger gives longer lists.", "genes", {}}, o.top);
    visit(Option{"enrichment",
                 "CSV file for the gene sets over-represented in each list and in that of Wilcoxon's test; empty: none.",
                 "",
                 {}},
          o.enrichment);
    visit(Option{"gmt", "Gene sets for the enrichment: a GMT file, or the bundled reactome or go-bp.", "", {}}, o.gmt);
    describe(static_cast<input::MatchOptions &>(o), visit);
}

// Error class: bad_option.
Result<void> checkGeneAttentionOptions(const GeneAttentionOptions &options);

// Attention that each token receives: softmax over the keys of q·k / √headWidth, mean over heads and queries, of the first
// `length` tokens of logits [heads x tokens x tokens]. Sums to 1.
std::vector<double> receivedAttention(const std::vector<float> &logits, std::int64_t heads, std::int64_t tokens,
                                      std::int64_t length, double headWidth);

// Of one group; NaN: the gene is a token in too few of its cells, or of the others.
struct GroupAttention {
    std::string group;
    std::int64_t cells = 0;
    std::vector<double> mean, meanOfRest, contrast;  // [genes]
    std::vector<double> meanDetected;                // [genes] over the cells with a count of the gene; NaN: none
    std::vector<std::int64_t> tokens;                // [genes] cells in which the gene is a token
    std::vector<std::size_t> order;                  // genes with a rank, best first
    // Wilcoxon's test of the same cells; empty without one
    std::vector<double> deScore, deAdjusted, detected;  // [genes]
    std::vector<std::size_t> deOrder;                   // the genes of `order` by falling score
    // The first `top` of both orders
    std::int64_t shared = 0;
    double sharedByChance = 0.0;
    double withDetection = 0.0;  // Spearman's correlation of the ranked values with the share of cells that express the gene
    std::vector<double> meanExpression = {};  // [genes] of the group's cells, zeros included: ln(1 + counts per 10,000)
    double withMeanExpression = 0.0;          // Spearman's correlation of the ranked values with it
};

struct GeneAttentionResult {
    std::vector<std::string> genes;
    std::vector<GroupAttention> groups;
    bool tested = false;  // whether Wilcoxon's test could be made
};

// Warnings: no_baseline (the values cannot be tested), and those of geneUniverse() and input::prepareCells(). Error classes:
// bad_option, unsupported (the checkpoint has neither kind of attention), missing_column, too_small (fewer than two groups),
// those of geneUniverse() and input::prepareCells(), cancelled, out_of_memory.
Result<GeneAttentionResult> geneAttention(const data::Dataset &dataset, const LoadedModel &model,
                                          const GeneAttentionOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
