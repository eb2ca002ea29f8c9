// Mouse and keyboard of the network.
#include "ui/views/network/network_overlay.h"
#include "ui/views/network/network_walk.h"
#include "ui/views/network/network_widget.h"

#include "ui/look/number_text.h"
#include "ui/widgets/hover_tip.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double wheelStep = 1.2, keyStep = 1.25;
constexpr double panStep = 60;             // pixels
constexpr double lassoStep = 2;            // pixels between two corners
constexpr std::size_t namedNeighbors = 8;  // in the tip

bool isPlain(const QKeyEvent *key) { return (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier; }

}  // namespace

void NetworkWidget::showTip(std::size_t node, const QPoint &global)
{
    const NetworkGraph &graph = m_model->graph();
    const std::vector<NetworkNeighbor> neighbors = neighborsOf(*m_model, node);
    QStringList facts{graph.name(node), tr("neighbors: %1").arg(countText(static_cast<std::int64_t>(neighbors.size())))};
    if (!graph.module.empty() && graph.module[node] >= 0)
        facts << tr("module %1").arg(static_cast<qlonglong>(graph.module[node])) +
                     (graph.moduleTerms[static_cast<std::size_t>(graph.module[node])].isEmpty()
                          ? QString()
                          : QStringLiteral(": ") + graph.moduleTerms[static_cast<std::size_t>(graph.module[node])]);
    if (m_model->isPinned(node)) facts << tr("pinned");
    if (const int more = m_model->visible().more[node]; more > 0)
        facts << tr("hidden neighbors: %1 (double-click shows them)").arg(countText(more));
    facts << tr("%1 with the nearest:").arg(QString::fromStdString(graph.graph->weightName));
    for (std::size_t i = 0; i < std::min(neighbors.size(), namedNeighbors); ++i)
        facts << graph.name(neighbors[i].node) + QStringLiteral("  ") + valueText(neighbors[i].weight);
    if (neighbors.size() > namedNeighbors) facts << QStringLiteral("…");
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void NetworkWidget::hover(std::int64_t node, const QPoint &global)
{
    if (node != m_hovered) {
        m_hovered = node;
        updateCursor();
        refresh(Look);
    }
    if (node >= 0) showTip(static_cast<std::size_t>(node), global);
    else QToolTip::hideText();
}

void NetworkWidget::updateCursor()
{
    if (m_drag == Drag::Move || m_drag == Drag::Turn || m_drag == Drag::Nodes) setCursor(Qt::ClosedHandCursor);
    else if (m_drag == Drag::Lasso) setCursor(Qt::CrossCursor);
    else if (m_hovered >= 0) setCursor(Qt::PointingHandCursor);
    else setCursor(m_lasso ? Qt::CrossCursor : Qt::ArrowCursor);
}

void NetworkWidget::mousePressEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None) return;  // a second button during a drag
    m_pressed = m_last = event->position();
    m_traveled = false;
    m_button = event->button();
    m_grabbed = m_button == Qt::LeftButton ? nodeAt(m_pressed) : -1;
    const bool outline = m_lasso || event->modifiers() & Qt::ShiftModifier;
    if (m_grabbed >= 0) m_drag = Drag::Nodes;
    else if (m_button != Qt::LeftButton) m_drag = Drag::Move;
    else if (outline) m_drag = Drag::Lasso;
    else m_drag = m_model->dimensions == 3 ? Drag::Turn : Drag::Move;
    m_outline = QPolygonF({m_pressed});
}

void NetworkWidget::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::None) {
        hover(nodeAt(at), event->globalPosition().toPoint());
        return;
    }
    if (!m_traveled && (at - m_pressed).manhattanLength() < QApplication::startDragDistance()) return;
    if (!m_traveled) QToolTip::hideText();
    m_traveled = true;
    updateCursor();
    switch (m_drag) {
    case Drag::Move: m_camera.panBy(at - m_last); break;
    case Drag::Turn: m_camera.turnBy(m_last, at); break;
    case Drag::Nodes: dragNodes(at); break;
    case Drag::Lasso:
        if ((at - m_outline.last()).manhattanLength() >= lassoStep) m_outline << at;
        m_overlay->lasso = m_outline;
        m_overlay->update();
        break;
    case Drag::None: break;
    }
    m_last = at;
    if (m_drag == Drag::Move || m_drag == Drag::Turn) handMoved();
}

