// The visible part of the map's plane: which data point is in the middle, and how many pixels a data unit has.
// Widget coordinates are device-independent pixels with y downwards; data has y upwards, as in every published UMAP.
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>

#include <algorithm>

namespace lexicell::ui {

struct Viewport {
    QSizeF size{1, 1};
    QPointF center{0, 0};
    double scale = 1;     // pixels per data unit
    double fitScale = 1;  // the scale at which all cells are visible; zoom() is relative to it

    QPointF toWidget(const QPointF &data) const
    {
        return {size.width() / 2 + (data.x() - center.x()) * scale, size.height() / 2 - (data.y() - center.y()) * scale};
    }
    QPointF toData(const QPointF &position) const
    {
        return {center.x() + (position.x() - size.width() / 2) / scale, center.y() - (position.y() - size.height() / 2) / scale};
    }
    QPolygonF toData(const QPolygonF &outline) const
    {
        QPolygonF result;
        for (const QPointF &position : outline) result << toData(position);
        return result;
    }
    double zoom() const { return scale / fitScale; }

    // The data point under `position` stays where it is.
    void zoomAt(const QPointF &position, double factor)
    {
        const QPointF before = toData(position);
        scale = std::clamp(scale * factor, fitScale * 0.05, fitScale * 5000);
        center += before - toData(position);
    }
    void panBy(const QPointF &pixels) { center += QPointF(-pixels.x(), pixels.y()) / scale; }

    // `box` in data coordinates; `margin` in pixels on each side.
    static double scaleFor(const QRectF &box, const QSizeF &size, double margin)
    {
        const double w = std::max(1.0, size.width() - 2 * margin), h = std::max(1.0, size.height() - 2 * margin);
        const double scale = std::min(box.width() > 0 ? w / box.width() : 1e300, box.height() > 0 ? h / box.height() : 1e300);
        return scale < 1e300 ? scale : std::min(w, h);  // one point, or all in one place
    }
    void show(const QRectF &box, double margin)
    {
        center = box.center();
        scale = scaleFor(box, size, margin);
    }
};

}  // namespace lexicell::ui
