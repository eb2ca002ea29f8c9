#include "ui/figures/figure_file.h"

#include "core/files/atomic_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

namespace lexicell::ui {
namespace {

constexpr double millimetersPerInch = 25.4, pointsPerInch = 72;
constexpr int pdfResolution = 1200;

Error problem(const ErrorClass &of, const QString &message) { return {of, message.toStdString()}; }

QString text(const char *source) { return QCoreApplication::translate("figure", source); }

QByteArray pngBytes(const Figure &figure, const FigureFileOptions &options)
{
    const double scale = options.dpi / figurePixelsPerInch * options.zoom;
    QImage image((figure.size * scale).toSize(), QImage::Format_RGB32);
    if (image.isNull()) return {};
    image.fill(figure.ground.isValid() ? figure.ground : QColor(Qt::white));
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintFigure(painter, figure);
    painter.end();
    image.setDotsPerMeterX(qRound(options.dpi / millimetersPerInch * 1000));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    image.setText("Title", figure.title);
    image.setText("Description", figure.description);
    image.setText("Software", "Lexicell");
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray pdfBytes(const Figure &figure, double zoom)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator("Lexicell");
    writer.setTitle(figure.title);
    const QSizeF points = figure.size * zoom * pointsPerInch / figurePixelsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(pdfResolution);
    QPainter painter(&writer);
    painter.scale(zoom * pdfResolution / figurePixelsPerInch, zoom * pdfResolution / figurePixelsPerInch);
    paintFigure(painter, figure);
    painter.end();
    return bytes;
}

}  // namespace

double zoomToWidth(const Figure &figure, double millimeters)
{
    return millimeters / millimetersPerInch * figurePixelsPerInch / figure.size.width();
}

Result<void> saveFigure(const Figure &figure, const FigureFileOptions &options, const QString &file)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    QByteArray bytes;
    if (suffix == "png") bytes = pngBytes(figure, options);
    else if (suffix == "svg") bytes = figureToSvg(figure, options.zoom);
    else if (suffix == "pdf") bytes = pdfBytes(figure, options.zoom);
    else
        return problem(errors::badOption,
                       text("%1 does not name a kind of figure. Use the ending .png, .svg or .pdf.").arg(file));
    if (bytes.isEmpty())
        return problem(errors::outOfMemory,
                       text("The figure %1 is too large for the memory of this machine: choose fewer dots per inch.").arg(file));
    return files::writeTextFile(file.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

}  // namespace lexicell::ui
