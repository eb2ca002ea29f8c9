// Curves on common axes. Baselines are dashed and thinner. Under the pointer, the nearest point of a curve tells its numbers.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/chart_canvas.h"

class QGraphicsEllipseItem;
class QLineSeries;

namespace lexicell::ui {

class CurvesChart : public ChartCanvas {
    Q_OBJECT

  public:
    // The curves must outlive the chart.
    CurvesChart(const models::tasks::Curves &curves, QWidget *parent);

    static bool hasPoints(const models::tasks::Curves &curves);
    QPoint positionOf(std::size_t curve, std::size_t point) const;  // in the widget; for tests

  protected:
    std::vector<LegendSign> dressSeries(const ThemeColors &theme) override;
    void placeOverlays() override;

    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

  private:
    struct Place {
        std::size_t curve = 0, point = 0;
    };

    void addSegments();
    void addAxes();
    QPointF chartPosition(const Place &place) const;
    bool isPoint(const Place &place) const;
    void setCurrent(const Place &place, const QPoint &global);
    void clearCurrent();
    void walk(int key);

    const models::tasks::Curves &m_curves;
    std::vector<std::vector<QLineSeries *>> m_segments;  // [curves] a curve ends where a value is unknown, and begins anew
    std::vector<QColor> m_colors;
    QGraphicsEllipseItem *m_mark = nullptr;
    Place m_current;
    bool m_hasCurrent = false;
};

}  // namespace lexicell::ui
