// Expression of many genes from few, in rounds: the predictions of one round are known in the next, so that generated genes
// depend on one another. Starts from known genes ("gene prompt"), from a cell vector ("cell prompt") or from both.
// Source: scGPT (Cui et al. 2024, Methods, "Generative pretraining"); there is no public code. In the paper the most confident
// predictions join first. Released models predict a number without confidence, so here the largest join first: the network was
// trained with expressed genes as known. No LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/abilities.h"

#include <vector>

namespace lexicell::models::tasks {

struct GenerationOptions {
    int rounds = 4;              // passes through the network; 1: every gene from the prompt alone
    float smallestValue = 0.0F;  // predictions are limited to the values that the network knows:
    float largestValue = 50.0F;  // scGPT's bins
};

struct Prompt {
    TokenBatch known;                // the cell token first, then genes with values
    TokenBatch unknown;              // genes to predict; values not used
    std::vector<float> cellVectors;  // replace the cell token in every round; empty: none
};
// [cells x tokens of unknown], 0 at padding: each gene as predicted in the round in which it became known.
// Error classes: bad_option, those of CellGenerator.
Result<std::vector<float>> generateInRounds(const CellGenerator &generator, const Prompt &prompt,
                                            const GenerationOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