// All selected nodes go with one of them.
void NetworkWidget::dragNodes(const QPointF &to)
{
    const auto grabbed = static_cast<std::size_t>(m_grabbed);
    const QVector3D step = m_camera.toPlace(to, m_places[grabbed]) - m_camera.toPlace(m_last, m_places[grabbed]);
    std::set<std::size_t> moved = m_model->selected();
    if (!moved.contains(grabbed)) moved = {grabbed};
    for (const std::size_t node : moved) {
        m_places[node] += step;
        m_model->pin(node, m_places[node]);
    }
    refresh(Look);
}

void NetworkWidget::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != m_button || m_drag == Drag::None) return;
    const Drag ended = std::exchange(m_drag, Drag::None);
    updateCursor();
    if (ended == Drag::Lasso && m_traveled) return finishLasso(event->modifiers());
    if (ended == Drag::Nodes && m_traveled) {
        Q_EMIT nodesMoved();
        return;
    }
    if (m_traveled) {
        Q_EMIT cameraChanged();
        return;
    }
    const std::int64_t node = nodeAt(event->position());
    if (m_button == Qt::RightButton) Q_EMIT menuWanted(event->globalPosition().toPoint(), node);
    else if (m_button == Qt::LeftButton) click(node, event->modifiers());
}

void NetworkWidget::click(std::int64_t node, Qt::KeyboardModifiers modifiers)
{
    const bool toggles = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    if (node < 0) {
        if (!toggles) setSelection({});
        return;
    }
    const auto clicked = static_cast<std::size_t>(node);
    m_current = node;
    std::set<std::size_t> selection{clicked};
    if (toggles) {
        selection = m_model->selected();
        if (!selection.erase(clicked)) selection.insert(clicked);
    }
    setSelection(std::move(selection));
    if (!toggles) Q_EMIT nodePicked(clicked);
}

void NetworkWidget::finishLasso(Qt::KeyboardModifiers modifiers)
{
    std::set<std::size_t> inside;
    for (const std::size_t node : m_model->visible().nodes)
        if (m_outline.containsPoint(positionOf(node), Qt::WindingFill)) inside.insert(node);
    m_overlay->lasso.clear();
    m_overlay->update();
    // Shift draws a lasso without the tool, so it adds only where the tool draws one anyway.
    std::set<std::size_t> selection = m_model->selected();
    if (modifiers & Qt::ControlModifier) std::erase_if(selection, [&](std::size_t node) { return inside.contains(node); });
    else if (m_lasso && modifiers & Qt::ShiftModifier) selection.merge(inside);
    else selection = std::move(inside);
    setSelection(std::move(selection));
}

void NetworkWidget::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) return;
    const std::int64_t node = nodeAt(event->position());
    if (node < 0) return zoomToFit();
    const auto clicked = static_cast<std::size_t>(node);
    setSelection({clicked});
    Q_EMIT wished(m_model->isCollapsed(clicked) || m_model->visible().more[clicked] > 0 ? Wish::Expand : Wish::Collapse);
}

void NetworkWidget::wheelEvent(QWheelEvent *event)
{
    m_camera.zoomAt(event->position(), std::pow(wheelStep, event->angleDelta().y() / 120.0));
    handMoved();
    Q_EMIT cameraChanged();
    event->accept();
}

bool NetworkWidget::wishOf(const QKeyEvent *event, Wish &wish) const
{
    if (event->key() == Qt::Key_E && event->modifiers() == Qt::ControlModifier) {
        wish = Wish::Expand;
        return true;
    }
    if (!isPlain(event)) return false;
    switch (event->key()) {
    case Qt::Key_E: wish = Wish::Expand; return true;
    case Qt::Key_C: wish = Wish::Collapse; return true;
    case Qt::Key_N: wish = Wish::Neighborhood; return true;
    case Qt::Key_P: wish = Wish::Pin; return true;
    case Qt::Key_L: wish = Wish::Lasso; return true;
    case Qt::Key_2: wish = Wish::Flat; return true;
    case Qt::Key_3: wish = Wish::Space; return true;
    default: return false;
    }
}

