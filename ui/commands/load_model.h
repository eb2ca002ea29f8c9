// Model ▸ Load: reads what a checkpoint is (without LibTorch), then how it meets the data set.
#pragma once

#include "ui/workbench.h"

namespace lexicell::ui {

void loadModel(Workbench &bench, const QString &path, const Then &then = {});

// Computes the coverage report of the loaded model on the open data set, when there are both.
void refreshCoverage(Workbench &bench, const Then &then = {});

// Model folders, newest first.
QStringList recentModels();

}  // namespace lexicell::ui
