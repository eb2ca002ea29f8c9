// What stands on the map besides points: names of categories at their medians, the two axis names, a tag, arrows.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/scatter/map_arrows.h"
#include "ui/views/scatter/point_index.h"
#include "ui/views/scatter/viewport.h"

#include <QString>

#include <vector>

namespace lexicell::ui {

struct LabelAnchor {
    QPointF at;  // data coordinates
    std::int64_t cells = 0;
};
// Per coordinate the median of each category's cells, 0 to count - 1; categories without cells have cells == 0.
std::vector<LabelAnchor> labelAnchors(const std::vector<float> &coordinates, const std::vector<std::int32_t> &codes,
                                      std::size_t count, const CellMask &hidden);

struct MapFurniture {
    QString xName, yName;  // "UMAP 1", "UMAP 2"; empty: no axis mark
    QString tag;           // "simulated data"; empty: none
    std::vector<QString> labels;
    std::vector<LabelAnchor> anchors;  // of `labels`
    MapArrows arrows;
    bool dark = false;
};

// The names in widget coordinates, larger categories first. A name that would cover another is moved by up to two lines, or
// left out if that is not enough (the legend has it). A name that a border would cut is moved inside.
std::vector<FigureItem> labelItems(const MapFurniture &furniture, const Viewport &viewport);
std::vector<FigureItem> axisItems(const MapFurniture &furniture, const QSizeF &size);
std::vector<FigureItem> tagItems(const MapFurniture &furniture, const QSizeF &size);
// All of it, in the order in which it is drawn.
std::vector<FigureItem> furnitureItems(const MapFurniture &furniture, const Viewport &viewport);

}  // namespace lexicell::ui
