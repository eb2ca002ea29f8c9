// The volcano of a knock-out: each tested gene at its effect (or z) and the negative decimal logarithm of its adjusted p, with
// the line of 5 % FDR. Points are painted by one item, as there may be thousands.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/chart_canvas.h"

#include <QPointF>

#include <vector>

class QGraphicsEllipseItem;
class QGraphicsSimpleTextItem;
class QLineSeries;

namespace lexicell::ui {

class VolcanoPoints;

class VolcanoChart : public ChartCanvas {
    Q_OBJECT

  public:
    // The ranking must outlive the chart. `ofZ`: the horizontal axis is z.
    VolcanoChart(const models::tasks::Ranking &ranking, bool ofZ, const QString &filter, QWidget *parent);
    ~VolcanoChart() override;

    // Whether any gene has both numbers.
    static bool hasPoints(const models::tasks::Ranking &ranking, bool ofZ);

    QPoint pointAt(std::size_t item) const;  // in the widget; for tests
    std::size_t points() const { return m_items.size(); }

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);
    void menuWanted(const QString &name, const QPoint &global);

  protected:
    std::vector<LegendSign> dressSeries(const ThemeColors &theme) override;
    void placeOverlays() override;

    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

  private:
    void addAxes(bool ofZ);
    void addNames();
    void placeNames();
    QPointF positionOf(std::size_t point) const;  // in the chart
    int nearest(const QPoint &position) const;    // -1: none
    void setCurrent(int point);
    void showTip(int point, const QPoint &global);
    void pick(int point);

    const models::tasks::Ranking &m_ranking;
    std::vector<std::size_t> m_items;  // of the ranking, in its order: those with both numbers
    std::vector<QPointF> m_values;     // of m_items
    std::vector<bool> m_found;         // by the filter
    bool m_filtered = false;
    QLineSeries *m_line = nullptr;
    VolcanoPoints *m_points = nullptr;
    std::vector<std::pair<std::size_t, QGraphicsSimpleTextItem *>> m_names;  // of the points that are named
    QGraphicsEllipseItem *m_mark = nullptr;
    int m_current = -1;
};

}  // namespace lexicell::ui
