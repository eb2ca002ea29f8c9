#include "ui/views/network/network_overlay.h"

#include "ui/look/theme.h"

#include <QPainter>

namespace lexicell::ui {

namespace {

void paintText(QPainter &painter, const FigureText &text)
{
    FigureText copy = text;
    copy.color = text.halo;
    copy.halo = QColor();
    for (const QPointF away : {QPointF(-1.5, 0), QPointF(1.5, 0), QPointF(0, -1.5), QPointF(0, 1.5)}) {
        copy.at = text.at + away;
        paintItem(painter, copy);
    }
    copy.at = text.at;
    copy.color = text.color;
    paintItem(painter, copy);
}

}  // namespace

void paintFast(QPainter &painter, const Figure &figure)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRectF(QPointF(0, 0), figure.size), figure.ground);
    for (const FigureItem &item : figure.items) {
        if (const auto *line = std::get_if<FigureLine>(&item)) {
            painter.setPen(QPen(line->color, line->width, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(line->from, line->to);
        } else if (const auto *text = std::get_if<FigureText>(&item)) {
            paintText(painter, *text);
        } else {
            paintItem(painter, item);
        }
    }
}

NetworkOverlay::NetworkOverlay(QWidget *parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void NetworkOverlay::paintEvent(QPaintEvent *)
{
    const ThemeColors &theme = themeColors();
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const ModuleHull &hull : hulls) {
        QColor line = hull.color;
        line.setAlphaF(static_cast<float>(hullLineOpacity));
        painter.setPen(QPen(line, 1));
        painter.drawPolygon(hull.outline);
    }
    for (const FigureText &text : texts) paintText(painter, text);
    if (!notice.isEmpty()) {
        painter.setPen(theme.textMuted);
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, notice);
    }
    if (lasso.size() < 2) return;
    QColor fill = theme.accent;
    fill.setAlphaF(0.12F);
    // A light and a dark line: visible over any color.
    painter.setBrush(fill);
    painter.setPen(QPen(theme.map, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(lasso, Qt::WindingFill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(lasso, Qt::WindingFill);
}

}  // namespace lexicell::ui
