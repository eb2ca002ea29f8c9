// The network on the screen: dragged, zoomed by the wheel at the pointer, the neighborhood of the node under the pointer
// emphasized. By keyboard: arrow keys walk from a node to its neighbor in that direction, Page Down and Page Up to the next best
// connected node, Enter picks the node, Esc lets go of it; Shift and arrow keys pan, plus and minus zoom, 0 fits.
#pragma once

#include "ui/views/results/graph_figure.h"

#include <QWidget>

#include <memory>

namespace lexicell::ui {

class GraphCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit GraphCanvas(QWidget *parent);

    void setGraph(std::shared_ptr<const DrawnGraph> drawn);  // laid out
    const GraphViewport &viewport() const { return m_viewport; }
    void setViewport(const QPointF &center, double scale);
    bool isFitted() const { return m_fitted; }  // nobody has moved it

    void zoomToFit();
    void centerOn(std::size_t node);                     // and keep it emphasized
    std::int64_t nodeAt(const QPointF &position) const;  // -1: none
    QPointF positionOf(std::size_t node) const { return m_viewport.toWidget(m_drawn->position(node)); }
    std::int64_t emphasized() const { return m_hovered >= 0 ? m_hovered : m_kept; }

  Q_SIGNALS:
    void nodePicked(std::size_t node);

  protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

  private:
    void zoomAt(const QPointF &position, double factor);
    void panBy(const QPointF &pixels);
    void hover(std::int64_t node, const QPoint &global);
    void arrow(const QPointF &direction, Qt::KeyboardModifiers modifiers);
    void walkByDegree(int steps);
    void walkTo(std::size_t node);
    void showTip(std::size_t node, const QPoint &global);

    std::shared_ptr<const DrawnGraph> m_drawn;
    GraphViewport m_viewport;
    bool m_fitted = true;
    std::int64_t m_hovered = -1, m_kept = -1;
    QPointF m_pressed, m_last;
    bool m_dragging = false;
};

}  // namespace lexicell::ui
