// The legend of a chart: signs with their meanings, in as many lines as the width takes. Qt's own legend cuts off what does not
// fit into one line, and knows no rings and no whiskers.
#pragma once

#include <QColor>
#include <QFont>
#include <QGraphicsItem>
#include <QString>

#include <vector>

namespace lexicell::ui {

struct LegendSign {
    enum class Kind { Dot, Ring, Whisker, Band, Line, DashedLine };
    Kind kind = Kind::Dot;
    QColor color;
    QString text;
};

class ChartLegend : public QGraphicsItem {
  public:
    explicit ChartLegend(QGraphicsItem *parent);

    void setSigns(std::vector<LegendSign> signs, const QFont &font, const QColor &textColor);
    // Lays the signs out in this width; the height they take.
    double layoutTo(double width);

    QRectF boundingRect() const override { return {QPointF(0, 0), m_size}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

  private:
    std::vector<LegendSign> m_signs;
    std::vector<QRectF> m_places;
    QFont m_font;
    QColor m_textColor;
    QSizeF m_size;
};

}  // namespace lexicell::ui
