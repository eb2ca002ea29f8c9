// The step of gene-set scores: the mean of some genes less that of control genes, a value for each cell in obs, as
// scanpy.tl.score_genes writes it. Numerics: core/preprocess/gene_scores.h.
//
// Error classes: bad_option, missing_layer, missing_column, unknown_gene (none of the genes is in the data), too_few_genes (no
// control gene), counts_needed, log_values_needed, non_finite, empty_data, shape_mismatch, cancelled, out_of_memory. Warning
// classes: unknown_genes, left_out, replaced.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::steps {

struct GeneScoresOptions {
    std::vector<std::string> genes;
    std::string gmt;
    std::vector<std::string> sets;
    std::string scoreName = "score";
    int controlSize = 50;
    int bins = 25;
    std::string layer;
    bool logNormalized = false;
    std::string geneColumn;
    std::int64_t seed = 0;
};
template <class V> void describe(GeneScoresOptions &o, V &&visit)
{
    visit(Option{"genes", "Genes of the set, or a file with one name per line.", "", {}}, o.genes);
    visit(
        Option{
            "gmt",
            "Gene sets to score in place of one list: a GMT file, or the bundled reactome or go-bp. Each set gets an obs column "
            "of its own.",
            "",
            {}},
        o.gmt);
    visit(Option{"sets", "Names of the gene sets to score; empty: all of them.", "", {}}, o.sets);
    visit(Option{"score-name", "obs column of the result; of gene sets: what their columns begin with.", "", {}}, o.scoreName);
    visit(Option{"ctrl-size", "Control genes drawn from each level of expression; larger gives steadier scores.", "genes", {}},
          o.controlSize);
    visit(Option{"n-bins", "Levels of expression; larger matches the control genes more closely.", "levels", {}}, o.bins);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"log-normalized", "The matrix is log-normalized already: use it as it is.", "", {}}, o.logNormalized);
    visit(Option{"gene-column", "var column with the gene names; empty: the index.", "", {}}, o.geneColumn);
}

Result<void> checkGeneScoresOptions(const GeneScoresOptions &options);

struct GeneScores {
    data::Dataset dataset;
    std::int64_t genes = 0, controlGenes = 0;  // of one list
    struct Set {
        std::string name, column;  // in obs
        std::int64_t genes = 0, controlGenes = 0;
    };
    std::vector<Set> sets;
};

Result<GeneScores> geneScores(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context);

// A named list of genes, and the obs column for its scores.
struct ScoredSet {
    std::string name, column;
    std::vector<std::string> genes;
};
// The same for several sets, which takes one pass over the matrix; options.genes is not used. Sets without a gene in the data set
// or without a control gene are left out with a warning (left_out); all of them: unknown_gene.
Result<GeneScores> geneSetScores(const data::Dataset &dataset, const std::vector<ScoredSet> &sets,
                                 const GeneScoresOptions &options, JobContext &context);

}  // namespace lexicell::steps
