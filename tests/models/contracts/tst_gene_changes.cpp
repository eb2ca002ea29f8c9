// What a change does to the tokens of one cell, for each family: the rules of docs/knock-outs.md, in examples that can be
// checked by eye.
#include "models/contracts/gene_changes.h"

#include "models/checkpoint/bundle.h"
#include "models/families/exceiver/format/tokenizer.h"
#include "models/families/scbert/format/tokenizer.h"
#include "models/families/scemb/format/tokenizer.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "tests/support/fixtures.h"

using namespace lexicell;
using namespace lexicell::models;

namespace {

using Ids = std::vector<std::int64_t>;
using Values = std::vector<float>;

data::CsrBlock cellOf(std::vector<std::int32_t> columns, std::vector<float> counts)
{
    data::CsrBlock block;
    block.rows = 1;
    block.columns = 6;
    block.indptr = {0, static_cast<std::int64_t>(columns.size())};
    block.indices = std::move(columns);
    block.values = std::move(counts);
    return block;
}

// Columns are ids; genes 0 … 5.
const Ids geneIds{0, 1, 2, 3, 4, 5};
const std::vector<std::string> geneNames{"A", "B", "C", "D", "E", "F"};

struct Cell {
    std::shared_ptr<const Tokenizer> tokenizer;
    std::unique_ptr<IntactCell> cell;

    Cell(std::shared_ptr<const Tokenizer> of, const data::CsrBlock &block, const Ids &ids = geneIds,
         const TokenOptions &options = {})
        : tokenizer(std::move(of))
    {
        auto made = geneChanges(*tokenizer)->intactCell(block, 0, ids, "cell", options);
        if (!made.ok()) qFatal("%s", made.error().message.c_str());
        cell = std::move(*made);
        const auto usual = tokenizer->tokenize(block, ids, {"cell"}, options);
        if (!usual.ok() || usual->genes != cell->tokens().genes || usual->values != cell->tokens().values)
            qFatal("an intact cell differs from its usual tokens");
    }
    ChangedCell changed(const Ids &genes, ChangeKind kind, std::optional<double> dose = {}) const
    {
        const auto result = cell->change(genes, {kind, dose});
        if (!result.ok()) qFatal("%s", result.error().message.c_str());
        return *result;
    }
};

scgpt::Config scgptConfig()
{
    scgpt::Config config;
    config.bins = 6;
    return config;
}

// Vocabulary: the genes, <pad> 6, <cls> 7, <eoc> 8.
std::shared_ptr<const Tokenizer> scgptTokenizer()
{
    return scgpt::makeTokenizer(scgpt::completeVocabulary(geneNames, scgptConfig()), scgptConfig());
}

TokenOptions firstGenes(int maxLength)
{
    TokenOptions options;
    options.maxLength = maxLength;
    options.sampling = "head";
    options.ties = "left";
    return options;
}

std::shared_ptr<const Tokenizer> exceiverTokenizer()
{
    checkpoint::Bundle bundle;
    bundle.geneList = geneNames;
    bundle.scaler = {std::vector<double>(6, 1.0), std::vector<double>(6, 2.0)};
    exceiver::Config config;
    config.genes = 6;
    return exceiver::makeTokenizer(bundle, config);
}

}  // namespace

