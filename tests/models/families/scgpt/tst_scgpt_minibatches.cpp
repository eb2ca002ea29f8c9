// Which values of a cell are hidden, which silent genes are asked for, and what a network must beat.
#include "models/families/scgpt/format/minibatches.h"

#include "core/base/random.h"
#include "tests/support/fixtures.h"

#include <QTest>

#include <set>

using namespace lexicell;
using models::scgpt::Config;
using models::scgpt::Corpus;
using models::training::Examples;
using models::training::PretrainingOptions;

namespace {

constexpr std::int64_t genes = 40;

// Cell i expresses 10 + i genes; the value of a gene is the same in every cell.
Corpus corpusOf(std::int64_t cells)
{
    Corpus corpus;
    for (std::int64_t gene = 0; gene < genes; ++gene) corpus.vocabulary.push_back("GENE" + std::to_string(gene));
    for (const char *special : {"<pad>", "<cls>", "<eoc>"}) corpus.vocabulary.emplace_back(special);
    corpus.padId = genes;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        Random random(5, static_cast<std::uint64_t>(cell));
        std::set<std::int32_t> expressed;
        while (static_cast<std::int64_t>(expressed.size()) < 10 + cell)
            expressed.insert(static_cast<std::int32_t>(random.below(genes)));
        corpus.genes.push_back(genes + 1);
        corpus.values.push_back(-2);
        for (const std::int32_t gene : expressed) {
            corpus.genes.push_back(gene);
            corpus.values.push_back(static_cast<std::int16_t>(gene + 1));
        }
        corpus.begin.push_back(corpus.genes.size());
        (cell % 4 == 0 ? corpus.validation : corpus.training).push_back(cell);
    }
    return corpus;
}

std::set<std::int64_t> genesOf(const Corpus &corpus, std::int64_t cell)
{
    const auto from = corpus.genes.begin() + static_cast<std::ptrdiff_t>(corpus.begin[static_cast<std::size_t>(cell)]);
    return {from, from + corpus.length(cell)};
}

}  // namespace

class TestScgptMinibatches : public QObject {
    Q_OBJECT
  private slots:
    void hidesAShareOfEveryCell();
    void silentGenesAreAskedFor();
    void roundsHideOtherValues();
    void silentGenesLowerTheBaseline();
    void hiddenGenesCanBeUnseen();
    void contrastAsksForTwoViews();
    void everyCellIsTrainedOnOnce();
};

void TestScgptMinibatches::hidesAShareOfEveryCell()
{
    const Corpus corpus = corpusOf(8);
    PretrainingOptions options;
    options.maskRatio = 0.4;
    const Examples examples = hideValues(corpus, {0, 3, 7}, options, {}, 1);
    const auto &batch = examples.tokens;
    QCOMPARE(batch.tokens, 18);  // the longest: <cls> and 17 genes
    const std::int64_t cells[] = {0, 3, 7};
    for (std::int64_t row = 0; row < 3; ++row) {
        std::int64_t hidden = 0;
        for (std::int64_t token = 0; token < batch.tokens; ++token) {
            const auto at = static_cast<std::size_t>(row * batch.tokens + token);
            hidden += examples.scored[at];
            if (token >= corpus.length(cells[row])) {
                QCOMPARE(batch.padding[at], std::uint8_t{1});
                QCOMPARE(batch.genes[at], corpus.padId);
            } else if (token > 0) {
                QCOMPARE(examples.target[at], static_cast<float>(batch.genes[at] + 1));
                QCOMPARE(batch.values[at], examples.scored[at] != 0 ? -1.0F : examples.target[at]);
            } else {
                QCOMPARE(examples.scored[at], std::uint8_t{0});
            }
        }
        QCOMPARE(hidden, (10 + cells[row]) * 4 / 10);
    }
}

