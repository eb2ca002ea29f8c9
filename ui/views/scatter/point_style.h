// How each cell looks and in which order cells are drawn: pure values in, vertices out, on any thread.
//
// Order: missing first; categories in a random order fixed by a seed, so that no batch hides another; continuous values
// ascending, so that high ones are on top (scanpy's sort_order); selected or highlighted cells above the others.
// Selection dims the others towards the ground and never changes a selected cell's color, but draws its rim stronger.
// The rim or the point has enough contrast with the ground (palettes.h) for every color, also dimmed or missing.
#pragma once

#include "ui/look/color_maps.h"
#include "ui/views/scatter/point_index.h"

#include <QColor>

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::ui {

// One vertex as the graphics card sees it, 12 bytes.
struct PointVertex {
    float x = 0, y = 0;  // relative to PointCloud::origin, so that single precision is enough wherever the data lies
    std::uint8_t red = 0, green = 0, blue = 0;
    std::uint8_t rim = 0;  // 0: none; else the rim is the color with this much of 255 black or white in it
};
static_assert(sizeof(PointVertex) == 12);

struct PointCloud {
    QPointF origin;
    bool whiteRims = false;
    std::vector<PointVertex> vertices;  // in drawing order; hidden cells and NaN coordinates are left out
};

struct PointStyle {
    enum class Mode { Uniform, Categories, Values };
    Mode mode = Mode::Uniform;
    std::shared_ptr<const std::vector<std::int32_t>> codes;  // [cells], -1 missing
    std::vector<QColor> colors;                              // by code
    std::shared_ptr<const std::vector<float>> values;        // [cells], NaN missing
    ColorMap map;
    double low = 0, high = 1;
    CellMask hidden, selected, highlighted;
    QColor ground, missing, uniform;
};

// A random order of `cells` that a seed fixes.
std::vector<std::uint32_t> shuffledOrder(std::size_t cells, std::uint64_t seed = 0);

// `order`: shuffledOrder of the same number of cells.
PointCloud makePointCloud(const std::vector<float> &coordinates, const QRectF &bounds, const std::vector<std::uint32_t> &order,
                          const PointStyle &style);

// The color of a cell of `color` while other cells are selected: dimmed, but with enough contrast to be seen.
QColor dimmed(const QColor &color, const QColor &ground, double strength);

// How wide the rim of a round point is, in the pixels of its diameter.
double rimWidth(double diameter);

// Diameter in pixels: scanpy's rule (marker area 120000 / cells in square points on a 4-inch axis, drawn with the point
// marker, which is half as wide), scaled to a map of `side` pixels; grows with the root of the zoom.
double automaticPointSize(std::size_t cells, double side, double zoom);

}  // namespace lexicell::ui
