// Cell types from a labeled reference or from a model's own classes, with a confidence and "unknown" (capabilities C2, C3).
//
// From a reference: logistic regression on frozen cell vectors, the vote of the nearest reference cells, and the nearest mean of
// a type, if a model is given; and always what needs no model, on the same genes and cells: logistic regression with L2 and L1
// penalty on 2,000 variable genes, the vote in a PCA of the reference, SingleR, and the most frequent type. All are scored on the
// same cells: those of the data set if it has true labels, else a part of the reference that is held out.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/genes/gene_table.h"
#include "models/contracts/model.h"
#include "models/tasks/annotate/annotation_scores.h"
#include "models/tasks/annotate/method_labels.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

struct AnnotateOptions {
    std::string reference;
    std::string label;
    std::string truth;
    std::string batch;
    std::string method = "auto";
    double threshold = 0.5;
    int neighbors = 15;
    double heldOut = 0.2;
    std::string leaveOut;
    bool singleR = true;
    int rounds = 500;
    int batchSize = 64;
    std::string precision = "fp32";
    std::string geneMatching = "resolve";
    std::string geneColumn;
    std::string layer;
    std::int64_t seed = 0;
};
template <class V> void describe(AnnotateOptions &o, V &&visit)
{
    visit(Option{"reference", "File with labeled cells; empty: the model's own classes, if it has some.", "", {}}, o.reference);
    visit(Option{"label", "obs column of the reference with the labels.", "", {}}, o.label);
    visit(Option{"truth",
                 "obs column of the data set with true labels, to score with; empty: the column with the name of the "
                 "reference's labels, if it is there.",
                 "",
                 {}},
          o.truth);
    visit(Option{"batch",
                 "obs column of the reference with donors or batches: whole ones are held out for the scores; empty: cells are, "
                 "at random.",
                 "",
                 {}},
          o.batch);
    visit(
        Option{"method",
               "Method whose labels are the result; auto: logistic regression, on the model's vectors if there is a model, else "
               "on genes. The others stand beside it.",
               "",
               {"auto", "model-logistic", "model-knn", "model-prototype", "logistic-l2", "logistic-l1", "knn-pca"}},
        o.method);
    visit(Option{"threshold",
                 "Cells with a smaller confidence are called unknown; larger leaves more cells unknown; 0: none.",
                 "",
                 {}},
          o.threshold);
    visit(Option{"n-neighbors", "Nearest reference cells that vote; larger is smoother.", "cells", {}}, o.neighbors);
    visit(
        Option{
            "held-out", "Share of the reference that is held out for the scores, where the data set has no true labels.", "", {}},
        o.heldOut);
    visit(Option{"leave-out",
                 "Label to leave out of the reference: its cells are then new to it, and the scores say whether they come out as "
                 "unknown.",
                 "",
                 {}},
          o.leaveOut);
    visit(
        Option{"singler",
               "Run SingleR too, on at most 200 reference cells of each label; it is the slowest of the methods without a model.",
               "",
               {}},
        o.singleR);
    visit(Option{"rounds", "Draws of cells for the 95 % intervals; larger gives steadier intervals; 0: none.", "draws", {}},
          o.rounds);
    visit(Option{"batch-size", "Cells in one forward pass; larger is faster until memory runs out.", "cells", {}}, o.batchSize);
    visit(
        Option{
            "precision", "Number type: fp32 is the reference; auto measures what is fastest here.", "", {"fp32", "auto", "bf16"}},
        o.precision);
    visit(
        Option{
            "gene-matching",
            "Genes of the data set with those of the model and of the reference. exact: equal names, as upstream; resolve: also "
            "aliases, previous symbols, Ensembl ids.",
            "",
            {"resolve", "exact"}},
        o.geneMatching);
    visit(Option{"gene-column", "var column that names the genes, in both data sets; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"layer", "Matrix to read, in both data sets: X, raw or the name of a layer.", "", {}}, o.layer);
}

// Error class: bad_option.
Result<void> checkAnnotateOptions(const AnnotateOptions &options);

struct Annotation {
    std::vector<std::string> classes;   // sorted
    std::vector<MethodLabels> methods;  // of the cells of the data set; the chosen one first
    std::string source;                 // of the scores: "truth", "held-out batches", "held-out cells"; empty: there are none
    std::vector<MethodScores> scores;   // as `methods`; empty: there is nothing to score with
    std::int64_t scoredCells = 0, newCells = 0;  // with a type that the reference has; with one that it lacks
    std::vector<TradeOff> tradeOffs;             // of the methods with probabilities
    std::int64_t genes = 0;                      // shared by data set and reference; 0: no reference
    std::vector<std::pair<genes::MatchKind, std::int64_t>> genesByKind;  // how their names match
    std::int64_t referenceCells = 0;
};

// Warnings: those of sharedGenes(), leaky_split, left_out, cells_left_out, no_baseline and those of embed(). Error classes:
// bad_option, missing_column, too_small (fewer than two labels, or with vectors of the model), too_few_genes (shared ones),
// no_labels (classes without names), unsupported_model, those of reading the reference, of embed() and of the methods, cancelled,
// out_of_memory.
Result<Annotation> annotate(const data::Dataset &dataset, const LoadedModel *model, const AnnotateOptions &options,
                            JobContext &context);

}  // namespace lexicell::models::tasks
