// Finding genes of the open data set by any of their names, human and mouse.
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/commands/read_gene_names.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/models/model_facts.h"
#include "ui/panels/data_panel.h"

#include <QStandardPaths>
#include <QTest>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

DatasetPtr withGenes(std::vector<std::string> names)
{
    data::Dataset dataset = *test::smallDataset(4);
    dataset.var.index.values = std::move(names);
    return std::make_shared<const data::Dataset>(std::move(dataset));
}

// Opens the data as the window does, and waits until their genes are found by every name.
void openWithTable(const DatasetPtr &dataset, Session &session)
{
    JobRunner jobs;
    Notices notices;
    Results results;
    Workbench bench{session, jobs, notices, results};
    session.open(dataset, std::make_shared<const DatasetFacts>(), nullptr);
    readGeneNames(bench);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(jobs.idle(), 60'000); }();
}

std::vector<std::string> toStd(const QStringList &names)
{
    std::vector<std::string> all;
    for (const QString &name : names) all.push_back(name.toStdString());
    return all;
}

}  // namespace

class TestGeneNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void otherNamesAreFound_data()
    {
        QTest::addColumn<QStringList>("genes");
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("gene");
        const QStringList human{"CD3E", "NCR1", "NKG7"}, mouse{"Cd3e", "Ncr1", "Trp53"};
        const QStringList mouseIds{"ENSMUSG00000032093.8", "ENSMUSG00000062524", "ENSMUSG00000059552"};
        QTest::newRow("human alias") << human << "NKp46" << 1;
        QTest::newRow("human Ensembl id") << human << "ENSG00000198851" << 0;
        QTest::newRow("mouse Ensembl id") << mouse << "ENSMUSG00000032093" << 0;
        QTest::newRow("mouse alias") << mouse << "p53" << 2;
        QTest::newRow("symbol of a mouse Ensembl id") << mouseIds << "Cd3e" << 0;
        QTest::newRow("case does not matter") << mouse << "CD3E" << 0;
        const QStringList twoParts{"ENSG00000198851.9|CD3E", "GRCh38_NCR1", "HLA.DRA"};
        QTest::newRow("symbol beside an id") << twoParts << "CD3E" << 0;
        QTest::newRow("symbol behind a genome") << twoParts << "NCR1" << 1;
        QTest::newRow("id beside a symbol") << twoParts << "ENSG00000198851" << 0;
        QTest::newRow("alias of two genes") << QStringList{"CD3E", "IL12A", "IL12B"} << "CLMF" << -1;
        QTest::newRow("no such gene") << mouse << "no such gene" << -1;
    }
    void otherNamesAreFound()
    {
        QFETCH(QStringList, genes);
        QFETCH(QString, query);
        QFETCH(int, gene);
        Session session;
        openWithTable(withGenes(toStd(genes)), session);
        QCOMPARE(findGene(session, query), std::int64_t{gene});
    }

    void wholeNamesComeBeforeBeginnings_data()
    {
        QTest::addColumn<QStringList>("genes");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("texts");  // the first ones
        const QStringList human{"CD160", "CD200", "CD200R1", "CD3E", "CD3EAP", "FCGR3A", "MS4A1", "NCAM1", "H3-3A", "SCD160"};
        QTest::newRow("alias before a beginning") << human << "CD16" << QStringList{"CD16 → FCGR3A", "CD160"};
        QTest::newRow("whatever the case") << human << "cd16" << QStringList{"CD16 → FCGR3A", "CD160"};
        QTest::newRow("alias of a marker") << human << "CD20" << QStringList{"CD20 → MS4A1", "CD200"};
        QTest::newRow("alias alone") << human << "CD56" << QStringList{"CD56 → NCAM1"};
        QTest::newRow("symbol before a beginning") << human << "CD3E" << QStringList{"CD3E", "CD3EAP"};
        QTest::newRow("former symbol") << human << "H3F3A" << QStringList{"H3F3A → H3-3A"};
        QTest::newRow("Ensembl id") << human << "ENSG00000198851" << QStringList{"ENSG00000198851 → CD3E"};
        QTest::newRow("beginnings before parts") << human << "CD160" << QStringList{"CD160", "SCD160"};
        QTest::newRow("mouse") << QStringList{"Cd160", "Ms4a1", "Cd200"} << "CD20" << QStringList{"Cd20 → Ms4a1", "Cd200"};
        QTest::newRow("genes of the data only") << QStringList{"CD160", "CD3E"} << "CD16" << QStringList{"CD160"};
    }
    void wholeNamesComeBeforeBeginnings()
    {
        QFETCH(QStringList, genes);
        QFETCH(QString, query);
        QFETCH(QStringList, texts);
        Session session;
        openWithTable(withGenes(toStd(genes)), session);
        QStringList found;
        for (const GeneHit &hit : searchGenes(session, query)) {
            QCOMPARE(findGene(session, hit.key), hit.gene);
            found << hit.text;
        }
        QCOMPARE(found.mid(0, texts.size()), texts);
    }

    void twoGenesOfOneSymbolAreBothReached()
    {
        data::Dataset dataset = *test::smallDataset(4);
        dataset.var.index.values = {"ENSG00000000001", "ENSG00000000002", "ENSG00000198851.4"};
        dataset.var.columns.set("feature_name", data::makeElement(data::StringArray{{3}, {"TWIN", "TWIN", "CD3E"}, {}, false}));
        Session session;
        openWithTable(std::make_shared<const data::Dataset>(dataset), session);
        const auto hits = searchGenes(session, "twin");
        QCOMPARE(hits.size(), std::size_t{2});
        QCOMPARE(hits[0].key, QString("TWIN"));
        QCOMPARE(hits[1].key, QString("ENSG00000000002"));
        QCOMPARE(findGene(session, hits[1].key), std::int64_t{1});
        QCOMPARE(findGene(session, "ENSG00000198851"), std::int64_t{2});
        QCOMPARE(geneName(dataset, 2), QString("CD3E"));
    }

    // A search over other genes would name the wrong columns.
    void aSearchOverOtherGenesIsNotTaken()
    {
        Session session;
        const DatasetPtr first = withGenes({"A1", "B1", "C1"}), second = withGenes({"C1", "B1", "A1"});
        session.open(second, std::make_shared<const DatasetFacts>(), nullptr);
        session.data().setGenes(
            first, std::make_shared<const genes::GeneSearch>(first->var.index.values, std::vector<std::string>{}, nullptr));
        QCOMPARE(findGene(session, "C1"), std::int64_t{0});
    }

    // Beside how much of the data a model knows stands that they are of another species.
    void genesOfAnotherSpeciesAreTold()
    {
        models::input::Coverage coverage;
        coverage.genes = 120;
        coverage.genesMatched = coverage.matchedByCase = 92;
        QVERIFY(speciesText(coverage).isEmpty());
        QVERIFY(!coverageText(coverage).contains("orthologues"));
        coverage.species = "mouse";
        coverage.modelSpecies = "human";
        for (const char *word : {"mouse", "human", "92"}) QVERIFY2(speciesText(coverage).contains(word), word);
        QVERIFY(coverageText(coverage).contains(speciesText(coverage)));
    }

    void shownNames()
    {
        const DatasetPtr dataset = withGenes({"ENSG00000198851.9|CD3E", "GRCh38_NCR1", "ENSG00000105374"});
        QCOMPARE(geneName(*dataset, 0), QString("CD3E"));
        QCOMPARE(geneName(*dataset, 1), QString("GRCh38_NCR1"));  // in a mixture, the genome matters
        QCOMPARE(geneName(*dataset, 2), QString("ENSG00000105374"));
    }
};

QTEST_GUILESS_MAIN(TestGeneNames)
#include "tst_gene_names.moc"
