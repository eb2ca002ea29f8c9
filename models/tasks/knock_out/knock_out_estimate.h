// What a run will take, for the form: quick, from a few rows of the data set. The trial (trial.h) counts and times.
#pragma once

#include "models/tasks/task.h"

namespace lexicell::models::tasks {

// Passes through the network and bytes of the result, to two digits.
Estimate estimateKnockOut(const Situation &now, const OptionValues &options);

}  // namespace lexicell::models::tasks
