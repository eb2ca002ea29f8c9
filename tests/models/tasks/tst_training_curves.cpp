// Curves of a training as they grow: nothing is copied twice, nothing is left out, and a run that goes on begins with what it
// has.
#include "models/tasks/training_curves.h"

#include <QtTest/QtTest>

#include <cmath>
#include <thread>

using namespace lexicell::models;
using tasks::Curves;
using tasks::LiveCurves;
using training::History;

namespace {

History started()
{
    History history;
    history.terms = {{"cls", 1.0, "ce"}, {"dab", 0.5, ""}};
    history.scores = {"accuracy"};
    history.references = {{"knn-pca", 2, 0.75}};
    return history;
}

const tasks::Curve &named(const Curves &curves, const std::string &name)
{
    static const tasks::Curve none;
    for (const tasks::Curve &curve : curves.curves)
        if (curve.name == name) return curve;
    return none;
}

using Numbers = std::vector<double>;

}  // namespace

class TestTrainingCurves : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theyGrowWithTheHistory()
    {
        LiveCurves live;
        const auto onStep = tasks::following(&live);
        History history = started();
        Curves shown;
        QVERIFY(!live.take(shown));
        history.rows.push_back({1, 1, {2.0, 0.5}, 1e-4, {}});
        onStep(history);
        QVERIFY(live.take(shown));
        QVERIFY(!live.take(shown));
        QCOMPARE(shown.xName, std::string("step"));
        QCOMPARE(shown.curves.size(), std::size_t{6});  // two terms, their validation, a score, a baseline
        QVERIFY(named(shown, "cls").y == Numbers{2.0});
        QVERIFY(std::isnan(shown.kept));
        history.rows.push_back({2, 1, {1.0, 0.25}, 1e-4, {}});
        onStep(history);
        history.rows.back().validation = {1.5, 0.4, 0.8};
        history.keptEpoch = 1;
        onStep(history);
        QVERIFY(live.take(shown));
        QVERIFY(named(shown, "cls").x == (Numbers{1.0, 2.0}));
        QVERIFY(named(shown, "cls").y == (Numbers{2.0, 1.0}));
        QVERIFY(named(shown, "dab").y == (Numbers{0.5, 0.25}));
        QVERIFY(named(shown, "validation dab").y == Numbers{0.4});
        QVERIFY(named(shown, "validation accuracy").y == Numbers{0.8});
        QVERIFY(named(shown, "validation accuracy").x == Numbers{2.0});
        QVERIFY(named(shown, "knn-pca accuracy").baseline);
        QVERIFY(named(shown, "knn-pca accuracy").y == (Numbers{0.75, 0.75}));
        QCOMPARE(shown.kept, 2.0);
        QCOMPARE(shown.keptName, std::string("epoch 1"));
        QCOMPARE(shown.axes.size(), shown.curves.size());
        QCOMPARE(shown.axisOf(0), std::string("loss"));
        QCOMPARE(shown.axes.back(), std::string("score"));
        // Another epoch that is no better
        history.rows.push_back({3, 2, {0.9, 0.2}, 1e-4, {}});
        onStep(history);
        history.rows.back().validation = {1.6, 0.5, 0.7};
        onStep(history);
        QVERIFY(live.take(shown));
        QVERIFY(named(shown, "validation cls").y == (Numbers{1.5, 1.6}));
        QCOMPARE(shown.kept, 2.0);
    }

    void aRunThatGoesOnHasItsEarlierRows()
    {
        LiveCurves live;
        const auto onStep = tasks::following(&live);
        History history = started();
        history.rows = {{1, 1, {2.0, 0.5}, 1e-4, {1.0, 1.0, 0.5}}, {2, 2, {1.0, 0.4}, 1e-4, {0.5, 0.5, 0.6}}};
        history.keptEpoch = 2;
        history.rows.push_back({3, 3, {0.5, 0.3}, 1e-4, {}});
        onStep(history);
        Curves shown;
        QVERIFY(live.take(shown));
        QVERIFY(named(shown, "cls").y == (Numbers{2.0, 1.0, 0.5}));
        QVERIFY(named(shown, "validation accuracy").y == (Numbers{0.5, 0.6}));
        QCOMPARE(shown.kept, 2.0);
    }

    // A task may train several times: the last run is shown.
    void aSecondRunBeginsAnew()
    {
        LiveCurves live;
        History history = started();
        history.rows.push_back({1, 1, {2.0, 0.5}, 1e-4, {}});
        tasks::following (&live)(history);
        Curves shown;
        QVERIFY(live.take(shown));
        history.scores.clear();
        history.references.clear();
        tasks::following (&live)(history);
        QVERIFY(live.take(shown));
        QCOMPARE(shown.curves.size(), std::size_t{4});
        QVERIFY(named(shown, "cls").y == Numbers{2.0});
    }

    void nobodyLooks() { QVERIFY(!tasks::following(nullptr)); }

    void nothingIsLostBetweenTwoThreads()
    {
        constexpr int points = 20'000;
        LiveCurves live;
        live.begin({.xName = "step", .yName = "loss", .curves = {{"a", {}, {}, false}, {"b", {}, {}, false}}});
        std::thread task([&] {
            for (int i = 0; i < points; ++i) live.add(i % 2 ? 1 : 0, i, -i);
        });
        Curves shown;
        while (shown.curves.empty() || shown.curves[1].x.size() < points / 2) live.take(shown);
        task.join();
        live.take(shown);
        for (std::size_t curve : {std::size_t{0}, std::size_t{1}}) {
            QCOMPARE(shown.curves[curve].x.size(), std::size_t{points / 2});
            for (std::size_t i = 0; i < points / 2; ++i) {
                if (shown.curves[curve].x[i] == static_cast<double>(2 * i + curve)) continue;
                QFAIL("a point is missing, or out of order");
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTrainingCurves)
#include "tst_training_curves.moc"
