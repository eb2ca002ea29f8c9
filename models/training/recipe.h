// How a network is trained on an objective: its terms, its optimizer and its rates. Every family has a recipe for each of its
// objectives (models/families/fine_tuning.h), with the numbers of its original program.
#pragma once

#include "models/training/objective.h"
#include "models/training/schedule.h"

#include <cstdint>
#include <string>

namespace lexicell::models::training {

// Adam's settings beside the rate.
struct OptimizerRule {
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    bool coupled = false;  // the decay is added to the gradient (torch.optim.Adam); else it shrinks the weights (AdamW)
};

enum class Rates { Constant, DecayByEpoch, WarmUp, WarmUpCosine, CosineRestarts };

struct Recipe {
    Objective objective;
    OptimizerRule optimizer;
    double learningRate = 1e-4;
    Rates rates = Rates::Constant;
    double decay = 0.9;              // Rates::DecayByEpoch: the factor after an epoch
    std::int64_t warmUpSteps = 500;  // Rates::WarmUp
    int epochs = 10;                 // at most
    int patience = 0;                // epochs without a better validation before the run stops; 0: it never does
    int batchSize = 32;              // cells of a step
    std::int64_t microBatch = 0;     // see TrainableRequest
    double clippingNorm = 1.0;       // 0: not clipped
    std::string chosenBy = "loss";   // what chooses the epoch that is kept: loss, accuracy or macro_f1
    double hiddenShare = 0.0;        // of the median of a cell's genes, hidden and predicted beside the classes; 0: none
};

// `steps`: of the whole run.
Schedule scheduleOf(const Recipe &recipe, double rate, double steps);

}  // namespace lexicell::models::training
