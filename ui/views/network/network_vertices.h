// The look of a network as arrays for the graphics card.
#pragma once

#include "ui/views/network/network_figure.h"
#include "ui/views/network/network_scene.h"

namespace lexicell::ui {

std::vector<EdgeVertex> edgeVertices(const NetworkPicture &picture);
// In space those at the back come first, as seen now.
std::vector<NodeVertex> nodeVertices(const NetworkPicture &picture);
std::vector<HullVertex> hullVertices(const std::vector<ModuleHull> &hulls);

}  // namespace lexicell::ui
