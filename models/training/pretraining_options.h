// Options of pretraining that a family's data preparation and new network need: which values are hidden, how large the network
// is. Tasks add what only they need.
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"
#include "models/training/training_options.h"

#include <cstdint>

namespace lexicell::models::training {

struct PretrainingOptions : TrainingOptions {
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
    int latents = 32;
    int maxLength = 1200;
    double validation = 0.1;  // share of the cells
    int window = 50'000;      // cells
};
template <class V> void describe(PretrainingOptions &o, V &&visit)
{
    visit(Option{"epochs",
                 "Passes over the cells at most; 0: the family's own (scGPT 6, scBERT 100, Exceiver 300, scEMB-style 10).",
                 "epochs",
                 {}},
          o.epochs);
    visit(Option{"batch-size", "Cells per step; 0: the family's own (32; scBERT 180, Exceiver 64).", "cells", {}}, o.batchSize);
    visit(Option{"lr",
                 "Adam's largest step size; too large diverges; 0: the family's own (0.0001; Exceiver 0.0003, scEMB-style "
                 "0.0005).",
                 "",
                 {}},
          o.learningRate);
    visit(Option{"mask-ratio",
                 "Share of a cell's genes that are hidden and predicted; 0: the family's own (scGPT 0.4; scBERT, Exceiver and "
                 "scEMB-style 0.15).",
                 "",
                 {}},
          o.maskRatio);
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
    visit(Option{"embedding-size", "Width of the network; 0: the family's own (64; Exceiver 16).", "", {}}, o.embeddingSize);
    visit(Option{"layers", "Transformer layers; 0: the family's own (scGPT and scEMB-style 3, scBERT and Exceiver 2).", "", {}},
          o.layers);
    visit(Option{"heads", "Attention heads, which must divide the width (not scBERT's, of 64 channels each); 0: 4.", "", {}},
          o.heads);
    visit(Option{"feed-forward",
                 "Width of the feed-forward part; 0: the family's own (scGPT and Exceiver 64, scEMB-style 128, scBERT 256).",
                 "",
                 {}},
          o.feedForward);
    visit(Option{"latents", "Latents of Exceiver; a cell's vector has as many times the width; 0: 32.", "", {}}, o.latents);
    visit(Option{"dropout", "Share of activations dropped in training; below 0: the family's own (scGPT 0.2, else 0).", "", {}},
          o.dropout);
    visit(Option{"max-length",
                 "Longest input of scGPT, the cell token included, and of the scEMB-style model; scBERT and Exceiver read all "
                 "genes; 0: 1200.",
                 "tokens",
                 {}},
          o.maxLength);
    visit(Option{"validation", "Share of cells held out.", "", {}}, o.validation);
    visit(
        Option{"window",
               "Cells in memory at a time. More cells are read in windows: blocks of neighbors, drawn from all files in another "
               "order in each epoch. Larger mixes better and takes more memory.",
               "cells",
               {}},
        o.window);
}

// Whether the values are in their ranges. Error class: bad_option.
Result<void> check(const PretrainingOptions &options);
// Of a network whose heads divide its width. Error class: bad_option.
Result<void> checkHeads(const PretrainingOptions &options);

}  // namespace lexicell::models::training
