#include "ui/views/results/graph_canvas.h"

#include "ui/look/number_text.h"
#include "ui/views/results/graph_walk.h"
#include "ui/views/results/hover_tip.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double wheelStep = 1.2, keyStep = 1.25;
constexpr double panStep = 60;      // pixels
constexpr double sightMargin = 24;  // pixels: a node nearer to the edge is brought to the middle
constexpr double leastScale = 1, mostScale = 600;
constexpr double nearScale = 60;           // at which the neighborhood of a searched node can be read
constexpr double reach = 4;                // pixels around a node that still mean it
constexpr std::size_t namedNeighbors = 8;  // in the tip

// As paintFigure(), at a fraction of the time: round ends and stroked halos cost most of a frame, and on the screen nobody sees
// the difference.
void paintFast(QPainter &painter, const Figure &figure)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRectF(QPointF(0, 0), figure.size), figure.ground);
    for (const FigureItem &item : figure.items) {
        if (const auto *line = std::get_if<FigureLine>(&item)) {
            painter.setPen(QPen(line->color, line->width, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(line->from, line->to);
        } else if (const auto *text = std::get_if<FigureText>(&item)) {
            FigureText copy = *text;
            copy.color = text->halo;
            copy.halo = QColor();
            for (const QPointF away : {QPointF(-1.5, 0), QPointF(1.5, 0), QPointF(0, -1.5), QPointF(0, 1.5)}) {
                copy.at = text->at + away;
                paintItem(painter, copy);
            }
            copy.at = text->at;
            copy.color = text->color;
            paintItem(painter, copy);
        } else {
            paintItem(painter, item);
        }
    }
}

}  // namespace

GraphCanvas::GraphCanvas(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("graphCanvas"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 160);
}

void GraphCanvas::setGraph(std::shared_ptr<const DrawnGraph> drawn)
{
    m_drawn = std::move(drawn);
    setAccessibleName(tr("Network of %1 nodes and %2 edges")
                          .arg(countText(static_cast<std::int64_t>(m_drawn->nodes.size())),
                               countText(static_cast<std::int64_t>(m_drawn->from.size()))));
    if (m_fitted) zoomToFit();
    update();
}

void GraphCanvas::setViewport(const QPointF &center, double scale)
{
    m_viewport = {center, std::clamp(scale, leastScale, mostScale), QSizeF(size())};
    m_fitted = false;
    update();
}

void GraphCanvas::zoomToFit()
{
    m_fitted = true;
    if (m_drawn) m_viewport = fittingViewport(*m_drawn, size());
    update();
}

void GraphCanvas::centerOn(std::size_t node)
{
    m_kept = static_cast<std::int64_t>(node);
    m_hovered = -1;
    setViewport(m_drawn->position(node), std::max(m_viewport.scale, nearScale));
    setAccessibleDescription(m_drawn->name(node));
}

void GraphCanvas::zoomAt(const QPointF &position, double factor)
{
    const QPointF under = m_viewport.toLayout(position);
    const double scale = std::clamp(m_viewport.scale * factor, leastScale, mostScale);
    const QPointF middle(m_viewport.size.width() / 2, m_viewport.size.height() / 2);
    setViewport(under - (position - middle) / scale, scale);
}

void GraphCanvas::panBy(const QPointF &pixels) { setViewport(m_viewport.center - pixels / m_viewport.scale, m_viewport.scale); }

std::int64_t GraphCanvas::nodeAt(const QPointF &position) const
{
    std::int64_t found = -1;
    double nearest = 1e9;
    for (std::size_t node = 0; m_drawn && node < m_drawn->nodes.size(); ++node) {
        const QPointF away = m_viewport.toWidget(m_drawn->position(node)) - position;
        const double distance = std::hypot(away.x(), away.y()) - m_drawn->radius(node, m_viewport.scale);
        if (distance > reach || distance >= nearest) continue;
        nearest = distance;
        found = static_cast<std::int64_t>(node);
    }
    return found;
}

void GraphCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_drawn) {
        painter.fillRect(rect(), themeColors().map);
        return;
    }
    paintFast(painter, graphFigure(*m_drawn, m_viewport, themeColors(), emphasized()));
}

void GraphCanvas::resizeEvent(QResizeEvent *)
{
    if (m_fitted) zoomToFit();
    else m_viewport.size = size();
}

