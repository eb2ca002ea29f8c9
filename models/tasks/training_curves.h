// The history of a training as curves by step: every loss term in training and on held-out cells, every score of the held-out
// cells, and beside them what methods without this training reach.
#pragma once

#include "models/tasks/live_curves.h"
#include "models/training/history.h"

#include <functional>

namespace lexicell::models::tasks {

// To be called with the growing history after each step and each validation: adds to `curves` what is new. The axes are "loss"
// and "score"; kept is the last step of the epoch whose weights are the best so far. Null gives an empty function. `curves` must
// outlive what is returned.
std::function<void(const training::History &)> following(LiveCurves *curves);

}  // namespace lexicell::models::tasks
