#include "ui/views/network/network_figure.h"

#include "ui/views/network/network_scene.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double ringWidth = 2;

QColor withOpacity(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

// At the rim of the node that the edge leads to.
FigurePolygon arrowHead(const QPointF &from, const QPointF &to, double radius, double width, const QColor &color)
{
    const QPointF along = to - from;
    const double length = std::max(1e-6, std::hypot(along.x(), along.y()));
    const QPointF unit = along / length, across(-unit.y(), unit.x());
    const QPointF tip = to - unit * (radius + 1), back = tip - unit * (5 + 1.5 * width);
    return {QPolygonF({tip, back + across * (2 + width), back - across * (2 + width)}), color, {}};
}

void addEdges(Figure &figure, const NetworkPicture &picture, double extent)
{
    const NetworkGraph &graph = picture.model.graph();
    const NetworkCamera &camera = picture.camera;
    const QRectF seen(QPointF(0, 0), camera.size);
    for (const EdgeLook &look : picture.look.edges) {
        const QVector3D &a = picture.places[graph.from[look.edge]], &b = picture.places[graph.to[look.edge]];
        const QPointF from = camera.toWidget(a), to = camera.toWidget(b);
        if (!QRectF(from, to).normalized().adjusted(-1, -1, 1, 1).intersects(seen)) continue;
        const double width = look.width * sizeAt(camera.scale);
        const QColor color = withFog(look.color, figure.ground, fogAt(camera.depth((a + b) / 2), extent));
        figure.items.emplace_back(FigureLine{from, to, color, width});
        if (graph.graph->directed)
            figure.items.emplace_back(
                arrowHead(from, to, nodeRadius(picture.model, graph.to[look.edge], camera.scale), width, color));
    }
}

void addNodes(Figure &figure, const NetworkPicture &picture, double extent)
{
    const NetworkCamera &camera = picture.camera;
    std::vector<const NodeLook *> order;
    for (const NodeLook &look : picture.look.nodes) order.push_back(&look);
    if (extent > 0)
        std::stable_sort(order.begin(), order.end(), [&](const NodeLook *a, const NodeLook *b) {
            return camera.depth(picture.places[a->node]) < camera.depth(picture.places[b->node]);
        });
    for (const NodeLook *look : order) {
        const QPointF at = camera.toWidget(picture.places[look->node]);
        const double radius = look->radius * sizeAt(camera.scale);
        if (!QRectF(QPointF(0, 0), camera.size).adjusted(-radius, -radius, radius, radius).contains(at)) continue;
        const double fog = fogAt(camera.depth(picture.places[look->node]), extent);
        if (look->ring.isValid()) figure.items.emplace_back(FigureDisc{at, radius + groundRim(radius) + ringWidth, look->ring});
        figure.items.emplace_back(FigureDisc{at, radius + groundRim(radius), figure.ground});
        figure.items.emplace_back(FigureDisc{at, radius, withFog(look->color, figure.ground, fog)});
        if (look->pinned) figure.items.emplace_back(FigureDisc{at, std::max(1.5, radius * 0.35), figure.ground});
    }
}

}  // namespace

double depthExtent(const NetworkModel &model, const std::vector<QVector3D> &places, const NetworkCamera &camera)
{
    if (model.dimensions != 3) return 0;
    double extent = 0;
    for (const std::size_t node : model.visible().nodes)
        extent = std::max<double>(extent, (places[node] - camera.center).length());
    return extent;
}

Figure networkFigure(const NetworkPicture &picture, const std::vector<FigureText> &texts, const ThemeColors &theme)
{
    Figure figure;
    figure.size = picture.camera.size;
    figure.ground = theme.map;
    for (const ModuleHull &hull : picture.hulls)
        figure.items.emplace_back(
            FigurePolygon{hull.outline, withOpacity(hull.color, hullOpacity), withOpacity(hull.color, hullLineOpacity)});
    const double extent = depthExtent(picture.model, picture.places, picture.camera);
    addEdges(figure, picture, extent);
    addNodes(figure, picture, extent);
    figure.items.insert(figure.items.end(), texts.begin(), texts.end());
    return figure;
}

}  // namespace lexicell::ui
