// Pretraining from random weights, in a simple form: masked expression values are predicted from the other genes of a cell
// (scGPT's GEP and MVC objectives, masked mean squared error), and optionally cells are told apart (its CCE).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PretrainOptions {
    std::string family = "scgpt";
    int epochs = 6;
    int batchSize = 32;
    double learningRate = 1e-4;
    double maskRatio = 0.4;
    double absentGenes = 0.0;  // hidden genes that the cell does not express, per hidden gene that it does; 0: as upstream
    bool hiddenUnseen = false;
    double contrast = 0.0;  // weight; 0: off. scGPT's is 10
    double cellGain = 1.0;
    int embeddingSize = 64;
    int layers = 3;
    int heads = 4;
    int feedForward = 64;
    double dropout = 0.2;
    int maxLength = 1200;
    double validation = 0.1;  // share of the cells
    std::int64_t seed = 0;
};
template <class V> void describe(PretrainOptions &o, V &&visit)
{
    visit(Option{"family", "Which network.", "", {"scgpt"}}, o.family);
    visit(Option{"epochs", "Passes over the cells.", "epochs", {}}, o.epochs);
    visit(Option{"batch-size", "Cells per step.", "cells", {}}, o.batchSize);
    visit(Option{"lr", "Adam's step size; too large diverges.", "", {}}, o.learningRate);
    visit(Option{"mask-ratio", "Share of a cell's values that are hidden and predicted.", "", {}}, o.maskRatio);
    visit(Option{"absent-genes",
                 "Hidden genes that a cell does not express, per hidden gene that it does; above 0 the network must also tell "
                 "which genes are silent.",
                 "",
                 {}},
          o.absentGenes);
    visit(Option{"hidden-unseen",
                 "Masks hidden genes as keys, so that no token attends to them; false: tokens attend to them too.",
                 "",
                 {}},
          o.hiddenUnseen);
    visit(Option{"contrast",
                 "Weight of scGPT's contrastive objective (CCE): two cell vectors of one cell, each with other values hidden, "
                 "must match each other among the cells of a step. 0: off; scGPT uses 10; use 100 for a few thousand cells.",
                 "",
                 {}},
          o.contrast);
    visit(Option{"cell-gain",
                 "Factor on the first layer's attention at the start; about the square root of the genes per cell lets "
                 "the cell vector separate cells from the first step on; 1 is scGPT's start.",
                 "",
                 {}},
          o.cellGain);
    visit(Option{"embedding-size", "Width of the network.", "", {}}, o.embeddingSize);
    visit(Option{"layers", "Transformer layers.", "", {}}, o.layers);
    visit(Option{"heads", "Attention heads; must divide the width.", "", {}}, o.heads);
    visit(Option{"feed-forward", "Width of the feed-forward part.", "", {}}, o.feedForward);
    visit(Option{"dropout", "Share of activations dropped in training.", "", {}}, o.dropout);
    visit(Option{"max-length", "Longest input, the cell token included.", "tokens", {}}, o.maxLength);
    visit(Option{"validation", "Share of cells held out.", "", {}}, o.validation);
}

struct PretrainJob {
    std::vector<data::Dataset> datasets;
    // The folder appears complete with best_model.pt, args.json, vocab.json, history.csv, or not at all. `overwrite` replaces a
    // folder that holds only files of a checkpoint.
    std::filesystem::path folder;
    PretrainOptions options;
    std::string device = "auto";
    bool overwrite = false;
};

// Losses are mean squared errors of hidden values predicted from the rest of the cell (GEP), in bins².
struct PretrainSummary {
    std::int64_t cells = 0;
    std::int64_t steps = 0;
    double trainLoss = 0.0;       // over the epoch whose weights were kept, with dropout
    double validationLoss = 0.0;  // lowest over the epochs, on held-out cells; the weights of that epoch are written
    double baselineLoss = 0.0;    // predicting each gene's mean bin on the same hidden values: the baseline for the network
};

// The result is a function of seed, device and thread count, bit for bit. A cancel keeps the best weights so far: the folder
// then holds a complete checkpoint, or nothing before the end of the first epoch.
// Error classes: output_exists, bad_option, empty_data, too_few_cells, negative_counts, diverged, no_device, missing_libtorch,
// unsupported_family, out_of_memory, not_writable, disk_full.
Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context);

}  // namespace lexicell::models::tasks