class TestGeneChanges : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void scgptDeletesTheTokenAndKeepsBins()
    {
        const Cell cell(scgptTokenizer(), cellOf({0, 1, 3}, {5, 9, 1}), geneIds, firstGenes(10));
        const auto changed = cell.changed({1}, ChangeKind::Delete);
        QVERIFY(changed.takesPart);
        QCOMPARE(changed.intact.cells, std::int64_t{0});
        QCOMPARE(changed.changed.genes, (Ids{7, 0, 3}));
        const auto &intact = cell.cell->tokens().values;
        QCOMPARE(changed.changed.values, (Values{intact[0], intact[1], intact[3]}));
        QVERIFY(!cell.changed({2}, ChangeKind::Delete).takesPart);
    }

    void scgptSetsBins()
    {
        const Cell cell(scgptTokenizer(), cellOf({0, 1, 3}, {5, 9, 1}), geneIds, firstGenes(10));
        QCOMPARE(cell.changed({0}, ChangeKind::Zero).changed.values[1], 0.0F);
        const auto raised = cell.changed({0}, ChangeKind::OverExpress);
        QCOMPARE(raised.changed.genes, cell.cell->tokens().genes);
        QCOMPARE(raised.changed.values[1], 5.0F);
        const auto added = cell.changed({4}, ChangeKind::OverExpress, 2.0);
        QCOMPARE(added.changed.genes, (Ids{7, 0, 1, 3, 4}));
        QCOMPARE(added.changed.values.back(), 2.0F);
        const auto already = cell.changed({1}, ChangeKind::OverExpress, static_cast<double>(cell.cell->tokens().values[2]));
        QVERIFY(already.takesPart);
        QCOMPARE(already.changed.cells, std::int64_t{0});
    }

    void aGeneThatWasNotDrawnReplacesTheLast()
    {
        const Cell cell(scgptTokenizer(), cellOf({0, 1, 2, 3}, {5, 9, 1, 7}), geneIds, firstGenes(3));
        const auto changed = cell.changed({3}, ChangeKind::Delete);
        QCOMPARE(changed.replaced, std::int64_t{1});
        QCOMPARE(changed.intact.genes, (Ids{7, 0, 3}));
        QCOMPARE(changed.changed.genes, (Ids{7, 0}));
        // an absent gene pushes out the last in both
        const auto added = cell.changed({5}, ChangeKind::OverExpress);
        QCOMPARE(added.intact.genes, (Ids{7, 0}));
        QCOMPARE(added.changed.genes, (Ids{7, 0, 5}));
        // neither of a pair gives way to the other
        const auto pair = cell.changed({2, 3}, ChangeKind::Zero);
        QCOMPARE(pair.replaced, std::int64_t{2});
        QCOMPARE(pair.intact.genes, (Ids{7, 3, 2}));
    }

    void nothingLeftIsNoPart()
    {
        const Cell cell(scgptTokenizer(), cellOf({2}, {4}), geneIds, firstGenes(10));
        QVERIFY(!cell.changed({2}, ChangeKind::Delete).takesPart);
        QVERIFY(cell.changed({2}, ChangeKind::Zero).takesPart);
        const Cell empty(scgptTokenizer(), cellOf({}, {}), geneIds, firstGenes(10));
        QVERIFY(!empty.changed({2}, ChangeKind::OverExpress).takesPart);
    }

    void scembRenumbersRanks()
    {
        scemb::Config config;
        config.maxGenes = 3;
        config.bins = 10;
        // ids 0 and 1 are padding and mask
        const Cell cell(scemb::makeTokenizer({"<pad>", "<mask>", "A", "B", "C", "D"}, config),
                        cellOf({2, 3, 4, 5}, {9, 5, 3, 1}));
        QCOMPARE(cell.cell->tokens().genes, (Ids{2, 3, 4}));
        QCOMPARE(cell.changed({3}, ChangeKind::Delete).changed.genes, (Ids{2, 4}));
        const auto masked = cell.changed({3}, ChangeKind::Mask).changed;
        QCOMPARE(masked.genes, (Ids{2, scemb::maskId, 4}));
        QCOMPARE(masked.values[1], 11.0F);
        QVERIFY(!cell.changed({5}, ChangeKind::Mask).takesPart);  // beyond the cut
        const auto added = cell.changed({5}, ChangeKind::OverExpress);
        QCOMPARE(added.intact.genes, (Ids{2, 3}));
        QCOMPARE(added.changed.genes, (Ids{5, 2, 3}));  // quantile bins of four values: none has the top bin
        QCOMPARE(added.replaced, std::int64_t{1});
        const auto moved = cell.changed({4}, ChangeKind::OverExpress, static_cast<double>(cell.cell->tokens().values[0]));
        QCOMPARE(moved.changed.genes, (Ids{2, 4, 3}));
    }

    void scbertChangesValuesAlone()
    {
        const Cell cell(scbert::makeTokenizer(geneNames, 7), cellOf({0, 1}, {1, 99}));
        QCOMPARE(cell.changed({1}, ChangeKind::Zero).changed.values[1], 0.0F);
        QCOMPARE(cell.changed({1}, ChangeKind::Mask).changed.values[1], 6.0F);
        QCOMPARE(cell.changed({4}, ChangeKind::OverExpress).changed.values[4], 5.0F);
        QVERIFY(!cell.changed({4}, ChangeKind::Zero).takesPart);
        const auto same = cell.changed({1}, ChangeKind::OverExpress);  // its token is the top already
        QVERIFY(same.takesPart && same.changed.cells == 0);
    }

    void exceiverModes()
    {
        const Cell cell(exceiverTokenizer(), cellOf({0, 1}, {1, 3}));
        const auto &intact = cell.cell->tokens();
        const auto zero = cell.changed({1}, ChangeKind::Zero).changed;
        QCOMPARE(zero.values[1], intact.absentValues[1]);
        QCOMPARE(int(zero.undetected[1]), 1);
        QCOMPARE(zero.values[0], intact.values[0]);
        const auto mask = cell.changed({1}, ChangeKind::Mask).changed;
        QCOMPARE(mask.genes[1], std::int64_t{6});
        QCOMPARE(mask.values[1], 1.0F);
        QCOMPARE(int(mask.undetected[1]), 0);
        const auto renormalized = cell.changed({1}, ChangeKind::Renormalize).changed;
        QVERIFY(renormalized.values[0] > intact.values[0]);
        QVERIFY(!cell.changed({2}, ChangeKind::Renormalize).takesPart);
        const auto raised = cell.changed({2}, ChangeKind::OverExpress).changed;
        QCOMPARE(raised.values[2], 11.0F);
        QCOMPARE(int(raised.undetected[2]), 0);
        QCOMPARE(cell.changed({2}, ChangeKind::OverExpress, 2.5).changed.values[2], 3.5F);
    }

    void theFirstModeIsTheDefault()
    {
        QCOMPARE(geneChanges(*scgptTokenizer())->kinds().front(), ChangeKind::Delete);
        QCOMPARE(geneChanges(*scbert::makeTokenizer(geneNames, 7))->kinds().front(), ChangeKind::Zero);
        QCOMPARE(geneChanges(*exceiverTokenizer())->kinds().front(), ChangeKind::Zero);
        QCOMPARE(geneChanges(*scemb::makeTokenizer(geneNames, {}))->kinds().front(), ChangeKind::Mask);
        for (std::size_t i = 0; i < changeNames.size(); ++i) QCOMPARE(changeNamed(changeNames[i]), static_cast<ChangeKind>(i));
        QVERIFY(!changeNamed("remove"));
    }
};

QTEST_APPLESS_MAIN(TestGeneChanges)
#include "tst_gene_changes.moc"
