// Draws a point cloud on the processor, with the same discs as the graphics card: for pictures of any size, for figures,
// and for machines without OpenGL.
#pragma once

#include "ui/views/scatter/point_style.h"
#include "ui/views/scatter/viewport.h"

#include <QImage>

namespace lexicell::ui {

struct RasterOptions {
    double pixelRatio = 1;
    double pointSize = 3;  // diameter in device-independent pixels
    QColor ground;         // may be transparent
};

// Points up to this diameter (in pixels of the target) are squares, larger ones round and smoothed.
inline constexpr double largestSquare = 2.0;

// ARGB32 (premultiplied), viewport.size times pixelRatio pixels, device pixel ratio set.
QImage rasterizePoints(const PointCloud &cloud, const Viewport &viewport, const RasterOptions &options);

}  // namespace lexicell::ui
