// Bins by hand: examples that fit on a page.
#include "core/base/random.h"
#include "models/families/scgpt/format/binning.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::models::scgpt;

namespace {

std::vector<int> bins(const std::vector<float> &values, int count, const std::vector<double> &draws)
{
    const auto edges = binEdges(values, count);
    std::vector<int> result;
    for (std::size_t i = 0; i < values.size(); ++i)
        result.push_back(chooseBin(binRange(values[i], edges), draws[i % draws.size()]));
    return result;
}

}  // namespace

class TestScgptBinning : public QObject {
    Q_OBJECT
  private slots:
    void edgesAreQuantiles()
    {
        const auto edges = binEdges({1, 1, 2, 5, 3, 10}, 5);
        const std::vector<double> expected{1, 5.0 / 3.0, 11.0 / 3.0, 10};
        QCOMPARE(edges.size(), expected.size());
        for (std::size_t i = 0; i < edges.size(); ++i) QVERIFY(std::abs(edges[i] - expected[i]) <= 1e-12 * expected[i]);
        QCOMPARE(bins({1, 1, 2, 5, 3, 10}, 5, {0.3}), (std::vector<int>{1, 1, 2, 3, 2, 4}));
    }

    void tiesFollowTheDraws()
    {
        const std::vector<float> values{1, 1, 1, 1, 1, 1, 2, 2, 3, 7};
        // The first draws of NumPy's legacy generator with seed 0.
        const std::vector<double> draws{0.5488135,  0.71518937, 0.60276338, 0.54488318, 0.4236548,
                                        0.64589411, 0.43758721, 0.891773,   0.96366276, 0.38344152};
        QCOMPARE(bins(values, 7, draws), (std::vector<int>{2, 1, 2, 2, 2, 2, 4, 4, 5, 6}));
        QCOMPARE(bins(values, 7, {0.0}), (std::vector<int>{3, 3, 3, 3, 3, 3, 4, 4, 5, 6}));  // the left rule
        QCOMPARE(bins(values, 7, {0.5}), (std::vector<int>{2, 2, 2, 2, 2, 2, 4, 4, 5, 6}));
    }

    void fewValuesSpreadOverAllBins()
    {
        QCOMPARE(bins({1, 4, 9}, 51, {0.7}), (std::vector<int>{1, 25, 50}));
        const auto edges = binEdges({1, 1, 2, 3, 3, 3, 7, 20}, 51);
        const BinRange one = binRange(1, edges);
        QCOMPARE(one.left, 8);
        QCOMPARE(one.right, 0);
        QCOMPARE(binRange(3, edges).left, 36);
        QCOMPARE(binRange(3, edges).right, 21);
        QCOMPARE(binRange(20, edges).left, 50);
    }

    void equalValuesMayFallAnywhere()
    {
        Random random(0, 0);
        std::set<int> seen;
        for (int i = 0; i < 5000; ++i) seen.insert(bins({2, 2}, 51, {random.uniform()})[0]);
        QCOMPARE(static_cast<int>(seen.size()), 50);
        QCOMPARE(*seen.begin(), 1);
        QCOMPARE(*seen.rbegin(), 50);
    }

    void aSingleValueHasAllBinsToo() { QCOMPARE(bins({3}, 51, {0.0}), (std::vector<int>{50})); }

    void bettersAreNeverLower()
    {
        Random random(7, 7);
        for (int round = 0; round < 200; ++round) {
            std::vector<float> values(1 + random.below(400));
            for (float &value : values) value = static_cast<float>(1 + random.below(30));
            const auto half = bins(values, 51, {0.5});
            for (std::size_t i = 0; i < values.size(); ++i) {
                QVERIFY(half[i] >= 1 && half[i] <= 50);
                for (std::size_t j = 0; j < i; ++j)
                    if (values[i] < values[j]) QVERIFY(half[i] <= half[j]);
            }
            std::vector<float> logged(values.size());
            std::transform(values.begin(), values.end(), logged.begin(), [](float v) { return std::log1p(10.0F * v); });
            QCOMPARE(bins(logged, 51, {0.5}), half);  // counts and log-normalized values give the same bins
        }
    }
};

QTEST_APPLESS_MAIN(TestScgptBinning)
#include "tst_scgpt_binning.moc"
