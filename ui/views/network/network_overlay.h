// The transparent layer over a network: names, outlines of modules, the lasso. A widget of its own, so that drawing a lasso over
// 20,000 edges redraws none.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/network/network_hulls.h"

#include <QWidget>

namespace lexicell::ui {

class NetworkOverlay : public QWidget {
    Q_OBJECT

  public:
    explicit NetworkOverlay(QWidget *parent);

    // The widget writes here and calls update().
    std::vector<FigureText> texts;
    std::vector<ModuleHull> hulls;
    QPolygonF lasso;  // widget coordinates
    QString notice;   // in the middle: why nothing is drawn; empty: something is

  protected:
    void paintEvent(QPaintEvent *event) override;
};

// As paintFigure(), at a fraction of the time: round ends and stroked halos cost most of a frame, and on the screen nobody sees
// the difference.
void paintFast(QPainter &painter, const Figure &figure);

}  // namespace lexicell::ui
