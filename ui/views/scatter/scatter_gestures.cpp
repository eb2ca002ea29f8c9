#include "ui/views/scatter/scatter_gestures.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>

#include <cmath>

namespace lexicell::ui {
namespace {

constexpr double wheelZoomPerNotch = 1.2;  // a notch is 120 eighths of a degree
constexpr double lassoStep = 2.0;          // pixels between two corners of a lasso
constexpr double closeDistance = 8.0;      // a click this near the first corner closes a polygon

double distance(const QPointF &a, const QPointF &b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

}  // namespace

ScatterGestures::ScatterGestures(QWidget *view) : QObject(view), m_view(view)
{
    view->installEventFilter(this);
    view->setMouseTracking(true);
    view->setFocusPolicy(Qt::StrongFocus);
    updateCursor();
}

void ScatterGestures::setTool(ScatterView::Tool tool)
{
    cancel();
    m_tool = tool;
    updateCursor();
}

ScatterView::Combine ScatterGestures::combineOf(Qt::KeyboardModifiers modifiers)
{
    const bool shift = modifiers.testFlag(Qt::ShiftModifier), control = modifiers.testFlag(Qt::ControlModifier);
    if (shift && control) return ScatterView::Combine::Intersect;
    if (shift) return ScatterView::Combine::Add;
    return control ? ScatterView::Combine::Remove : ScatterView::Combine::Replace;
}

bool ScatterGestures::eventFilter(QObject *, QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress: return press(static_cast<QMouseEvent *>(event));
    case QEvent::MouseMove: return move(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonRelease: return release(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonDblClick: return doubleClick(static_cast<QMouseEvent *>(event));
    case QEvent::KeyPress: return keyPress(static_cast<QKeyEvent *>(event));
    case QEvent::KeyRelease: return keyRelease(static_cast<QKeyEvent *>(event));
    case QEvent::NativeGesture: return nativeGesture(event);
    case QEvent::ShortcutOverride:
        if (!claimsShortcut(static_cast<QKeyEvent *>(event))) return false;
        event->accept();
        return true;
    case QEvent::Wheel: {
        const auto *wheel = static_cast<QWheelEvent *>(event);
        if (wheel->angleDelta().y() != 0)
            Q_EMIT zoomed(wheel->position(), std::pow(wheelZoomPerNotch, wheel->angleDelta().y() / 120.0));
        event->accept();
        return true;
    }
    case QEvent::Leave: Q_EMIT left(); return false;
    case QEvent::FocusOut:
        m_spaceHeld = false;
        updateCursor();
        return false;
    default: return false;
    }
}

bool ScatterGestures::press(const QMouseEvent *event)
{
    m_view->setFocus(Qt::MouseFocusReason);
    if (m_drag == Drag::Outline || m_drag == Drag::Pan) return true;  // a second button during a drag
    m_pressed = m_last = event->position();
    m_traveled = false;
    m_button = event->button();
    const bool panning =
        m_button == Qt::RightButton || m_button == Qt::MiddleButton || m_spaceHeld || m_tool == ScatterView::Tool::Pan;
    if (m_drag == Drag::Polygon) {
        if (m_button == Qt::LeftButton) addCorner(event->position());
        return true;
    }
    if (panning) {
        m_drag = Drag::Pan;
    } else if (m_button == Qt::LeftButton) {
        updateCombine(event->modifiers());
        m_drag = m_tool == ScatterView::Tool::Polygon ? Drag::Polygon : Drag::Outline;
        m_outline = QPolygonF({event->position()});
        if (m_drag == Drag::Polygon) m_outline << event->position();  // the corner that follows the pointer
    }
    updateCursor();
    return true;
}

bool ScatterGestures::move(const QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::None) {
        updateCombine(event->modifiers());
        Q_EMIT hovered(at);
        return true;
    }
    if (distance(at, m_pressed) >= QApplication::startDragDistance() / 2.0) m_traveled = true;
    if (m_drag == Drag::Pan) {
        if (m_traveled) {
            Q_EMIT panned(at - m_last);
            m_last = at;
        }
        return true;
    }
    extendOutline(at);
    return true;
}

bool ScatterGestures::release(const QMouseEvent *event)
{
    if (m_drag == Drag::Polygon || event->button() != m_button) return true;
    const Drag ended = m_drag;
    if (ended == Drag::Outline && m_traveled) {
        extendOutline(event->position());
        finishOutline();
        return true;
    }
    m_drag = Drag::None;
    m_outline.clear();
    updateCursor();
    Q_EMIT outlineChanged();
    if (m_traveled || ended == Drag::None) return true;
    if (event->button() == Qt::RightButton) Q_EMIT menuWanted(event->position());
    if (event->button() == Qt::LeftButton) Q_EMIT clicked(event->position(), combineOf(event->modifiers()));
    return true;
}

bool ScatterGestures::doubleClick(const QMouseEvent *event)
{
    if (m_drag != Drag::Polygon) return press(event);  // two quick clicks are two clicks
    if (event->button() == Qt::LeftButton) finishOutline();
    return true;
}

void ScatterGestures::addCorner(const QPointF &at)
{
    if (m_outline.size() > 3 && distance(at, m_outline.first()) <= closeDistance) {
        finishOutline();
        return;
    }
    m_outline.last() = at;
    m_outline << at;
    Q_EMIT outlineChanged();
}

void ScatterGestures::extendOutline(const QPointF &at)
{
    if (m_drag == Drag::Polygon) {
        m_outline.last() = at;
    } else if (m_tool == ScatterView::Tool::Rectangle) {
        const QRectF box = QRectF(m_pressed, at).normalized();
        m_outline = QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
    } else if (distance(at, m_outline.last()) >= lassoStep) {
        m_outline << at;
    }
    Q_EMIT outlineChanged();
}

void ScatterGestures::finishOutline()
{
    QPolygonF outline = m_outline;
    if (m_drag == Drag::Polygon) outline.removeLast();
    m_drag = Drag::None;
    m_outline.clear();
    updateCursor();
    Q_EMIT outlineChanged();
    if (outline.size() >= 3) Q_EMIT outlineFinished(outline, m_combine);
}

void ScatterGestures::cancel()
{
    m_drag = Drag::None;
    m_outline.clear();
    updateCursor();
    Q_EMIT outlineChanged();
}

bool ScatterGestures::claimsShortcut(const QKeyEvent *event) const
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) return true;
    if (!outlining()) return false;
    const int key = event->key();
    return key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Backspace;
}

