#include "ui/views/results/chart_legend.h"

#include "ui/look/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr double signWidth = 22, signGap = 6, entryGap = 18, lineGap = 4;

void paintSign(QPainter &painter, const LegendSign &sign, const QRectF &box)
{
    using Kind = LegendSign::Kind;
    const QPointF middle = box.center();
    const QLineF across(box.left(), middle.y(), box.right(), middle.y());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(sign.color, 1.5, Qt::SolidLine, Qt::FlatCap));
    switch (sign.kind) {
    case Kind::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(sign.color);
        painter.drawEllipse(middle, 4.5, 4.5);
        break;
    case Kind::Ring: painter.drawEllipse(middle, 5, 5); break;
    case Kind::Whisker: painter.drawLine(across); break;
    case Kind::Band:
        painter.setPen(QPen(themeColors().borderStrong, 1));
        painter.setBrush(sign.color);
        painter.drawRect(QRectF(middle.x() - 8, middle.y() - 6, 16, 12));
        break;
    case Kind::Line:
        painter.setPen(QPen(sign.color, 2.2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(across);
        break;
    case Kind::DashedLine:
        painter.setPen(QPen(sign.color, 1.4, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(across);
        break;
    }
}

}  // namespace

ChartLegend::ChartLegend(QGraphicsItem *parent) : QGraphicsItem(parent) {}

void ChartLegend::setSigns(std::vector<LegendSign> signs, const QFont &font, const QColor &textColor)
{
    m_signs = std::move(signs);
    m_font = font;
    m_textColor = textColor;
    layoutTo(m_size.width());
    update();
}

double ChartLegend::layoutTo(double width)
{
    prepareGeometryChange();
    const QFontMetricsF metrics(m_font);
    m_places.clear();
    double x = 0, y = 0;
    for (const LegendSign &sign : m_signs) {
        const double wanted = std::min(width, signWidth + signGap + metrics.horizontalAdvance(sign.text) + 1);
        if (x > 0 && x + wanted > width) {
            x = 0;
            y += metrics.height() + lineGap;
        }
        m_places.emplace_back(x, y, wanted, metrics.height());
        x += wanted + entryGap;
    }
    m_size = QSizeF(width, m_signs.empty() ? 0 : y + metrics.height());
    return m_size.height();
}

void ChartLegend::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(m_font);
    const QFontMetricsF metrics(m_font);
    for (std::size_t i = 0; i < m_signs.size(); ++i) {
        const QRectF place = m_places[i];
        paintSign(*painter, m_signs[i], QRectF(place.left(), place.top(), signWidth, place.height()));
        const QRectF text = place.adjusted(signWidth + signGap, 0, 0, 0);
        painter->setPen(m_textColor);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(m_signs[i].text, Qt::ElideMiddle, text.width()));
    }
}

}  // namespace lexicell::ui
