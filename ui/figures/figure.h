// A figure as a list of plain shapes in device-independent pixels: made once, painted on the screen, into a PNG or PDF, or
// written as SVG whose text stays text. Items are drawn in order.
#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <variant>
#include <vector>

class QPainter;

namespace lexicell::ui {

struct FigureText {
    QPointF at;  // the vertical middle of the text
    QString text;
    double pixelSize = 12;
    bool bold = false;
    Qt::AlignmentFlag align = Qt::AlignLeft;  // AlignLeft, AlignHCenter, AlignRight of `at`
    QColor color;
    QColor halo;           // invalid: none
    bool upwards = false;  // turned by 90 degrees, reading upwards
};
struct FigureBox {
    QRectF box;
    QColor fill;
    double radius = 0;
    QColor line;  // invalid: none
};
struct FigureDisc {
    QPointF center;
    double radius = 1;
    QColor fill;
};
struct FigureLine {
    QPointF from, to;
    QColor color;
    double width = 1;
};
struct FigurePolygon {
    QPolygonF points;  // closed
    QColor fill;
    QColor line;  // invalid: none
};
struct FigureImage {
    QRectF box;
    QImage image;
};
using FigureItem = std::variant<FigureText, FigureBox, FigureDisc, FigureLine, FigurePolygon, FigureImage>;

struct Figure {
    QSizeF size;  // 96 pixels to the inch
    QColor ground;
    QString title, description;  // kept in the file's own metadata
    std::vector<FigureItem> items;
};

void moveItem(FigureItem &item, const QPointF &by);
void paintItem(QPainter &painter, const FigureItem &item);
void paintFigure(QPainter &painter, const Figure &figure);
QByteArray figureToSvg(const Figure &figure, double zoom = 1);

// Width of a text in pixels, in the font of figures.
double textWidth(const QString &text, double pixelSize, bool bold);
// Its lines where words are broken at `width` pixels; a longer word has a line of its own.
QStringList wrappedText(const QString &text, double pixelSize, bool bold, double width);
QString elided(const QString &text, double pixelSize, double width);

}  // namespace lexicell::ui
