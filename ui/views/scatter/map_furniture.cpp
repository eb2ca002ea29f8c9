#include "ui/views/scatter/map_furniture.h"

#include "ui/look/theme.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace lexicell::ui {
namespace {

constexpr double labelPixels = 13;
constexpr double axisPixels = 11;
constexpr double axisLength = 44;
constexpr double edge = 14;  // between the axis mark and the border

const ThemeColors &colors(bool dark) { return dark ? darkTheme() : lightTheme(); }

float medianOf(std::vector<float> &values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void addArrow(std::vector<FigureItem> &items, const QPointF &from, const QPointF &to, const QColor &color)
{
    items.push_back(FigureLine{from, to, color, 1.2});
    const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
    for (const double turn : {2.6, -2.6})
        items.push_back(FigureLine{to, to + 5 * QPointF(std::cos(angle + turn), std::sin(angle + turn)), color, 1.2});
}

// A place near `anchor` for a text of size `text` that overlaps none of the boxes in `taken`.
std::optional<QRectF> freePlace(const QPointF &anchor, const QSizeF &text, const QSizeF &view, const std::vector<QRectF> &taken)
{
    constexpr double border = 2;
    // Only a name with a visible anchor is moved inside the border. A name outside with its cells stays outside.
    const bool seen = QRectF(QPointF(0, 0), view).contains(anchor);
    const double leftmost = view.width() - text.width() - border;
    for (const double shift : {0.0, -0.5, 0.5, -1.0, 1.0, -1.5, 1.5, -2.0, 2.0}) {
        QRectF box(anchor.x() - text.width() / 2, anchor.y() - text.height() / 2 + shift * text.height(), text.width(),
                   text.height());
        if (seen && leftmost > border) box.moveLeft(std::clamp(box.left(), border, leftmost));
        if (std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(box); })) return box;
    }
    return std::nullopt;
}

}  // namespace

std::vector<LabelAnchor> labelAnchors(const std::vector<float> &coordinates, const std::vector<std::int32_t> &codes,
                                      std::size_t count, const CellMask &hidden)
{
    std::vector<std::vector<float>> xs(count), ys(count);
    const std::size_t cells = std::min(codes.size(), coordinates.size() / 2);
    for (std::size_t i = 0; i < cells; ++i) {
        const auto code = static_cast<std::size_t>(codes[i]);
        if (codes[i] < 0 || code >= count || (hidden && i < hidden->size() && (*hidden)[i])) continue;
        if (!std::isfinite(coordinates[2 * i]) || !std::isfinite(coordinates[2 * i + 1])) continue;
        xs[code].push_back(coordinates[2 * i]);
        ys[code].push_back(coordinates[2 * i + 1]);
    }
    std::vector<LabelAnchor> anchors(count);
    for (std::size_t code = 0; code < count; ++code)
        if (!xs[code].empty())
            anchors[code] = {QPointF(medianOf(xs[code]), medianOf(ys[code])), static_cast<std::int64_t>(xs[code].size())};
    return anchors;
}

std::vector<FigureItem> labelItems(const MapFurniture &furniture, const Viewport &viewport)
{
    const std::size_t count = std::min(furniture.labels.size(), furniture.anchors.size());
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return furniture.anchors[a].cells > furniture.anchors[b].cells; });

    const ThemeColors &theme = colors(furniture.dark);
    const double height = labelPixels * 1.25;
    std::vector<QRectF> taken;
    std::vector<FigureItem> items;
    for (const std::size_t i : order) {
        if (furniture.anchors[i].cells == 0 || furniture.labels[i].isEmpty()) continue;
        const QPointF anchor = viewport.toWidget(furniture.anchors[i].at);
        const double width = textWidth(furniture.labels[i], labelPixels, true);
        const std::optional<QRectF> box = freePlace(anchor, {width, height}, viewport.size, taken);
        if (!box) continue;
        taken.push_back(*box);
        items.push_back(
            FigureText{box->center(), furniture.labels[i], labelPixels, true, Qt::AlignHCenter, theme.text, theme.map, false});
    }
    return items;
}

std::vector<FigureItem> axisItems(const MapFurniture &furniture, const QSizeF &size)
{
    std::vector<FigureItem> items;
    if (furniture.xName.isEmpty() && furniture.yName.isEmpty()) return items;
    const ThemeColors &theme = colors(furniture.dark);
    const QPointF corner(edge + axisPixels + 2, size.height() - edge - axisPixels - 2);
    addArrow(items, corner, corner + QPointF(axisLength, 0), theme.textMuted);
    addArrow(items, corner, corner - QPointF(0, axisLength), theme.textMuted);
    items.push_back(FigureText{corner + QPointF(0, axisPixels), furniture.xName, axisPixels, false, Qt::AlignLeft,
                               theme.textMuted, theme.map, false});
    items.push_back(FigureText{corner - QPointF(axisPixels, 0), furniture.yName, axisPixels, false, Qt::AlignLeft,
                               theme.textMuted, theme.map, true});
    return items;
}

std::vector<FigureItem> tagItems(const MapFurniture &furniture, const QSizeF &size)
{
    if (furniture.tag.isEmpty()) return {};
    const ThemeColors &theme = colors(furniture.dark);
    const double width = textWidth(furniture.tag, axisPixels, true) + 16, height = axisPixels + 10;
    const QRectF box(size.width() - width - 12.5, 12.5, width, height);
    QColor line = theme.warning;
    line.setAlphaF(0.5f);
    return {FigureBox{box, theme.warningSoft, height / 2, line},
            FigureText{box.center(), furniture.tag, axisPixels, true, Qt::AlignHCenter, theme.warning, {}, false}};
}

std::vector<FigureItem> furnitureItems(const MapFurniture &furniture, const Viewport &viewport)
{
    std::vector<FigureItem> items;
    Viewport ofNames = viewport;
    if (!furniture.arrows.arrows.empty()) ofNames.center.ry() -= 1.3 * labelPixels / viewport.scale;  // above where arrows begin
    for (auto &part : {labelItems(furniture, ofNames), arrowItems(furniture.arrows, viewport, furniture.dark),
                       axisItems(furniture, viewport.size), tagItems(furniture, viewport.size)})
        items.insert(items.end(), part.begin(), part.end());
    return items;
}

}  // namespace lexicell::ui
