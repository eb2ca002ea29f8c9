// Means and variances of the random counts.
#include "core/simulate/count_draws.h"
#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;

class TestCountDraws : public QObject {
    Q_OBJECT

  private slots:
    void draws_data();
    void draws();
};

void TestCountDraws::draws_data()
{
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("dispersion");
    for (const double mean : {0.05, 1.0, 8.0, 12.0, 300.0})
        for (const double dispersion : {0.05, 0.5, 2.0})
            QTest::newRow(qPrintable(QString("%1, %2").arg(mean).arg(dispersion))) << mean << dispersion;
}

void TestCountDraws::draws()
{
    QFETCH(double, mean);
    QFETCH(double, dispersion);
    Random random(1, 2);
    constexpr int n = 200000;
    double sum = 0.0, squares = 0.0, poisson = 0.0, poissonSquares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double x = simulate::drawNegativeBinomial(random, mean, dispersion);
        QVERIFY(x >= 0.0 && x == std::floor(x));
        sum += x;
        squares += x * x;
        const double y = simulate::drawPoisson(random, mean);
        poisson += y;
        poissonSquares += y * y;
    }
    const double variance = mean + dispersion * mean * mean;
    QVERIFY(std::abs(sum / n - mean) < 5.0 * std::sqrt(variance / n));
    QVERIFY(std::abs(squares / n - sum * sum / n / n - variance) < 0.06 * variance);
    QVERIFY(std::abs(poisson / n - mean) < 5.0 * std::sqrt(mean / n));
    QVERIFY(std::abs(poissonSquares / n - poisson * poisson / n / n - mean) < 0.03 * mean);
}

QTEST_APPLESS_MAIN(TestCountDraws)
#include "tst_count_draws.moc"
