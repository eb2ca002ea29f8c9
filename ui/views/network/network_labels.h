// Names in a network that can be read at any zoom: best connected nodes first, no two over each other.
#pragma once

#include "ui/figures/figure.h"
#include "ui/look/theme.h"
#include "ui/views/network/network_hulls.h"

namespace lexicell::ui {

class NetworkLabels {
  public:
    explicit NetworkLabels(const NetworkGraph &graph);

    // `around`, `hovered` as in NetworkLook: of what stands out alone, then. Names of modules come first.
    std::vector<FigureText> texts(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera,
                                  const std::vector<ModuleHull> &hulls, const std::vector<bool> &around, std::int64_t hovered,
                                  const ThemeColors &theme);

  private:
    double widthOf(const NetworkGraph &graph, std::size_t node);

    std::vector<QString> m_names;  // [nodes] elided; measured once, as a frame asks for hundreds
    std::vector<double> m_widths;  // pixels; negative: not measured yet
};

}  // namespace lexicell::ui
