// Which genes are offered while a name is typed.
#include "core/genes/gene_search.h"
#include "tests/support/fixtures.h"

#include <set>

using namespace lexicell;
using genes::GeneSearch;
using genes::MatchKind;

using Names = std::vector<std::string>;

class TestGeneSearch : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase();
    void findsByEveryName_data();
    void findsByEveryName();
    void ranks();
    void aWholeAliasComesBeforeALongerSymbol();
    void aSymbolComesBeforeAnAlias();
    void everyGeneOnce();
    void limits();
    void ensemblDataSets();
    void withoutTable();
    void duplicatesAreBothOffered();
    void wholeTable();
    void namesOfTwoParts();
    void wholeNames_data();
    void wholeNames();

  private:
    static Names namesOf(const std::vector<genes::GeneCandidate> &candidates)
    {
        Names names;
        for (const auto &candidate : candidates) names.push_back(candidate.name);
        return names;
    }
    std::shared_ptr<const genes::GeneTable> m_table;
    GeneSearch m_search;
};

void TestGeneSearch::initTestCase()
{
    auto table = genes::GeneTable::ofSpecies("human");
    VERIFY_OK(table);
    m_table = *table;
    m_search = GeneSearch({"CD3E", "CD3D", "CD33", "H3-3A", "SEPTIN2", "TP53", "S100A1", "S100A10", "CD3EAP-like"}, {}, m_table);
}

void TestGeneSearch::findsByEveryName_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("matched");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *typed, const char *name, const char *matched, MatchKind kind) {
        QTest::newRow(typed) << typed << name << matched << static_cast<int>(kind);
    };
    row("TP53", "TP53", "TP53", MatchKind::Exact);
    row("tp5", "TP53", "TP53", MatchKind::Exact);
    row("P53", "TP53", "p53", MatchKind::Alias);
    row("h3f3a", "H3-3A", "H3F3A", MatchKind::PreviousSymbol);
    row("sept2", "SEPTIN2", "SEPT2", MatchKind::PreviousSymbol);
    row("ENSG00000141510", "TP53", "ENSG00000141510", MatchKind::Ensembl);
    row("ensg000001415", "TP53", "ENSG00000141510", MatchKind::Ensembl);
    row("  tp53 ", "TP53", "TP53", MatchKind::Exact);
    row("100A10", "S100A10", "S100A10", MatchKind::Exact);
}

void TestGeneSearch::findsByEveryName()
{
    QFETCH(QString, typed);
    QFETCH(QString, name);
    QFETCH(QString, matched);
    QFETCH(int, kind);
    const auto found = m_search.find(typed.toStdString());
    QVERIFY(!found.empty());
    QCOMPARE(found.front().name, name.toStdString());
    QCOMPARE(found.front().matched, matched.toStdString());
    QCOMPARE(genes::toString(found.front().kind), genes::toString(static_cast<MatchKind>(kind)));
}

void TestGeneSearch::ranks()
{
    QCOMPARE(namesOf(m_search.find("CD3")), (Names{"CD33", "CD3D", "CD3E", "CD3EAP-like"}));
    QCOMPARE(namesOf(m_search.find("cd3e")), (Names{"CD3E", "CD3EAP-like"}));
    QCOMPARE(namesOf(m_search.find("S100A1")), (Names{"S100A1", "S100A10"}));
    QVERIFY(m_search.find("").empty());
    QVERIFY(m_search.find("   ").empty());
    QVERIFY(m_search.find("no such gene").empty());
}

void TestGeneSearch::aWholeAliasComesBeforeALongerSymbol()
{
    const GeneSearch search({"CD160", "CD200", "FCGR3A", "MS4A1"}, {}, m_table);
    for (const auto &[typed, name] : {std::pair("CD16", "FCGR3A"), {"cd16", "FCGR3A"}, {"CD20", "MS4A1"}}) {
        const auto found = search.find(typed);
        QCOMPARE(found.front().name, std::string(name));
        QVERIFY(found.size() > 1);
        QCOMPARE(search.named(typed), std::int64_t{found.front().gene});
    }
    QCOMPARE(search.find("CD160").front().name, std::string("CD160"));
    QCOMPARE(search.named("CD200"), std::int64_t{1});
}

