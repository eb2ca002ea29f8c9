// Turns mouse and keyboard events on the map into signals in widget coordinates: pan, zoom, outlines, clicks. Uses no cells.
//
// Wheel or pinch zooms at the pointer; Space, right or middle drag pans; left drag is the tool. Polygon: click sets a
// corner, Backspace takes one back, double-click, Enter or a click on the first corner closes. Esc gives the outline up.
// Shift adds, Ctrl removes, both intersect. The keys held when the outline begins count.
#pragma once

#include "ui/views/scatter/scatter_view.h"

#include <QObject>
#include <QPolygonF>

class QKeyEvent;
class QMouseEvent;

namespace lexicell::ui {

class ScatterGestures : public QObject {
    Q_OBJECT

  public:
    explicit ScatterGestures(QWidget *view);

    void setTool(ScatterView::Tool tool);
    ScatterView::Tool tool() const { return m_tool; }
    const QPolygonF &outline() const { return m_outline; }
    bool outlining() const { return m_drag == Drag::Outline || m_drag == Drag::Polygon; }
    ScatterView::Combine combine() const { return m_combine; }
    static ScatterView::Combine combineOf(Qt::KeyboardModifiers modifiers);

  Q_SIGNALS:
    void panned(const QPointF &pixels);
    void zoomed(const QPointF &at, double factor);
    void outlineChanged();  // also when the way of combining changes
    void outlineFinished(const QPolygonF &outline, lexicell::ui::ScatterView::Combine combine);
    void clicked(const QPointF &at, lexicell::ui::ScatterView::Combine combine);
    void clearWanted();
    void hovered(const QPointF &at);
    void left();
    void menuWanted(const QPointF &at);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    enum class Drag { None, Pan, Outline, Polygon };

    bool press(const QMouseEvent *event);
    bool move(const QMouseEvent *event);
    bool release(const QMouseEvent *event);
    bool doubleClick(const QMouseEvent *event);
    bool keyPress(const QKeyEvent *event);
    bool keyRelease(const QKeyEvent *event);
    bool claimsShortcut(const QKeyEvent *event) const;
    bool nativeGesture(QEvent *event);
    void addCorner(const QPointF &at);
    void extendOutline(const QPointF &at);
    void finishOutline();
    void cancel();
    void updateCombine(Qt::KeyboardModifiers modifiers);
    void updateCursor();

    QWidget *m_view;
    ScatterView::Tool m_tool = ScatterView::Tool::Lasso;
    ScatterView::Combine m_combine = ScatterView::Combine::Replace;
    Drag m_drag = Drag::None;
    QPolygonF m_outline;
    QPointF m_pressed, m_last;
    Qt::MouseButton m_button = Qt::NoButton;
    bool m_traveled = false;  // farther than the pointer moves during a click
    bool m_spaceHeld = false;
};

}  // namespace lexicell::ui
