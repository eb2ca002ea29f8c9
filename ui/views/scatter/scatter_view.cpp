#include "ui/views/scatter/scatter_view.h"

#include "ui/views/scatter/point_raster.h"
#include "ui/views/scatter/scatter_stage.h"

#include <QPainter>
#include <QResizeEvent>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

CellMask maskOf(std::vector<std::uint8_t> cells)
{
    const bool any = std::any_of(cells.begin(), cells.end(), [](std::uint8_t set) { return set != 0; });
    return any ? std::make_shared<const std::vector<std::uint8_t>>(std::move(cells)) : nullptr;
}

}  // namespace

ScatterView::ScatterView(QWidget *parent) : QWidget(parent)
{
    d = std::make_unique<ScatterStage>(this);
    setMinimumSize(120, 80);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Map of cells"));
}

// Qt chooses the kind of a native window by the widgets in it when it is made. Hidden widgets count.
void ScatterView::reserveOpenGl(QWidget *widget)
{
    if (!ScatterCanvas::available()) return;
    auto *canvas = new ScatterCanvas(widget);
    canvas->setObjectName(QStringLiteral("reservedCanvas"));
    canvas->setGeometry(0, 0, 1, 1);
    canvas->hide();
}

// The canvas is deleted before the rest of the view, because it releases VTK's objects in its own context.
ScatterView::~ScatterView() { delete d->canvas; }

void ScatterView::setPoints(std::vector<float> coordinates)
{
    d->hover(-1);
    d->model.setPoints(std::move(coordinates));
    setAccessibleDescription(tr("%n cells", nullptr, static_cast<int>(d->model.cells())));
}

void ScatterView::setCategories(std::vector<std::int32_t> codes, std::vector<QColor> colors, std::vector<bool> hidden)
{
    d->overlay->state.scale.reset();
    PointStyle &style = d->model.style();
    style.mode = PointStyle::Mode::Categories;
    style.codes = std::make_shared<const std::vector<std::int32_t>>(std::move(codes));
    style.colors = std::move(colors);
    d->model.setCategoryHidden(hidden);
    d->model.restyle();
}

void ScatterView::setValues(std::vector<float> values, const QString &map, double low, double high)
{
    PointStyle &style = d->model.style();
    style.mode = PointStyle::Mode::Values;
    style.values = std::make_shared<const std::vector<float>>(std::move(values));
    style.map = colorMap(map);
    style.low = low;
    style.high = high;
    d->model.setCategoryHidden({});
    d->model.restyle();
}

void ScatterView::setScale(const ContinuousLegend &scale)
{
    d->overlay->state.scale = scale;
    d->refresh();
}

void ScatterView::setUniformColor()
{
    d->overlay->state.scale.reset();
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

void ScatterView::setArrows(MapArrows arrows)
{
    d->overlay->state.furniture.arrows = std::move(arrows);
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
        if ((*selected)[i] && std::isfinite(xy[2 * i]) && std::isfinite(xy[2 * i + 1]))
            places << QPointF(xy[2 * i], xy[2 * i + 1]);
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
    d->viewport.show(region, ScatterStage::fitMargin);
    d->viewport.scale = std::min(d->viewport.scale, d->viewport.fitScale * 200);  // a limit for one cell, or cells in one place
    d->atFit = false;
    d->showView();
    Q_EMIT viewChanged();
}

QPointF ScatterView::toWidget(double x, double y) const { return d->viewport.toWidget(QPointF(x, y)); }

QPointF ScatterView::toData(const QPointF &position) const { return d->viewport.toData(position); }

void ScatterView::settle()
{
    if (d->viewport.size != QSizeF(size())) d->resize(size());  // a view that was never shown got no resize event
    d->model.settle();
}

bool ScatterView::drawnByOpenGl() const { return d->canvas != nullptr; }

QImage ScatterView::grabImage(double pixelRatio)
{
    settle();
    const MapScene scene = d->scene();
    QImage image = rasterizePoints(*scene.cloud, scene.viewport, {pixelRatio, scene.pointSize, scene.ground});
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const FigureItem &item : furnitureItems(scene.furniture, scene.viewport)) paintItem(painter, item);
    return image;
}

Result<void> ScatterView::exportFigure(const QString &file, const FigureOptions &options)
{
    settle();
    MapScene scene = d->scene();
    const bool dark = options.dark.value_or(scene.furniture.dark);
    if (dark != scene.furniture.dark) {
        PointStyle style = d->model.style();
        ScatterStage::applyGround(style, dark);
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
    painter.drawImage(0, 0,
                      rasterizePoints(*d->model.cloud(), d->viewport, {devicePixelRatioF(), d->effectivePointSize(), ground}));
}

}  // namespace lexicell::ui
