// Scrolls a heat map; the names of its columns stay at the top and those of its rows at the left.
#pragma once

#include "models/tasks/result.h"

#include <QScrollArea>

namespace lexicell::ui {

class HeatmapCanvas;
class HeatmapNames;

class HeatmapArea : public QScrollArea {
    Q_OBJECT

  public:
    // The heat map must outlive the area, which takes the canvas.
    HeatmapArea(const models::tasks::Heatmap &heatmap, HeatmapCanvas *canvas, QWidget *parent);

  protected:
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

  private:
    void placeNames();
    void keepInSight(const QRect &cell);

    HeatmapCanvas *m_canvas;
    HeatmapNames *m_rows, *m_columns;
};

}  // namespace lexicell::ui
