// Shifts of cell vectors, on examples that can be calculated by hand.
#include "models/tasks/knock_out/shift_statistics.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace lexicell::models::tasks;

namespace {

using Vectors = std::vector<float>;

bool near(double a, double b) { return std::abs(a - b) < 1e-12; }

}  // namespace

class TestShiftStatistics : public QObject {
    Q_OBJECT
  private slots:
    void smallShiftsKeepTheirDigits()
    {
        const float a[] = {1.0F, 0.0F}, b[] = {1.0F, 1e-4F};
        const double tangent = static_cast<double>(b[1]);
        QVERIFY(std::abs(cosineShift(a, b, 2) / (1.0 - 1.0 / std::sqrt(1.0 + tangent * tangent)) - 1.0) < 1e-6);
        QCOMPARE(cosineShift(a, a, 2), 0.0);
        const float zero[] = {0.0F, 0.0F};
        QVERIFY(std::isnan(cosineShift(a, zero, 2)));
    }

    void directions()
    {
        QCOMPARE(stateDirection({1, 1, 3, 3}, {5, 0}, 2), (std::vector<double>{3, -2}));
        QVERIFY(stateDirection({}, {5, 0}, 2).empty());
    }

    // Shifts (1, 0) and (0, 2) against the direction (1, 0): cosines 1 and 0.
    void means()
    {
        const auto result = shiftStatistics({1, 1, 1, 1}, {2, 1, 1, 3}, 2, {1, 0});
        QCOMPARE(result.cells, std::int64_t{2});
        QCOMPARE(result.meanShift, (std::vector<double>{0.5, 1.0}));
        QVERIFY(near(result.score, 0.5 / std::sqrt(1.25)));
        QVERIFY(near(result.meanCellScore, 0.5));
        QVERIFY(near(result.cellScoreError, 0.5));  // sd √½, over √2
        QVERIFY(near(result.cosineShifts[0], 1.0 - 3.0 / std::sqrt(10.0)));
        QVERIFY(near(result.meanCosineShift, 1.0 - (3.0 / std::sqrt(10.0) + 4.0 / std::sqrt(20.0)) / 2.0));
    }

    void whatCannotBeSaidIsNoNumber()
    {
        const auto none = shiftStatistics({}, {}, 2, {1, 0});
        QCOMPARE(none.cells, std::int64_t{0});
        QVERIFY(std::isnan(none.meanCosineShift) && std::isnan(none.score) && std::isnan(none.meanCellScore));
        const auto one = shiftStatistics({1, 1}, {2, 1}, 2, {1, 0});
        QVERIFY(near(one.meanCellScore, 1.0));
        QVERIFY(std::isnan(one.cellScoreError));
        QVERIFY(std::isnan(shiftStatistics({1, 1}, {2, 1}, 2).score));
    }

    void ranking()
    {
        const double nan = std::nan("");
        QCOMPARE(rankingOf({nan, 0.5, 2.0, 0.5, nan}), (std::vector<std::size_t>{2, 1, 3, 0, 4}));
        QVERIFY(rankingOf({}).empty());
    }
};

QTEST_APPLESS_MAIN(TestShiftStatistics)
#include "tst_shift_statistics.moc"
