// Curves on common axes. Baselines are dashed and thinner, and the legend tells the last value of each. Under the pointer, the
// nearest point of a curve tells its numbers. The curves may grow: refresh() draws what is there now.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/chart_canvas.h"

#include <optional>

class QAbstractAxis;
class QGraphicsEllipseItem;
class QGraphicsLineItem;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QValueAxis;

namespace lexicell::ui {

class CurvesChart : public ChartCanvas {
    Q_OBJECT

  public:
    // The curves of one axis (Curves::axes). They must outlive the chart.
    CurvesChart(const models::tasks::Curves &curves, const std::string &axis, QWidget *parent);

    static bool hasPoints(const models::tasks::Curves &curves);
    bool mayBeLogarithmic() const;  // some value is above 0
    void setLogarithmic(bool on);   // values of 0 and less are left out then
    void refresh();
    QPoint positionOf(std::size_t curve, std::size_t point) const;  // in the widget; for tests
    QString keptText() const;                                       // beside the line of what was kept; empty: none is shown

  protected:
    std::vector<LegendSign> dressSeries(const ThemeColors &theme) override;
    void placeOverlays() override;
    int lowestPlot() const override { return 170; }

    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

  private:
    struct Place {
        std::size_t curve = 0, point = 0;
    };

    bool isHere(std::size_t curve) const { return m_curves.axisOf(curve) == m_axis; }
    bool isDrawable(std::size_t curve, std::size_t point) const;
    void drawCurve(std::size_t curve);
    void setAxes();
    void setValueAxis(double low, double high);
    QString valueOfLast(std::size_t curve) const;
    QLineSeries *anySeries() const;
    QPointF chartPosition(const Place &place) const;
    bool isPoint(const Place &place) const;
    void placeKept();
    void setCurrent(const Place &place, const QPoint &global);
    void clearCurrent();
    void walk(int key);

    const models::tasks::Curves &m_curves;
    const std::string m_axis;
    std::vector<std::vector<QLineSeries *>> m_segments;  // [curves] a curve ends where a value is unknown, and begins anew
    std::vector<std::vector<std::size_t>> m_points;      // [curves] the points that are drawn
    std::vector<QColor> m_colors;
    QValueAxis *m_x = nullptr;
    QAbstractAxis *m_y = nullptr;
    bool m_logarithmic = false;
    QGraphicsEllipseItem *m_mark = nullptr;
    QGraphicsLineItem *m_keptLine = nullptr;
    QGraphicsSimpleTextItem *m_keptName = nullptr;
    std::optional<Place> m_current;
};

}  // namespace lexicell::ui
