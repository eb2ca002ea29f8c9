// Reads the identifier table of the data set's species, so that genes are found by alias, former symbol and Ensembl id.
#pragma once

#include "ui/workbench.h"

namespace lexicell::ui {

// Human where the names could be either.
void readGeneNames(Workbench &bench);

}  // namespace lexicell::ui
