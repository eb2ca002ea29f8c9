// The step of gene-set scores: the mean of some genes less that of control genes, a value for each cell in obs, as
// scanpy.tl.score_genes writes it. Numerics: core/preprocess/gene_scores.h.
//
// Error classes: bad_option, missing_layer, missing_column, unknown_gene (none of the genes is in the data), too_few_genes (no
// control gene), counts_needed, log_values_needed, non_finite, empty_data, shape_mismatch, cancelled, out_of_memory. Warning
// classes: unknown_genes, replaced.
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
    visit(Option{"score-name", "obs column of the result.", "", {}}, o.scoreName);
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
    std::int64_t genes = 0, controlGenes = 0;
};

Result<GeneScores> geneScores(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context);

}  // namespace lexicell::steps