// The window has shortcuts of single letters for the map; while the network has the focus, these are its own. Shortcuts with Ctrl
// or Alt work everywhere in the window, so the network claims one alone: Ctrl+E expands a node.
bool NetworkWidget::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        Wish wish{};
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool clears = isPlain(key) && key->key() == Qt::Key_Escape && !m_model->selected().empty();
        if (wishOf(key, wish) || clears) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void NetworkWidget::keyPressEvent(QKeyEvent *event)
{
    Wish wish{};
    if (wishOf(event, wish)) Q_EMIT wished(wish);
    else if (!handleKey(event)) event->ignore();
}

// Ctrl+A and Ctrl+C arrive here only where the window has no shortcut for them.
bool NetworkWidget::handleKey(const QKeyEvent *event)
{
    if (event->matches(QKeySequence::SelectAll)) {
        const auto &nodes = m_model->visible().nodes;
        setSelection({nodes.begin(), nodes.end()});
        return true;
    }
    if (event->matches(QKeySequence::Copy)) {
        QStringList names;
        for (const std::size_t node : m_model->selected()) names << m_model->graph().name(node);
        if (!names.isEmpty()) QGuiApplication::clipboard()->setText(names.join(QLatin1Char('\n')));
        return true;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
    const QPointF middle(width() / 2.0, height() / 2.0);
    const auto zoom = [&](double factor) {
        m_camera.zoomAt(middle, factor);
        m_fitted = false;
        cameraMoved();
    };
    switch (event->key()) {
    case Qt::Key_Left: arrow({-1, 0}, event->modifiers()); break;
    case Qt::Key_Right: arrow({1, 0}, event->modifiers()); break;
    case Qt::Key_Up: arrow({0, -1}, event->modifiers()); break;
    case Qt::Key_Down: arrow({0, 1}, event->modifiers()); break;
    case Qt::Key_PageDown: walkByDegree(1); break;
    case Qt::Key_PageUp: walkByDegree(-1); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(keyStep); break;
    case Qt::Key_Minus: zoom(1 / keyStep); break;
    case Qt::Key_0:
    case Qt::Key_Home: zoomToFit(); break;
    case Qt::Key_Escape:
        m_current = m_hovered = -1;
        QToolTip::hideText();
        setSelection({});
        refresh(Look);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0) Q_EMIT nodePicked(static_cast<std::size_t>(m_current));
        break;
    default: return false;
    }
    return true;
}

void NetworkWidget::arrow(const QPointF &direction, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        m_camera.panBy(-panStep * direction);
        m_fitted = false;
        return cameraMoved();
    }
    if (m_current < 0) return walkByDegree(1);
    const std::int64_t next = neighborToward(*m_model, m_places, m_camera, static_cast<std::size_t>(m_current), direction);
    if (next < 0) return;
    walkTo(static_cast<std::size_t>(next));
    showTip(static_cast<std::size_t>(next), mapToGlobal(positionOf(static_cast<std::size_t>(next)).toPoint()));
}

// From one node to the next best connected one, so that parts without an edge between them are reached as well.
void NetworkWidget::walkByDegree(int steps)
{
    const std::int64_t next = nextByDegree(*m_model, m_current, steps);
    if (next < 0) return;
    walkTo(static_cast<std::size_t>(next));
    showTip(static_cast<std::size_t>(next), mapToGlobal(positionOf(static_cast<std::size_t>(next)).toPoint()));
}

void NetworkWidget::leaveEvent(QEvent *event)
{
    if (m_hovered >= 0) {
        m_hovered = -1;
        refresh(Look);
    }
    QWidget::leaveEvent(event);
}

}  // namespace lexicell::ui
