// A network as a figure, as it is seen: for exported files, and for the screen where there is no OpenGL.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/network/network_labels.h"
#include "ui/views/network/network_look.h"

namespace lexicell::ui {

struct NetworkPicture {
    const NetworkModel &model;
    const std::vector<QVector3D> &places;
    const NetworkCamera &camera;
    const NetworkLook &look;
    const std::vector<ModuleHull> &hulls;
};

// The largest distance of a visible node from the middle; 0 in the plane, where nothing fades.
double depthExtent(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera);

Figure networkFigure(const NetworkPicture &picture, const std::vector<FigureText> &texts, const ThemeColors &theme);

}  // namespace lexicell::ui
