// What a run will take, in one line for its form.
#pragma once

#include "models/tasks/estimate.h"

#include <QString>

namespace lexicell::ui {

// "Expected: 252 passes through the network; 1.3 MB of memory for its weights; a result of 0.3 MB." Empty: nothing is known.
QString estimateText(const models::tasks::Estimate &estimate);

}  // namespace lexicell::ui
