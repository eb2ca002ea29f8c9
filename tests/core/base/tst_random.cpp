#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <map>

using lexicell::sampleOf;

using Items = std::vector<std::int64_t>;

class TestRandom : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSampleKeepsTheOrderAndRepeatsNothing();
    void everyItemIsAsLikely();
};

void TestRandom::aSampleKeepsTheOrderAndRepeatsNothing()
{
    const Items items{9, 4, 7, 1, 8, 3};
    for (const int all : {0, 6, 100}) QCOMPARE(sampleOf(items, all, 5), items);
    QCOMPARE(sampleOf({}, 3, 5), Items());
    for (std::int64_t seed = 0; seed < 50; ++seed) {
        const Items some = sampleOf(items, 4, seed);
        QCOMPARE(some.size(), std::size_t{4});
        QCOMPARE(sampleOf(items, 4, seed), some);
        auto next = items.begin();  // a subsequence has each item later than the one before it
        for (const std::int64_t item : some) {
            next = std::find(next, items.end(), item);
            QVERIFY(next != items.end());
            ++next;
        }
    }
}

void TestRandom::everyItemIsAsLikely()
{
    const Items items{0, 1, 2, 3, 4};
    std::map<std::int64_t, int> drawn;
    constexpr int seeds = 5000;
    for (std::int64_t seed = 0; seed < seeds; ++seed)
        for (const std::int64_t item : sampleOf(items, 2, seed)) ++drawn[item];
    // 2 of 5 are drawn: 2000 times each, with a standard deviation of sqrt(5000 * 0.4 * 0.6) = 35.
    for (const std::int64_t item : items)
        QVERIFY2(std::abs(drawn[item] - 2000) < 5 * 35, qPrintable(QString::number(drawn[item])));
}

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
