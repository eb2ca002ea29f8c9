// The bundled samples: simulated cells, mapped beforehand by the demo model and by PCA, and real ones with published types.
#pragma once

#include "ui/workspace/workbench.h"

namespace lexicell::ui {

// Opens the simulated cells, adds their maps (resources/sample/make_sample.sh made them with the command line) and loads the
// demo model. Maps that a person computed in an earlier session stay.
void openSimulatedSample(Workbench &bench);
// Opens the real cells and loads the small model of blood cells.
void openRealSample(Workbench &bench);
bool isSimulatedSample(const QString &path);

}  // namespace lexicell::ui