void TestScgptMinibatches::silentGenesAreAskedFor()
{
    const Corpus corpus = corpusOf(8);
    PretrainingOptions options;
    options.maskRatio = 0.5;
    options.absentGenes = 2.0;
    const Examples examples = hideValues(corpus, {2, 6}, options, {}, 1);
    const auto &batch = examples.tokens;
    const std::int64_t cells[] = {2, 6};
    for (std::int64_t row = 0; row < 2; ++row) {
        const auto expressed = genesOf(corpus, cells[row]);
        std::set<std::int64_t> silent;
        std::int64_t hidden = 0;
        for (std::int64_t token = 0; token < batch.tokens; ++token) {
            const auto at = static_cast<std::size_t>(row * batch.tokens + token);
            if (batch.padding[at] != 0) continue;
            hidden += examples.scored[at];
            if (expressed.count(batch.genes[at]) > 0) continue;
            QVERIFY(batch.genes[at] >= 0 && batch.genes[at] < genes);
            QVERIFY2(silent.insert(batch.genes[at]).second, "asked for twice");
            QCOMPARE(examples.scored[at], std::uint8_t{1});
            QCOMPARE(examples.target[at], 0.0F);
            QCOMPARE(batch.values[at], -1.0F);
        }
        const std::int64_t half = (10 + cells[row]) / 2;
        QCOMPARE(static_cast<std::int64_t>(silent.size()), 2 * half);
        QCOMPARE(hidden, 3 * half);
    }
    // No more than there are: 12 genes of 40 are expressed.
    options.absentGenes = 100.0;
    QCOMPARE(hideValues(corpus, {2}, options, {}, 1).tokens.tokens, 1 + genes);
}

void TestScgptMinibatches::roundsHideOtherValues()
{
    const Corpus corpus = corpusOf(8);
    const Examples first = hideValues(corpus, {1, 5, 7}, {}, {}, 1);
    QVERIFY(first.scored == hideValues(corpus, {1, 5, 7}, {}, {}, 1).scored);
    QVERIFY(first.scored != hideValues(corpus, {1, 5, 7}, {}, {}, 2).scored);
}

void TestScgptMinibatches::silentGenesLowerTheBaseline()
{
    const Corpus corpus = corpusOf(12);
    PretrainingOptions options;
    // Every gene has one value, so its mean is never wrong …
    const models::scgpt::Config config;
    const models::scgpt::HiddenValues values(corpus, options, config);
    const auto means = values.means();
    VERIFY_OK(means);
    QCOMPARE(means->of(17), 18.0);
    QCOMPARE(*values.error(*means), 0.0);
    // … until it must be told whether the gene is expressed at all.
    options.absentGenes = 1.0;
    const auto mixed = values.means();
    VERIFY_OK(mixed);
    QVERIFY(mixed->of(17) > 0.0 && mixed->of(17) < 18.0);
    QVERIFY(mixed->overall() < 0.7 * means->overall());
    QVERIFY(*values.error(*mixed) > 10.0);
}

void TestScgptMinibatches::hiddenGenesCanBeUnseen()
{
    const Corpus corpus = corpusOf(4);
    PretrainingOptions options;
    const Examples seen = hideValues(corpus, {1, 2}, options, {}, 1);
    options.hiddenUnseen = true;
    const Examples unseen = hideValues(corpus, {1, 2}, options, {}, 1);
    QVERIFY(seen.scored == unseen.scored);
    for (std::size_t i = 0; i < seen.scored.size(); ++i)
        QCOMPARE(unseen.tokens.padding[i] != 0, seen.tokens.padding[i] != 0 || seen.scored[i] != 0);
}

void TestScgptMinibatches::contrastAsksForTwoViews()
{
    const Corpus corpus = corpusOf(8);
    PretrainingOptions options;
    options.epochs = 4;
    const models::scgpt::Config config;
    QCOMPARE(models::scgpt::HiddenValues(corpus, options, config).views({1, 5}, 2)->size(), std::size_t{1});
    options.contrast = 10.0;
    const auto views = models::scgpt::HiddenValues(corpus, options, config).views({1, 5}, 2);
    QVERIFY(views && views->size() == 2);
    QVERIFY((*views)[0].scored == hideValues(corpus, {1, 5}, options, {}, 2).scored);
    QVERIFY((*views)[1].scored == hideValues(corpus, {1, 5}, options, {}, 6).scored);  // no epoch hides these
}

void TestScgptMinibatches::everyCellIsTrainedOnOnce()
{
    const Corpus corpus = corpusOf(23);
    PretrainingOptions options;
    options.batchSize = 4;
    const models::scgpt::Config config;
    const models::scgpt::HiddenValues minibatches(corpus, options, config);
    const auto first = minibatches.trainingBatches(1);
    QVERIFY(first == minibatches.trainingBatches(1));
    QVERIFY(first != minibatches.trainingBatches(2));
    std::multiset<std::int64_t> cells;
    for (const auto &batch : first) cells.insert(batch.begin(), batch.end());
    QVERIFY(cells == std::multiset<std::int64_t>(corpus.training.begin(), corpus.training.end()));
    QCOMPARE(minibatches.trainingCells(), static_cast<std::int64_t>(cells.size()));
}

QTEST_APPLESS_MAIN(TestScgptMinibatches)
#include "tst_scgpt_minibatches.moc"
