// Targets of a transcription factor from attention: ranks, means over conditions, lists, on scores that a page can check.
#include "models/tasks/gene_network/attention_network.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using lexicell::Random;
using namespace lexicell::models::tasks;

class TestAttentionNetwork : public QObject {
    Q_OBJECT
  private slots:
    // scgpt.md §7.7: one head, three tokens.
    void ranksOfTheToyExample()
    {
        const AttentionRanks ranks = rankAttention({3, 1, 2, 0, 5, 4, 9, 7, 8}, 1, 3);
        QCOMPARE(ranks.rows, (std::vector<std::int32_t>{2, 0, 1, 0, 2, 1, 2, 0, 1}));
        QCOMPARE(ranks.columns, (std::vector<std::int32_t>{1, 0, 0, 0, 2, 1, 2, 1, 2}));
        const auto mean = meanOverHeads(ranks);
        for (std::size_t i = 0; i < mean.size(); ++i) QCOMPARE(mean[i], ranks.columns[i] / 3.0);
    }

    void equalScoresRankInOrder()
    {
        const AttentionRanks ranks = rankAttention({1, 1, 1, 1}, 1, 2);
        QCOMPARE(ranks.rows, (std::vector<std::int32_t>{0, 1, 0, 1}));
        QCOMPARE(ranks.columns, (std::vector<std::int32_t>{0, 0, 1, 1}));
    }

    void headsAreAveraged()
    {
        const std::vector<float> one{3, 1, 2, 0, 5, 4, 9, 7, 8};
        std::vector<float> two = one;
        two.insert(two.end(), one.begin(), one.end());
        QCOMPARE(meanOverHeads(rankAttention(two, 2, 3)), meanOverHeads(rankAttention(one, 1, 3)));
    }

    void conditionMeans()
    {
        ConditionMean mean(1);
        QCOMPARE(mean.mean(), std::vector<double>{0.0});
        for (const double value : {4.0, 1.0, 1.0, 2.0}) mean.add({value});
        QCOMPARE(mean.cells(), std::int64_t{4});
        QCOMPARE(mean.mean(), std::vector<double>{2.0});
        QCOMPARE(mean.upstreamMean(), std::vector<double>{1.0});
    }

    void targetsInOrder()
    {
        const auto targets = topTargets({0.9, 0.1, 0.5, 0.5, 0.7}, 3, {0});
        QCOMPARE(targets.size(), std::size_t{3});
        QCOMPARE(targets[0].token, std::int64_t{4});
        QCOMPARE(targets[1].token, std::int64_t{2});
        QCOMPARE(targets[2].token, std::int64_t{3});
        QCOMPARE(topTargets({0.9}, 5, {0}).size(), std::size_t{0});
        QCOMPARE(influenceOf({1, 2, 3, 4}, 2, 1), (std::vector<double>{2, 4}));
    }

    // With the same tokens in all cells, as upstream has them, the sums are its means.
    void sumsOfCells()
    {
        constexpr std::int64_t heads = 2, tokens = 5;
        InfluenceSums sums({10, 11, 12, 13, 14}, {1, 3});
        ConditionMean mean(tokens);
        Random random(5, 1);
        for (int cell = 0; cell < 3; ++cell) {
            std::vector<float> logits(heads * tokens * tokens);
            for (float &value : logits) value = static_cast<float>(random.uniform());
            mean.add(meanOverHeads(rankAttention(logits, heads, tokens)));
            sums.add(0, {10, 11, 12, 13, 14}, heads, tokens, logits);
        }
        QCOMPARE(sums.mean(0, 0), influenceOf(mean.mean(), tokens, 1));
        QCOMPARE(sums.mean(0, 1), influenceOf(mean.mean(), tokens, 3));
        QCOMPARE(sums.cells(0, 2), std::int64_t{3});
        QCOMPARE(sums.cells(1, 2), std::int64_t{0});
        QVERIFY(std::isnan(sums.mean(1, 0)[0]));
    }

    // Padding takes no part in ranks, and a cell counts for the genes that it has.
    void cellsOfDifferentGenes()
    {
        InfluenceSums sums({10, 11, 12}, {0});
        // one head; the third token is padding; 99 is no gene (a cell token)
        sums.add(1, {99, 10}, 1, 3, {5, 1, 0, 2, 3, 0, 0, 0, 0});
        sums.add(1, {11, 12}, 1, 2, {1, 2, 3, 4});
        const auto mean = sums.mean(1, 0);
        QVERIFY(std::isnan(mean[1]) && std::isnan(mean[2]));
        // ranks of keys: row 99: 1 0, row 10: 0 1; ranks within the column of 10: 0 of row 99, 1 of row 10; of two tokens
        QCOMPARE(mean[0], 0.5);
        QCOMPARE(sums.cells(1, 0), std::int64_t{1});
        QCOMPARE(sums.cells(1, 2), std::int64_t{1});
        QVERIFY(topTargets(mean, 3, {0}).empty());
    }
};

QTEST_APPLESS_MAIN(TestAttentionNetwork)
#include "tst_attention_network.moc"
