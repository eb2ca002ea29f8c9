// scGPT's tokens against upstream's, exactly.
#include "core/data/csr_block.h"
#include "core/genes/gene_table.h"
#include "models/checkpoint/bundle.h"
#include "models/families/scgpt/format/binning.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "tests/support/fixtures.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/hdf5_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using test::Hdf5File;

namespace {

// A checkpoint folder with input.h5ad beside it, read without the readers that other tests are about.
struct Case {
    std::shared_ptr<const Tokenizer> tokenizer;
    data::CsrBlock cells;
    std::vector<std::string> genes;
    std::vector<std::string> names;
    std::vector<std::int64_t> geneIds;
};

Case load(const std::filesystem::path &folder)
{
    JobContext context;
    auto bundle = checkpoint::openBundle(folder, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    const auto config = scgpt::readConfig(*bundle);
    if (!config.ok()) qFatal("%s", config.error().message.c_str());
    Case result;
    result.tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary(bundle->vocabulary, *config), *config);
    test::H5adCells read = test::readCells(folder / "input.h5ad");
    result.genes = std::move(read.genes);
    result.names = std::move(read.names);
    result.cells = std::move(read.cells);
    const auto report = genes::matchGenes(result.genes, result.tokenizer->vocabulary(), genes::GeneMatching::Exact, nullptr);
    for (const auto &match : report.matches) result.geneIds.push_back(match.target);
    return result;
}

TokenOptions optionsOf(const char *ties, int maxLength = 1200, const char *sampling = "random", std::int64_t seed = 0)
{
    return {maxLength, ties, sampling, seed};
}

TokenBatch tokensOf(const Case &item, const TokenOptions &options)
{
    auto batch = item.tokenizer->tokenize(item.cells, item.geneIds, item.names, options);
    if (!batch.ok()) qFatal("%s", batch.error().message.c_str());
    return std::move(*batch);
}

}  // namespace

class TestScgptTokenizer : public QObject {
    Q_OBJECT

    static void addCases()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, "input.h5ad", {"base"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }

