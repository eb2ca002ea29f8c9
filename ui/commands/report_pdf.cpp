#include "ui/commands/report_pdf.h"

#include <QBuffer>
#include <QImageReader>
#include <QMarginsF>
#include <QPageSize>
#include <QPdfWriter>
#include <QTextDocument>
#include <QThread>
#include <QUrl>

#include <memory>

namespace lexicell::ui {

namespace {

constexpr int pictureScale = 3;  // pixels of a picture for one of the drawing, so that it is sharp in print
constexpr double marginMillimeters = 15;

QImage pictureOf(const QString &svg)
{
    QByteArray bytes = svg.toUtf8();
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize(reader.size() * pictureScale);
    return reader.read();
}

// QTextDocument draws no SVG: each drawing is replaced by a picture of the same size on the page.
QString withPictures(const QString &html, QTextDocument &document)
{
    const QString begin = QStringLiteral("<svg"), end = QStringLiteral("</svg>");
    QString result;
    qsizetype from = 0;
    for (int number = 1;; ++number) {
        const qsizetype at = html.indexOf(begin, from), stop = at < 0 ? -1 : html.indexOf(end, at);
        if (stop < 0) return result + html.mid(from);
        const QString svg = html.mid(at, stop + end.size() - at), name = QStringLiteral("figure-%1").arg(number);
        const QImage picture = pictureOf(svg);
        result += html.mid(from, at - from);
        if (!picture.isNull()) {
            document.addResource(QTextDocument::ImageResource, QUrl(name), picture);
            result += QStringLiteral("<p><img src=\"%1\" width=\"%2\" height=\"%3\"></p>")
                          .arg(name)
                          .arg(picture.width() / pictureScale)
                          .arg(picture.height() / pictureScale);
        }
        from = stop + end.size();
    }
}

}  // namespace

static std::string pdfOf(const std::string &html)
{
    QTextDocument document;
    document.setHtml(withPictures(QString::fromStdString(html), document));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator(QStringLiteral("Lexicell"));
    writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(marginMillimeters, marginMillimeters, marginMillimeters, marginMillimeters),
                          QPageLayout::Millimeter);
    document.print(&writer);
    buffer.close();
    return bytes.toStdString();
}

std::string pdfOfPage(const std::string &html)
{
    std::string pdf;
    // A document keeps timers, which no thread but Qt's own can have.
    const std::unique_ptr<QThread> thread(QThread::create([&] { pdf = pdfOf(html); }));
    thread->start();
    thread->wait();
    return pdf;
}

void makePdfs(std::vector<models::tasks::TextFile> &files)
{
    for (models::tasks::TextFile &file : files)
        if (file.path.extension() == ".pdf") file.text = pdfOfPage(file.text);
}

}  // namespace lexicell::ui
