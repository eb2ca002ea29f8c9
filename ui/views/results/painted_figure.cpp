#include "ui/views/results/painted_figure.h"

#include "core/files/atomic_file.h"
#include "ui/figures/figure_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double padding = 16, gap = 8, titlePixels = 16, captionPixels = 11;
constexpr int dpi = 300, pdfResolution = 1200;
constexpr double pointsPerInch = 72, inchesPerMeter = 1000 / 25.4;

QFont fontOf(double pixels, bool bold)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(qRound(pixels));
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

// The picture with its title above and its caption below.
class Sheet {
  public:
    explicit Sheet(const PaintedFigure &figure) : m_figure(figure)
    {
        m_titleHeight = heightOf(figure.title, titlePixels, true);
        m_captionHeight = heightOf(figure.caption, captionPixels, false);
        m_size = QSizeF(figure.size.width() + 2 * padding, figure.size.height() + m_titleHeight + m_captionHeight + 2 * padding);
    }

    QSizeF size() const { return m_size; }

    void paint(QPainter &painter) const
    {
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
        painter.fillRect(QRectF(QPointF(0, 0), m_size), m_figure.ground);
        const QRectF picture(QPointF(padding, padding + m_titleHeight), m_figure.size);
        paintText(painter, m_figure.title, titlePixels, true, padding, m_figure.text);
        painter.save();
        painter.translate(picture.topLeft());
        m_figure.paint(painter);
        painter.restore();
        paintText(painter, m_figure.caption, captionPixels, false, picture.bottom() + gap, m_figure.mutedText);
    }

  private:
    static constexpr int flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;

    QRectF boundsOf(const QString &text, double pixels, bool bold) const
    {
        const QRectF space(padding, 0, m_figure.size.width(), 1e6);
        return QFontMetricsF(fontOf(pixels, bold)).boundingRect(space, flags, text);
    }
    double heightOf(const QString &text, double pixels, bool bold) const
    {
        return text.isEmpty() ? 0 : std::ceil(boundsOf(text, pixels, bold).height()) + gap;
    }
    void paintText(QPainter &painter, const QString &text, double pixels, bool bold, double top, const QColor &color) const
    {
        if (text.isEmpty()) return;
        painter.setFont(fontOf(pixels, bold));
        painter.setPen(color);
        painter.drawText(QRectF(padding, top, m_figure.size.width(), boundsOf(text, pixels, bold).height() + 2), flags, text);
    }

    const PaintedFigure &m_figure;
    double m_titleHeight = 0, m_captionHeight = 0;
    QSizeF m_size;
};

QByteArray pngOf(const Sheet &sheet, const PaintedFigure &figure)
{
    const double scale = dpi / figurePixelsPerInch;
    QImage image((sheet.size() * scale).toSize(), QImage::Format_RGB32);
    if (image.isNull()) return {};
    QPainter painter(&image);
    painter.scale(scale, scale);
    sheet.paint(painter);
    painter.end();
    image.setDotsPerMeterX(qRound(dpi * inchesPerMeter));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    image.setText(QStringLiteral("Title"), figure.title);
    image.setText(QStringLiteral("Description"), figure.caption);
    image.setText(QStringLiteral("Software"), QStringLiteral("Lexicell"));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray svgOf(const Sheet &sheet, const PaintedFigure &figure)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(sheet.size().toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), sheet.size()));
    generator.setResolution(static_cast<int>(figurePixelsPerInch));
    generator.setTitle(figure.title.toHtmlEscaped());  // Qt writes both as they come
    generator.setDescription(figure.caption.toHtmlEscaped());
    QPainter painter(&generator);
    sheet.paint(painter);
    painter.end();
    return bytes;
}

QByteArray pdfOf(const Sheet &sheet, const PaintedFigure &figure)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator(QStringLiteral("Lexicell"));
    writer.setTitle(figure.title);
    const QSizeF points = sheet.size() * pointsPerInch / figurePixelsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(pdfResolution);
    QPainter painter(&writer);
    painter.scale(pdfResolution / figurePixelsPerInch, pdfResolution / figurePixelsPerInch);
    sheet.paint(painter);
    painter.end();
    return bytes;
}

QString translated(const char *text) { return QCoreApplication::translate("figure", text); }

}  // namespace

Result<void> savePaintedFigure(const PaintedFigure &figure, const QString &file)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    const Sheet sheet(figure);
    QByteArray bytes;
    if (suffix == QStringLiteral("png")) bytes = pngOf(sheet, figure);
    else if (suffix == QStringLiteral("svg")) bytes = svgOf(sheet, figure);
    else if (suffix == QStringLiteral("pdf")) bytes = pdfOf(sheet, figure);
    else
        return Error{
            errors::badOption,
            translated("%1 is no kind of figure this program writes: name it .png, .svg or .pdf.").arg(file).toStdString()};
    if (bytes.isEmpty())
        return Error{errors::outOfMemory,
                     translated("There is not enough memory to paint the figure %1.").arg(file).toStdString()};
    return files::writeTextFile(file.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

}  // namespace lexicell::ui
