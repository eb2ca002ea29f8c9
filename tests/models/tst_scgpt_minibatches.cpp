// Which values of a cell are hidden, which silent genes are asked for, and what a network must beat.
#include "models/families/scgpt/format/minibatches.h"

#include "core/base/random.h"

#include <QtTest/QtTest>

#include <set>

using namespace lexicell;
using models::scgpt::Config;
using models::scgpt::Corpus;
using models::scgpt::HiddenBatch;
using models::tasks::PretrainOptions;

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
};

void TestScgptMinibatches::hidesAShareOfEveryCell()
{
    const Corpus corpus = corpusOf(8);
    PretrainOptions options;
    options.maskRatio = 0.4;
    const HiddenBatch batch = hideValues(corpus, {0, 3, 7}, options, {}, 1);
    QCOMPARE(batch.tokens, 18);  // the longest: <cls> and 17 genes
    const std::int64_t cells[] = {0, 3, 7};
    for (std::int64_t row = 0; row < 3; ++row) {
        std::int64_t hidden = 0;
        for (std::int64_t token = 0; token < batch.tokens; ++token) {
            const auto at = static_cast<std::size_t>(row * batch.tokens + token);
            hidden += batch.hidden[at];
            if (token >= corpus.length(cells[row])) {
                QCOMPARE(batch.padding[at], std::uint8_t{1});
                QCOMPARE(batch.genes[at], corpus.padId);
            } else if (token > 0) {
                QCOMPARE(batch.target[at], static_cast<float>(batch.genes[at] + 1));
                QCOMPARE(batch.input[at], batch.hidden[at] != 0 ? -1.0F : batch.target[at]);
            } else {
                QCOMPARE(batch.hidden[at], std::uint8_t{0});
            }
        }
        QCOMPARE(hidden, (10 + cells[row]) * 4 / 10);
    }
}

void TestScgptMinibatches::silentGenesAreAskedFor()
{
    const Corpus corpus = corpusOf(8);
    PretrainOptions options;
    options.maskRatio = 0.5;
    options.absentGenes = 2.0;
    const HiddenBatch batch = hideValues(corpus, {2, 6}, options, {}, 1);
    const std::int64_t cells[] = {2, 6};
    for (std::int64_t row = 0; row < 2; ++row) {
        const auto expressed = genesOf(corpus, cells[row]);
        std::set<std::int64_t> silent;
        std::int64_t hidden = 0;
        for (std::int64_t token = 0; token < batch.tokens; ++token) {
            const auto at = static_cast<std::size_t>(row * batch.tokens + token);
            if (batch.padding[at] != 0) continue;
            hidden += batch.hidden[at];
            if (expressed.count(batch.genes[at]) > 0) continue;
            QVERIFY(batch.genes[at] >= 0 && batch.genes[at] < genes);
            QVERIFY2(silent.insert(batch.genes[at]).second, "asked for twice");
            QCOMPARE(batch.hidden[at], std::uint8_t{1});
            QCOMPARE(batch.target[at], 0.0F);
            QCOMPARE(batch.input[at], -1.0F);
        }
        const std::int64_t half = (10 + cells[row]) / 2;
        QCOMPARE(static_cast<std::int64_t>(silent.size()), 2 * half);
        QCOMPARE(hidden, 3 * half);
    }
    // No more than there are: 12 genes of 40 are expressed.
    options.absentGenes = 100.0;
    QCOMPARE(hideValues(corpus, {2}, options, {}, 1).tokens, 1 + genes);
}

void TestScgptMinibatches::roundsHideOtherValues()
{
    const Corpus corpus = corpusOf(8);
    const HiddenBatch first = hideValues(corpus, {1, 5, 7}, {}, {}, 1);
    QVERIFY(first.hidden == hideValues(corpus, {1, 5, 7}, {}, {}, 1).hidden);
    QVERIFY(first.hidden != hideValues(corpus, {1, 5, 7}, {}, {}, 2).hidden);
}

void TestScgptMinibatches::silentGenesLowerTheBaseline()
{
    const Corpus corpus = corpusOf(12);
    PretrainOptions options;
    // Every gene has one value, so its mean is never wrong …
    const models::scgpt::MeanBins means(corpus, options, {});
    QCOMPARE(means.of(17), 18.0);
    QCOMPARE(means.validationError(corpus, options, {}), 0.0);
    // … until it must be told whether the gene is expressed at all.
    options.absentGenes = 1.0;
    const models::scgpt::MeanBins mixed(corpus, options, {});
    QVERIFY(mixed.of(17) > 0.0 && mixed.of(17) < 18.0);
    QVERIFY(mixed.overall() < 0.7 * means.overall());
    QVERIFY(mixed.validationError(corpus, options, {}) > 10.0);
}

QTEST_APPLESS_MAIN(TestScgptMinibatches)
#include "tst_scgpt_minibatches.moc"
