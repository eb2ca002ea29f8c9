#include "ui/views/network/network_camera.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace lexicell::ui {

namespace {

constexpr double leastScale = 1, mostScale = 600;
constexpr double fitMargin = 48;   // room for names at the edge
constexpr double closestFit = 90;  // a pair of nodes need not fill the window

QPointF middleOf(const QSizeF &size) { return {size.width() / 2, size.height() / 2}; }

}  // namespace

QPointF NetworkCamera::toWidget(const QVector3D &place) const
{
    const QVector3D turned = turn.rotatedVector(place - center);
    return middleOf(size) + QPointF(turned.x(), turned.y()) * scale;
}

double NetworkCamera::depth(const QVector3D &place) const { return turn.rotatedVector(place - center).z(); }

QVector3D NetworkCamera::toPlace(const QPointF &position, const QVector3D &like) const
{
    const QPointF at = (position - middleOf(size)) / scale;
    const QVector3D turned(static_cast<float>(at.x()), static_cast<float>(at.y()), static_cast<float>(depth(like)));
    return center + turn.conjugated().rotatedVector(turned);
}

void NetworkCamera::panBy(const QPointF &pixels)
{
    const QPointF away = pixels / scale;
    center -= turn.conjugated().rotatedVector(QVector3D(static_cast<float>(away.x()), static_cast<float>(away.y()), 0));
}

void NetworkCamera::zoomAt(const QPointF &position, double factor)
{
    const QVector3D under = toPlace(position, center);
    scale = std::clamp(scale * factor, leastScale, mostScale);
    panBy(position - toWidget(under));
}

void NetworkCamera::turnBy(const QPointF &from, const QPointF &to)
{
    const QPointF way = to - from;
    const double radius = std::max(1.0, std::min(size.width(), size.height()) / 2);
    const double degrees = std::hypot(way.x(), way.y()) / radius * 180 / std::numbers::pi;
    // The side in front follows the hand: around the axis across its way.
    const QVector3D axis(static_cast<float>(-way.y()), static_cast<float>(way.x()), 0);
    const QQuaternion step = QQuaternion::fromAxisAndAngle(axis, static_cast<float>(degrees));
    turn = (step * turn).normalized();
}

void NetworkCamera::fit(const std::vector<QVector3D> &places)
{
    if (places.empty()) return;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    QVector3D low(infinity, infinity, infinity), high = -low;
    for (const QVector3D &place : places) {
        const QVector3D turned = turn.rotatedVector(place);
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], turned[axis]);
            high[axis] = std::max(high[axis], turned[axis]);
        }
    }
    center = turn.conjugated().rotatedVector((low + high) / 2);
    const double width = std::max(size.width() - 2 * fitMargin, 40.0), height = std::max(size.height() - 2 * fitMargin, 40.0);
    const double wide = std::max<double>(high.x() - low.x(), 1e-9), tall = std::max<double>(high.y() - low.y(), 1e-9);
    scale = std::clamp(std::min({width / wide, height / tall, closestFit}), leastScale, mostScale);
}

}  // namespace lexicell::ui
