// Sizes and colors of a network: the same on the screen and in exported figures.
#pragma once

#include "ui/look/theme.h"
#include "ui/views/network/network_model.h"

#include <QColor>

namespace lexicell::ui {

struct EdgeLook {
    std::size_t edge;
    QColor color;  // with its opacity
    double width;  // pixels at sizeAt() = 1
};
struct NodeLook {
    std::size_t node;
    double radius;  // pixels at sizeAt() = 1
    QColor color;
    QColor ring;  // around a selected or emphasized node; invalid: none
    bool pinned;  // has a dot in its middle
};
struct NetworkLook {
    std::vector<EdgeLook> edges;  // in the order in which they are drawn: light ones first, those that stand out last
    std::vector<NodeLook> nodes;  // small ones first
    std::vector<bool> around;     // [all nodes] that stand out; empty: none does
};
// `hovered`: a node whose neighborhood stands out while the rest fades; -1: that of the selected nodes does.
NetworkLook networkLook(const NetworkModel &model, const ThemeColors &theme, std::int64_t hovered);

// Seen from afar, nodes and edges are drawn smaller: they would grow into one blot.
double sizeAt(double scale);
double nodeRadius(const NetworkModel &model, std::size_t node, double scale);  // pixels

inline constexpr std::size_t mostModuleColors = 20;                  // more cannot be told apart: the largest modules have one
QColor moduleColor(const NetworkGraph &graph, std::int64_t module);  // invalid: in none, or in a smaller one
QColor sourceColor(std::size_t source, const ThemeColors &theme);    // as NetworkGraph::sourceOf counts

// How far back something lies fades it in space: 0 (in front) to 1 of the way to the ground. `depth` as in NetworkCamera.
double fogAt(double depth, double extent);
QColor withFog(const QColor &color, const QColor &ground, double fog);  // keeps the opacity

}  // namespace lexicell::ui
