#include "ui/views/scatter/scatter_stage.h"

#include <algorithm>

namespace lexicell::ui {
namespace {

constexpr double hoverReach = 7;      // pixels between pointer and cell
constexpr int hoverDelay = 70;        // milliseconds the pointer rests before a cell is looked for
constexpr int restAfterMoving = 160;  // milliseconds after the last step until all cells are drawn again

QString markOf(ScatterView::Combine combine)
{
    switch (combine) {
    case ScatterView::Combine::Add: return QStringLiteral("+");
    case ScatterView::Combine::Remove: return QStringLiteral("−");
    case ScatterView::Combine::Intersect: return QStringLiteral("∩");
    case ScatterView::Combine::Replace: break;
    }
    return {};
}

}  // namespace

ScatterStage::ScatterStage(ScatterView *view)
    : q(view), model(view), gestures(view), canvas(ScatterCanvas::available() ? new ScatterCanvas(view) : nullptr),
      overlay(new ScatterOverlay(view))
{
    hoverTimer.setSingleShot(true);
    restTimer.setSingleShot(true);
    connectModel();
    connectGestures();
    setDark(false);
}

void ScatterStage::connectModel()
{
    QObject::connect(&model, &ScatterModel::pointsReady, q, [this] {
        atFit = true;
        fit();
    });
    QObject::connect(&model, &ScatterModel::cloudReady, q, [this] { showCloud(); });
    QObject::connect(&hoverTimer, &QTimer::timeout, q,
                     [this] { hover(model.nearest(viewport.toData(pointer), hoverReach / viewport.scale)); });
    QObject::connect(&restTimer, &QTimer::timeout, q, [this] {
        if (canvas) canvas->setMoving(false);
    });
}

void ScatterStage::setDark(bool dark)
{
    overlay->state.furniture.dark = dark;
    applyGround(model.style(), dark);
    if (canvas) canvas->setGround(model.style().ground);
    model.restyle();
}

void ScatterStage::applyGround(PointStyle &style, bool dark)
{
    style.ground = (dark ? darkTheme() : lightTheme()).map;
    style.missing = missingColor(dark);
    style.uniform = uniformColor(dark);
}

void ScatterStage::fit()
{
    const QRectF bounds = model.bounds();
    viewport.show(bounds, fitMargin);
    viewport.fitScale = viewport.scale;
    showView();
}

void ScatterStage::resize(const QSizeF &size)
{
    const double before = Viewport::scaleFor(model.bounds(), viewport.size, fitMargin);
    viewport.size = QSizeF(std::max(1.0, size.width()), std::max(1.0, size.height()));
    const double after = Viewport::scaleFor(model.bounds(), viewport.size, fitMargin);
    viewport.fitScale = after;
    viewport.scale = atFit ? after : viewport.scale * after / before;
    if (canvas) canvas->setGeometry(QRect(QPoint(0, 0), size.toSize()));
    overlay->setGeometry(QRect(QPoint(0, 0), size.toSize()));
    overlay->raise();
    showView();
}

double ScatterStage::effectivePointSize() const
{
    if (wantedPointSize > 0) return wantedPointSize;
    return automaticPointSize(model.cells(), std::min(viewport.size.width(), viewport.size.height()), viewport.zoom());
}

void ScatterStage::showView()
{
    overlay->state.viewport = viewport;
    overlay->state.pointSize = effectivePointSize();
    if (canvas) canvas->setView(viewport, effectivePointSize());
    refresh();
}

void ScatterStage::showCloud()
{
    overlay->state.furniture.anchors = model.anchors();
    if (canvas) canvas->setCloud(model.cloud());
    refresh();
}

void ScatterStage::refresh()
{
    overlay->update();
    if (!canvas) q->update();
}

void ScatterStage::moved()
{
    atFit = false;
    if (canvas) canvas->setMoving(true);
    restTimer.start(restAfterMoving);
    hover(-1);
    showView();
    Q_EMIT q->viewChanged();
}

void ScatterStage::hover(std::int64_t cell)
{
    if (cell == hoveredCell) return;
    hoveredCell = cell;
    overlay->state.hoverText.clear();
    overlay->state.hovered.reset();
    if (cell >= 0) {
        const auto i = 2 * static_cast<std::size_t>(cell);
        overlay->state.hovered = QPointF(model.coordinates()[i], model.coordinates()[i + 1]);
    }
    overlay->update();
    Q_EMIT q->cellHovered(cell);
}

std::int64_t ScatterStage::cellAt(const QPointF &at) const
{
    const double reach = std::max(hoverReach, effectivePointSize() / 2);
    return model.nearest(viewport.toData(at), reach / viewport.scale);
}

MapScene ScatterStage::scene() const
{
    return {model.cloud(), viewport, overlay->state.furniture, effectivePointSize(), model.style().ground};
}

void ScatterStage::showOutline()
{
    const bool drawing = gestures.outlining();
    const bool follows = drawing && !gestures.outline().isEmpty() && gestures.tool() != Tool::Rectangle;
    overlay->state.outline = gestures.outline();
    overlay->state.combineMark =
        gestures.tool() != Tool::Pan && (drawing || q->underMouse()) ? markOf(gestures.combine()) : QString();
    overlay->state.pointer = follows ? gestures.outline().last() : pointer;
    if (drawing) hover(-1);
    overlay->update();
}

void ScatterStage::connectGestures()
{
    QObject::connect(&gestures, &ScatterGestures::panned, q, [this](const QPointF &pixels) {
        viewport.panBy(pixels);
        moved();
    });
    QObject::connect(&gestures, &ScatterGestures::zoomed, q, [this](const QPointF &at, double factor) {
        viewport.zoomAt(at, factor);
        moved();
    });
    QObject::connect(&gestures, &ScatterGestures::outlineChanged, q, [this] { showOutline(); });
    QObject::connect(&gestures, &ScatterGestures::outlineFinished, q, [this](const QPolygonF &outline, Combine combine) {
        model.findInside(viewport.toData(outline), [this, combine](std::vector<std::int64_t> cells) {
            Q_EMIT q->selectionDrawn(std::move(cells), combine);
        });
    });
    QObject::connect(&gestures, &ScatterGestures::clicked, q, [this](const QPointF &at, Combine combine) {
        const std::int64_t cell = cellAt(at);
        if (cell < 0 && combine == Combine::Replace && gestures.tool() != Tool::Pan) Q_EMIT q->selectionDrawn({}, combine);
        Q_EMIT q->cellClicked(cell, combine);
    });
    QObject::connect(&gestures, &ScatterGestures::clearWanted, q, [this] { Q_EMIT q->selectionDrawn({}, Combine::Replace); });
    QObject::connect(&gestures, &ScatterGestures::hovered, q, [this](const QPointF &at) {
        pointer = at;
        if (!overlay->state.combineMark.isEmpty()) {
            overlay->state.pointer = at;
            overlay->update();
        }
        hoverTimer.start(hoverDelay);
    });
    QObject::connect(&gestures, &ScatterGestures::left, q, [this] {
        hoverTimer.stop();
        overlay->state.combineMark.clear();
        hover(-1);
        overlay->update();
    });
    QObject::connect(&gestures, &ScatterGestures::menuWanted, q,
                     [this](const QPointF &at) { Q_EMIT q->contextMenuWanted(q->mapToGlobal(at.toPoint()), cellAt(at)); });
}

}  // namespace lexicell::ui
