// What stands on a map and how gestures move it: the model with the cells, the canvas that draws them, the overlay above, and the
// part of the plane that is shown. It tells what a person did through the signals of its view.
#pragma once

#include "ui/look/theme.h"
#include "ui/look/palettes.h"
#include "ui/views/scatter/scatter_canvas.h"
#include "ui/views/scatter/scatter_gestures.h"
#include "ui/views/scatter/scatter_model.h"
#include "ui/views/scatter/scatter_overlay.h"
#include "ui/views/scatter/scatter_view.h"

#include <QTimer>

namespace lexicell::ui {

class ScatterStage {
  public:
    using Tool = ScatterView::Tool;
    using Combine = ScatterView::Combine;

    static constexpr double fitMargin = 28;  // pixels around the cells; leaves room for the axis mark

    explicit ScatterStage(ScatterView *view);

    static void applyGround(PointStyle &style, bool dark);
    void setDark(bool dark);
    void fit();
    void resize(const QSizeF &size);
    void showView();
    void showCloud();
    void refresh();
    void moved();  // by a person
    void hover(std::int64_t cell);
    std::int64_t cellAt(const QPointF &at) const;
    double effectivePointSize() const;
    MapScene scene() const;

    ScatterView *q;
    ScatterModel model;
    ScatterGestures gestures;
    ScatterCanvas *canvas;  // null without OpenGL
    ScatterOverlay *overlay;
    Viewport viewport;
    QTimer hoverTimer, restTimer;
    QPointF pointer;
    std::int64_t hoveredCell = -1;
    double wantedPointSize = 0;
    bool atFit = true;  // not panned or zoomed yet: stays fitted when resized

  private:
    void connectModel();
    void connectGestures();
    void showOutline();
};

}  // namespace lexicell::ui