  private slots:
    void genesMatchAsUpstream_data() { addCases(); }
    void genesMatchAsUpstream()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        QCOMPARE(base.geneIds, expected.ints("match/gene_token_id").values);
        const auto matched = std::count_if(base.geneIds.begin(), base.geneIds.end(), [](auto id) { return id >= 0; });
        QCOMPARE(static_cast<std::int64_t>(matched), expected.ints("match/n_matched").values[0]);
    }

    void idsAndPaddingAreUpstreams_data() { addCases(); }
    void idsAndPaddingAreUpstreams()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        const auto batch = tokensOf(base, optionsOf("half"));
        QCOMPARE(batch.genes, expected.ints("tokens/ids").values);
        QCOMPARE(std::vector<std::int64_t>({batch.cells, batch.tokens}), expected.shape("tokens/ids"));
        const auto valid = expected.ints("tokens/valid").values;
        for (std::size_t i = 0; i < valid.size(); ++i) QCOMPARE(static_cast<int>(batch.padding[i]), valid[i] ? 0 : 1);
    }

    void binsAreUpstreams_data() { addCases(); }
    void binsAreUpstreams()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        QCOMPARE(tokensOf(base, optionsOf("half")).values, expected.floats("bins/values_half").values);
        QCOMPARE(tokensOf(base, optionsOf("left")).values, expected.floats("bins/values_left").values);
    }

    void edgesAndRangesAreUpstreams_data() { addCases(); }
    void edgesAndRangesAreUpstreams()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Hdf5File expected(path / "expected.h5");
        const auto raw = expected.floats("tokens/raw_values");
        const auto valid = expected.ints("tokens/valid");
        const auto edges = expected.doubles("bins/edges");
        const auto left = expected.ints("bins/left");
        const auto right = expected.ints("bins/right");
        const auto draws = expected.doubles("bins/mt_draws");
        const auto drawn = expected.floats("bins/values_mt");
        for (std::int64_t cell = 0; cell < raw.rows(); ++cell) {
            std::vector<float> values;
            for (std::int64_t i = 1; i < raw.columns(); ++i)
                if (valid.at(cell, i)) values.push_back(raw.at(cell, i));
            const auto found = scgpt::binEdges(values, static_cast<int>(edges.columns()) + 1);
            for (std::int64_t i = 0; i < edges.columns(); ++i)
                QVERIFY(std::abs(found[static_cast<std::size_t>(i)] - edges.at(cell, i)) <= 1e-12 * std::abs(edges.at(cell, i)));
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto column = static_cast<std::int64_t>(i) + 1;
                const auto range = scgpt::binRange(values[i], found);
                QCOMPARE(static_cast<std::int64_t>(range.left), left.at(cell, column));
                QCOMPARE(static_cast<std::int64_t>(range.right), right.at(cell, column));
                QCOMPARE(static_cast<float>(scgpt::chooseBin(range, draws.at(cell, column))), drawn.at(cell, column));
            }
        }
    }

    // Random ties: within what upstream may draw, another draw for another seed, the same for the same.
    void randomTiesStayWithinUpstreamsRange_data() { addCases(); }
    void randomTiesStayWithinUpstreamsRange()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        const auto lowest = expected.ints("bins/lowest").values;
        const auto highest = expected.ints("bins/highest").values;
        const auto batch = tokensOf(base, optionsOf("random"));
        for (std::size_t i = 0; i < lowest.size(); ++i)
            if (highest[i] > 0)
                QVERIFY(batch.values[i] >= static_cast<float>(lowest[i]) && batch.values[i] <= static_cast<float>(highest[i]));
        QVERIFY(tokensOf(base, optionsOf("random")).values == batch.values);
        QVERIFY(tokensOf(base, optionsOf("random", 1200, "random", 1)).values != batch.values);
    }

    void headCutIsUpstreams_data() { addCases(); }
    void headCutIsUpstreams()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        const auto length = static_cast<int>(expected.ints("truncated/max_length").values[0]);
        const auto batch = tokensOf(base, optionsOf("half", length, "head"));
        QCOMPARE(batch.genes, expected.ints("truncated/ids_head").values);
        QCOMPARE(batch.values, expected.floats("truncated/values_head").values);
    }

    // Which genes upstream drew cannot be repeated; that bins come from all genes before the cut can be seen.
    void samplingKeepsBinsOfTheWholeCell_data() { addCases(); }
    void samplingKeepsBinsOfTheWholeCell()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const Hdf5File expected(path / "expected.h5");
        const auto length = static_cast<int>(expected.ints("truncated/max_length").values[0]);
        const auto whole = tokensOf(base, optionsOf("half"));
        const auto cut = tokensOf(base, optionsOf("half", length));
        QCOMPARE(cut.tokens, static_cast<std::int64_t>(length));
        QVERIFY(cut.genes != tokensOf(base, optionsOf("half", length, "head")).genes);
        for (std::int64_t cell = 0; cell < cut.cells; ++cell) {
            std::set<std::int64_t> seen;
            for (std::int64_t i = 0; i < cut.tokens; ++i) {
                const auto at = static_cast<std::size_t>(cell * cut.tokens + i);
                if (cut.padding[at]) continue;
                QVERIFY(seen.insert(cut.genes[at]).second);
                const auto begin = whole.genes.begin() + cell * whole.tokens;
                const auto found = std::find(begin, begin + whole.tokens, cut.genes[at]);
                QVERIFY(found != begin + whole.tokens);
                QCOMPARE(cut.values[at], whole.values[static_cast<std::size_t>(found - whole.genes.begin())]);
            }
        }
    }

    void aCellsTokensDependOnTheCellAlone_data() { addCases(); }
    void aCellsTokensDependOnTheCellAlone()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        const Case base = load(path);
        const auto options = optionsOf("random", 64);
        const auto all = tokensOf(base, options);
        for (const std::int64_t cell : {base.cells.rows / 3, base.cells.rows - 1}) {
            const auto alone = base.tokenizer->tokenize(data::selectRows(base.cells, {cell}), base.geneIds,
                                                        {base.names[static_cast<std::size_t>(cell)]}, options);
            VERIFY_OK(alone);
            QVERIFY(std::equal(alone->genes.begin(), alone->genes.end(), all.genes.begin() + cell * all.tokens));
            QVERIFY(std::equal(alone->values.begin(), alone->values.end(), all.values.begin() + cell * all.tokens));
        }
    }

    void samplingIsUniform()
    {
        const scgpt::Config config;
        std::vector<std::string> vocabulary;
        for (int i = 0; i < 40; ++i) vocabulary.push_back("G" + std::to_string(i));
        const auto tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary(vocabulary, config), config);
        std::vector<std::int64_t> ids(40);
        data::CsrBlock cell{1, 40, {0, 40}, {}, {}};
        for (std::int32_t i = 0; i < 40; ++i) {
            ids[static_cast<std::size_t>(i)] = i;
            cell.indices.push_back(i);
            cell.values.push_back(static_cast<float>(i + 1));
        }
        std::vector<int> counts(40, 0);
        constexpr int rounds = 4000;
        for (int round = 0; round < rounds; ++round) {
            const auto batch = tokenizer->tokenize(cell, ids, {"cell" + std::to_string(round)}, optionsOf("half", 11));
            VERIFY_OK(batch);
            QVERIFY(std::is_sorted(batch->genes.begin() + 1, batch->genes.end()));
            for (std::size_t i = 1; i < batch->genes.size(); ++i) ++counts[static_cast<std::size_t>(batch->genes[i])];
        }
        for (const int count : counts)
            QVERIFY2(std::abs(count - rounds / 4) < 150, qPrintable(QString::number(count)));  // 5.5 standard deviations
    }

    void emptyCellsArePadding()
    {
        const scgpt::Config config;
        const auto tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary({"A", "B"}, config), config);
        // cell 0: only a gene the model does not know; cell 1: one gene; cell 2: a stored zero
        const data::CsrBlock cells{3, 3, {0, 1, 2, 3}, {2, 0, 1}, {5, 4, 0}};
        const auto batch = tokenizer->tokenize(cells, {0, 1, -1}, {"a", "b", "c"}, optionsOf("left"));
        VERIFY_OK(batch);
        QCOMPARE(batch->tokens, std::int64_t{2});
        QCOMPARE(batch->padding, (std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1}));
        QCOMPARE(batch->genes, (std::vector<std::int64_t>{2, 2, 3, 0, 2, 2}));
        QCOMPARE(batch->values, (std::vector<float>{-2, -2, -2, 50, -2, -2}));
        QCOMPARE(tokenizer->length(0, optionsOf("left")), std::int64_t{0});
        QCOMPARE(tokenizer->length(5, optionsOf("left")), std::int64_t{6});
        QCOMPARE(tokenizer->length(5000, optionsOf("left")), std::int64_t{1200});
    }

    void refusesWhatHasNoBins()
    {
        const scgpt::Config config;
        const auto tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary({"A"}, config), config);
        const auto classOf = [&](float value, int maxLength) {
            const auto batch = tokenizer->tokenize({1, 1, {0, 1}, {0}, {value}}, {0}, {"AAAC-1"}, optionsOf("half", maxLength));
            return batch.ok() ? std::string("ok") : batch.error().errorClass;
        };
        QCOMPARE(classOf(1, 2), std::string("ok"));
        QCOMPARE(classOf(-1, 2), std::string("negative_counts"));
        QCOMPARE(classOf(std::numeric_limits<float>::quiet_NaN(), 2), std::string("non_finite"));
        QCOMPARE(classOf(std::numeric_limits<float>::infinity(), 2), std::string("non_finite"));
        QCOMPARE(classOf(1, 1), std::string("bad_option"));
    }

    void specialTokensGoToTheEnd()
    {
        const scgpt::Config config;
        QCOMPARE(scgpt::completeVocabulary({"A"}, config), (std::vector<std::string>{"A", "<pad>", "<cls>", "<eoc>"}));
        QCOMPARE(scgpt::completeVocabulary({"<eoc>", "A", "<pad>"}, config),
                 (std::vector<std::string>{"<eoc>", "A", "<pad>", "<cls>"}));
    }
};

QTEST_APPLESS_MAIN(TestScgptTokenizer)
#include "tst_scgpt_tokenizer.moc"
