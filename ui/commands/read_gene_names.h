// Reads the identifier table of the data set's species, so that genes are found by alias, former symbol and Ensembl id.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Human, if the names fit both species.
void readGeneNames(Workbench &bench);

}  // namespace lexicell::ui
