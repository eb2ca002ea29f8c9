// scBERT's fine-tuning. Source: upstream's finetune.py at commit 262fd4b (Adam, cosine cycles up to 1e-4, 60 parts of 3 cells a
// step, the epoch with the highest validation accuracy, 10 epochs of patience; the last norm, the second-last block and the head
// are trained).
#pragma once

#include "models/families/fine_tuning.h"

namespace lexicell::models::scbert {

FineTuning fineTuning();

}  // namespace lexicell::models::scbert
