// Numbers of a cell, of a gene and of its null, on examples that can be calculated by hand.
#include "core/analysis/p_values.h"
#include "models/tasks/knock_out/gene_effect.h"
#include "models/tasks/knock_out/null_genes.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b, double tolerance = 1e-12) { return std::abs(a - b) <= tolerance; }

}  // namespace

class TestGeneEffect : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void smallShiftsKeepTheirDigits()
    {
        const CellShift shift = cellShift({1.0, 0.0}, {1.0, 1e-3}, {});
        QVERIFY(std::abs(shift.shift / (1.0 - 1.0 / std::sqrt(1.0 + 1e-6)) - 1.0) < 1e-6);
        QVERIFY(std::isnan(shift.toward) && std::isnan(shift.along));
    }

    void goals()
    {
        const Goal goal = goalOf({1.0, 0.0}, {0.0, 1.0});
        const CellShift shift = cellShift({1.0, 0.0}, {0.0, 1.0}, goal);
        QVERIFY(near(shift.shift, 1.0) && near(shift.toward, 1.0) && near(shift.along, 1.0));
        const CellShift rounding = cellShift({1.0, 0.0}, {1.0, 5e-5}, goal);
        QVERIFY(rounding.shift > 0.0);
        QCOMPARE(rounding.along, 0.0);
    }

    void cellsAsReplicates()
    {
        const Effect effect = effectOf({1.0, 2.0, 3.0}, {}, 10);
        QVERIFY(near(effect.value, 2.0) && near(effect.standardError, 1.0 / std::sqrt(3.0)));
        QVERIFY(near(effect.high - effect.value, 1.959963984540054 / std::sqrt(3.0)));
        QVERIFY(std::isnan(effectOf({1.0}, {}, 10).standardError));
    }

    // Replicates of means 1 and 3; the third has too few cells, and one cell has none.
    void donorsAsReplicates()
    {
        const Effect effect = effectOf({1.0, 1.0, 2.0, 4.0, 50.0, 70.0}, {0, 0, 1, 1, 2, -1}, 2);
        QCOMPARE(effect.replicates, std::int64_t{2});
        QVERIFY(near(effect.value, 2.0) && near(effect.standardError, 1.0));
        QVERIFY(near(effect.low, 2.0 - std::tan(0.475 * std::numbers::pi), 1e-9));
        const Effect one = effectOf({1.0, 3.0}, {4, 4}, 2);
        QVERIFY(near(one.value, 2.0) && std::isnan(one.standardError) && std::isnan(one.low));
        QVERIFY(std::isnan(effectOf({1.0}, {4}, 2).value));
    }

    void quantilesOfT()
    {
        QVERIFY(near(tQuantile(1), std::tan(0.475 * std::numbers::pi), 1e-10));
        QVERIFY(near(tQuantile(2), std::sqrt(1.805 / 0.0975), 1e-12));
        QVERIFY(near(tQuantile(5), 2.5705818366, 1e-9));
        QVERIFY(near(tQuantile(30), 2.0422724563, 1e-9));
    }

    void groupMeans()
    {
        const std::vector<std::vector<double>> rows{{1.0, 0.0}, {3.0, 0.0}, {8.0, 6.0}};
        QCOMPARE(groupMean(rows, {}), (std::vector<double>{4.0, 2.0}));
        QCOMPARE(groupMean(rows, {0, 0, 1}), (std::vector<double>{5.0, 3.0}));
        QVERIFY(groupMean({}, {}).empty());
    }

    void nullOfLikeExpression()
    {
        // detection 4, 4, 2, 1, 3 of 4; the fourth gene is unknown to the model
        const GeneExpression expression{4, {4, 4, 2, 1, 3}, {4.0, 8.0, 2.0, 1.0, 9.0}, {1.0, 2.0, 1.0, 1.0, 3.0}};
        const NullFeatures features = nullFeatures(expression, {true, true, true, false, true}, 2);
        QCOMPARE(features.genes, (std::vector<std::int64_t>{0, 1, 2, 4}));
        QCOMPARE(features.rankDetection, (std::vector<double>{3.5, 3.5, 1.0, 2.0}));
        QCOMPARE(features.rankMean, (std::vector<double>{1.5, 3.0, 1.5, 4.0}));
        QCOMPARE(features.placeOf(4), std::int64_t{3});
        QCOMPARE(features.placeOf(3), std::int64_t{-1});
        QCOMPARE(nearestGenes(features, 1, {0, 1, 2, 3}, 2), (std::vector<std::int64_t>{0, 3}));
        QCOMPARE(poolOf(features, {1, 3}), (std::vector<std::int64_t>{0, 2, 3}));
    }

    void zAndP()
    {
        std::vector<double> null;
        for (int i = 1; i <= 20; ++i) null.push_back(i);
        null.push_back(unknown);
        const NullTest upper = nullTest(19.5, null, Tails::Upper);
        QCOMPARE(upper.genes, std::int64_t{20});
        QVERIFY(near(upper.mean, 10.5) && near(upper.deviation, std::sqrt(35.0)) && near(upper.z, 9.0 / std::sqrt(35.0)));
        QVERIFY(near(upper.p, 2.0 / 21.0));
        QVERIFY(near(nullTest(19.5, null, Tails::Both).p, 4.0 / 21.0));
        QVERIFY(near(nullTest(10.5, null, Tails::Both).p, 1.0));
        const NullTest few = nullTest(1.0, std::vector<double>(19, 0.5), Tails::Upper);
        QVERIFY(std::isnan(few.p) && std::isnan(few.z));  // a null without spread
        QVERIFY(std::isnan(nullTest(unknown, null, Tails::Upper).mean));
    }

    void falseDiscoveryRates()
    {
        const auto adjusted = analysis::falseDiscoveryRates({0.01, unknown, 0.04, 0.03});
        QVERIFY(near(adjusted[0], 0.03) && std::isnan(adjusted[1]) && near(adjusted[2], 0.04) && near(adjusted[3], 0.04));
    }

    void findingKnownGenes()
    {
        const Retrieval found = retrieval({0.9, 0.8, 0.7, unknown}, {true, false, true, true});
        QVERIFY(near(found.auroc, 0.5) && near(found.averagePrecision, 5.0 / 6.0) && near(found.baseRate, 2.0 / 3.0));
        QCOMPARE(found.genes, std::int64_t{3});
        QVERIFY(near(retrieval({1.0, 1.0}, {true, false}).auroc, 0.5));
        QVERIFY(std::isnan(retrieval({1.0}, {true}).auroc));
    }
};

QTEST_APPLESS_MAIN(TestGeneEffect)
#include "tst_gene_effect.moc"
