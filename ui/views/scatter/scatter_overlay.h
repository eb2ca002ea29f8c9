// The transparent layer over the points: names, axes, the outline being drawn, the ring on the hovered cell and its card.
// A widget of its own, so that drawing a lasso over a million points redraws no point.
#pragma once

#include "ui/look/legend_entry.h"
#include "ui/views/scatter/map_furniture.h"

#include <QPolygonF>
#include <QWidget>

#include <optional>

namespace lexicell::ui {

struct OverlayState {
    MapFurniture furniture;
    Viewport viewport;
    QPolygonF outline;    // widget coordinates
    QString combineMark;  // "+", "−", "∩" beside the pointer; empty: replaces
    QPointF pointer;
    std::optional<QPointF> hovered;  // data coordinates
    double pointSize = 3;
    QString hoverText;                      // lines of the card beside the hovered cell
    std::optional<ContinuousLegend> scale;  // of the numbers that color the cells
};

class ScatterOverlay : public QWidget {
    Q_OBJECT

  public:
    explicit ScatterOverlay(QWidget *parent);

    OverlayState state;  // the view writes here and calls update()

  protected:
    void paintEvent(QPaintEvent *event) override;

  private:
    void paintOutline(QPainter &painter) const;
    void paintHover(QPainter &painter) const;
    void paintMark(QPainter &painter) const;
    void paintScale(QPainter &painter) const;
};

}  // namespace lexicell::ui
