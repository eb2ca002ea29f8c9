// The network on the screen. Drag an empty place to move it (in space: to turn it), a node to move and pin that; the wheel zooms
// at the pointer, the right or middle button moves, Shift or the lasso tool draws a lasso (Ctrl takes away). A click selects and
// picks a node, a double-click expands or collapses it. By keyboard: arrow keys walk from a node to its neighbor in that
// direction, Page Down and Page Up to the next best connected node, Enter picks, Esc lets go; Shift and arrow keys move, plus and
// minus zoom, 0 fits.
//
// Drawn by OpenGL; without it the figure that is exported is painted, which is slower and looks the same.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/network/network_camera.h"
#include "ui/views/network/network_labels.h"
#include "ui/views/network/network_look.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace lexicell::ui {

class NetworkCanvas;
class NetworkOverlay;

class NetworkWidget : public QWidget {
    Q_OBJECT

  public:
    enum class Wish { Expand, Collapse, Neighborhood, Pin, Lasso, Flat, Space };
    Q_ENUM(Wish)

    NetworkWidget(std::shared_ptr<NetworkModel> model, QWidget *parent);
    ~NetworkWidget() override;

    // [nodes of the graph]; has room for every node.
    void setPlaces(std::vector<QVector3D> places);
    const std::vector<QVector3D> &places() const { return m_places; }
    void modelChanged();  // by someone else: it is drawn again

    const NetworkCamera &camera() const { return m_camera; }
    void setCamera(const NetworkCamera &camera);  // but its size
    bool isFitted() const { return m_fitted; }    // nobody has moved it
    void zoomToFit();
    void zoomTo(const std::vector<std::size_t> &nodes);
    void setLasso(bool lasso) { m_lasso = lasso; }

    // Emphasized and told about; -1: none. What the pointer is over comes before what is selected.
    std::int64_t emphasized() const;
    std::int64_t current() const { return m_current; }   // of the keyboard: the node last clicked or walked to
    void walkTo(std::size_t node);                       // selects it, in sight
    std::int64_t nodeAt(const QPointF &position) const;  // -1: none
    QPointF positionOf(std::size_t node) const { return m_camera.toWidget(m_places[node]); }

    bool drawnByOpenGl() const { return m_canvas != nullptr; }
    void settle();                            // draws what has changed now, not with the next event
    Figure figure(const QSizeF &size) const;  // as it is seen, nothing emphasized; in a new size fitted, if it is here
    QStringList shownNames() const;

  Q_SIGNALS:
    void nodePicked(std::size_t node);
    void selectionChanged();
    void wished(lexicell::ui::NetworkWidget::Wish wish);
    void nodesMoved();     // by hand: they are pinned now
    void cameraChanged();  // by a person
    void menuWanted(const QPoint &global, std::int64_t node);

  protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

  private:
    enum class Drag { None, Move, Turn, Nodes, Lasso };

    // What has changed: colors and everything after, places and everything after, or where one looks from.
    enum Stale { Nothing = 0, View = 1, Places = 2, Look = 4 };
    void refresh(Stale stale);
    void prepare();
    void findTexts(std::int64_t told);
    void fit();
    std::vector<QVector3D> visiblePlaces() const;
    void cameraMoved();
    void handMoved();       // the camera, by a drag or the wheel
    bool isTurned() const;  // in space

    void hover(std::int64_t node, const QPoint &global);
    void showTip(std::size_t node, const QPoint &global);
    void click(std::int64_t node, Qt::KeyboardModifiers modifiers);
    void dragNodes(const QPointF &to);
    void finishLasso(Qt::KeyboardModifiers modifiers);
    void setSelection(std::set<std::size_t> nodes);
    void updateCursor();
    bool handleKey(const QKeyEvent *event);
    bool wishOf(const QKeyEvent *event, Wish &wish) const;
    void arrow(const QPointF &direction, Qt::KeyboardModifiers modifiers);
    void walkByDegree(int steps);

    std::shared_ptr<NetworkModel> m_model;
    std::vector<QVector3D> m_places;
    NetworkCamera m_camera;
    NetworkCanvas *m_canvas;  // null without OpenGL
    NetworkOverlay *m_overlay;
    NetworkLabels m_labels;
    NetworkLook m_look;
    std::vector<ModuleHull> m_hulls;
    std::vector<FigureText> m_texts;
    QTimer m_frame;  // several changes between two frames are drawn once
    QTimer m_rest;   // until all edges are drawn again after a move
    int m_stale = Nothing;
    bool m_fitted = true, m_lasso = false;
    std::int64_t m_hovered = -1, m_current = -1;

    Drag m_drag = Drag::None;
    bool m_traveled = false;  // farther than the pointer moves during a click
    Qt::MouseButton m_button = Qt::NoButton;
    QPointF m_pressed, m_last;
    std::int64_t m_grabbed = -1;
    QPolygonF m_outline;
};

}  // namespace lexicell::ui
