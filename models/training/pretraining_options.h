// Options of pretraining that a family's data preparation and new network need: which values are hidden, how large the network
// is. Tasks add what only they need.
#pragma once

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
    int maxLength = 1200;
    double validation = 0.1;  // share of the cells
};
template <class V> void describe(PretrainingOptions &o, V &&visit)
{
    describe(static_cast<TrainingOptions &>(o), visit);
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

// Whether the values are in their ranges. Error class: bad_option.
Result<void> check(const PretrainingOptions &options);

}  // namespace lexicell::models::training
