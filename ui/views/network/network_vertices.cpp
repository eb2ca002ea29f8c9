#include "ui/views/network/network_vertices.h"

#include <algorithm>

namespace lexicell::ui {

namespace {

void put(float to[3], const QVector3D &place)
{
    to[0] = place.x();
    to[1] = place.y();
    to[2] = place.z();
}

EdgeVertex corner(const QVector3D &here, const QVector3D &there, double along, double across, double half, SceneColor color)
{
    EdgeVertex vertex{};
    put(vertex.here, here);
    put(vertex.there, there);
    vertex.along = static_cast<float>(along);
    vertex.across = static_cast<float>(across);
    vertex.half = static_cast<float>(half);
    vertex.color = color;
    return vertex;
}

}  // namespace

std::vector<EdgeVertex> edgeVertices(const NetworkPicture &picture)
{
    const NetworkGraph &graph = picture.model.graph();
    std::vector<EdgeVertex> vertices;
    vertices.reserve(picture.look.edges.size() * (graph.graph->directed ? 9 : 6));
    for (const EdgeLook &look : picture.look.edges) {
        const QVector3D &a = picture.places[graph.from[look.edge]], &b = picture.places[graph.to[look.edge]];
        const SceneColor color = SceneColor::of(look.color);
        const double half = look.width / 2;
        const EdgeVertex left = corner(a, b, 0, 1, half, color), right = corner(a, b, 0, -1, half, color),
                         rightEnd = corner(b, a, 0, 1, -half, color), leftEnd = corner(b, a, 0, -1, -half, color);
        for (const EdgeVertex &vertex : {left, right, rightEnd, left, rightEnd, leftEnd}) vertices.push_back(vertex);
        if (!graph.graph->directed) continue;
        const double tip =
                         nodeRadius(picture.model, graph.to[look.edge], picture.camera.scale) / sizeAt(picture.camera.scale) + 1,
                     back = tip + 5 + 1.5 * look.width, wide = 2 + look.width;
        vertices.push_back(corner(b, a, tip, 0, 0, color));
        vertices.push_back(corner(b, a, back, wide, 0, color));
        vertices.push_back(corner(b, a, back, -wide, 0, color));
    }
    return vertices;
}

std::vector<NodeVertex> nodeVertices(const NetworkPicture &picture)
{
    std::vector<const NodeLook *> order;
    for (const NodeLook &look : picture.look.nodes) order.push_back(&look);
    if (picture.model.dimensions == 3) {
        std::vector<double> depth(picture.places.size());
        for (const NodeLook *look : order) depth[look->node] = picture.camera.depth(picture.places[look->node]);
        std::stable_sort(order.begin(), order.end(),
                         [&depth](const NodeLook *a, const NodeLook *b) { return depth[a->node] < depth[b->node]; });
    }
    std::vector<NodeVertex> vertices;
    for (const NodeLook *look : order) {
        NodeVertex vertex{};
        put(vertex.at, picture.places[look->node]);
        vertex.radius = static_cast<float>(look->radius);
        vertex.pinned = look->pinned ? 1.0F : 0.0F;
        vertex.color = SceneColor::of(look->color);
        vertex.ring = look->ring.isValid() ? SceneColor::of(look->ring) : SceneColor{0, 0, 0, 0};
        vertices.push_back(vertex);
    }
    return vertices;
}

std::vector<HullVertex> hullVertices(const std::vector<ModuleHull> &hulls)
{
    std::vector<HullVertex> vertices;
    for (const ModuleHull &hull : hulls) {
        QColor fill = hull.color;
        fill.setAlphaF(static_cast<float>(hullOpacity));
        const SceneColor color = SceneColor::of(fill);
        const auto add = [&](const QPointF &at) {
            vertices.push_back({static_cast<float>(at.x()), static_cast<float>(at.y()), color});
        };
        for (qsizetype i = 2; i < hull.outline.size(); ++i) {  // convex: a fan
            add(hull.outline[0]);
            add(hull.outline[i - 1]);
            add(hull.outline[i]);
        }
    }
    return vertices;
}

}  // namespace lexicell::ui
