#include "ui/figures/figure.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace lexicell::ui {
namespace {

QFont figureFont(double pixelSize, bool bold)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::max(1, qRound(pixelSize)));
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

void paint(QPainter &painter, const FigureText &item)
{
    const QFont font = figureFont(item.pixelSize, item.bold);
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(item.text);
    const double x = item.align == Qt::AlignHCenter ? -width / 2 : item.align == Qt::AlignRight ? -width : 0;
    const QPointF start(x, (metrics.ascent() - metrics.descent()) / 2);
    painter.save();
    painter.translate(item.at);
    if (item.upwards) painter.rotate(-90);
    if (item.halo.isValid()) {
        QPainterPath outline;
        outline.addText(start, font, item.text);
        painter.strokePath(outline, QPen(item.halo, 3.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.setFont(font);
    painter.setPen(item.color);
    painter.drawText(start, item.text);
    painter.restore();
}

void paint(QPainter &painter, const FigureBox &item)
{
    painter.setPen(item.line.isValid() ? QPen(item.line, 1) : QPen(Qt::NoPen));
    painter.setBrush(item.fill.isValid() ? QBrush(item.fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(item.box, item.radius, item.radius);
}

void paint(QPainter &painter, const FigureDisc &item)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(item.fill);
    painter.drawEllipse(item.center, item.radius, item.radius);
}

void paint(QPainter &painter, const FigureLine &item)
{
    painter.setPen(QPen(item.color, item.width, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(item.from, item.to);
}

void paint(QPainter &painter, const FigurePolygon &item)
{
    painter.setPen(item.line.isValid() ? QPen(item.line, 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin) : QPen(Qt::NoPen));
    painter.setBrush(item.fill);
    painter.drawPolygon(item.points);
}

void paint(QPainter &painter, const FigureImage &item) { painter.drawImage(item.box, item.image, QRectF(item.image.rect())); }

QByteArray number(double value) { return QByteArray::number(value, 'f', 2); }

QByteArray colorAttribute(const char *name, const QColor &color)
{
    QByteArray text = " " + QByteArray(name) + "=\"" + color.name().toLatin1() + "\"";
    if (color.alpha() < 255) text += " " + QByteArray(name) + "-opacity=\"" + number(color.alphaF()) + "\"";
    return text;
}

QByteArray svg(const FigureText &item)
{
    const char *anchor = item.align == Qt::AlignHCenter ? "middle" : item.align == Qt::AlignRight ? "end" : "start";
    // The baseline is 0.35 em below the middle. Some SVG readers do not support dominant-baseline.
    const QByteArray where = " transform=\"translate(" + number(item.at.x()) + " " + number(item.at.y()) + ")" +
                             (item.upwards ? " rotate(-90)" : "") + "\" y=\"" + number(0.35 * item.pixelSize) +
                             "\" font-size=\"" + number(item.pixelSize) + "\" text-anchor=\"" + anchor + "\"" +
                             (item.bold ? " font-weight=\"600\"" : "");
    const QByteArray letters = ">" + item.text.toHtmlEscaped().toUtf8() + "</text>\n";
    QByteArray halo;
    // A stroked text below the text: not every viewer and no office program knows paint-order.
    if (item.halo.isValid())
        halo = "<text aria-hidden=\"true\"" + where + colorAttribute("stroke", item.halo) +
               " stroke-width=\"3.5\" stroke-linejoin=\"round\"" + colorAttribute("fill", item.halo) + letters;
    return halo + "<text" + where + colorAttribute("fill", item.color) + letters;
}

QByteArray svg(const FigureBox &item)
{
    return "<rect x=\"" + number(item.box.x()) + "\" y=\"" + number(item.box.y()) + "\" width=\"" + number(item.box.width()) +
           "\" height=\"" + number(item.box.height()) + "\" rx=\"" + number(item.radius) + "\"" +
           (item.fill.isValid() ? colorAttribute("fill", item.fill) : " fill=\"none\"") +
           (item.line.isValid() ? colorAttribute("stroke", item.line) : QByteArray()) + "/>\n";
}

QByteArray svg(const FigureDisc &item)
{
    return "<circle cx=\"" + number(item.center.x()) + "\" cy=\"" + number(item.center.y()) + "\" r=\"" + number(item.radius) +
           "\"" + colorAttribute("fill", item.fill) + "/>\n";
}

QByteArray svg(const FigureLine &item)
{
    return "<line x1=\"" + number(item.from.x()) + "\" y1=\"" + number(item.from.y()) + "\" x2=\"" + number(item.to.x()) +
           "\" y2=\"" + number(item.to.y()) + "\"" + colorAttribute("stroke", item.color) + " stroke-width=\"" +
           number(item.width) + "\" stroke-linecap=\"round\"/>\n";
}

QByteArray svg(const FigurePolygon &item)
{
    QByteArray text = "<polygon points=\"";
    for (const QPointF &point : item.points) text += number(point.x()) + "," + number(point.y()) + " ";
    return text + "\"" + colorAttribute("fill", item.fill) +
           (item.line.isValid() ? colorAttribute("stroke", item.line) : QByteArray()) + "/>\n";
}

QByteArray svg(const FigureImage &item)
{
    QByteArray png;
    QBuffer buffer(&png);
    item.image.save(&buffer, "PNG");
    return "<image x=\"" + number(item.box.x()) + "\" y=\"" + number(item.box.y()) + "\" width=\"" + number(item.box.width()) +
           "\" height=\"" + number(item.box.height()) + "\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64," +
           png.toBase64() + "\"/>\n";
}

}  // namespace

void moveItem(FigureItem &item, const QPointF &by)
{
    struct Move {
        QPointF by;
        void operator()(FigureText &item) const { item.at += by; }
        void operator()(FigureBox &item) const { item.box.translate(by); }
        void operator()(FigureDisc &item) const { item.center += by; }
        void operator()(FigureLine &item) const
        {
            item.from += by;
            item.to += by;
        }
        void operator()(FigurePolygon &item) const { item.points.translate(by); }
        void operator()(FigureImage &item) const { item.box.translate(by); }
    };
    std::visit(Move{by}, item);
}

void paintItem(QPainter &painter, const FigureItem &item)
{
    std::visit([&painter](const auto &shape) { paint(painter, shape); }, item);
}

void paintFigure(QPainter &painter, const Figure &figure)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    if (figure.ground.isValid()) painter.fillRect(QRectF(QPointF(0, 0), figure.size), figure.ground);
    for (const FigureItem &item : figure.items) paintItem(painter, item);
}

QByteArray figureToSvg(const Figure &figure, double zoom)
{
    QByteArray text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
                      "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" +
                      number(figure.size.width() * zoom) + "\" height=\"" + number(figure.size.height() * zoom) +
                      "\" viewBox=\"0 0 " + number(figure.size.width()) + " " + number(figure.size.height()) +
                      "\" font-family=\"" + QGuiApplication::font().family().toHtmlEscaped().toUtf8() +
                      ", Helvetica, Arial, sans-serif\">\n";
    if (!figure.title.isEmpty()) text += "<title>" + figure.title.toHtmlEscaped().toUtf8() + "</title>\n";
    if (!figure.description.isEmpty()) text += "<desc>" + figure.description.toHtmlEscaped().toUtf8() + "</desc>\n";
    if (figure.ground.isValid()) text += svg(FigureBox{QRectF(QPointF(0, 0), figure.size), figure.ground, 0, {}});
    for (const FigureItem &item : figure.items) text += std::visit([](const auto &shape) { return svg(shape); }, item);
    return text + "</svg>\n";
}

double textWidth(const QString &text, double pixelSize, bool bold)
{
    return QFontMetricsF(figureFont(pixelSize, bold)).horizontalAdvance(text);
}

QStringList wrappedText(const QString &text, double pixelSize, bool bold, double width)
{
    QStringList lines;
    for (const QString &paragraph : text.split('\n', Qt::SkipEmptyParts)) {
        QString line;
        for (const QString &word : paragraph.split(' ', Qt::SkipEmptyParts)) {
            const QString longer = line.isEmpty() ? word : line + ' ' + word;
            if (!line.isEmpty() && textWidth(longer, pixelSize, bold) > width) {
                lines << line;
                line = word;
            } else {
                line = longer;
            }
        }
        if (!line.isEmpty()) lines << line;
    }
    return lines;
}

QString elided(const QString &text, double pixelSize, double width)
{
    return QFontMetricsF(figureFont(pixelSize, false)).elidedText(text, Qt::ElideRight, width);
}

}  // namespace lexicell::ui
