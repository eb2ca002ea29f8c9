#include "ui/views/scatter_view.h"

#include "ui/theme.h"
#include "ui/views/palettes.h"
#include "ui/views/point_raster.h"
#include "ui/views/scatter_canvas.h"
#include "ui/views/scatter_gestures.h"
#include "ui/views/scatter_model.h"
#include "ui/views/scatter_overlay.h"

#include <QPainter>
#include <QResizeEvent>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

constexpr double fitMargin = 28;       // pixels around the cells; leaves room for the axis mark
constexpr double hoverReach = 7;       // pixels between pointer and cell
constexpr int hoverDelay = 70;         // milliseconds the pointer rests before a cell is looked for
constexpr int restAfterMoving = 160;   // milliseconds after the last step until all cells are drawn again

CellMask maskOf(std::vector<std::uint8_t> cells)
{
    const bool any = std::any_of(cells.begin(), cells.end(), [](std::uint8_t set) { return set != 0; });
    return any ? std::make_shared<const std::vector<std::uint8_t>>(std::move(cells)) : nullptr;
}

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

class ScatterView::Private {
  public:
    explicit Private(ScatterView *view)
        : q(view), model(view), gestures(view), canvas(ScatterCanvas::available() ? new ScatterCanvas(view) : nullptr),
          overlay(new ScatterOverlay(view))
    {
        hoverTimer.setSingleShot(true);
        restTimer.setSingleShot(true);
        connectGestures();
        QObject::connect(&model, &ScatterModel::pointsReady, q, [this] {
            atFit = true;
            fit();
        });
        QObject::connect(&model, &ScatterModel::cloudReady, q, [this] { showCloud(); });
        QObject::connect(&hoverTimer, &QTimer::timeout, q, [this] { hover(model.nearest(viewport.toData(pointer), hoverReach / viewport.scale)); });
        QObject::connect(&restTimer, &QTimer::timeout, q, [this] {
            if (canvas) canvas->setMoving(false);
        });
        setDark(false);
    }

    void setDark(bool dark)
    {
        overlay->state.furniture.dark = dark;
        applyGround(model.style(), dark);
        if (canvas) canvas->setGround(model.style().ground);
        model.restyle();
    }

    static void applyGround(PointStyle &style, bool dark)
    {
        style.ground = (dark ? darkTheme() : lightTheme()).map;
        style.missing = missingColour(dark);
        style.uniform = uniformColour(dark);
    }

    void fit()
    {
        const QRectF bounds = model.bounds();
        viewport.show(bounds, fitMargin);
        viewport.fitScale = viewport.scale;
        showView();
    }

    void resize(const QSizeF &size)
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

    double effectivePointSize() const
    {
        if (wantedPointSize > 0) return wantedPointSize;
        return automaticPointSize(model.cells(), std::min(viewport.size.width(), viewport.size.height()), viewport.zoom());
    }

    void showView()
    {
        overlay->state.viewport = viewport;
        overlay->state.pointSize = effectivePointSize();
        if (canvas) canvas->setView(viewport, effectivePointSize());
        refresh();
    }

    void showCloud()
    {
        overlay->state.furniture.anchors = model.anchors();
        if (canvas) canvas->setCloud(model.cloud());
        refresh();
    }

    void refresh()
    {
        overlay->update();
        if (!canvas) q->update();
    }

    void moved()
    {
        atFit = false;
        if (canvas) canvas->setMoving(true);
        restTimer.start(restAfterMoving);
        hover(-1);
        showView();
        Q_EMIT q->viewChanged();
    }

    void hover(std::int64_t cell)
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

    std::int64_t cellAt(const QPointF &at) const
    {
        const double reach = std::max(hoverReach, effectivePointSize() / 2);
        return model.nearest(viewport.toData(at), reach / viewport.scale);
    }

    MapScene scene() const
    {
        return {model.cloud(), viewport, overlay->state.furniture, effectivePointSize(), model.style().ground};
    }

    void connectGestures();

