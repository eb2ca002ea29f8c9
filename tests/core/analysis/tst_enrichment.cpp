// Over-representation: the test and its adjustment against numbers counted by hand.
#include "core/analysis/enrichment.h"
#include "core/analysis/p_values.h"

#include <QTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::analysis;

namespace {

bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b)); }

double choose(int n, int k)
{
    double product = 1.0;
    for (int i = 1; i <= k; ++i) product = product * (n - k + i) / i;
    return k < 0 || k > n ? 0.0 : product;
}

}  // namespace

class TestEnrichment : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theTailIsTheSumOfAllDraws()
    {
        for (const int background : {1, 7, 12})
            for (int marked = 0; marked <= background; ++marked)
                for (int drawn = 0; drawn <= background; ++drawn)
                    for (int overlap = 0; overlap <= background + 1; ++overlap) {
                        double sum = 0.0;
                        for (int k = overlap; k <= std::min(marked, drawn); ++k)
                            sum += choose(marked, k) * choose(background - marked, drawn - k) / choose(background, drawn);
                        QVERIFY(near(hypergeometricTail(overlap, background, marked, drawn), sum));
                    }
    }

    // scipy.stats.hypergeom.sf(29, 20000, 200, 500) and sf(0, 20000, 200, 500)
    void largeNumbers()
    {
        QVERIFY(std::abs(hypergeometricTail(30, 20000, 200, 500) / 2.953910721433053e-15 - 1.0) < 1e-8);
        QVERIFY(std::abs(hypergeometricTail(1, 20000, 200, 500) / 0.9938373448623223 - 1.0) < 1e-8);
    }

    void theAdjustment()
    {
        // sorted 0.01 0.02 0.03 0.5: x 4/1 4/2 4/3 1, then the minimum of what follows
        const auto adjusted = falseDiscoveryRates({0.5, 0.01, 0.03, 0.02});
        QVERIFY(near(adjusted[0], 0.5) && near(adjusted[1], 0.04) && near(adjusted[2], 0.04) && near(adjusted[3], 0.04));
        QVERIFY(falseDiscoveryRates({}).empty());
        QCOMPARE(falseDiscoveryRates({1.0, 1.0}), (std::vector<double>{1.0, 1.0}));
    }

    void setsAndLists()
    {
        const std::vector<GeneNumbers> lists{{0, 1, 2}, {9}}, sets{{0, 1, 5}, {7}, {2, 3, 4, 5, 6, 7}, {8, 9}};
        JobContext context;
        const auto found = enrichment(lists, sets, 10, {2, 5}, context);
        QVERIFY(found.ok());
        QCOMPARE(found->size(), std::size_t{4});  // the sets of three and of two, for each list
        const EnrichedSet &first = found->front();
        QCOMPARE(first.overlap, (GeneNumbers{0, 1}));
        QVERIFY(near(first.expected, 0.9) && near(first.fold, 2.0 / 0.9) && near(first.p, (3.0 * 7.0 + 1.0) / 120.0));
        QVERIFY(near(first.adjustedP, 2.0 * 22.0 / 120.0));
        QVERIFY(near(found->at(3).p, 0.2) && found->at(3).overlap == GeneNumbers{9});
        context.cancel();
        QCOMPARE(enrichment(lists, sets, 10, {}, context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestEnrichment)
#include "tst_enrichment.moc"
