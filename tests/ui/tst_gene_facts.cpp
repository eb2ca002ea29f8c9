// What the gene card tells, computed by hand: expression by group, the nearest genes of a table, what chance would share, the
// names in the bundled table.
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/genes/gene_facts.h"
#include "ui/workspace/genes/group_expression.h"
#include "ui/workspace/genes/near_genes.h"

#include <QTest>

#include <cmath>

using namespace lexicell::ui;
using lexicell::test::smallDataset;
namespace data = lexicell::data;

class TestGeneFacts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void groupsHaveMeanIntervalAndShare()
    {
        LabelField field;
        field.labels = {{"A", Qt::red, false, {}}, {"none", Qt::green, false, {}}, {"B", Qt::blue, false, {}}};
        field.codes = {0, 0, 0, 0, 2, -1};
        const auto groups = groupExpression({1, 2, 3, 0, 5, 100}, field, {2, 1, 0});
        QCOMPARE(groups.size(), std::size_t{2});  // a label without a cell has no mean
        QCOMPARE(groups[0].name, QString("B"));
        QCOMPARE(groups[0].mean, 5.0);
        QVERIFY(std::isnan(groups[0].low));  // one cell
        QCOMPARE(groups[1].cells, std::int64_t{4});
        QCOMPARE(groups[1].mean, 1.5);
        QCOMPARE(groups[1].share, 0.75);
        QCOMPARE(groups[1].color, QColor(Qt::red));
        // scipy.stats.t.interval(0.95, 3, 1.5, sem([1, 2, 3, 0])) = (-0.5542602, 3.5542602)
        QVERIFY(std::abs(groups[1].low + 0.5542602) < 1e-6);
        QVERIFY(std::abs(groups[1].high - 3.5542602) < 1e-6);
    }

    void aGroupOfEqualCellsHasAnIntervalOfNoWidth()
    {
        LabelField field;
        field.labels = {{"A", Qt::red, false, {}}};
        field.codes = {0, 0, 0};
        const auto groups = groupExpression({2, 2, 2}, field, {0});
        QCOMPARE(groups[0].low, 2.0);
        QCOMPARE(groups[0].high, 2.0);
    }

    void nearGenesAreThoseOfTheDataSet()
    {
        // Genes 2, 5, 6 and 9 of a data set; the last is zeros.
        const NearTable table{{2, 5, 6, 9}, lexicell::models::tasks::GeneVectorTable({1, 0, 0, 1, 1, 0.1F, 0, 0}, 2, 1), 0.25, 0};
        const auto near = nearGenes(table, 2, 2, 1);
        QCOMPARE(near.size(), std::size_t{2});
        QCOMPARE(near[0].gene, std::int64_t{6});
        QVERIFY(std::abs(near[0].similarity - 1 / std::sqrt(1.01)) < 1e-6);
        QCOMPARE(near[1].similarity, 0.0);
        QVERIFY(nearGenes(table, 3, 2, 1).empty());  // not in the table
        QVERIFY(nearGenes(table, 9, 2, 1).empty());  // zeros are near to nothing
    }

    void genesOfSmallDataAreCorrelated()
    {
        lexicell::JobContext context;
        const auto table = coexpressionTable(*smallDataset(40), context);
        VERIFY_OK(table);
        QCOMPARE((*table)->genes, (std::vector<std::int64_t>{0, 1, 2}));
        QCOMPARE((*table)->cells, std::int64_t{40});
        const auto near = nearGenes(**table, 1, 2, 1);
        QCOMPARE(near.size(), std::size_t{2});
        QVERIFY(near[1].similarity < 0);  // cells have the one gene or the other
        QCOMPARE(near[1].gene, std::int64_t{2});
    }

    void chanceSharesInProportion()
    {
        QCOMPARE(sharedByChance(10, 10, 101), 1.0);
        QCOMPARE(sharedByChance(10, 0, 101), 0.0);
        QCOMPARE(sharedByChance(0, 0, 1), 0.0);
    }

    void namesComeFromTheTableAndThePlaceFromTheData()
    {
        data::Dataset dataset = *smallDataset(4);
        dataset.var.columns.set("chromosome", data::makeElement(data::StringArray{{3}, {"11", "11", "chr19"}, {}, false}));
        dataset.var.columns.set("start", data::makeElement(data::Array::of(std::vector<std::int64_t>{118304730, 1, 2})));
        dataset.var.columns.set("end", data::makeElement(data::Array::of(std::vector<std::int64_t>{118316175, 2, 3})));
        const auto facts = geneFacts(dataset, 0);
        VERIFY_OK(facts);
        QCOMPARE(facts->symbol, QString("CD3E"));
        QCOMPARE(facts->ensembl, QString("ENSG00000198851"));
        QCOMPARE(facts->biotype, QString("protein coding"));
        QCOMPARE(facts->location, QString("chr11: 118,304,730–118,316,175"));
        QVERIFY(facts->described);
        QCOMPARE(facts->name, QString("CD3 epsilon subunit of T-cell receptor complex"));
        QCOMPARE(facts->band, QString("11q23.3"));
        QCOMPARE(facts->groups, QStringList{"CD molecule CD3e"});
        const auto b = geneFacts(dataset, 1);
        VERIFY_OK(b);
        QVERIFY(b->others.contains("CD20"));
        QVERIFY(b->location.startsWith("chr11"));
    }

    // Symbols of other species are found in one of the two tables; what is written about a human gene is not true of theirs.
    void onlyHumanGenesAreDescribed()
    {
        data::Dataset dataset = *smallDataset(4);
        dataset.var.index.values = {"Cd3e", "Ms4a1", "Lyz2"};
        const auto mouse = geneFacts(dataset, 0);
        VERIFY_OK(mouse);
        QCOMPARE(mouse->symbol, QString("Cd3e"));
        QVERIFY(!mouse->described && mouse->name.isEmpty() && mouse->band.isEmpty() && mouse->groups.isEmpty());
        dataset.var.index.values = {"A2M", "ENSMMUG00000000001", "ENSMMUG00000000002"};
        const auto macaque = geneFacts(dataset, 0);
        VERIFY_OK(macaque);
        QCOMPARE(macaque->symbol, QString("A2M"));
        QVERIFY(!macaque->described && macaque->band.isEmpty());
    }

    void aNameOfNoGeneSaysNothing()
    {
        data::Dataset dataset = *smallDataset(4);
        dataset.var.index.values[2] = "no-such-gene";
        const auto facts = geneFacts(dataset, 2);
        VERIFY_OK(facts);
        QVERIFY(facts->symbol.isEmpty() && facts->ensembl.isEmpty() && facts->others.isEmpty() && facts->location.isEmpty());
        QCOMPARE(facts->species, QString("human"));
    }
};

QTEST_GUILESS_MAIN(TestGeneFacts)
#include "tst_gene_facts.moc"
