#include "ui/views/scatter/scatter_overlay.h"

#include "ui/look/color_maps.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"

#include <QPainter>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int scalePixels = 11, scaleLength = 96, scaleThickness = 8, scaleEdge = 14;
constexpr QSize scaleNeeds(240, 150);  // a smaller map has no free corner

}  // namespace

ScatterOverlay::ScatterOverlay(QWidget *parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void ScatterOverlay::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const FigureItem &item : furnitureItems(state.furniture, state.viewport)) paintItem(painter, item);
    paintScale(painter);
    paintOutline(painter);
    paintHover(painter);
    paintMark(painter);
}

// In the free lower corner, for the legend shows the scale of one map alone. Not in a figure, which has a legend of its own.
void ScatterOverlay::paintScale(QPainter &painter) const
{
    if (!state.scale || state.scale->values == 0 || width() < scaleNeeds.width() || height() < scaleNeeds.height()) return;
    const ThemeColors &theme = state.furniture.dark ? darkTheme() : lightTheme();
    QFont small = font();
    small.setPixelSize(scalePixels);
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const int line = metrics.height();
    const QRect ramp(width() - scaleEdge - scaleLength, height() - scaleEdge - line - scaleThickness, scaleLength,
                     scaleThickness);
    QColor ground = theme.map;
    ground.setAlphaF(0.8F);
    painter.fillRect(ramp.adjusted(-6, -line - 4, 6, line + 4), ground);
    const ColorMap &map = colorMap(state.scale->colorMap);
    for (int x = 0; x < ramp.width(); ++x)
        painter.fillRect(ramp.left() + x, ramp.top(), 1, ramp.height(), QColor(map.at(x / double(ramp.width() - 1))));
    const QRect above(ramp.left(), ramp.top() - line - 2, ramp.width(), line);
    const QRect below(ramp.left(), ramp.bottom() + 2, ramp.width(), line);
    painter.setPen(theme.text);
    painter.drawText(above, Qt::AlignLeft, metrics.elidedText(state.scale->title, Qt::ElideMiddle, above.width()));
    painter.setPen(theme.textMuted);
    painter.drawText(below, Qt::AlignLeft, valueText(state.scale->low));
    if (state.scale->high > state.scale->low) painter.drawText(below, Qt::AlignRight, valueText(state.scale->high));
}

void ScatterOverlay::paintOutline(QPainter &painter) const
{
    if (state.outline.size() < 2) return;
    const ThemeColors &theme = state.furniture.dark ? darkTheme() : lightTheme();
    QColor fill = theme.accent;
    fill.setAlphaF(0.12f);
    // A light and a dark line: visible over any color of points.
    painter.setBrush(fill);
    painter.setPen(QPen(theme.map, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(state.outline, Qt::WindingFill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(state.outline, Qt::WindingFill);
}

void ScatterOverlay::paintHover(QPainter &painter) const
{
    if (!state.hovered) return;
    const ThemeColors &theme = state.furniture.dark ? darkTheme() : lightTheme();
    const QPointF at = state.viewport.toWidget(*state.hovered);
    const double radius = std::max(4.0, state.pointSize / 2 + 2.5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.map, 3.5));
    painter.drawEllipse(at, radius, radius);
    painter.setPen(QPen(theme.text, 1.6));
    painter.drawEllipse(at, radius, radius);
    if (state.hoverText.isEmpty()) return;

    const QFontMetrics metrics(font());
    const QRect text = metrics.boundingRect(QRect(0, 0, 320, 400), Qt::AlignLeft | Qt::TextWordWrap, state.hoverText);
    QRectF card(0, 0, text.width() + 18, text.height() + 12);
    // Beside the cell, on the side with room.
    const double x = at.x() + radius + 8 + card.width() < width() ? at.x() + radius + 8 : at.x() - radius - 8 - card.width();
    card.moveTo(std::max(4.0, x), std::clamp(at.y() - card.height() / 2, 4.0, std::max(4.0, height() - card.height() - 4.0)));
    painter.setPen(QPen(theme.borderStrong, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(theme.text);
    painter.drawText(card.adjusted(9, 6, -9, -6), Qt::AlignLeft | Qt::TextWordWrap, state.hoverText);
}

void ScatterOverlay::paintMark(QPainter &painter) const
{
    if (state.combineMark.isEmpty()) return;
    const ThemeColors &theme = state.furniture.dark ? darkTheme() : lightTheme();
    const QRectF badge(state.pointer + QPointF(10, 10), QSizeF(18, 18));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawEllipse(badge);
    QFont strong = font();
    strong.setPixelSize(14);
    strong.setBold(true);
    painter.setFont(strong);
    painter.setPen(theme.onAccent);
    painter.drawText(badge, Qt::AlignCenter, state.combineMark);
}

}  // namespace lexicell::ui
