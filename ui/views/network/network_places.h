// Places of the nodes of a network, by the layouts of core/analysis.
#pragma once

#include "ui/views/network/network_model.h"

#include <optional>

namespace lexicell::ui {

// What a layout needs, copied, so that it can be made in the background while a person goes on.
struct LayoutRequest {
    std::shared_ptr<const NetworkGraph> graph;
    std::vector<std::size_t> nodes;  // to place, best connected first
    std::vector<std::size_t> edges;
    NetworkShape shape = NetworkShape::Force;
    int dimensions = 2;
    std::map<std::size_t, QVector3D> pins;
    bool followPins = false;  // moves the drawing to its pinned nodes: of a part of the network, whose places are its own
};
LayoutRequest layoutRequest(const NetworkModel &model, const VisibleNetwork &part);

// [nodes of the graph], around 0; those that are not asked about are at 0. Pinned nodes stay where they are. The same request
// gives the same places. Nothing: there is not enough memory.
std::optional<std::vector<QVector3D>> layOut(const LayoutRequest &request);

// Around `node`, where `come` have no places yet: on an arc away from the middle of the nodes in `around`.
void placeBeside(std::vector<QVector3D> &places, std::size_t node, const std::vector<std::size_t> &come,
                 const std::vector<std::size_t> &around);

}  // namespace lexicell::ui
