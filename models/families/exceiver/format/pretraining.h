// Exceiver's pretraining: values of hidden genes, mean squared error. Source: upstream at commit 216f09f (15 % of the median
// number of genes hidden among a cell's detected ones; Adam with coupled decay 1e-5, 3e-4 after a warm-up of 500 steps, 10 epochs
// of patience). The baseline is each gene's mean over the training cells that express it. Different on purpose: cells with few
// genes stay and lose at most half of them, and one scaler is fitted to the training cells and kept with the model.
#pragma once

#include "models/families/pretraining.h"

namespace lexicell::models::exceiver {

Pretraining pretraining();

}  // namespace lexicell::models::exceiver