void TestGeneSearch::aSymbolComesBeforeAnAlias()
{
    const GeneSearch search({"TP53", "P53", "SEPTIN2", "SEPT2"}, {}, m_table);
    QCOMPARE(namesOf(search.find("P53")), (Names{"P53", "TP53"}));
    QCOMPARE(namesOf(search.find("SEPT2")), (Names{"SEPT2", "SEPTIN2"}));
    QCOMPARE(search.named("P53"), std::int64_t{1});
}

void TestGeneSearch::everyGeneOnce()
{
    for (const char *typed : {"c", "s", "SEP", "1"}) {
        std::set<std::int64_t> genes;
        for (const auto &candidate : m_search.find(typed)) QVERIFY(genes.insert(candidate.gene).second);
    }
}

void TestGeneSearch::limits()
{
    QCOMPARE(m_search.find("CD3", 2).size(), std::size_t{2});
    QVERIFY(m_search.find("CD3", 0).empty());
}

void TestGeneSearch::ensemblDataSets()
{
    const GeneSearch search({"ENSG00000198851.10", "ENSG00000141510"}, {}, m_table);
    const auto byVersion = search.find("ENSG00000198851.1");
    QCOMPARE(namesOf(byVersion), Names{"ENSG00000198851.10"});
    const auto bySymbol = search.find("cd3e");
    QCOMPARE(bySymbol.front().gene, 0);
    QCOMPARE(bySymbol.front().matched, std::string("CD3E"));
    QCOMPARE(bySymbol.front().kind, MatchKind::SecondName);
}

void TestGeneSearch::withoutTable()
{
    const GeneSearch search({"one", "two"}, {"ENSG00000141510", "Other"}, nullptr);
    QCOMPARE(search.find("ensg").front().gene, 0);
    QCOMPARE(search.find("other").front().kind, MatchKind::SecondName);
    QVERIFY(GeneSearch().find("x").empty());
}

void TestGeneSearch::duplicatesAreBothOffered()
{
    const GeneSearch search({"TP53", "CD3E", "TP53"}, {}, m_table);
    const auto found = search.find("tp53");
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].gene, 0);
    QCOMPARE(found[1].gene, 2);
}

void TestGeneSearch::wholeTable()
{
    Names names;
    for (const auto &gene : m_table->genes()) names.push_back(gene.symbol);
    const GeneSearch search(names, {}, m_table);
    QCOMPARE(search.find("SEPT2").front().name, std::string("SEPTIN2"));
    for (const char *known : {"MKI67", "PTPRC", "GAPDH", "IL2RA"}) QCOMPARE(search.find(known).front().name, std::string(known));
    QBENCHMARK { search.find("CD"); }
}

void TestGeneSearch::namesOfTwoParts()
{
    const GeneSearch search({"ENSG00000198851.9|CD3E", "GRCh38_CD3D", "HLA.DRA"}, {}, m_table);
    for (const char *typed : {"CD3E", "cd3e", "ENSG00000198851"}) QCOMPARE(search.find(typed, 1).front().gene, std::int64_t{0});
    QCOMPARE(search.find("CD3D", 1).front().gene, std::int64_t{1});
    QCOMPARE(search.find("HLA-DRA", 1).front().gene, std::int64_t{2});
}

void TestGeneSearch::wholeNames_data()
{
    QTest::addColumn<int>("gene");
    QTest::newRow("CD3E") << 0;
    QTest::newRow("cd3e") << 0;
    QTest::newRow("ENSG00000198851") << 0;
    QTest::newRow("ENSG00000198851.11") << 0;  // of another release
    QTest::newRow("H3F3A") << 1;
    QTest::newRow("p53") << 2;
    QTest::newRow("FCGR3A") << 3;
    QTest::newRow("CD3") << -1;   // the beginning of a name is none
    QTest::newRow("CD16") << -1;  // an alias of two genes that are both there
    QTest::newRow("nobody") << -1;
    QTest::newRow("") << -1;
}

void TestGeneSearch::wholeNames()
{
    const GeneSearch search({"ENSG00000198851", "H3-3A", "TP53", "FCGR3A", "FCGR3B"}, {"CD3E", "", "", "", ""}, m_table);
    QFETCH(int, gene);
    QCOMPARE(search.named(QTest::currentDataTag()), std::int64_t{gene});
}

QTEST_APPLESS_MAIN(TestGeneSearch)
#include "tst_gene_search.moc"
