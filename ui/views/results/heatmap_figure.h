// A heat map as a figure: cells, names of rows at the left and of columns on top, the color bar at the right. An infinite value
// is no cell: the ground stays there (the other half of a triangle).
#pragma once

#include "models/tasks/result.h"
#include "ui/figures/figure.h"
#include "ui/look/color_maps.h"
#include "ui/look/theme.h"

namespace lexicell::ui {

// Where things stand, in device-independent pixels.
struct HeatmapPlan {
    QSizeF size;
    QSizeF cell;
    QRectF map;
    double barLength = 0;
};

// Values as colors: from the lowest to the highest, or symmetric about 0.
struct HeatmapColors {
    double low = 0, high = 1;
    bool missing = false;  // there are NaNs
    const ColorMap *map = nullptr;

    QRgb at(double value) const;
};
HeatmapColors heatmapColors(const models::tasks::Heatmap &heatmap);

// The cells fill `space` as far as they stay between readable and coarse; `zoom` then makes them larger.
HeatmapPlan planHeatmap(const models::tasks::Heatmap &heatmap, const QSizeF &space, double zoom);

struct HeatmapLook {
    const ThemeColors &theme;
    bool dark = false;
    bool vectorCells = false;  // a box for each cell (for SVG and PDF); false: one picture
    double pixelRatio = 1;     // of that picture
};
Figure heatmapFigure(const models::tasks::Heatmap &heatmap, const HeatmapPlan &plan, const HeatmapLook &look);
// The names of rows and columns alone, where they stand in the figure.
Figure heatmapNames(const models::tasks::Heatmap &heatmap, const HeatmapPlan &plan, const ThemeColors &theme);

inline constexpr std::size_t mostVectorCells = 10'000;  // above, a file of boxes opens slowly everywhere

}  // namespace lexicell::ui