    ScatterView *q;
    ScatterModel model;
    ScatterGestures gestures;
    ScatterCanvas *canvas;  // null without OpenGL
    ScatterOverlay *overlay;
    Viewport viewport;
    QTimer hoverTimer, restTimer;
    QPointF pointer;
    std::int64_t hoveredCell = -1;
    double wantedPointSize = 0;
    bool atFit = true;  // nobody has panned or zoomed: stay fitted when resized
};

void ScatterView::Private::connectGestures()
{
    QObject::connect(&gestures, &ScatterGestures::panned, q, [this](const QPointF &pixels) {
        viewport.panBy(pixels);
        moved();
    });
    QObject::connect(&gestures, &ScatterGestures::zoomed, q, [this](const QPointF &at, double factor) {
        viewport.zoomAt(at, factor);
        moved();
    });
    QObject::connect(&gestures, &ScatterGestures::outlineChanged, q, [this] {
        overlay->state.outline = gestures.outline();
        const bool selecting = gestures.tool() != Tool::Pan;
        overlay->state.combineMark = selecting && (gestures.outlining() || q->underMouse()) ? markOf(gestures.combine()) : QString();
        overlay->state.pointer = gestures.outlining() && !gestures.outline().isEmpty() && gestures.tool() != Tool::Rectangle
                                     ? gestures.outline().last()
                                     : pointer;
        if (gestures.outlining()) hover(-1);
        overlay->update();
    });
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
    QObject::connect(&gestures, &ScatterGestures::menuWanted, q, [this](const QPointF &at) {
        Q_EMIT q->contextMenuWanted(q->mapToGlobal(at.toPoint()), cellAt(at));
    });
}

ScatterView::ScatterView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setMinimumSize(120, 120);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Map of cells"));
}

// The canvas goes while the view is still whole: it lets go of VTK's objects in its own context.
ScatterView::~ScatterView() { delete d->canvas; }

void ScatterView::setPoints(std::vector<float> coordinates)
{
    d->hover(-1);
    d->model.setPoints(std::move(coordinates));
    setAccessibleDescription(tr("%n cells", nullptr, static_cast<int>(d->model.cells())));
}

void ScatterView::setCategories(std::vector<std::int32_t> codes, std::vector<QColor> colours, std::vector<bool> hidden)
{
    PointStyle &style = d->model.style();
    style.mode = PointStyle::Mode::Categories;
    style.codes = std::make_shared<const std::vector<std::int32_t>>(std::move(codes));
    style.colours = std::move(colours);
    d->model.setCategoryHidden(hidden);
    d->model.restyle();
}

void ScatterView::setValues(std::vector<float> values, const QString &map, double low, double high)
{
    PointStyle &style = d->model.style();
    style.mode = PointStyle::Mode::Values;
    style.values = std::make_shared<const std::vector<float>>(std::move(values));
    style.map = colourMap(map);
    style.low = low;
    style.high = high;
    d->model.setCategoryHidden({});
    d->model.restyle();
}

void ScatterView::setUniformColour()
{
    d->model.style().mode = PointStyle::Mode::Uniform;
    d->model.setCategoryHidden({});
    d->model.restyle();
}

void ScatterView::setSelection(std::vector<std::uint8_t> selected)
{
    d->model.style().selected = maskOf(std::move(selected));
    d->model.restyle();
}

void ScatterView::setVisibleCells(std::vector<std::uint8_t> visible)
{
    d->model.setVisibleCells(std::move(visible));
    d->model.restyle();
}

void ScatterView::setHighlight(std::vector<std::uint8_t> highlighted)
{
    d->model.style().highlighted = maskOf(std::move(highlighted));
    d->model.restyle();
}

void ScatterView::setTool(Tool tool)
{
    if (tool == d->gestures.tool()) return;
    d->gestures.setTool(tool);
    Q_EMIT toolChanged(tool);
}

ScatterView::Tool ScatterView::tool() const { return d->gestures.tool(); }

void ScatterView::setPointSize(double pixels)
{
    d->wantedPointSize = pixels;
    d->showView();
}

double ScatterView::pointSize() const { return d->effectivePointSize(); }

void ScatterView::setDark(bool dark) { d->setDark(dark); }