void GraphCanvas::showTip(std::size_t node, const QPoint &global)
{
    const std::vector<GraphNeighbor> neighbors = neighborsOf(*m_drawn, node);
    QStringList facts{m_drawn->name(node), tr("neighbors: %1").arg(countText(static_cast<std::int64_t>(neighbors.size())))};
    facts << tr("%1 with the nearest:").arg(QString::fromStdString(m_drawn->graph->weightName));
    for (std::size_t i = 0; i < std::min(neighbors.size(), namedNeighbors); ++i)
        facts << m_drawn->name(neighbors[i].node) + QStringLiteral("  ") + valueText(neighbors[i].weight);
    if (neighbors.size() > namedNeighbors) facts << QStringLiteral("…");
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void GraphCanvas::hover(std::int64_t node, const QPoint &global)
{
    if (node != m_hovered) {
        m_hovered = node;
        setCursor(node >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
    if (node >= 0) showTip(static_cast<std::size_t>(node), global);
    else QToolTip::hideText();
}

void GraphCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    m_pressed = m_last = event->position();
    m_dragging = false;
}

void GraphCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) {
        hover(nodeAt(event->position()), event->globalPosition().toPoint());
        return;
    }
    if (!m_dragging && (event->position() - m_pressed).manhattanLength() < QApplication::startDragDistance()) return;
    m_dragging = true;
    setCursor(Qt::ClosedHandCursor);
    panBy(event->position() - m_last);
    m_last = event->position();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragging) {
        m_dragging = false;
        setCursor(Qt::ArrowCursor);
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    const std::int64_t node = nodeAt(event->position());
    m_kept = node;
    update();
    if (node >= 0) Q_EMIT nodePicked(static_cast<std::size_t>(node));
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (nodeAt(event->position()) < 0) zoomToFit();
}

void GraphCanvas::wheelEvent(QWheelEvent *event)
{
    zoomAt(event->position(), std::pow(wheelStep, event->angleDelta().y() / 120.0));
    event->accept();
}

void GraphCanvas::keyPressEvent(QKeyEvent *event)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    switch (event->key()) {
    case Qt::Key_Left: arrow({-1, 0}, event->modifiers()); break;
    case Qt::Key_Right: arrow({1, 0}, event->modifiers()); break;
    case Qt::Key_Up: arrow({0, -1}, event->modifiers()); break;
    case Qt::Key_Down: arrow({0, 1}, event->modifiers()); break;
    case Qt::Key_PageDown: walkByDegree(1); break;
    case Qt::Key_PageUp: walkByDegree(-1); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomAt(middle, keyStep); break;
    case Qt::Key_Minus: zoomAt(middle, 1 / keyStep); break;
    case Qt::Key_0:
    case Qt::Key_Home: zoomToFit(); break;
    case Qt::Key_Escape:
        m_kept = -1;
        QToolTip::hideText();
        setAccessibleDescription({});
        update();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_kept >= 0) Q_EMIT nodePicked(static_cast<std::size_t>(m_kept));
        break;
    default: event->ignore();
    }
}

void GraphCanvas::arrow(const QPointF &direction, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) return panBy(-panStep * direction);
    if (!m_drawn || m_drawn->nodes.empty()) return;
    if (m_kept < 0) return walkByDegree(1);
    const std::int64_t next = neighborToward(*m_drawn, static_cast<std::size_t>(m_kept), direction);
    if (next >= 0) walkTo(static_cast<std::size_t>(next));
}

// From one node to the next best connected one, so that parts without an edge between them are reached as well.
void GraphCanvas::walkByDegree(int steps)
{
    if (!m_drawn || m_drawn->nodes.empty()) return;
    const auto &order = m_drawn->byDegree;
    const auto count = static_cast<std::ptrdiff_t>(order.size());
    const auto at = m_kept < 0 ? order.end() : std::find(order.begin(), order.end(), static_cast<std::size_t>(m_kept));
    const std::ptrdiff_t now = at == order.end() ? (steps > 0 ? -1 : count) : at - order.begin();
    walkTo(order[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(now + steps, 0, count - 1))]);
}

void GraphCanvas::walkTo(std::size_t node)
{
    m_kept = static_cast<std::int64_t>(node);
    m_hovered = -1;
    const QRectF inSight = QRectF(rect()).adjusted(sightMargin, sightMargin, -sightMargin, -sightMargin);
    if (!inSight.contains(positionOf(node))) setViewport(m_drawn->position(node), m_viewport.scale);
    update();
    showTip(node, mapToGlobal(positionOf(node).toPoint()));
}

void GraphCanvas::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

}  // namespace lexicell::ui
