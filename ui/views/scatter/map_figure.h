// The map as a figure: title, points, names, legend, caption with the number of cells.
#pragma once

#include "core/base/result.h"
#include "ui/figures/figure.h"
#include "ui/views/scatter/map_furniture.h"
#include "ui/views/scatter/point_style.h"
#include "ui/views/scatter/viewport.h"
#include "ui/look/legend_entry.h"

#include <optional>

namespace lexicell::ui {

struct FigureLegend {
    QString title;
    std::vector<LegendEntry> entries;     // hidden ones are left out
    std::optional<ContinuousLegend> bar;  // instead of entries
};

struct FigureOptions {
    QString title;
    QString caption;  // after "n = … cells"
    FigureLegend legend;
    bool simulated = false;       // adds a tag to the picture: simulated data are marked wherever they are shown
    int dpi = 300;                // of PNG, and of points that are embedded as a picture
    double widthMillimeters = 0;  // 85 single column, 170 double column; 0: as large as on the screen
    std::optional<bool> dark;     // default: as on the screen
    QString provenance;           // kept in the file's metadata
};

// Up to this many points are written as vectors, more as an embedded picture.
inline constexpr std::size_t mostVectorPoints = 20'000;

struct MapScene {  // what the figure draws
    std::shared_ptr<const PointCloud> cloud;
    Viewport viewport;
    MapFurniture furniture;
    double pointSize = 3;
    QColor ground;
};

// `rasterRatio`: pixels of an embedded picture per device-independent pixel; `vectorPoints`: never embed a picture.
Figure makeMapFigure(const MapScene &scene, const FigureOptions &options, double rasterRatio, bool vectorPoints);

// The file's suffix gives the format: png, svg or pdf. Written beside the target and renamed, so a full disk loses nothing.
Result<void> saveMapFigure(const MapScene &scene, const FigureOptions &options, const QString &file);

}  // namespace lexicell::ui
