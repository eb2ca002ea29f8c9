// Mantel's test: known values, all exchanges and random ones, matrices that say nothing.
#include "core/analysis/mantel.h"
#include "core/base/random.h"
#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;
using analysis::mantel;

namespace {

const std::vector<double> one{0,  .9,  .2, .1,  .4, .9, 0,  .3, .15, .35, .2, .3, 0,
                              .8, .05, .1, .15, .8, 0,  .6, .4, .35, .05, .6, 0};
const std::vector<double> other{0,  .5,  .1, .3, .6, .5, 0,   .25, .2, .3,  .1,  .25, 0,
                                .7, .15, .3, .2, .7, 0,  .35, .6,  .3, .15, .35, 0};

std::vector<double> randomMatrix(std::int64_t n, std::uint64_t seed)
{
    Random random(seed, 3);
    std::vector<double> matrix(static_cast<std::size_t>(n * n));
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = i + 1; j < n; ++j)
            matrix[static_cast<std::size_t>(i * n + j)] = matrix[static_cast<std::size_t>(j * n + i)] = random.uniform();
    return matrix;
}

}  // namespace

class TestMantel : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Counted in Python over all 120 orders.
    void knownValues()
    {
        const auto pearson = mantel(one, other, 5, false, 1000, 0);
        QVERIFY(std::abs(pearson.r - 0.7694898757480381) < 1e-12);
        QVERIFY(pearson.all);
        QCOMPARE(pearson.exchanges, std::int64_t{120});
        QCOMPARE(pearson.pValue, 7.0 / 120.0);
        const auto spearman = mantel(one, other, 5, true, 120, 0);
        QVERIFY(std::abs(spearman.r - 0.7963562622208845) < 1e-12);
        QCOMPARE(spearman.pValue, 2.0 / 120.0);
    }

    void randomExchangesApproachAll()
    {
        const auto some = mantel(one, other, 5, false, 119, 4);
        QVERIFY(!some.all);
        QCOMPARE(some.exchanges, std::int64_t{119});
        QVERIFY(std::abs(some.pValue - 7.0 / 120.0) < 0.06);
        QCOMPARE(mantel(one, other, 5, false, 119, 4).pValue, some.pValue);
    }

    // Matrices that have nothing to do with each other: p is even between 0 and 1.
    void theNullIsEven()
    {
        int below = 0;
        double sum = 0.0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const double p = mantel(randomMatrix(8, seed), randomMatrix(8, seed + 1000), 8, false, 199, seed).pValue;
            below += p <= 0.1 ? 1 : 0;
            sum += p / 200.0;
        }
        QVERIFY2(below >= 8 && below <= 34, std::to_string(below).c_str());
        QVERIFY(sum > 0.43 && sum < 0.57);
    }

    void theSameMatrixAndItsReverse()
    {
        const auto matrix = randomMatrix(7, 5);
        const auto same = mantel(matrix, matrix, 7, false, 10'000, 0);
        QVERIFY(std::abs(same.r - 1.0) < 1e-12);
        QCOMPARE(same.pValue, 1.0 / 5040.0);
        std::vector<double> reversed;
        for (const double value : matrix) reversed.push_back(-value);
        QCOMPARE(mantel(matrix, reversed, 7, false, 10'000, 0).pValue, 1.0);
    }

    void nothingToCompare()
    {
        QVERIFY(std::isnan(mantel({0, 1, 1, 0}, {0, 2, 2, 0}, 2, false, 100, 0).r));
        const auto flat = mantel(std::vector<double>(25, 1.0), other, 5, false, 100, 0);
        QVERIFY(std::isnan(flat.r) && std::isnan(flat.pValue));
    }
};

QTEST_APPLESS_MAIN(TestMantel)
#include "tst_mantel.moc"
