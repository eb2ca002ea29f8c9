// File ▸ Save data copy, Export labels.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// An h5ad with everything the input had, results, labels in obs and colors in uns. Never over the input file.
void saveH5ad(Workbench &bench, const QString &path, const Then &then = {});

// CSV as CELLxGENE Annotate writes it: a comment line, the cell names, one column per label field; none: "unassigned".
void exportLabels(Workbench &bench, const QString &path, const Then &then = {});

}  // namespace lexicell::ui
