// scEMB-style tokens against the fixtures, exactly, and the rules one by one.
#include "models/families/scemb/format/binning.h"
#include "models/families/scemb/format/tokenizer.h"
#include "tests/models/scemb_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using scemb::Binning;

namespace {

// One cell over the genes a, b, c … with the ids 2, 3, 4 …; the last column is outside the vocabulary.
Result<TokenBatch> tokensOf(const std::vector<float> &counts, Binning binning, std::int64_t maxGenes = 100)
{
    scemb::Config config;
    config.binning = binning;
    config.maxGenes = maxGenes;
    data::CsrBlock block;
    block.rows = 1;
    block.columns = static_cast<std::int64_t>(counts.size());
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        ids.push_back(i + 1 == counts.size() ? -1 : static_cast<std::int64_t>(i) + 2);
        block.indices.push_back(static_cast<std::int32_t>(i));
        block.values.push_back(counts[i]);
    }
    block.indptr.push_back(static_cast<std::int64_t>(counts.size()));
    return scemb::makeTokenizer({"<pad>", "<mask>", "a", "b", "c", "d", "e"}, config)->tokenize(block, ids, {"cell"}, {});
}

using Ids = std::vector<std::int64_t>;
using Bins = std::vector<float>;

}  // namespace

class TestScembTokenizer : public QObject {
    Q_OBJECT
  private slots:
    void bothBinnings_data() { test::addScembRows(); }
    void bothBinnings()
    {
        SCEMB_CASE_OR_SKIP(item);
        for (const auto &[binning, name] :
             {std::pair{Binning::Quantile, "tokens/bins_quantile"}, std::pair{Binning::EqualWidth, "tokens/bins_equal_width"}}) {
            scemb::Config config = item.config;
            config.binning = binning;
            const TokenBatch batch = item.tokens(*scemb::makeTokenizer(item.outline.tokenizer->vocabulary(), config));
            const auto ids = item.expected->ints("tokens/gene_ids");
            const auto bins = item.expected->ints(name);
            QCOMPARE(batch.cells, ids.rows());
            QVERIFY(batch.tokens <= ids.columns());
            for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
                for (std::int64_t token = 0; token < ids.columns(); ++token) {
                    const bool inside = token < batch.tokens;
                    const auto at = static_cast<std::size_t>(cell * batch.tokens + token);
                    QCOMPARE(inside ? batch.genes[at] : 0, ids.at(cell, token));
                    QCOMPARE(inside ? static_cast<std::int64_t>(batch.values[at]) : 0, bins.at(cell, token));
                    if (inside) QCOMPARE(batch.padding[at] != 0, ids.at(cell, token) == 0);
                }
            }
        }
    }

    void lengthsAndTruncation_data() { test::addScembRows(); }
    void lengthsAndTruncation()
    {
        SCEMB_CASE_OR_SKIP(item);
        const auto detected = item.expected->ints("tokens/n_detected_in_vocabulary").values;
        const auto tokens = item.expected->ints("tokens/n_tokens").values;
        const auto truncation = item.outline.tokenizer->truncation({});
        QVERIFY(truncation.has_value());
        std::int64_t truncated = 0;
        for (std::size_t cell = 0; cell < detected.size(); ++cell) {
            std::int64_t matched = 0;
            for (auto i = item.counts.indptr[cell]; i < item.counts.indptr[cell + 1]; ++i) {
                const auto at = static_cast<std::size_t>(i);
                if (item.counts.values[at] > 0 && item.geneIds[static_cast<std::size_t>(item.counts.indices[at])] >= 0) ++matched;
            }
            QCOMPARE(matched, detected[cell]);
            QCOMPARE(item.outline.tokenizer->length(matched, {}), tokens[cell]);
            truncated += matched > truncation->genes;
        }
        QCOMPARE(static_cast<double>(truncated), item.expected->numberAttribute("tokens", "truncated_cells").at(0));
    }

    void logarithms_data() { test::addScembRows(); }
    void logarithms()
    {
        SCEMB_CASE_OR_SKIP(item);
        const auto columns = static_cast<std::size_t>(item.counts.columns);
        std::vector<double> values(static_cast<std::size_t>(item.counts.rows) * columns, 0.0);
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(item.counts.rows); ++cell) {
            const auto begin = static_cast<std::size_t>(item.counts.indptr[cell]);
            const auto end = static_cast<std::size_t>(item.counts.indptr[cell + 1]);
            double total = 0.0;
            for (std::size_t i = begin; i < end; ++i) total += static_cast<double>(item.counts.values[i]);
            for (std::size_t i = begin; i < end; ++i)
                values[cell * columns + static_cast<std::size_t>(item.counts.indices[i])] =
                    scemb::logCpm(static_cast<double>(item.counts.values[i]), total, item.config.cpmScale);
        }
        VERIFY_AS_STATED(*item.expected, "tokens/log1p_cpm_f64", values);
    }

    void quantilesCountStrictlySmallerValues()
    {
        QCOMPARE(scemb::binsOf({5, 1, 1, 9}, 100, Binning::Quantile), (std::vector<std::int64_t>{51, 1, 1, 76}));
        QCOMPARE(scemb::binsOf({7}, 100, Binning::Quantile), std::vector<std::int64_t>{1});
        QCOMPARE(scemb::binsOf({}, 100, Binning::Quantile), std::vector<std::int64_t>{});
    }
    void equalWidthsEndInTheLastBin()
    {
        QCOMPARE(scemb::binsOf({4, 2, 1, 0.01}, 100, Binning::EqualWidth), (std::vector<std::int64_t>{100, 51, 26, 1}));
        QCOMPARE(scemb::binsOf({3, 3}, 100, Binning::EqualWidth), (std::vector<std::int64_t>{100, 100}));
    }

    void ranksByValueThenId()
    {
        const auto batch = tokensOf({2, 7, 2, 0, 7, 1000}, Binning::Quantile);
        VERIFY_OK(batch);
        QCOMPARE(batch->genes, (Ids{3, 6, 2, 4}));
        QCOMPARE(batch->values, (Bins{51, 51, 1, 1}));
        QCOMPARE(batch->padding, (std::vector<std::uint8_t>{0, 0, 0, 0}));
    }

    // What is left out still counts in bins and totals.
    void truncationComesLast()
    {
        const auto whole = tokensOf({1, 2, 3, 4, 5, 6}, Binning::Quantile);
        const auto cut = tokensOf({1, 2, 3, 4, 5, 6}, Binning::Quantile, 2);
        VERIFY_OK(whole);
        VERIFY_OK(cut);
        QCOMPARE(cut->genes, (Ids{6, 5}));
        QCOMPARE(cut->values, Bins(whole->values.begin(), whole->values.begin() + 2));
    }

    // Quantiles do not see the total; equal widths do.
    void genesOutsideTheVocabularyCountInTheTotal()
    {
        const std::vector<float> few{1, 5, 30, 0, 0, 1}, many{1, 5, 30, 0, 0, 1e6F};
        QCOMPARE(tokensOf(few, Binning::Quantile)->values, tokensOf(many, Binning::Quantile)->values);
        QVERIFY(tokensOf(few, Binning::EqualWidth)->values != tokensOf(many, Binning::EqualWidth)->values);
    }

    void cellsWithoutTokens()
    {
        for (const auto &counts : {std::vector<float>{0, 0, 0}, std::vector<float>{0, 0, 5}}) {
            const auto batch = tokensOf(counts, Binning::EqualWidth);
            VERIFY_OK(batch);
            QCOMPARE(batch->tokens, std::int64_t{0});
        }
    }

    void refusesWhatIsNoCount()
    {
        const auto nan = tokensOf({1, std::numeric_limits<float>::quiet_NaN(), 1}, Binning::Quantile);
        QVERIFY(!nan.ok());
        QCOMPARE(nan.error().errorClass, std::string("non_finite"));
        // in a gene that the model does not know, too: it is part of the total
        const auto negative = tokensOf({1, 1, -1}, Binning::Quantile);
        QVERIFY(!negative.ok());
        QCOMPARE(negative.error().errorClass, std::string("negative_counts"));
    }
};

QTEST_APPLESS_MAIN(TestScembTokenizer)
#include "tst_scemb_tokenizer.moc"
