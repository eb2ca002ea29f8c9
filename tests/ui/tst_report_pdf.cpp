// A page with drawings as PDF: a document with pictures, and only for files that ask for it.
#include "models/tasks/compare/interval_figure.h"
#include "ui/commands/report_pdf.h"

#include <QTest>

using namespace lexicell;
using namespace lexicell::ui;

class TestReportPdf : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void drawingsBecomePictures()
    {
        const std::string drawing =
            models::tasks::intervalFigure("accuracy", {{"model", models::tasks::MethodKind::Model, {3, 0.5, {0.4, 0.6}}}}, 0.45);
        const std::string plain = pdfOfPage("<html><head><title>T</title></head><body><h1>Models</h1></body></html>");
        const std::string drawn =
            pdfOfPage("<html><head><title>T</title></head><body><h1>Models</h1>" + drawing + "</body></html>");
        QVERIFY(plain.starts_with("%PDF-") && drawn.starts_with("%PDF-"));
        QVERIFY(drawn.find("/Image") != std::string::npos && plain.find("/Subtype /Image") == std::string::npos);
    }

    void onlyWhereItIsAskedFor()
    {
        std::vector<models::tasks::TextFile> files{{"page.html", "<p>one</p>"}, {"page.pdf", "<p>one</p>"}};
        makePdfs(files);
        QCOMPARE(files[0].text, std::string("<p>one</p>"));
        QVERIFY(files[1].text.starts_with("%PDF-"));
    }
};

QTEST_MAIN(TestReportPdf)
#include "tst_report_pdf.moc"
