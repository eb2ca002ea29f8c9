// scBERT's tokens against upstream's, exactly; and what the tokenizer makes of data that upstream never checks.
#include "core/genes/gene_table.h"
#include "core/preprocess/normalize.h"
#include "models/families/scbert/format/tokenizer.h"
#include "tests/models/scbert_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using test::Hdf5File;
namespace fs = std::filesystem;

namespace {

// Rows of a tokenized file that upstream kept, as its integers.
std::vector<std::int64_t> tokensOf(const TokenBatch &batch, const std::vector<std::int64_t> &rows)
{
    const TokenBatch kept = test::rowsOf(batch, rows);
    return {kept.values.begin(), kept.values.end()};
}

std::vector<std::int64_t> allRows(std::int64_t count)
{
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back(i);
    return rows;
}

test::H5adCells cellOf(std::vector<std::string> genes, std::vector<float> values)
{
    test::H5adCells input;
    input.genes = std::move(genes);
    input.names = {"cell"};
    input.cells.rows = 1;
    input.cells.columns = static_cast<std::int64_t>(input.genes.size());
    for (std::size_t i = 0; i < values.size(); ++i) input.cells.indices.push_back(static_cast<std::int32_t>(i));
    input.cells.indptr = {0, static_cast<std::int64_t>(values.size())};
    input.cells.values = std::move(values);
    return input;
}

template <class Change> test::H5adCells changed(test::H5adCells input, const Change &change)
{
    for (std::int64_t row = 0; row < input.cells.rows; ++row) {
        const auto begin = input.cells.values.begin() + input.cells.indptr[static_cast<std::size_t>(row)];
        const auto end = input.cells.values.begin() + input.cells.indptr[static_cast<std::size_t>(row) + 1];
        double sum = 0.0;
        for (auto value = begin; value != end; ++value) sum += static_cast<double>(*value);
        for (auto value = begin; value != end; ++value) *value = static_cast<float>(change(static_cast<double>(*value), sum));
    }
    return input;
}

// log2(1 + count per 10,000 of the listed genes) for every token of the cells, in double; 0 where there is none.
std::vector<double> log2OfAligned(const Tokenizer &tokenizer, const test::H5adCells &input)
{
    const auto matches = genes::matchGenes(input.genes, tokenizer.vocabulary(), genes::GeneMatching::Exact, nullptr).matches;
    const std::size_t tokens = tokenizer.vocabulary().size();
    std::vector<double> all;
    for (std::int64_t row = 0; row < input.cells.rows; ++row) {
        std::vector<double> counts(tokens, 0.0);
        double total = 0.0;
        const auto end = static_cast<std::size_t>(input.cells.indptr[static_cast<std::size_t>(row) + 1]);
        for (auto i = static_cast<std::size_t>(input.cells.indptr[static_cast<std::size_t>(row)]); i < end; ++i) {
            const auto gene = matches[static_cast<std::size_t>(input.cells.indices[i])].target;
            if (gene < 0) continue;
            counts[static_cast<std::size_t>(gene)] += static_cast<double>(input.cells.values[i]);
            total += static_cast<double>(input.cells.values[i]);
        }
        for (const double count : counts)
            all.push_back(count > 0.0 ? std::log2(1.0 + count * preprocess::countsPerCell / total) : 0.0);
    }
    return all;
}

}  // namespace

class TestScbertTokenizer : public QObject {
    Q_OBJECT

