// A network as arrays for the graphics card. Places are those of the layout: the card projects them, so that a moved, zoomed or
// turned network is drawn again without new arrays. Lengths in pixels are device-independent and grow by sizeAt().
#pragma once

#include "ui/views/network/network_camera.h"

#include <QColor>
#include <QPolygonF>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lexicell::ui {

inline constexpr double mostFog = 0.72;  // share of the ground in the color of what lies farthest back in space

// A rim of the ground keeps nodes apart that touch; narrower around small ones, of which it would cover too much.
inline constexpr double widestRim = 1.2, rimShare = 0.35;  // pixels, share of the radius
inline double groundRim(double radius) { return std::min(widestRim, rimShare * radius); }

struct SceneColor {
    std::uint8_t red, green, blue, alpha;

    static SceneColor of(const QColor &color)
    {
        const auto byte = [](int value) { return static_cast<std::uint8_t>(value); };
        return {byte(color.red()), byte(color.green()), byte(color.blue()), byte(color.alpha())};
    }
};

// A corner of the triangles of a line or an arrow head: so far from `here` along the line from `here` to `there`, and across it.
// Seen from its two ends a line has its sides exchanged, so the sign of `half` says from which end a corner counts.
struct EdgeVertex {
    float here[3], there[3];
    float along, across;
    float half;  // of the line's width, positive at one end and negative at the other; 0: an arrow head
    SceneColor color;
};
struct NodeVertex {
    float at[3];
    float radius;
    float pinned;  // 1: has a dot in its middle
    SceneColor color;
    SceneColor ring;  // alpha 0: none
};
struct HullVertex {
    float x, y;  // widget coordinates
    SceneColor color;
};

struct SceneView {
    NetworkCamera camera;
    double size = 1;    // sizeAt()
    double extent = 0;  // depthExtent(); 0: no fog
    double pixelRatio = 1;
    QColor ground;
};

}  // namespace lexicell::ui
