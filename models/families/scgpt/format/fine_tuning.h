// scGPT's fine-tuning. Source: upstream's tutorials at commit cebd6fa (Tutorial_Annotation: Adam, 1e-4 times 0.9 after every
// epoch, 10 epochs, batches of 32, gradients clipped to 1, the epoch with the lowest validation loss).
#pragma once

#include "models/families/fine_tuning.h"

namespace lexicell::models::scgpt {

FineTuning fineTuning();

}  // namespace lexicell::models::scgpt
