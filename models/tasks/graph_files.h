// A network as GraphML (http://graphml.graphdrawing.org) and GEXF 1.3 (https://gexf.net), for Cytoscape, Gephi, igraph and
// networkx: nodes with their names and columns, edges with weight and columns. A missing value (NaN) is left out. UTF-8.
#pragma once

#include "models/tasks/result.h"

#include <string>

namespace lexicell::models::tasks {

std::string graphMl(const Graph &graph);
std::string gexf(const Graph &graph);

}  // namespace lexicell::models::tasks
