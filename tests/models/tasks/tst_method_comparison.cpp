// Means over runs, their intervals, and the difference to the best baseline run by run.
#include "models/tasks/method_comparison.h"
#include "tests/support/fixtures.h"

#include <cmath>
#include <limits>

using namespace lexicell::models::tasks;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b) { return std::abs(a - b) < 1e-12; }

}  // namespace

class TestMethodComparison : public QObject {
    Q_OBJECT
  private slots:
    void meanAndInterval()
    {
        const RunMean mean = meanOfRuns({0.2, none, 0.4, 0.6}, 2000, 0);
        QCOMPARE(mean.runs, std::size_t{3});
        QVERIFY(near(mean.mean, 0.4));
        // All three draws can be the smallest run: with probability 1/27, above 2.5 %.
        QVERIFY(near(mean.interval.low, 0.2) && near(mean.interval.high, 0.6));
        QVERIFY(std::isnan(meanOfRuns({0.5}, 100, 0).interval.low));
        QVERIFY(std::isnan(meanOfRuns({0.5, 0.6}, 0, 0).interval.low));
        QVERIFY(std::isnan(meanOfRuns({none}, 100, 0).mean));
        QCOMPARE(meanOfRuns({}, 100, 0).runs, std::size_t{0});
    }

    void theIntervalShrinksWithTheRuns()
    {
        const auto width = [](int runs) {
            std::vector<double> values;
            for (int i = 0; i < runs; ++i) values.push_back(i % 2);
            const RunMean mean = meanOfRuns(values, 500, 1);
            return mean.interval.high - mean.interval.low;
        };
        QVERIFY(width(100) < 0.6 * width(10));
    }

    // The runs differ more than the methods: only pairs show that one is always better.
    void differencesAreThoseOfPairs()
    {
        const std::vector<MethodRuns> methods{{"model", false, {{0.31}, {0.52}, {0.91}, {0.12}}},
                                              {"good", true, {{0.30}, {0.50}, {0.90}, {0.10}}},
                                              {"poor", true, {{0.20}, {0.20}, {0.20}, {0.20}}}};
        const auto compared = compareMethods(methods, 500, 3);
        QCOMPARE(compared.size(), std::size_t{3});
        const ComparedScore &model = compared[0].scores[0];
        QCOMPARE(model.bestBaseline, std::string("good"));
        QVERIFY(near(model.difference.mean, 0.015));
        QVERIFY(model.difference.interval.low > 0.009 && model.difference.interval.high < 0.021);
        QVERIFY(model.mean.interval.high - model.mean.interval.low > 0.2);
        QVERIFY(near(compared[1].scores[0].difference.mean, 0.0));
        QVERIFY(compared[2].scores[0].difference.mean < -0.2);
    }

    void missingRunsAreLeftOutOfPairs()
    {
        const auto compared = compareMethods({{"model", false, {{0.5}, {none}}}, {"base", true, {{0.4}, {0.9}}}}, 100, 0);
        QCOMPARE(compared[0].scores[0].difference.runs, std::size_t{1});
        QVERIFY(near(compared[0].scores[0].difference.mean, 0.1));
        QVERIFY(std::isnan(compared[0].scores[0].difference.interval.low));
    }

    void ofErrorsTheSmallestIsBest()
    {
        const std::vector<MethodRuns> methods{{"model", false, {{0.3}}}, {"a", true, {{0.2}}}, {"b", true, {{0.4}}}};
        QCOMPARE(compareMethods(methods, 0, 0)[0].scores[0].bestBaseline, std::string("b"));
        const auto errors = compareMethods(methods, 0, 0, {true});
        QCOMPARE(errors[0].scores[0].bestBaseline, std::string("a"));
        QVERIFY(near(errors[0].scores[0].difference.mean, 0.1));
    }

    void withoutABaselineThereIsNoDifference()
    {
        const auto compared = compareMethods({{"model", false, {{0.5}, {0.6}}}}, 100, 0);
        QVERIFY(compared[0].scores[0].bestBaseline.empty());
        QVERIFY(std::isnan(compared[0].scores[0].difference.mean));
        QVERIFY(compareMethods({}, 100, 0).empty());
    }
};

QTEST_APPLESS_MAIN(TestMethodComparison)
#include "tst_method_comparison.moc"
