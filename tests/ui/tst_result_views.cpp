// Views of the results of tasks: what they look like, export and list. Pictures of each in both themes are kept for looking at:
// build/…/pictures/result-*.png.
#include "tests/ui/result_window.h"

#include "models/tasks/result_files.h"
#include "ui/views/results/result_table_model.h"
#include "ui/views/results/table_page.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSvgRenderer>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestResultViews : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void pictures_data()
    {
        results({"table", "graph", "small-graph", "ranking", "short-ranking", "heatmap", "diverging-heatmap", "large-heatmap",
                 "curves", "empty-table", "empty-graph", "empty-ranking", "empty-heatmap", "empty-curves"});
    }
    void pictures()
    {
        QFETCH(QString, name);
        Shown shown(named(name));
        keepPicture(name, shown.window.grab().toImage());
        if (auto *pages = shown.view->findChild<QTabWidget *>()) {
            pages->setCurrentIndex(1);
            QTest::qWait(20);
            keepPicture(name + "-page2", shown.window.grab().toImage());
            pages->setCurrentIndex(0);
        }
        // A change of theme dresses what is there.
        applyTheme(*qApp, ThemeMode::Dark);
        QTest::qWait(30);
        keepPicture(name, shown.window.grab().toImage());
        const QRgb corner = shown.window.grab().toImage().pixel(2, shown.window.height() - 4);
        QVERIFY2(qGray(corner) < 80, "the dark theme has a light ground");
    }

    void narrow_data() { results({"table", "graph", "ranking", "heatmap", "curves"}); }
    void narrow()
    {
        QFETCH(QString, name);
        Shown shown(named(name), {640, 360});
        keepPicture(name + "-narrow", shown.window.grab().toImage());
    }

    void noViewOfDataAndFolders()
    {
        QVERIFY(!makeResultView({"Embed", {}, shared(tasks::DatasetChange{})}, nullptr));
        QVERIFY(!makeResultView({"Fine-tune", {}, shared(tasks::CheckpointFolder{"/x"})}, nullptr));
        QVERIFY(!makeResultView({"Nothing", {}, nullptr}, nullptr));
    }

    void csvIsTheResults_data()
    {
        results({"table", "graph", "ranking", "heatmap", "curves", "empty-table", "empty-graph", "empty-ranking"});
    }
    void csvIsTheResults()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        const auto result = named(name);
        std::unique_ptr<View> view(makeResultView({"Result", {}, result}, nullptr));
        QVERIFY(view->exportKinds().contains("csv"));
        VERIFY_OK(view->exportTo(folder.filePath("result.CSV")));
        QCOMPARE(contentOf(folder.filePath("result.CSV")), QByteArray::fromStdString(tasks::resultCsv(*result)));
    }

    void figuresAreFiles_data() { results({"graph", "ranking", "heatmap", "diverging-heatmap", "curves"}); }
    void figuresAreFiles()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        Shown shown(named(name));
        QStringList kinds{"png", "svg", "pdf", "csv"};
        if (name == "graph")
            kinds << "graphml"
                  << "gexf";
        QCOMPARE(shown.view->exportKinds(), kinds);
        for (const QString kind : {"png", "svg", "pdf"}) {
            VERIFY_OK(shown.view->exportTo(folder.filePath("figure." + kind)));
            QVERIFY(QFile::exists(folder.filePath("figure." + kind)));
            const QString kept = pictureFolder() + "/result-figure-" + name + "." + kind;
            QFile::remove(kept);
            QVERIFY(QFile::copy(folder.filePath("figure." + kind), kept));
        }
        const QByteArray pdf = contentOf(folder.filePath("figure.pdf"));
        QVERIFY(pdf.startsWith("%PDF") && pdf.contains("/FontFile"));  // text as text
        QSvgRenderer renderer(folder.filePath("figure.svg"));
        QImage picture(renderer.defaultSize(), QImage::Format_RGB32);
        QPainter painter(&picture);
        renderer.render(&painter);
        painter.end();
        keepPicture("figure-svg-" + name, picture);
        const QByteArray drawing = contentOf(folder.filePath("figure.svg"));
        QVERIFY(!drawing.contains("paint-order"));  // not every viewer knows it: a halo is a text of its own below the text
        QCOMPARE(drawing.contains("aria-hidden"), name == "graph");
        QXmlStreamReader svg(drawing);
        QStringList texts;
        while (!svg.atEnd())
            if (svg.readNext() == QXmlStreamReader::StartElement && svg.name() == u"text")
                texts << svg.readElementText().trimmed();
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        QVERIFY(texts.size() > 10);
        QVERIFY2(texts.join(' ').contains("Knock out genes"), qPrintable(texts.join(' ')));
        const QString gene = name == "curves" ? "scGPT, frozen" : name == "graph" ? "LYZ" : "CD3E";
        QVERIFY2(texts.contains(gene), qPrintable(texts.join(' ')));
    }

    void figureOfWhatWasNeverShown_data() { results({"graph", "ranking", "heatmap", "curves"}); }
    void figureOfWhatWasNeverShown()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        std::unique_ptr<View> view(makeResultView({"Result", "n = 12", named(name)}, nullptr));
        VERIFY_OK(view->exportTo(folder.filePath("figure.png")));
        const QImage image(folder.filePath("figure.png"));
        QVERIFY(image.width() > 900 && image.height() > 600);
        keepPicture("unshown-" + name, image.scaledToWidth(800, Qt::SmoothTransformation));
    }

    // Modules are the colors of the nodes, and columns of the nodes are a table of their own.
    void nodesWithColumns()
    {
        tasks::Graph network = graph(40, 60);
        std::vector<std::int64_t> modules;
        for (std::size_t node = 0; node < network.nodes.size(); ++node)
            modules.push_back(static_cast<std::int64_t>(node % 4) - 1);
        network.nodeColumns = {{"module", modules}};
        Shown shown(shared(network));
        auto *pages = shown.view->findChild<QTabWidget *>();
        QCOMPARE(pages->count(), 3);
        keepPicture("modules", shown.window.grab().toImage());
        pages->setCurrentIndex(2);
        const QJsonObject state = shown.view->state();
        QCOMPARE(state["page"].toString(), QString("nodes"));
        pages->setCurrentIndex(0);
        shown.view->restore(state);
        QCOMPARE(pages->currentIndex(), 2);
        QCOMPARE(pages->widget(2)->findChild<QTableView *>()->model()->rowCount(), 40);
        QVERIFY(shown.view->caption().contains("modules"));
        QTemporaryDir folder;
        for (const QString kind : {"graphml", "gexf"}) {
            VERIFY_OK(shown.view->exportTo(folder.filePath("network." + kind)));
            QVERIFY(contentOf(folder.filePath("network." + kind)).contains("module"));
        }
    }

    void exportsThatFail()
    {
        Shown shown(named("ranking"));
        QCOMPARE(shown.view->exportTo("/tmp/figure.tiff").error().errorClass, std::string("bad_option"));
        QCOMPARE(shown.view->exportTo("/nowhere/at/all/figure.svg").error().errorClass, std::string("not_writable"));
        std::unique_ptr<View> empty(makeResultView({"Result", {}, named("empty-graph")}, nullptr));
        QCOMPARE(empty->exportKinds(), (QStringList{"csv", "graphml", "gexf"}));
        QVERIFY(!empty->exportTo("/tmp/figure.png").ok());
    }

    void tableSortsByValue()
    {
        Shown shown(named("table"));
        auto *table = shown.child<QTableView>("resultTable");
        const QAbstractItemModel *rows = table->model();
        QCOMPARE(rows->index(0, 0).data().toString(), QString("CD3E"));  // the result's own order
        const auto clickHeading = [table](int column) {
            const QPoint at(table->columnViewportPosition(column) + 10, table->horizontalHeader()->height() / 2);
            QTest::mouseClick(table->horizontalHeader()->viewport(), Qt::LeftButton, {}, at);
        };
        const auto first = [rows](int column) { return rows->index(0, column).data(Qt::ToolTipRole).toString().toDouble(); };
        clickHeading(2);  // p: "9e-12" before "0.3"
        const double least = first(2);
        clickHeading(2);
        QVERIFY(least < 1e-8 && first(2) > 0.1);
        QVERIFY(rows->index(rows->rowCount() - 1, 2).data(Qt::ToolTipRole).toString().toDouble() == least);
        // A missing value is last in both directions.
        for (int i = 0; i < 2; ++i) {
            clickHeading(1);
            QCOMPARE(rows->index(rows->rowCount() - 1, 1).data().toString(), QString("NA"));
        }
        clickHeading(1);
        QCOMPARE(rows->index(0, 0).data().toString(), QString("CD3E"));
        QCOMPARE(rows->index(0, 3).data(Qt::TextAlignmentRole).toInt(), int(Qt::AlignRight | Qt::AlignVCenter));
        QCOMPARE(rows->headerData(3, Qt::Horizontal).toString(), QString("n_cells (cells)"));
    }

    void tableIsSearchedAndCopied()
    {
        const auto result = named("table");
        Shown shown(result);
        auto *table = shown.child<QTableView>("resultTable");
        auto *count = shown.child<QLabel>("tableCount");
        QCOMPARE(count->text(), QString("300 rows"));
        QTest::keyClicks(shown.child<QLineEdit>("tableSearch"), "s100a");
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(count->text(), QString("2 of 300 rows"));
        table->setFocus();
        table->selectAll();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].section('\t', 0, 0), QString("S100A8"));
        const QStringList csv = QString::fromStdString(tasks::resultCsv(*result)).split('\n');
        QCOMPARE(lines[0], csv.filter("S100A8")[0].replace(',', '\t'));
        shown.child<QLineEdit>("tableSearch")->setText("no such gene");
        QCOMPARE(table->model()->rowCount(), 0);
        QCOMPARE(count->text(), QString("None of 300 rows contains this"));
    }

    void numbersOfAColumnAlign()
    {
        QCOMPARE(styledText(0.5, numberStyle({0.5, 0.1234567})), QString("0.5000"));
        QCOMPARE(styledText(12.5, numberStyle({12.5, 0.1})), QString("12.50"));
        QCOMPARE(styledText(1234, numberStyle({1234, 7})), QString("1,234"));
        QCOMPARE(styledText(0.31, numberStyle({0.31, 1e-9, -0.2})), QString("0.3100"));
        QCOMPARE(styledText(1e-12, numberStyle({0.5, 1e-12})), QString("1E-12"));
        QCOMPARE(styledText(unknown, numberStyle({0.5})), QString("NA"));
    }

    void largeTableIsFluid()
    {
        std::vector<double> values;
        std::vector<std::string> names;
        Random random(1, 1);
        for (int i = 0; i < 200'000; ++i) {
            values.push_back(random.uniform());
            names.push_back("gene" + std::to_string(i));
        }
        QElapsedTimer timer;
        timer.start();
        TablePage page(shared(tasks::Table{{{"gene", names}, {"score", values}}}));
        const auto made = timer.restart();
        page.findChild<QTableView *>()->sortByColumn(1, Qt::DescendingOrder);
        const auto sorted = timer.restart();
        page.findChild<QLineEdit *>("tableSearch")->setText("gene1999");
        qInfo("200,000 rows: made %lld ms, sorted %lld ms, searched %lld ms", static_cast<long long>(made),
              static_cast<long long>(sorted), static_cast<long long>(timer.elapsed()));
        QCOMPARE(page.findChild<QTableView *>()->model()->rowCount(), 111);
    }
};

QTEST_MAIN(TestResultViews)
#include "tst_result_views.moc"
