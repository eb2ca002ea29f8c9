// Model ▸ Load: reads the model card of a checkpoint (without LibTorch), then computes its coverage of the data set.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

void loadModel(Workbench &bench, const QString &path, const Then &then = {});

// Computes the coverage report of the loaded model on the open data set, when there are both.
void refreshCoverage(Workbench &bench, const Then &then = {});

// Model folders, newest first.
QStringList recentModels();

}  // namespace lexicell::ui
