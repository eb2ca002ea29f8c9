// Modules as soft outlines around their nodes, as they lie on the screen.
#pragma once

#include "ui/look/theme.h"
#include "ui/views/network/network_camera.h"
#include "ui/views/network/network_model.h"

#include <QColor>
#include <QPolygonF>

namespace lexicell::ui {

inline constexpr double hullOpacity = 0.09, hullLineOpacity = 0.45;

struct ModuleHull {
    std::size_t module = 0;
    QPolygonF outline;  // widget coordinates, convex
    QColor color;
    QString label;
};

// The largest modules, at most twelve, of at least three visible nodes: around the nine tenths of their nodes that lie nearest to
// the middle of the module, as one stray gene would stretch the outline over others. Not of modules that lie among others, so
// that more than half of what they surround is not theirs. None where rings and not modules give the places, or where a person
// wants none.
std::vector<ModuleHull> moduleHulls(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera);

// "Interferon signaling" where a gene set stands out, else "Module 1 · 34 genes".
QString moduleLabel(const NetworkModel &model, std::size_t module);

QPolygonF convexHull(std::vector<QPointF> points);

}  // namespace lexicell::ui
