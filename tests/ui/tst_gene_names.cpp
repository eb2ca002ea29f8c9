// Finding genes of the open data set by any of their names, human and mouse.
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/commands/read_gene_names.h"
#include "ui/gene_names.h"

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

// The table that the window reads for these data.
std::shared_ptr<const data::GeneTable> tableFor(const DatasetPtr &dataset, Session &session)
{
    JobRunner jobs;
    Notices notices;
    Workbench bench{session, jobs, notices};
    session.open(dataset, std::make_shared<const DatasetFacts>(), nullptr);
    readGeneNames(bench);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(session.geneTable() != nullptr, 60'000); }();
    return {std::shared_ptr<const data::GeneTable>(), session.geneTable()};
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
        QTest::newRow("no such gene") << mouse << "no such gene" << -1;
    }
    void otherNamesAreFound()
    {
        QFETCH(QStringList, genes);
        QFETCH(QString, query);
        QFETCH(int, gene);
        std::vector<std::string> names;
        for (const QString &name : genes) names.push_back(name.toStdString());
        const DatasetPtr dataset = withGenes(names);
        Session session;
        const auto table = tableFor(dataset, session);
        QVERIFY(table);
        QCOMPARE(findGene(*dataset, table.get(), query), std::int64_t{gene});
    }
};

QTEST_GUILESS_MAIN(TestGeneNames)
#include "tst_gene_names.moc"
