// A network as a figure: what of it is drawn, and how it looks from where.
#pragma once

#include "models/tasks/result.h"
#include "ui/figures/figure.h"
#include "ui/look/theme.h"

#include <QRectF>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

inline constexpr std::size_t mostDrawnEdges = 2'000;  // more are a gray blot and slow to pan

// The heaviest edges and the nodes that they join. Nodes are counted anew: `nodes` leads back to the result's.
struct DrawnGraph {
    const models::tasks::Graph *graph = nullptr;
    std::vector<std::size_t> nodes;      // position in the result
    std::vector<std::int64_t> from, to;  // [edges], lightest first: heavy ones are drawn over light ones
    std::vector<double> weight;          // [edges]
    std::vector<double> strength;        // [edges] 0 (the lightest drawn) to 1
    std::vector<int> degree;             // [nodes] of drawn edges
    std::vector<std::size_t> byDegree;   // nodes, highest degree first
    std::vector<QString> labels;         // [nodes] names, elided
    std::vector<double> labelWidths;     // [nodes] pixels; measured once, as a frame asks for hundreds
    std::vector<QColor> colors;          // [nodes] by the column "module"; empty: there is none. Invalid: in no module
    std::vector<double> positions;       // [nodes x 2]; empty: not laid out yet
    std::size_t allEdges = 0;            // of the result, without edges from a node to itself
    bool negative = false;               // some drawn weights are

    QString name(std::size_t node) const { return QString::fromStdString(graph->nodes[nodes[node]]); }
    QPointF position(std::size_t node) const { return {positions[2 * node], positions[2 * node + 1]}; }
    double radius(std::size_t node, double scale) const;   // pixels; `scale` as in GraphViewport
    std::vector<bool> aroundNode(std::size_t node) const;  // the node itself and its neighbors
};
DrawnGraph drawnGraph(const models::tasks::Graph &graph, std::size_t mostEdges = mostDrawnEdges);

struct GraphViewport {
    QPointF center;    // of the layout, in the middle of the widget
    double scale = 1;  // pixels to a length of the layout
    QSizeF size;

    QPointF toWidget(const QPointF &at) const { return (at - center) * scale + QPointF(size.width() / 2, size.height() / 2); }
    QPointF toLayout(const QPointF &at) const { return (at - QPointF(size.width() / 2, size.height() / 2)) / scale + center; }
};
GraphViewport fittingViewport(const DrawnGraph &drawn, const QSizeF &size);

// `emphasized`: a node whose neighborhood stands out while the rest fades; -1: none.
Figure graphFigure(const DrawnGraph &drawn, const GraphViewport &viewport, const ThemeColors &theme, std::int64_t emphasized);

}  // namespace lexicell::ui
