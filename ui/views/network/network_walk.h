// Neighbors of a node in a network: what its tip names, and where an arrow key leads.
#pragma once

#include "ui/views/network/network_camera.h"
#include "ui/views/network/network_model.h"

namespace lexicell::ui {

struct NetworkNeighbor {
    double weight;  // of the edge to it
    std::size_t node;
};

// Over visible edges, heaviest first (by magnitude).
std::vector<NetworkNeighbor> neighborsOf(const NetworkModel &model, std::size_t node);

// The neighbor that lies best in `direction` on the screen (of length 1): at most 60 degrees off, near ones and those straight
// ahead first. -1: none lies there.
std::int64_t neighborToward(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera,
                            std::size_t node, const QPointF &direction);

// The visible node `steps` further in the order of connections; the best connected one if `node` is none.
std::int64_t nextByDegree(const NetworkModel &model, std::int64_t node, int steps);

}  // namespace lexicell::ui
