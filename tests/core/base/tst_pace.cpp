#include "core/base/pace.h"

#include <QTest>

using lexicell::durationText;
using lexicell::rateText;
using lexicell::TimeLeft;

class TestPace : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void nothingIsGuessedTooEarly();
    void anEvenPaceGoesOn();
    void theBeginningDoesNotCountForLong();
    void workThatStandsStillHasNoEnd();
    void texts();
};

void TestPace::nothingIsGuessedTooEarly()
{
    QVERIFY(!TimeLeft().after(0.2, 0.5));
    QVERIFY(!TimeLeft().after(5.0, 0.001));
    QVERIFY(!TimeLeft().after(5.0, 0.0));
}

void TestPace::anEvenPaceGoesOn()
{
    QCOMPARE(TimeLeft().after(10.0, 0.25).value_or(-1.0), 30.0);
    TimeLeft often;
    for (double seconds = 0.0; seconds < 100.0; seconds += 0.01) {
        const auto left = often.after(seconds, seconds / 200.0);
        if (seconds > 5.0) QVERIFY(left && std::abs(*left - (200.0 - seconds)) < 1e-6);
    }
}

// A run that goes on from an earlier one, or whose first fifth is only reading: 20 % after a second, then 0.1 % a second.
void TestPace::theBeginningDoesNotCountForLong()
{
    TimeLeft run;
    for (double seconds = 0.5; seconds <= 200.0; seconds += 0.5) {
        const auto left = run.after(seconds, 0.2 + 0.001 * (seconds - 1.0));
        if (seconds < 10.0) continue;
        const double truly = 801.0 - seconds;
        QVERIFY(left);
        QVERIFY2(std::abs(*left - truly) < 0.01 * truly, qPrintable(QString("%1: %2").arg(seconds).arg(*left)));
    }
}

void TestPace::workThatStandsStillHasNoEnd()
{
    TimeLeft run;
    for (double seconds = 0.5; seconds < 10.0; seconds += 0.5) run.after(seconds, seconds / 20.0);
    std::optional<double> left = 0.0;
    for (double seconds = 10.0; seconds < 25.0; seconds += 0.5) left = run.after(seconds, 0.475);
    QVERIFY(!left);
}

void TestPace::texts()
{
    QCOMPARE(durationText(48), std::string("48 s"));
    QCOMPARE(durationText(59.6), std::string("1:00"));
    QCOMPARE(durationText(65), std::string("1:05"));
    QCOMPARE(durationText(7380), std::string("2:03:00"));
    QCOMPARE(durationText(-1.0), std::string("0 s"));
    QCOMPARE(rateText(34, 10, "cells"), std::string("3.4 cells/s"));
    QCOMPARE(rateText(1200, 10, "pairs"), std::string("120 pairs/s"));
}

QTEST_APPLESS_MAIN(TestPace)
#include "tst_pace.moc"