    fs::path m_root;

  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        m_root = root;
    }

    void tokensAreUpstreams_data() { test::addCases(m_root, {"lm_", "classifier_", "finetune_"}); }
    void tokensAreUpstreams()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto input = test::readCells(folder / "input.h5ad");
        const auto tokenizer = test::scbertTokenizer(folder);
        const auto batch = test::scbertTokens(*tokenizer, input);
        const auto kept = expected.has("kept_cells") ? expected.ints("kept_cells").values : allRows(batch.cells);
        QCOMPARE(tokensOf(batch, kept), expected.ints("tokens").values);
        for (std::size_t i = 0; i < kept.size(); ++i)
            QCOMPARE(input.names[static_cast<std::size_t>(kept[i])], expected.strings("cell_ids").values[i]);
        QCOMPARE(batch.tokens, static_cast<std::int64_t>(tokenizer->vocabulary().size()));
        QCOMPARE(tokenizer->length(1, {}), batch.tokens);
        QCOMPARE(tokenizer->length(0, {}), std::int64_t{0});
        for (std::int64_t i = 0; i < batch.tokens; ++i) QCOMPARE(batch.genes[static_cast<std::size_t>(i)], i);
    }

    void preprocessedFilesGiveTheSameTokens_data() { test::addCases(m_root, {"lm_"}); }
    void preprocessedFilesGiveTheSameTokens()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto batch = test::scbertTokens(*test::scbertTokenizer(folder), test::readCells(folder / "preprocessed.h5ad"));
        QCOMPARE(tokensOf(batch, allRows(batch.cells)), expected.ints("tokens").values);
    }

    // counts -> counts per 10,000 -> ln(1 + x), as scanpy leaves them, and the same without the logarithm
    void otherNormalizationsGiveTheSameTokens_data() { test::addCases(m_root, {"lm_"}); }
    void otherNormalizationsGiveTheSameTokens()
    {
        const fs::path folder = test::currentCase();
        const auto tokenizer = test::scbertTokenizer(folder);
        const auto counts = test::readCells(folder / "input.h5ad");
        const auto expected = test::scbertTokens(*tokenizer, counts);
        const auto logged =
            changed(counts, [](double value, double sum) { return std::log1p(value * preprocess::countsPerCell / sum); });
        const auto scaled = changed(counts, [](double value, double sum) { return value * preprocess::countsPerCell / sum; });
        const auto fromLogged = test::scbertTokens(*tokenizer, logged).values;
        const auto fromScaled = test::scbertTokens(*tokenizer, scaled).values;
        const auto exact = log2OfAligned(*tokenizer, counts);
        for (std::int64_t row = 0; row < expected.cells; ++row) {
            // Whose values could all be logarithms is taken for logarithms: tokenizer.h.
            const auto begin = scaled.cells.values.begin() + scaled.cells.indptr[static_cast<std::size_t>(row)];
            const auto end = scaled.cells.values.begin() + scaled.cells.indptr[static_cast<std::size_t>(row) + 1];
            const bool proportional = std::any_of(begin, end, [](float value) { return value > 30.0F; });
            for (std::int64_t token = 0; token < expected.tokens; ++token) {
                const auto at = static_cast<std::size_t>(row * expected.tokens + token);
                // On an edge float32 may fall to either side.
                if (std::abs(exact[at] - std::round(exact[at])) < 1e-5 && exact[at] > 0.0) continue;
                QCOMPARE(fromLogged[at], expected.values[at]);
                if (proportional) QCOMPARE(fromScaled[at], expected.values[at]);
            }
        }
    }

    void theFirstOfTwoColumnsCounts_data() { test::addCases(m_root, {"lm_"}); }
    void theFirstOfTwoColumnsCounts()
    {
        const fs::path folder = test::currentCase();
        const auto input = test::readCells(folder / "input_duplicate_gene.h5ad");
        QVERIFY(std::set<std::string>(input.genes.begin(), input.genes.end()).size() < input.genes.size());
        auto renamed = input;
        renamed.genes.back() = "no gene of the model";
        const auto tokenizer = test::scbertTokenizer(folder);
        QCOMPARE(test::scbertTokens(*tokenizer, input).values, test::scbertTokens(*tokenizer, renamed).values);
        // The first column counts where it is zero, too.
        const auto small = scbert::makeTokenizer({"A", "B"}, 7);
        auto zero = cellOf({"A", "B", "A"}, {0.0F, 5.0F, 5.0F});
        QCOMPARE(test::scbertTokens(*small, zero).values, (std::vector<float>{0, 5, 0}));
    }

    void matchReportNamesGenes_data() { test::addCases(m_root, {"lm_"}); }
    void matchReportNamesGenes()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto input = test::readCells(folder / "input.h5ad");
        const auto tokenizer = test::scbertTokenizer(folder);
        const auto report = genes::matchGenes(input.genes, tokenizer->vocabulary(), genes::GeneMatching::Exact, nullptr);
        std::set<std::string> missing(tokenizer->vocabulary().begin(), tokenizer->vocabulary().end() - 1), ignored;
        for (std::size_t i = 0; i < input.genes.size(); ++i) {
            if (report.matches[i].target < 0) ignored.insert(input.genes[i]);
            else missing.erase(input.genes[i]);
        }
        const auto namesOf = [&](const char *dataset) {
            const auto names = expected.strings(dataset).values;
            return std::set<std::string>(names.begin(), names.end());
        };
        QCOMPARE(missing, namesOf("missing_genes"));
        QCOMPARE(ignored, namesOf("ignored_genes"));
    }

    void edgesOfTheBins_data() { test::addCases(m_root, {"lm_"}); }
    void edgesOfTheBins()
    {
        const Hdf5File expected(test::currentCase() / "expected.h5");
        const auto tokens = static_cast<std::int64_t>(expected.numberAttribute("/", "num_tokens").front());
        const auto values = expected.floats("token_edges/log2_values_f32").values;
        for (std::size_t i = 0; i < values.size(); ++i)
            QCOMPARE(scbert::tokenOf(values[i], tokens), expected.ints("token_edges/tokens").values[i]);
        const auto counts = expected.floats("token_edges/counts_per_10000_f32").values;
        std::vector<float> logs;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            logs.push_back(scbert::log2Normalized(counts[i]));
            QCOMPARE(scbert::tokenOf(logs.back(), tokens), expected.ints("token_edges/tokens_of_counts").values[i]);
        }
        VERIFY_WITHIN(logs, expected, "token_edges/log2_of_counts_f32");
    }

    void normalizedValues_data() { test::addCases(m_root, {"lm_", "classifier_", "finetune_"}); }
    void normalizedValues()
    {
        const Hdf5File expected(test::currentCase() / "expected.h5");
        const char *dataset = "preprocess/log2_normalised_f32";
        if (!expected.has("preprocess/aligned_counts")) return;  // lm_* cases hold the counts that the values come from
        const auto counts = expected.doubles("preprocess/aligned_counts");
        std::vector<float> values;
        for (std::int64_t row = 0; row < counts.rows(); ++row) {
            double sum = 0.0;
            for (std::int64_t i = 0; i < counts.columns(); ++i) sum += counts.at(row, i);
            for (std::int64_t i = 0; i < counts.columns(); ++i)
                values.push_back(scbert::log2Normalized(static_cast<float>(counts.at(row, i) * preprocess::countsPerCell / sum)));
        }
        VERIFY_WITHIN(values, expected, dataset);
    }

    void aCellDependsOnItselfAlone_data() { test::addCases(m_root, {"lm_"}); }
    void aCellDependsOnItselfAlone()
    {
        const fs::path folder = test::currentCase();
        const auto input = test::readCells(folder / "input.h5ad");
        const auto tokenizer = test::scbertTokenizer(folder);
        const auto together = test::scbertTokens(*tokenizer, input);
        for (std::int64_t row = 0; row < input.cells.rows; ++row) {
            const auto begin = input.cells.indptr[static_cast<std::size_t>(row)];
            const auto end = input.cells.indptr[static_cast<std::size_t>(row) + 1];
            test::H5adCells alone{{}, input.genes, {input.names[static_cast<std::size_t>(row)]}};
            alone.cells = {1,
                           input.cells.columns,
                           {0, end - begin},
                           {input.cells.indices.begin() + begin, input.cells.indices.begin() + end},
                           {input.cells.values.begin() + begin, input.cells.values.begin() + end}};
            QCOMPARE(test::scbertTokens(*tokenizer, alone).values, test::rowsOf(together, {row}).values);
        }
    }

    void refusesWhatIsNoExpression_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("negative") << -0.5F << "negative_counts";
        QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN() << "non_finite";
        QTest::newRow("infinite") << std::numeric_limits<float>::infinity() << "non_finite";
    }
    void refusesWhatIsNoExpression()
    {
        QFETCH(float, value);
        const auto tokenizer = scbert::makeTokenizer({"A", "B"}, 7);
        const auto cell = cellOf({"A", "B"}, {1.0F, value});
        const auto batch = tokenizer->tokenize(cell.cells, {0, 1}, {"odd cell"}, {});
        QVERIFY(!batch.ok());
        QTEST(QString::fromStdString(batch.error().errorClass), "errorClass");
        QVERIFY(batch.error().message.find("odd cell") != std::string::npos);
    }

    void cellsWithoutKnownGenesArePadding()
    {
        const auto tokenizer = scbert::makeTokenizer({"A", "B"}, 7);
        const auto cell = cellOf({"C"}, {4.0F});
        const auto batch = tokenizer->tokenize(cell.cells, {-1}, {"cell"}, {});
        VERIFY_OK(batch);
        QCOMPARE(batch->padding, (std::vector<std::uint8_t>{1, 1, 1}));
        QCOMPARE(batch->values, (std::vector<float>{0, 0, 0}));
    }
};

QTEST_APPLESS_MAIN(TestScbertTokenizer)
#include "tst_scbert_tokenizer.moc"
