// What the map draws, looked at through its pixels; a million cells; figures. Needs OpenGL: runs under xvfb-run.
#include "tests/ui/scatter_fixture.h"

#include "ui/look/palettes.h"

#include <QVBoxLayout>

class TestScatterView : public QObject, private ScatterFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openView(); }
    void cleanup() { closeView(); }

    void isDrawnByOpenGlHere() { QVERIFY2(m_view->drawnByOpenGl(), "this test is about the OpenGL path: run it under xvfb-run"); }

    void pointsAreDrawnWhereToWidgetSays()
    {
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor("#d62728")));
        QVERIFY(near(colorAt(*m_view, 1, 0), QColor("#1f77b4")));
        QVERIFY(near(colorAt(*m_view, 2, 1), QColor("#279e68")));
        QVERIFY(near(colorAt(*m_view, 2, 2), lexicell::ui::missingColor(false)));
        QVERIFY(near(colorAt(*m_view, 0.5, 0.5), QColor(Qt::white)));
        // y grows upwards
        QVERIFY(m_view->toWidget(0, 2).y() < m_view->toWidget(0, 0).y());
        const QPointF there = m_view->toData(m_view->toWidget(1.25, 0.75));
        QVERIFY(std::hypot(there.x() - 1.25, there.y() - 0.75) < 1e-9);
    }

    void largePointsAreRound()
    {
        m_view->setPointSize(40);
        const QPointF middle = m_view->toWidget(1, 1);
        const QImage shot = m_view->grab().toImage();
        QVERIFY(near(shot.pixelColor((middle + QPointF(17, 0)).toPoint()), QColor("#1f77b4")));
        QVERIFY(near(shot.pixelColor((middle + QPointF(17, 17)).toPoint()), QColor(Qt::white)));
    }

    void processorAndCardDrawTheSamePicture()
    {
        const QImage card = m_view->grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QImage processor = m_view->grabImage().convertToFormat(QImage::Format_RGB32);
        QCOMPARE(card.size(), processor.size());
        int different = 0;
        for (int y = 0; y < card.height(); ++y)
            for (int x = 0; x < card.width(); ++x)
                if (!near(card.pixelColor(x, y), processor.pixelColor(x, y), 40)) ++different;
        QVERIFY2(different < 20, qPrintable(QString("%1 pixels differ").arg(different)));
    }

    void selectionDimsTheOthersAndRecolorsNone()
    {
        m_view->setSelection({0, 0, 0, 0, 1, 0, 0, 0, 0});
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 1, 1), QColor("#1f77b4")));
        const QColor other = colorAt(*m_view, 0, 0);
        QVERIFY(!near(other, QColor("#d62728"), 40));
        QVERIFY(!near(other, QColor(Qt::white), 6));  // still there
        m_view->setSelection({});
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor("#d62728")));
    }

    void valuesUseTheMapAndMissingIsGray()
    {
        m_view->setValues({0, 1, 2, 3, 4, 5, 6, 7, NAN}, "viridis", 0, 7);
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor(0x44, 0x01, 0x54)));
        QVERIFY(near(colorAt(*m_view, 1, 2), QColor(0xfd, 0xe7, 0x25)));
        QVERIFY(near(colorAt(*m_view, 2, 2), lexicell::ui::missingColor(false)));
    }

    void highValuesAreOnTop()
    {
        m_view->setPoints({0, 0, 0, 0, 0, 0, 0, 0});
        m_view->setValues({1, 9, NAN, 3}, "viridis", 0, 9);
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor(0xfd, 0xe7, 0x25)));
    }

    void darkGroundAndMissingCoordinates()
    {
        m_view->setPoints({0, 0, NAN, 1, 2, 2});
        m_view->setUniformColor();
        m_view->setDark(true);
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 1, 1), lexicell::ui::darkTheme().map));
        QVERIFY(near(colorAt(*m_view, 2, 2), lexicell::ui::uniformColor(true)));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2}));
    }

    void resizeKeepsAllInSightAndReparentKeepsDrawing()
    {
        m_view->resize(700, 300);
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor("#d62728")));
        QVERIFY(near(colorAt(*m_view, 2, 1), QColor("#279e68")));
        QVERIFY(m_view->rect().contains(m_view->toWidget(2, 2).toPoint()));
        QWidget other;
        other.resize(500, 500);
        auto *column = new QVBoxLayout(&other);
        column->addWidget(m_view.get());
        other.show();
        QVERIFY(QTest::qWaitForWindowExposed(&other));
        QVERIFY(near(colorAt(*m_view, 0, 0), QColor("#d62728")));
        m_view->hide();
        m_view->show();
        QVERIFY(near(colorAt(*m_view, 1, 0), QColor("#1f77b4")));
        m_view->setParent(nullptr);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(near(colorAt(*m_view, 1, 1), QColor("#1f77b4")));
    }

    void millionCellsAreSetAndSelected()
    {
        const std::size_t cells = 1'000'000;
        std::vector<std::int32_t> codes;
        std::vector<float> xy = gaussianBlobs(cells, 12, &codes);
        std::vector<std::uint8_t> expected(cells, 0);
        m_view->setPointSize(0);
        m_view->setPoints(xy);
        m_view->setCategories(codes, lexicell::ui::scanpyPalette20());
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->shownRegion().isEmpty() && m_view->shownRegion().width() > 10, 20000);
        m_view->settle();
        m_view->setTool(Tool::Rectangle);
        const QPointF from = m_view->toWidget(-2, 3), to = m_view->toWidget(4, -1);
        drag(*m_view, {from, (from + to) / 2, to});
        QTRY_COMPARE_WITH_TIMEOUT(m_drawn->count(), 1, 20000);
        const QRectF box = QRectF(m_view->toData(from.toPoint()), m_view->toData(to)).normalized();
        // Press and release are whole pixels, so compare with the box they span.
        std::int64_t inside = 0, border = 0;
        const double pixel = 1.5 / (m_view->toWidget(1, 0).x() - m_view->toWidget(0, 0).x());
        for (std::size_t i = 0; i < cells; ++i) {
            const QPointF at(xy[2 * i], xy[2 * i + 1]);
            if (box.adjusted(pixel, pixel, -pixel, -pixel).contains(at)) ++inside;
            else if (box.adjusted(-pixel, -pixel, pixel, pixel).contains(at)) ++border;
        }
        const auto found = static_cast<std::int64_t>(lastDrawn().size());
        QVERIFY(found >= inside && found <= inside + border);
        QVERIFY(inside > 10000);
    }

    void largeMapsAreThinnedWhileMovingAndWholeAgainAtRest()
    {
        std::mt19937 random(1);
        std::uniform_real_distribution<float> place(0, 1);
        std::vector<float> xy(2 * 300'000);
        for (float &value : xy) value = place(random);
        m_view->setPoints(xy);
        m_view->setUniformColor();
        m_view->setPointSize(1);
        m_view->settle();
        const auto inked = [this] {
            const QImage shot = m_view->grab().toImage();
            int count = 0;
            for (int y = 0; y < shot.height(); ++y)
                for (int x = 0; x < shot.width(); ++x) count += shot.pixelColor(x, y).lightness() < 250;
            return count;
        };
        // 300,000 random points cover 92 % of 344 x 344 pixels, half of them 72 %.
        QVERIFY(inked() > 100'000);
        // However fast this machine is: before the first whole frame is measured, motion is thinned by number.
        m_view->setPoints(xy);
        m_view->settle();
        drag(*m_view, {{200, 200}, {205, 205}, {210, 210}}, Qt::NoModifier, Qt::RightButton);
        const int moving = inked();
        QVERIFY2(moving < 92'000 && moving > 78'000, qPrintable(QString::number(moving)));
        QTRY_VERIFY(inked() > 100'000);
    }

    void figuresAreWritten_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {"png", "svg", "pdf"}) QTest::newRow(suffix) << QString(suffix);
    }
    void figuresAreWritten()
    {
        QFETCH(QString, suffix);
        QTemporaryDir folder;
        const QString file = folder.filePath("map." + suffix);
        lexicell::ui::FigureOptions options;
        options.title = "UMAP <of> nine";
        options.simulated = true;
        options.dpi = 150;
        options.legend.entries = {{0, "T & B", QColor("#d62728"), 3, 0, false}};
        m_view->setAxisNames("UMAP 1", "UMAP 2");
        VERIFY_OK(m_view->exportFigure(file, options));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray bytes = written.readAll();
        if (suffix == "svg") {
            QVERIFY(bytes.contains(">UMAP 1</text>"));
            QVERIFY(bytes.contains("UMAP &lt;of&gt; nine</text>"));
            QVERIFY(bytes.contains(">T &amp; B</text>"));
            QVERIFY(bytes.contains("n = 9 cells"));
            QVERIFY(bytes.contains("simulated data"));
            QCOMPARE(bytes.count("<circle"), 9 + 1);  // cells and the legend's swatch
        } else if (suffix == "png") {
            const QImage image = QImage::fromData(bytes);
            QCOMPARE(image.dotsPerMeterX(), qRound(150 / 0.0254));
            QVERIFY(image.text("Description").contains("n = 9 cells"));
        } else {
            QVERIFY(bytes.startsWith("%PDF"));
        }
        QVERIFY(!m_view->exportFigure(folder.filePath("no/such/folder/map." + suffix), options).ok());
    }

    void dyingWhileWorkIsUnderWayIsSafe()
    {
        m_view->setPoints(gaussianBlobs(300'000, 5));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {{20, 20}, {200, 200}, {380, 380}});
        m_drawn.reset();
        m_view.reset();
        QTest::qWait(400);
    }
};

QTEST_MAIN(TestScatterView)
#include "tst_scatter_view.moc"
