// The map without OpenGL (Qt's offscreen platform): the same picture, selection and figures, drawn on the processor.
#include "tests/support/fixtures.h"

#include "ui/views/scatter/point_raster.h"
#include "ui/views/scatter/scatter_view.h"

#include <QSignalSpy>

using namespace lexicell::ui;

class TestScatterRaster : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void drawsAndSelects()
    {
        qRegisterMetaType<std::vector<std::int64_t>>("std::vector<std::int64_t>");
        ScatterView view;
        view.resize(300, 300);
        view.setPoints({0, 0, 1, 0, 1, 1});
        view.setCategories({0, 1, -1}, {QColor("#d62728"), QColor("#1f77b4")});
        view.setPointSize(10);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.settle();
        const QImage shot = view.grab().toImage();
        QCOMPARE(shot.pixelColor(view.toWidget(0, 0).toPoint()), QColor("#d62728"));
        QCOMPARE(shot.pixelColor(view.toWidget(1, 0).toPoint()), QColor("#1f77b4"));

        QSignalSpy drawn(&view, &ScatterView::selectionDrawn);
        view.setTool(ScatterView::Tool::Rectangle);
        const QPoint from = view.toWidget(0.5, 1.05).toPoint(), to = view.toWidget(1.05, -0.05).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, from);
        QTest::mouseMove(&view, (from + to) / 2);
        QTest::mouseMove(&view, to);
        QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, to);
        QCOMPARE(drawn.count(), 1);
        QCOMPARE(drawn.at(0).at(0).value<std::vector<std::int64_t>>(), (std::vector<std::int64_t>{1, 2}));
    }

    void anyPixelRatio_data()
    {
        QTest::addColumn<double>("ratio");
        for (const double ratio : {1.0, 1.5, 2.0, 6.25}) QTest::addRow("%g", ratio) << ratio;
    }
    void anyPixelRatio()
    {
        QFETCH(double, ratio);
        ScatterView view;
        view.resize(240, 150);
        view.setPoints({0, 0, 1, 1});
        view.setPointSize(8);
        const QImage image = view.grabImage(ratio);
        QCOMPARE(image.size(), QSize(qRound(240 * ratio), qRound(150 * ratio)));
        QVERIFY(image.pixelColor((view.toWidget(1, 1) * ratio).toPoint()).lightness() < 200);
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white));
    }

    void nothingToDrawIsNoTrouble()
    {
        ScatterView view;
        view.resize(160, 160);
        QCOMPARE(view.grabImage().size(), QSize(160, 160));
        view.setPoints({});
        view.setCategories({}, {});
        view.setSelection({});
        view.zoomToFit();
        view.zoomToSelection();
        QCOMPARE(view.grabImage().pixelColor(80, 80), QColor(Qt::white));
        view.setPoints({3, 4});  // one cell, no longer colored by the empty categories
        view.setUniformColor();
        const QImage one = view.grabImage();
        QVERIFY(one.pixelColor(view.toWidget(3, 4).toPoint()).lightness() < 200);
    }

    void discsHaveSmoothRimsAndTheRightArea()
    {
        PointCloud cloud;
        cloud.vertices = {{0, 0, 0, 0, 0, 255}};
        Viewport viewport;
        viewport.size = QSizeF(64, 64);
        const QImage image = rasterizePoints(cloud, viewport, {1, 20, Qt::white});
        double ink = 0;
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x) ink += 1 - image.pixelColor(x, y).lightnessF();
        QVERIFY2(std::abs(ink - 3.14159 * 100) < 4, qPrintable(QString::number(ink)));
    }
};

QTEST_MAIN(TestScatterRaster)
#include "tst_scatter_raster.moc"
