#include "ui/views/scatter/map_arrows.h"

#include "ui/look/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lexicell::ui {
namespace {

constexpr double longestShare = 0.1, mostFactor = 100;
constexpr double shortest = 2;                      // pixels
constexpr double lineWidth = 2.2, halo = 2.4;       // pixels; the halo on each side
constexpr double headLength = 10, headWidth = 4.2;  // of half the head
constexpr double dotRadius = 3.4, ringWidth = 1.4;
constexpr double dash = 5, gap = 4;  // pixels
constexpr double keyPixels = 11, edge = 14;

QPolygonF headOf(const QPointF &tip, const QPointF &direction, double grow)
{
    const QPointF aside(-direction.y(), direction.x());
    const QPointF back = tip - (headLength + grow) * direction;
    return QPolygonF{{tip + 1.6 * grow * direction, back + (headWidth + grow) * aside, back - (headWidth + grow) * aside}};
}

void addDashes(std::vector<FigureItem> &items, const QPointF &from, const QPointF &to, const QColor &color)
{
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    const int dashes = static_cast<int>(std::ceil(length / (dash + gap)));
    for (int i = 0; i < dashes; ++i) {
        const double begin = i * (dash + gap), end = std::min(begin + dash, length);
        items.push_back(FigureLine{from + begin / length * way, from + end / length * way, color, lineWidth});
    }
}

// An outline in the color of the ground under the arrow, so that it is seen over any points.
void addArrow(std::vector<FigureItem> &items, const QPointF &from, const QPointF &to, bool withinNull, const ThemeColors &theme)
{
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    const QColor color = withinNull ? theme.textMuted : theme.text;
    if (length < shortest) {
        items.push_back(FigureDisc{from, dotRadius + halo, theme.map});
        items.push_back(FigureDisc{from, dotRadius, color});
        if (withinNull) items.push_back(FigureDisc{from, dotRadius - ringWidth, theme.map});
        return;
    }
    const QPointF direction = way / length;
    const QPointF neck = to - std::min(length, headLength) * 0.8 * direction;
    items.push_back(FigureLine{from, neck, theme.map, lineWidth + 2 * halo});
    items.push_back(FigurePolygon{headOf(to, direction, halo), theme.map, {}});
    if (withinNull) addDashes(items, from, neck, color);
    else items.push_back(FigureLine{from, neck, color, lineWidth});
    items.push_back(FigurePolygon{headOf(to, direction, 0), withinNull ? theme.map : color, withinNull ? color : QColor()});
}

}  // namespace

double arrowFactor(const std::vector<MapArrow> &arrows, const QRectF &extent)
{
    double longest = 0;
    for (const MapArrow &arrow : arrows) longest = std::max(longest, std::hypot(arrow.by.x(), arrow.by.y()));
    const double room = longestShare * std::max(extent.width(), extent.height());
    double factor = 1;
    if (!(longest > 0) || !(room > 0)) return factor;
    for (double power = 1; power <= mostFactor; power *= 10)
        for (const double step : {1.0, 2.0, 5.0})
            if (step * power <= mostFactor && step * power * longest <= room) factor = step * power;
    return factor;
}

std::vector<FigureItem> arrowItems(const MapArrows &arrows, const Viewport &viewport, bool dark)
{
    const ThemeColors &theme = dark ? darkTheme() : lightTheme();
    std::vector<FigureItem> items;
    const QRectF seen = QRectF(QPointF(0, 0), viewport.size).adjusted(-200, -200, 200, 200);
    for (const MapArrow &arrow : arrows.arrows) {
        const QPointF from = viewport.toWidget(arrow.from), to = viewport.toWidget(arrow.from + arrows.factor * arrow.by);
        if (seen.contains(from) || seen.contains(to)) addArrow(items, from, to, arrow.withinNull, theme);
    }
    if (!arrows.key.isEmpty())
        items.push_back(FigureText{{viewport.size.width() - edge, viewport.size.height() - edge},
                                   elided(arrows.key, keyPixels, viewport.size.width() * 0.7),
                                   keyPixels,
                                   false,
                                   Qt::AlignRight,
                                   theme.textMuted,
                                   theme.map,
                                   false});
    return items;
}

}  // namespace lexicell::ui