void ScatterView::setAxisNames(const QString &x, const QString &y)
{
    d->overlay->state.furniture.xName = x;
    d->overlay->state.furniture.yName = y;
    d->refresh();
}

void ScatterView::setTag(const QString &tag)
{
    d->overlay->state.furniture.tag = tag;
    d->refresh();
}

void ScatterView::setHoverText(const QString &text)
{
    d->overlay->state.hoverText = text;
    d->overlay->update();
}

void ScatterView::setCategoryLabels(std::vector<QString> names)
{
    d->model.setLabelCount(names.size());
    d->overlay->state.furniture.labels = std::move(names);
    d->model.restyle();
}

void ScatterView::zoomToFit()
{
    d->atFit = true;
    d->fit();
    Q_EMIT viewChanged();
}

void ScatterView::zoomToSelection()
{
    const CellMask &selected = d->model.style().selected;
    if (!selected) return;
    const std::vector<float> &xy = d->model.coordinates();
    QPolygonF places;
    for (std::size_t i = 0; i < std::min(selected->size(), xy.size() / 2); ++i)
        if ((*selected)[i] && std::isfinite(xy[2 * i]) && std::isfinite(xy[2 * i + 1])) places << QPointF(xy[2 * i], xy[2 * i + 1]);
    if (!places.isEmpty()) showRegion(places.boundingRect());
}

void ScatterView::zoomBy(double factor)
{
    d->viewport.zoomAt(QPointF(width() / 2.0, height() / 2.0), factor);
    d->moved();
}

QRectF ScatterView::shownRegion() const
{
    return QRectF(d->viewport.toData(QPointF(0, height())), d->viewport.toData(QPointF(width(), 0))).normalized();
}

void ScatterView::showRegion(const QRectF &region)
{
    d->viewport.show(region, fitMargin);
    d->viewport.scale = std::min(d->viewport.scale, d->viewport.fitScale * 200);  // one cell, or all in one place
    d->atFit = false;
    d->showView();
    Q_EMIT viewChanged();
}

QPointF ScatterView::toWidget(double x, double y) const { return d->viewport.toWidget(QPointF(x, y)); }

QPointF ScatterView::toData(const QPointF &position) const { return d->viewport.toData(position); }

void ScatterView::settle() { d->model.settle(); }

bool ScatterView::drawnByOpenGl() const { return d->canvas != nullptr; }

QImage ScatterView::grabImage(double pixelRatio)
{
    settle();
    const MapScene scene = d->scene();
    QImage image = rasterisePoints(*scene.cloud, scene.viewport, {pixelRatio, scene.pointSize, scene.ground});
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &items : {labelItems(scene.furniture, scene.viewport), axisItems(scene.furniture, scene.viewport.size),
                              tagItems(scene.furniture, scene.viewport.size)})
        for (const FigureItem &item : items) paintItem(painter, item);
    return image;
}

Result<void> ScatterView::exportFigure(const QString &file, const FigureOptions &options)
{
    settle();
    MapScene scene = d->scene();
    const bool dark = options.dark.value_or(scene.furniture.dark);
    if (dark != scene.furniture.dark) {
        PointStyle style = d->model.style();
        Private::applyGround(style, dark);
        scene.cloud = std::make_shared<const PointCloud>(d->model.cloudIn(style));
        scene.furniture.dark = dark;
        scene.ground = style.ground;
    }
    return saveMapFigure(scene, options, file);
}

bool ScatterView::exportSvg(const QString &file, const QString &title, const QString &caption)
{
    FigureOptions options;
    options.title = title;
    options.caption = caption;
    return exportFigure(file, options).ok();
}

void ScatterView::resizeEvent(QResizeEvent *event) { d->resize(event->size()); }

void ScatterView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor ground = d->model.style().ground;
    if (d->canvas) {
        painter.fillRect(rect(), ground);
        return;
    }
    painter.drawImage(0, 0, rasterisePoints(*d->model.cloud(), d->viewport, {devicePixelRatioF(), d->effectivePointSize(), ground}));
}

}  // namespace lexicell::ui
