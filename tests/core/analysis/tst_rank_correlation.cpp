#include "core/analysis/rank_correlation.h"

#include <QTest>

#include <cmath>
#include <limits>

using lexicell::analysis::midRanks;
using lexicell::analysis::spearman;

static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
static constexpr double infinite = std::numeric_limits<double>::infinity();

class TestRankCorrelation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tiesShareTheirMeanRank()
    {
        QCOMPARE(midRanks({3.0, 1.0, 3.0}), (std::vector<double>{2.5, 1.0, 2.5}));
        QCOMPARE(midRanks({7.0, 7.0, 7.0, 7.0}), (std::vector<double>(4, 2.5)));
        QCOMPARE(midRanks({0.0, -0.0, -infinite, infinite}), (std::vector<double>{2.5, 2.5, 1.0, 4.0}));
        QVERIFY(midRanks({}).empty());
    }

    void asScipySays()
    {
        // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])
        QVERIFY(std::abs(spearman({1, 2, 2, 4, 5}, {5, 6, 7, 8, 7}) - 0.763157894736842) < 1e-12);
        QVERIFY(std::abs(spearman({1, 2, 3, 4, 5}, {5, 6, 7, 8, 7}) - 0.8207826816681233) < 1e-12);
    }

    void onlyTheOrderCounts()
    {
        const std::vector<double> values{0.1, -3.0, 2.0, 0.1, 8.0, infinite}, other{5.0, 1.0, 2.0, 2.0, 9.0, 4.0};
        std::vector<double> scaled = values;
        for (double &value : scaled) value = std::exp(value / 10.0);
        QCOMPARE(spearman(values, other), spearman(scaled, other));
        QCOMPARE(spearman(values, other), spearman(other, values));
        QCOMPARE(spearman(values, values), 1.0);
        for (double &value : scaled) value = -value;
        QCOMPARE(spearman(values, scaled), -1.0);
    }

    void pairsThatAreNotNumbersAreLeftOut()
    {
        QCOMPARE(spearman({1, 2, 3, unknown}, {10, 30, 20, 5}), 0.5);
        QCOMPARE(spearman({1, 2, unknown, 3}, {10, 30, 5, 20}), spearman({1, 2, 3}, {10, 30, 20}));
    }

    void unknownWithoutVariation()
    {
        QVERIFY(std::isnan(spearman({1, 1}, {1, 2})));
        QVERIFY(std::isnan(spearman({1, 2}, {3, 3})));
        QVERIFY(std::isnan(spearman({1}, {2})));
        QVERIFY(std::isnan(spearman({}, {})));
        QVERIFY(std::isnan(spearman({1, unknown}, {2, 3})));
    }
};

QTEST_APPLESS_MAIN(TestRankCorrelation)
#include "tst_rank_correlation.moc"
