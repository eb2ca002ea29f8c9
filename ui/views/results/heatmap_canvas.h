// The heat map on the screen: under the pointer, or moved by the arrow keys, one cell tells its value. Ctrl and wheel, plus and
// minus zoom; 0 fits. A click or Enter picks the cell.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/heatmap_figure.h"

#include <QWidget>

#include <functional>

namespace lexicell::ui {

class HeatmapCanvas : public QWidget {
    Q_OBJECT

  public:
    // The heat map must outlive the canvas.
    explicit HeatmapCanvas(const models::tasks::Heatmap &heatmap, QWidget *parent = nullptr);

    void setSpace(const QSize &space);  // what there is to fill
    QRectF cellRect(int row, int column) const;
    const HeatmapPlan &plan() const { return m_plan; }
    double zoom() const { return m_zoom; }
    void setZoom(double zoom);
    // What is told of a cell instead of its value alone; the first line is the heading.
    void setFacts(std::function<QStringList(int row, int column)> facts) { m_facts = std::move(facts); }

  Q_SIGNALS:
    void cellWanted(const QRect &cell);  // the keyboard went there: keep it in sight
    void planned();                      // plan() is another one
    void cellPicked(int row, int column);

  protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    void replan();
    void setCurrent(int row, int column);
    void pointAt(const QPointF &position);  // of the map
    void showTip(const QPoint &global);
    bool isBlank(int row, int column) const;

    const models::tasks::Heatmap &m_heatmap;
    HeatmapPlan m_plan;
    Figure m_figure;  // made when it is painted
    double m_figureRatio = 0;
    QSize m_space;
    double m_zoom = 1;
    int m_row = -1, m_column = -1;
    std::function<QStringList(int row, int column)> m_facts;
};

}  // namespace lexicell::ui
