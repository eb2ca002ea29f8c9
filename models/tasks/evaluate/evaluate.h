// Scores of a representation (capabilities C1, C6) and of predicted labels (C2), each beside what needs no model.
//
// A representation: scIB's NMI, ARI, ASW_label, ASW_batch and graph connectivity (k = 15, the cell included), AvgBIO = mean(NMI,
// ARI, ASW_label), AvgBATCH = mean(ASW_batch, graph connectivity); beside a PCA of the same cells, and random numbers, whose
// batches are mixed best of all. With batches also beside the variable genes that the PCA is of, and two corrections of the PCA:
// Harmony and mutual nearest neighbors (MNN). Labels: accuracy, macro scores and the confusion matrix; beside the most frequent
// label, and the most frequent label of each batch: what the batch alone gives away. Predicted perturbations:
// evaluate_perturbations.h.
#pragma once

#include "core/analysis/classification_scores.h"
#include "core/analysis/score_intervals.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/evaluate/representation_scores.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct EvaluateOptions {
    std::string embedding;
    std::string predicted;
    std::string truth;
    std::string label;
    std::string batch;
    int maxCells = 20000;
    std::string perturbation, control;
    std::string split;
    std::string baseline;
    int replicates = 5;
    int rounds = 500;
    std::string layer;
    std::int64_t seed = 0;
};
template <class V> void describe(EvaluateOptions &o, V &&visit)
{
    visit(Option{"embedding", "obsm key of the representation to score; empty: labels are scored.", "", {}}, o.embedding);
    visit(Option{"predicted", "obs column with predicted labels to score; empty: a representation is scored.", "", {}},
          o.predicted);
    visit(Option{"truth",
                 "File with measured cells (counts), to score the cells of this data set as predictions of perturbations with; "
                 "empty: a representation or labels are scored.",
                 "",
                 {}},
          o.truth);
    visit(Option{"label", "obs column with the true labels.", "", {}}, o.label);
    visit(Option{"batch",
                 "obs column with batches: how well they mix, also in a PCA that Harmony or mutual nearest neighbors correct, or "
                 "how much the batch alone says about the label; empty: not scored.",
                 "",
                 {}},
          o.batch);
    visit(Option{"max-cells",
                 "Cells of a representation that are scored, chosen at random; 0: all. Time grows with their square.",
                 "cells",
                 {}},
          o.maxCells);
    visit(Option{"perturbation", "obs column of both files that names the perturbation of each cell.", "", {}}, o.perturbation);
    visit(Option{"control", "Value of the column perturbation for cells without a perturbation.", "", {}}, o.control);
    visit(Option{"split",
                 "obs column of the measured cells in which training perturbations have the value train: their mean is what "
                 "effects are compared with, and they need no prediction; empty: the mean of all perturbations.",
                 "",
                 {}},
          o.split);
    visit(Option{"baseline",
                 "File with the cells of a baseline prediction, which has the score 0; empty: control cells with the mean "
                 "response of the perturbations.",
                 "",
                 {}},
          o.baseline);
    visit(Option{"replicates",
                 "Splits of the measured cells in halves that stand for a repeated experiment, which has the score 1; larger is "
                 "steadier and slower; 0: no such score.",
                 "splits",
                 {}},
          o.replicates);
    visit(Option{"rounds",
                 "Draws of cells, or of perturbations, for the 95 % intervals; larger gives steadier intervals; 0: none.",
                 "draws",
                 {}},
          o.rounds);
    visit(Option{"layer", "Matrix of the PCA, or of the counts of perturbed cells: X, raw or the name of a layer.", "", {}},
          o.layer);
}

// Error class: bad_option.
Result<void> checkEvaluateOptions(const EvaluateOptions &options);

struct ScoredBaseline {
    std::string name;  // "variable_genes", "harmony", "mnn"
    RepresentationScores scores;
};

struct RepresentationEvaluation {
    std::int64_t cells = 0;  // that were scored
    RepresentationScores own;
    std::optional<RepresentationScores> pca;  // none: there is no matrix to compute it from
    std::vector<ScoredBaseline> integrated;   // of at least two batches, where there is a PCA
    RepresentationScores random;
};

// Warnings: cells_left_out, no_baseline. Error classes: bad_option, missing_column, missing_embedding, too_small, cancelled,
// out_of_memory.
Result<RepresentationEvaluation> evaluateRepresentation(const data::Dataset &dataset, const EvaluateOptions &options,
                                                        JobContext &context);

struct LabelEvaluation {
    std::int64_t cells = 0;
    analysis::ClassificationScores scores;
    analysis::ClassificationIntervals intervals;
    std::string commonest;                                  // label
    analysis::ClassificationScores majority;                // every cell the commonest label
    std::optional<analysis::ClassificationScores> byBatch;  // every cell the commonest label of its batch
};

// Warnings: cells_left_out. Error classes: bad_option, missing_column, too_small, cancelled.
Result<LabelEvaluation> evaluateLabels(const data::Dataset &dataset, const EvaluateOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
