#include "ui/views/figure_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

namespace lexicell::ui {
namespace {

constexpr double millimetresPerInch = 25.4, pointsPerInch = 72;
constexpr int pdfResolution = 1200;

Error problem(ErrorKind kind, const char *errorClass, const QString &message)
{
    return {kind, errorClass, message.toStdString(), {}};
}

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
    image.setDotsPerMeterX(qRound(options.dpi / millimetresPerInch * 1000));
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

double zoomToWidth(const Figure &figure, double millimetres)
{
    return millimetres / millimetresPerInch * figurePixelsPerInch / figure.size.width();
}

Result<void> saveFigure(const Figure &figure, const FigureFileOptions &options, const QString &file)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    QByteArray bytes;
    if (suffix == "png") bytes = pngBytes(figure, options);
    else if (suffix == "svg") bytes = figureToSvg(figure, options.zoom);
    else if (suffix == "pdf") bytes = pdfBytes(figure, options.zoom);
    else
        return problem(ErrorKind::Usage, "bad_option",
                       text("%1 is no kind of figure this program writes: name it .png, .svg or .pdf.").arg(file));
    if (bytes.isEmpty())
        return problem(ErrorKind::OutOfMemory, "out_of_memory",
                       text("The figure %1 is too large for the memory of this machine: choose fewer dots per inch.").arg(file));
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit())
        return problem(ErrorKind::Resource, "not_writable",
                       text("The figure could not be written to %1: %2. Choose another folder.").arg(file, target.errorString()));
    return {};
}

}  // namespace lexicell::ui
