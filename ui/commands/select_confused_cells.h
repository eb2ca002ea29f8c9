// From a confusion matrix back to its cells.
#pragma once

#include "ui/workspace/workbench.h"

#include <QString>

namespace lexicell::ui {

// Selects the cells with this true label (a row) and this predicted one (a column) of the confusion matrix of annotate or
// evaluate. Where the open data do not have these cells, a message says why. Of any other heat map nothing is selected.
void selectConfusedCells(Workbench &bench, int result, const QString &truth, const QString &predicted);

}  // namespace lexicell::ui