bool ScatterGestures::keyPress(const QKeyEvent *event)
{
    if (m_drag == Drag::None) updateCombine(event->modifiers());
    switch (event->key()) {
    case Qt::Key_Space:
        m_spaceHeld = true;
        updateCursor();
        return true;
    case Qt::Key_Escape:
        if (outlining()) cancel();
        else Q_EMIT clearWanted();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_drag != Drag::Polygon) return false;
        finishOutline();
        return true;
    case Qt::Key_Backspace:
        if (m_drag != Drag::Polygon) return false;
        m_outline.size() > 2 ? m_outline.remove(m_outline.size() - 2) : cancel();
        Q_EMIT outlineChanged();
        return true;
    default: return false;
    }
}

bool ScatterGestures::keyRelease(const QKeyEvent *event)
{
    if (m_drag == Drag::None) updateCombine(event->modifiers());
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return false;
    m_spaceHeld = false;
    updateCursor();
    return true;
}

bool ScatterGestures::nativeGesture(QEvent *event)
{
    const auto *gesture = static_cast<QNativeGestureEvent *>(event);
    if (gesture->gestureType() != Qt::ZoomNativeGesture) return false;
    Q_EMIT zoomed(gesture->position(), std::max(0.1, 1 + gesture->value()));
    return true;
}

void ScatterGestures::updateCombine(Qt::KeyboardModifiers modifiers)
{
    const ScatterView::Combine combine = combineOf(modifiers);
    if (combine == m_combine) return;
    m_combine = combine;
    Q_EMIT outlineChanged();
}

void ScatterGestures::updateCursor()
{
    if (m_drag == Drag::Pan) m_view->setCursor(Qt::ClosedHandCursor);
    else if (m_spaceHeld || m_tool == ScatterView::Tool::Pan) m_view->setCursor(Qt::OpenHandCursor);
    else m_view->setCursor(Qt::CrossCursor);
}

}  // namespace lexicell::ui
