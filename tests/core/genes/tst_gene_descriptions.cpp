// Full names, bands and groups of genes, from the bundled table. Genes are real.
#include "core/genes/gene_descriptions.h"
#include "core/genes/gene_table.h"
#include "tests/support/fixtures.h"

#include <fstream>

using namespace lexicell;
using genes::GeneDescription;
using genes::GeneDescriptions;

class TestGeneDescriptions : public QObject {
    Q_OBJECT

  private:
    std::string written(const QByteArray &text) const
    {
        const std::string path = m_folder.filePath("names.tsv").toStdString();
        std::ofstream(path, std::ios::binary).write(text.constData(), text.size());
        return path;
    }
    QTemporaryDir m_folder;

  private slots:
    void realGenesAreDescribed()
    {
        const auto table = GeneDescriptions::ofSpecies("human");
        VERIFY_OK(table);
        const GeneDescription kdr = (*table)->of("KDR");
        QCOMPARE(kdr.name, std::string("kinase insert domain receptor"));
        QCOMPARE(kdr.location, std::string("4q12"));
        QCOMPARE(kdr.groups, (std::vector<std::string>{"CD molecule CD309", "enzyme EC 2.7.10.1"}));
        const GeneDescription tp53 = (*table)->of("TP53");
        QCOMPARE(tp53.name, std::string("tumor protein p53"));
        QCOMPARE(tp53.location, std::string("17p13.1"));
        QVERIFY(tp53.groups.empty());
        // Its symbol is younger than the name that the source has: the band stays true.
        QVERIFY((*table)->of("TIPE2").name.empty());
        QCOMPARE((*table)->of("TIPE2").location, std::string("1q21.3"));
        const GeneDescription none = (*table)->of("no-such-gene");
        QVERIFY(none.name.empty() && none.location.empty() && none.groups.empty());
        QCOMPARE(GeneDescriptions::ofSpecies("human")->get(), table->get());  // read once
    }

    // A description is found by the symbol that the gene table gives, and most genes with a protein have one.
    void symbolsAreThoseOfTheGeneTable()
    {
        const auto descriptions = GeneDescriptions::ofSpecies("human");
        const auto genes = genes::GeneTable::ofSpecies("human");
        VERIFY_OK(descriptions);
        VERIFY_OK(genes);
        std::size_t found = 0, coding = 0, named = 0;
        for (const genes::GeneRecord &gene : (*genes)->genes()) {
            const GeneDescription description = (*descriptions)->of(gene.symbol);
            if (!description.name.empty() || !description.location.empty() || !description.groups.empty()) ++found;
            if (gene.biotype != "protein_coding") continue;
            ++coding;
            if (!description.name.empty()) ++named;
        }
        QCOMPARE(found, (*descriptions)->count());
        QVERIFY2(named * 100 >= coding * 95, qPrintable(QString("%1 of %2").arg(named).arg(coding)));
    }

    void otherSpeciesHaveNone()
    {
        for (const char *species : {"mouse", "rat", "macaque", ""}) {
            const auto table = GeneDescriptions::ofSpecies(species);
            VERIFY_OK(table);
            QVERIFY2(!*table, species);
        }
    }

    void emptyFieldsAreUnknown()
    {
        const auto table = GeneDescriptions::load(written("symbol\tname\tlocation\tgroups\nA\t\t1p1\t\nB\tb of it\t\tx|y z\n"));
        VERIFY_OK(table);
        QCOMPARE((*table)->count(), std::size_t{2});
        QVERIFY((*table)->of("A").name.empty() && (*table)->of("A").groups.empty());
        QCOMPARE((*table)->of("A").location, std::string("1p1"));
        QCOMPARE((*table)->of("B").groups, (std::vector<std::string>{"x", "y z"}));
    }

    void badTables_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("of another kind") << QByteArray("symbol\tensembl\tbiotype\taliases\tprevious\n");
        QTest::newRow("short row") << QByteArray("symbol\tname\tlocation\tgroups\nTP53\ttumor protein p53\n");
        QTest::newRow("no symbol") << QByteArray("symbol\tname\tlocation\tgroups\n\ttumor protein p53\t17p13.1\t\n");
    }
    void badTables()
    {
        QFETCH(QByteArray, text);
        const std::string path = written(text);
        const auto table = GeneDescriptions::load(path);
        QVERIFY(!table.ok());
        QCOMPARE(table.error().errorClass, std::string("parse_error"));
        QCOMPARE(GeneDescriptions::load(path + ".absent").error().errorClass, std::string("not_found"));
    }
};

QTEST_APPLESS_MAIN(TestGeneDescriptions)
#include "tst_gene_descriptions.moc"
