// Learning rates: each schedule against values of its definition.
#include "models/training/schedule.h"

#include <QTest>

using namespace lexicell::models::training;

class TestSchedule : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void constant()
    {
        const Schedule schedule = constantRate(0.25);
        QCOMPARE(schedule(0, 1), 0.25);
        QCOMPARE(schedule(100000, 90), 0.25);
    }

    void warmUpThenCosine()
    {
        const Schedule schedule = warmUpCosine(1.0, 1000.0);  // 100 steps of warm-up
        QCOMPARE(schedule(0, 1), 0.01);
        QCOMPARE(schedule(49, 1), 0.5);
        QCOMPARE(schedule(99, 1), 1.0);
        QCOMPARE(schedule(100, 1), 1.0);
        QVERIFY(std::abs(schedule(550, 3) - 0.5) < 1e-12);  // half of the cosine
        QVERIFY(schedule(999, 6) > 0.0 && schedule(999, 6) < 1e-5);
        for (int step = 101; step < 1000; ++step) QVERIFY(schedule(step, 1) < schedule(step - 1, 1));
    }
    void warmUpIsBounded()
    {
        const Schedule schedule = warmUpCosine(1.0, 1e6);  // a tenth would be 100,000 steps
        QVERIFY(schedule(9998, 1) < 1.0);
        QCOMPARE(schedule(9999, 1), 1.0);
        QVERIFY(schedule(20000, 1) < 1.0);
        QCOMPARE(warmUpCosine(1.0, 1.0)(0, 1), 1.0);  // a run of one step
    }

    void decay()
    {
        const Schedule each = decayByEpoch(1e-4);
        QCOMPARE(each(7, 1), 1e-4);
        QCOMPARE(each(0, 2), 1e-4 * 0.9);
        QCOMPARE(each(0, 4), 1e-4 * 0.9 * 0.9 * 0.9);
        const Schedule third = decayByEpoch(1.0, 3, 0.5);
        QCOMPARE(third(0, 3), 1.0);
        QCOMPARE(third(0, 4), 0.5);
        QCOMPARE(third(0, 7), 0.25);
    }

    void restarts()
    {
        CosineRestarts cycles;
        cycles.lowest = 0.0;
        cycles.highest = 1.0;
        const Schedule schedule = cosineRestarts(cycles);
        QCOMPARE(schedule(0, 1), 0.0);
        QCOMPARE(schedule(0, 2), 0.2);  // five epochs of warm-up
        QCOMPARE(schedule(0, 6), 1.0);
        QVERIFY(std::abs(schedule(0, 11) - 0.5) < 1e-12);  // half of the ten epochs after it
        QCOMPARE(schedule(0, 16), 0.0);                    // the second cycle: 5 + 2 x 10 epochs, nine tenths as high
        QCOMPARE(schedule(0, 21), 0.9);
        QVERIFY(std::abs(schedule(0, 31) - 0.45) < 1e-12);
        QCOMPARE(schedule(0, 41), 0.0);
        QVERIFY(std::abs(schedule(0, 46) - 0.81) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
