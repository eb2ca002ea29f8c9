// Charts: bins and densities against their definitions, the histogram as a filter under a real mouse, vector export.
#include "tests/support/fixtures.h"

#include "ui/theme.h"
#include "ui/views/chart_axes.h"
#include "ui/views/charts.h"
#include "ui/widgets/chart_view.h"
#include "ui/widgets/histogram.h"

#include <QApplication>
#include <QSignalSpy>

#include <cmath>
#include <numeric>
#include <random>

using namespace lexicell::ui;

namespace {

std::vector<float> normalSample(int n, float mean, float deviation)
{
    std::mt19937 random(11);
    std::normal_distribution<float> distribution(mean, deviation);
    std::vector<float> values(static_cast<std::size_t>(n));
    for (float &value : values) value = distribution(random);
    return values;
}

void dragOver(QWidget &widget, double from, double to)
{
    const int y = widget.height() / 2;
    QTest::mousePress(&widget, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(from), y));
    for (int i = 1; i <= 4; ++i) {
        const QPointF at(from + (to - from) * i / 4, y);
        QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(to), y));
}

}  // namespace

class TestCharts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void binsCountEveryValueOnce()
    {
        std::vector<float> values = normalSample(5000, 3, 2);
        values.push_back(NAN);
        const HistogramBins bins = makeBins(values, 40);
        QCOMPARE(bins.counts.size(), std::size_t{40});
        QCOMPARE(bins.total, std::int64_t{5000});
        QCOMPARE(bins.missing, std::int64_t{1});
        QCOMPARE(std::accumulate(bins.counts.begin(), bins.counts.end(), std::int64_t{0}), std::int64_t{5000});
        QVERIFY(bins.edge(0) == bins.low && std::abs(bins.edge(40) - bins.high) < 1e-9);
    }

    void wholeNumbersGetABinEach()
    {
        const HistogramBins bins = makeBins({0, 1, 1, 3, 3, 3});
        QCOMPARE(bins.counts, (std::vector<std::int64_t>{1, 2, 0, 3}));
        QCOMPARE(bins.low, -0.5);
        QCOMPARE(bins.high, 3.5);
    }

    void oddInputsMakeBins()
    {
        QCOMPARE(makeBins({}).total, std::int64_t{0});
        QCOMPARE(makeBins({NAN, NAN}).missing, std::int64_t{2});
        const HistogramBins one = makeBins({2.5f, 2.5f});
        QCOMPARE(std::accumulate(one.counts.begin(), one.counts.end(), std::int64_t{0}), std::int64_t{2});
        QVERIFY(one.high > one.low);
    }

    void selectionIsCountedIntoTheSameBins()
    {
        const std::vector<float> values{0, 1, 1, 3, 3, 3};
        QCOMPARE(countInto(makeBins(values), values, {1, 0, 1, 0, 0, 1}), (std::vector<std::int64_t>{1, 1, 0, 1}));
    }

    void densityIntegratesToOneAndPeaksAtTheMean()
    {
        const auto values = normalSample(4000, 5, 1);
        const int points = 200;
        const auto density = kernelDensity(values, 0, 10, points);
        QCOMPARE(density.size(), std::size_t(points));
        const double area = std::accumulate(density.begin(), density.end(), 0.0) * 10 / (points - 1);
        QVERIFY2(std::abs(area - 1) < 0.01, qPrintable(QString::number(area)));
        const auto peak = std::max_element(density.begin(), density.end()) - density.begin();
        QVERIFY(std::abs(10.0 * double(peak) / (points - 1) - 5) < 0.25);
        // A normal density of variance 1 + bandwidth^2 at its mean.
        QVERIFY(std::abs(*std::max_element(density.begin(), density.end()) - 0.3989 / std::sqrt(1 + std::pow(4000, -0.4))) <
                0.02);
        QVERIFY(kernelDensity({1}, 0, 2, 10).empty());
        QVERIFY(kernelDensity({1, 1, 1}, 0, 2, 10).empty());
    }

    void ticksAreRound()
    {
        QCOMPARE(niceTicks(0, 100, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
        QCOMPARE(niceTicks(-1, 1, 4), (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
        QCOMPARE(niceTicks(3, 3, 5).size(), std::size_t{1});
    }

    void draggingKeepsARange()
    {
        Histogram histogram(Histogram::Density::Compact);
        histogram.resize(200, 40);
        histogram.setBins(makeBins(normalSample(2000, 0, 1), 50), "score");
        histogram.show();
        QVERIFY(QTest::qWaitForWindowExposed(&histogram));
        QSignalSpy changed(&histogram, &Histogram::rangeChanged), changing(&histogram, &Histogram::rangeChanging);
        QSignalSpy cleared(&histogram, &Histogram::rangeCleared);
        const double low = histogram.chart().bins.low, width = histogram.chart().bins.high - low;
        dragOver(histogram, 50, 150);
        QCOMPARE(changed.count(), 1);
        QVERIFY(changing.count() > 1);
        QVERIFY(std::abs(changed.last().at(0).toDouble() - (low + 0.25 * width)) < 0.02 * width);
        QVERIFY(std::abs(changed.last().at(1).toDouble() - (low + 0.75 * width)) < 0.02 * width);
        dragOver(histogram, 150, 100);  // the upper end moves down
        QVERIFY(std::abs(histogram.rangeHigh() - (low + 0.5 * width)) < 0.02 * width);
        QVERIFY(std::abs(histogram.rangeLow() - (low + 0.25 * width)) < 0.02 * width);
        histogram.setFocus();
        const double before = histogram.rangeLow();
        QTest::keyClick(&histogram, Qt::Key_Right);
        QVERIFY(std::abs(histogram.rangeLow() - before - width / 50) < 1e-9);
        QTest::mouseDClick(&histogram, Qt::LeftButton, Qt::NoModifier, QPoint(80, 20));
        QCOMPARE(cleared.count(), 1);
        QVERIFY(!histogram.filtering());
    }

    void chartsSayTheirAxesAndN()
    {
        HistogramChart histogram;
        histogram.bins = makeBins(normalSample(2638, 800, 200));
        histogram.title = "Genes per cell";
        const QByteArray first = figureToSvg(histogramFigure(histogram, QSizeF(400, 240), false));
        QVERIFY(first.contains(">Genes per cell</text>"));
        QVERIFY(first.contains(">n = 2,638 cells</text>"));
        QVERIFY(first.contains(">Cells</text>"));

        CompositionChart composition;
        composition.title = "batch";
        composition.categories = {{"T", Qt::red}, {"B", Qt::blue}};
        composition.rows = {{"pbmc3k", {30, 10}}, {"pbmc4k", {0, 5}}};
        const QByteArray second = figureToSvg(compositionFigure(composition, QSizeF(400, 200), false));
        QVERIFY(second.contains(">Share of cells (%)</text>"));
        QVERIFY(second.contains(">n = 40</text>"));
        QCOMPARE(second.count("<rect"), 1 + 3);  // ground and the three parts that are not empty

        DistributionChart distribution;
        distribution.title = "Counts per cell";
        distribution.groups = {{"pbmc3k", Qt::red, normalSample(300, 5, 1)}, {"one", Qt::blue, {3}}, {"none", Qt::green, {}}};
        const QByteArray third = figureToSvg(distributionFigure(distribution, QSizeF(400, 240), false));
        QVERIFY(third.contains(">Counts per cell</text>"));
        QVERIFY(third.contains(">n = 300</text>"));
        QVERIFY(third.contains(">n = 0</text>"));
        QCOMPARE(third.count("<polygon"), 1);
    }

    void chartViewSavesWhatItShows()
    {
        QTemporaryDir folder;
        ChartView view;
        QVERIFY(!view.save(folder.filePath("none.svg")).ok());
        CompositionChart chart;
        chart.categories = {{"T", Qt::red}};
        chart.rows = {{"a", {1}}};
        view.setChart([chart](const QSizeF &size, bool dark) { return compositionFigure(chart, size, dark); });
        VERIFY_OK(view.save(folder.filePath("chart.svg")));
        VERIFY_OK(view.save(folder.filePath("chart.png"), 150));
        QVERIFY(!view.save(folder.filePath("chart.xyz")).ok());
        QVERIFY(QFile(folder.filePath("chart.svg")).size() > 200);
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
