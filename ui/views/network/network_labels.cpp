#include "ui/views/network/network_labels.h"

#include "ui/look/palettes.h"
#include "ui/views/network/network_look.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace lexicell::ui {

namespace {

constexpr double labelPixels = 12, labelGap = 3, widestLabel = 160;
constexpr double modulePixels = 12, widestModule = 240;
constexpr double areaOfLabel = 8'000;      // pixels around one, so that the network stays to be seen
constexpr std::size_t alwaysNamed = 12;    // hubs whose names may cover other hubs
constexpr std::size_t keptUncovered = 80;  // hubs that other names keep clear of

class Placer {
  public:
    explicit Placer(const QSizeF &size) : m_seen(QRectF(QPointF(0, 0), size).adjusted(2, 2, -2, -2)) {}

    void keepClear(const QPointF &at, double radius)
    {
        m_hubs.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
    }
    bool sees(const QPointF &at) const { return m_seen.contains(at); }
    std::size_t count() const { return m_taken.size(); }
    // The nearest left edge at which a text of this width is in sight.
    double within(double left, double width) const
    {
        return std::clamp(left, m_seen.left(), std::max(m_seen.left(), m_seen.right() - width));
    }

    // Right, left, above or below; nothing: there is no room.
    std::optional<QRectF> beside(const QPointF &at, double away, double width, bool mayCoverHubs)
    {
        const double height = labelPixels + 3;
        const QRectF boxes[] = {{at.x() + away, at.y() - height / 2, width, height},
                                {at.x() - away - width, at.y() - height / 2, width, height},
                                {at.x() - width / 2, at.y() - away - height, width, height},
                                {at.x() - width / 2, at.y() + away, width, height}};
        for (const bool covering : {false, true}) {
            if (covering && !mayCoverHubs) break;
            for (const QRectF &box : boxes)
                if (fits(box, covering)) return take(box);
        }
        return std::nullopt;
    }
    // The first of these boxes with room.
    std::optional<QRectF> first(const std::vector<QRectF> &boxes)
    {
        for (const QRectF &box : boxes)
            if (fits(box, true)) return take(box);
        return std::nullopt;
    }

  private:
    bool fits(const QRectF &box, bool covering) const
    {
        const auto overlaps = [&box](const QRectF &other) { return other.intersects(box); };
        return m_seen.contains(box) && std::none_of(m_taken.begin(), m_taken.end(), overlaps) &&
               (covering || std::none_of(m_hubs.begin(), m_hubs.end(), overlaps));
    }
    QRectF take(const QRectF &box)
    {
        m_taken.push_back(box);
        return box;
    }

    QRectF m_seen;
    std::vector<QRectF> m_hubs, m_taken;
};

// Above the outline, below it, or in it.
void addModules(std::vector<FigureText> &texts, Placer &placer, const std::vector<ModuleHull> &hulls, const ThemeColors &theme)
{
    for (const ModuleHull &hull : hulls) {
        const QString text = elided(hull.label, modulePixels, widestModule);
        const QRectF bounds = hull.outline.boundingRect();
        const double width = textWidth(text, modulePixels, true), height = modulePixels + 4;
        std::vector<QRectF> boxes;
        const double left = placer.within(bounds.center().x() - width / 2, width);
        for (const double y : {bounds.top() - height - 1, bounds.bottom() + 1, bounds.top() + 2})
            boxes.emplace_back(left, y, width, height);
        if (const auto box = placer.first(boxes))
            texts.push_back({{box->left(), box->center().y()},
                             text,
                             modulePixels,
                             true,
                             Qt::AlignLeft,
                             rimColor(hull.color, theme.map, 4.5),
                             theme.map,
                             false});
    }
}

}  // namespace

NetworkLabels::NetworkLabels(const NetworkGraph &graph) : m_names(graph.nodes()), m_widths(graph.nodes(), -1.0) {}

double NetworkLabels::widthOf(const NetworkGraph &graph, std::size_t node)
{
    if (m_widths[node] < 0) {
        m_names[node] = elided(graph.name(node), labelPixels, widestLabel);
        m_widths[node] = textWidth(m_names[node], labelPixels, false);
    }
    return m_widths[node];
}

std::vector<FigureText> NetworkLabels::texts(const NetworkModel &model, const std::vector<QVector3D> &places,
                                             const NetworkCamera &camera, const std::vector<ModuleHull> &hulls,
                                             const std::vector<bool> &around, std::int64_t hovered, const ThemeColors &theme)
{
    const VisibleNetwork &visible = model.visible();
    const auto most = static_cast<std::size_t>(std::max(8.0, camera.size.width() * camera.size.height() / areaOfLabel));
    Placer placer(camera.size);
    for (std::size_t i = 0; i < std::min(keptUncovered, visible.nodes.size()); ++i)
        placer.keepClear(camera.toWidget(places[visible.nodes[i]]), nodeRadius(model, visible.nodes[i], camera.scale));
    std::vector<FigureText> texts;
    const auto add = [&](std::size_t node, bool bold, bool mayCoverHubs) {
        const QPointF at = camera.toWidget(places[node]);
        if (!placer.sees(at)) return;
        const double width = widthOf(model.graph(), node) * (bold ? 1.12 : 1.0);
        const double away = nodeRadius(model, node, camera.scale) + labelGap + (bold ? 2 : 0);
        if (const auto box = placer.beside(at, away, width, mayCoverHubs))
            texts.push_back({{box->left(), box->center().y()},
                             m_names[node],
                             labelPixels,
                             bold,
                             Qt::AlignLeft,
                             theme.text,
                             theme.map,
                             false});
    };
    if (hovered >= 0 && visible.shown[static_cast<std::size_t>(hovered)]) add(static_cast<std::size_t>(hovered), true, true);
    for (const std::size_t node : model.selected())
        if (static_cast<std::int64_t>(node) != hovered && visible.shown[node] && placer.count() < most) add(node, true, true);
    addModules(texts, placer, hulls, theme);
    std::size_t tried = 0;
    for (const std::size_t node : visible.nodes) {
        if (placer.count() >= most || tried > 3 * most) break;
        if (static_cast<std::int64_t>(node) == hovered || model.selected().contains(node)) continue;
        if ((!around.empty() && !around[node]) || !placer.sees(camera.toWidget(places[node]))) continue;
        add(node, false, !around.empty() || tried < alwaysNamed);
        ++tried;
    }
    return texts;
}

}  // namespace lexicell::ui
