// How the places of a network come onto the screen: a parallel projection that is moved, zoomed and, in space, turned like a ball
// under the hand. Widget coordinates are device-independent pixels with y downwards, as are the places of a layout.
#pragma once

#include <QPointF>
#include <QQuaternion>
#include <QRectF>
#include <QSizeF>
#include <QVector3D>

#include <vector>

namespace lexicell::ui {

struct NetworkCamera {
    QSizeF size{1, 1};
    QVector3D center;  // the place in the middle of the widget
    double scale = 1;  // pixels to a length of the layout
    QQuaternion turn;  // of the network; none in the plane

    QPointF toWidget(const QVector3D &place) const;
    double depth(const QVector3D &place) const;  // nearer to the eye is larger; 0 in the middle
    // The place under `position` as deep as `like`.
    QVector3D toPlace(const QPointF &position, const QVector3D &like) const;

    void panBy(const QPointF &pixels);
    void zoomAt(const QPointF &position, double factor);  // what lies there stays there
    // As a hand turns a ball that fills the widget, wherever it takes hold of it.
    void turnBy(const QPointF &from, const QPointF &to);
    void fit(const std::vector<QVector3D> &places);
};

}  // namespace lexicell::ui
