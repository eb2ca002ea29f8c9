// Arrows on the map: where groups of cells move. They keep their length in data units when the map is zoomed.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/scatter/viewport.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct MapArrow {
    QPointF from, by;         // data coordinates
    bool withinNull = false;  // drawn dashed and gray with an open head; a movement too small to be seen is a ring
};

struct MapArrows {
    std::vector<MapArrow> arrows;
    double factor = 1;  // arrows are drawn so many times as long
    QString key;        // what they are, in the corner: "knock-out of LYZ, mean shift by cell_type, 20 × as long"
};

// 1, 2, 5, … to 100: the longest arrow becomes visible on a map whose places span `extent`, and stays within a tenth of it.
// Beyond 100 nothing is enlarged: such a movement is none.
double arrowFactor(const std::vector<MapArrow> &arrows, const QRectF &extent);

// A movement that would be drawn shorter than two pixels is a dot.
std::vector<FigureItem> arrowItems(const MapArrows &arrows, const Viewport &viewport, bool dark);

}  // namespace lexicell::ui
