// Bootstrap intervals: they hold the score, shrink with more cells, and depend on the seed alone.
#include "core/analysis/classification_scores.h"
#include "core/analysis/score_intervals.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace lexicell::analysis;

class TestScoreIntervals : public QObject {
    Q_OBJECT

    // Every fourth prediction of two classes is wrong.
    static std::pair<std::vector<std::string>, std::vector<std::string>> labels(std::size_t cells)
    {
        std::vector<std::string> truth, predicted;
        for (std::size_t i = 0; i < cells; ++i) {
            truth.emplace_back(i % 2 == 0 ? "a" : "b");
            predicted.emplace_back((i % 2 == 0) == (i % 4 != 0) ? "a" : "b");
        }
        return {truth, predicted};
    }

  private slots:
    void theyHoldTheScore()
    {
        const auto [truth, predicted] = labels(400);
        const auto scores = classificationScores(truth, predicted);
        const auto found = classificationIntervals(truth, predicted, 500, 1);
        QVERIFY(found.accuracy.low < scores.accuracy && scores.accuracy < found.accuracy.high);
        QVERIFY(found.macroF1.low < scores.macroF1 && scores.macroF1 < found.macroF1.high);
        // A share of 0.75 of 400 cells: 1.96 standard errors are 0.042.
        QVERIFY(std::abs((found.accuracy.high - found.accuracy.low) / 2.0 - 0.0424) < 0.006);
        const auto [moreTruth, morePredicted] = labels(6400);
        const auto narrow = classificationIntervals(moreTruth, morePredicted, 500, 1);
        QVERIFY(narrow.accuracy.high - narrow.accuracy.low < (found.accuracy.high - found.accuracy.low) / 3.0);
    }

    void aSeedFixesThem()
    {
        const auto [truth, predicted] = labels(100);
        const auto one = classificationIntervals(truth, predicted, 100, 1);
        const auto again = classificationIntervals(truth, predicted, 100, 1);
        const auto other = classificationIntervals(truth, predicted, 100, 2);
        QVERIFY(one.macroF1.low == again.macroF1.low && one.macroF1.high == again.macroF1.high);
        QVERIFY(one.macroF1.low != other.macroF1.low || one.macroF1.high != other.macroF1.high);
    }

    void whatIsUnknownIsLeftOut()
    {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        int round = 0;
        const auto found = bootstrap(5, 40, 0, [&](const std::vector<std::size_t> &) {
            return std::vector<double>{unknown, ++round % 2 == 0 ? unknown : 3.0};
        });
        QVERIFY(std::isnan(found[0].low) && std::isnan(found[0].high));
        QCOMPARE(found[1].low, 3.0);
        QCOMPARE(found[1].high, 3.0);
        QVERIFY(std::isnan(classificationIntervals({}, {}, 10, 0).accuracy.high));
        QVERIFY(std::isnan(classificationIntervals({"a"}, {"a"}, 0, 0).macroF1.low));
    }
};

QTEST_APPLESS_MAIN(TestScoreIntervals)
#include "tst_score_intervals.moc"
