// Neighbors of a node in a drawn network: what its tip names, and where an arrow key leads.
#pragma once

#include "ui/views/results/graph_figure.h"

namespace lexicell::ui {

struct GraphNeighbor {
    double weight;     // of the edge to it
    std::size_t node;  // of the drawn graph
};

// Over drawn edges, heaviest first (by magnitude).
std::vector<GraphNeighbor> neighborsOf(const DrawnGraph &drawn, std::size_t node);

// The neighbor that lies best in `direction` (of length 1, y downwards): at most 60 degrees off, near ones and those straight
// ahead first. -1: none lies there. The graph is laid out.
std::int64_t neighborToward(const DrawnGraph &drawn, std::size_t node, const QPointF &direction);

}  // namespace lexicell::ui
