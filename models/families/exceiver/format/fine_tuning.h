// Exceiver's fine-tuning. Source: upstream at commit 216f09f (Adam with coupled decay 1e-5, warm-up over 500 steps, squared error
// of hidden genes and cross-entropy of the class with equal weights, 10 epochs of patience). Different on purpose: the epoch is
// chosen by the class loss, since classes are what is asked for.
#pragma once

#include "models/families/fine_tuning.h"

namespace lexicell::models::exceiver {

FineTuning fineTuning();

}  // namespace lexicell::models::exceiver
