// What the modules of a gene network are about: the bundled gene sets that stand out in them.
#pragma once

#include "ui/views/network/network_graph.h"

namespace lexicell::ui {

// A term for each module, [modules]; empty where no set has an adjusted p below 0.05, or where nodes are no genes. The sets are
// Reactome's, the background is the genes of the network (models/tasks/enrich). Reads a file: call it in the background.
std::vector<QString> moduleTerms(const NetworkGraph &graph);

}  // namespace lexicell::ui
