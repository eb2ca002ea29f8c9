// Fine-tuning of the scEMB-style model. scEMB has no public code: the recipe is our choice.
#pragma once

#include "models/families/fine_tuning.h"

namespace lexicell::models::scemb {

FineTuning fineTuning();

}  // namespace lexicell::models::scemb
