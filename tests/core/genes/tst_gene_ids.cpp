// Which gene a name means, and how data-set names are matched to a vocabulary. Names of genes are real.
#include "core/genes/gene_table.h"
#include "tests/support/fixtures.h"

#include <fstream>
#include <set>

using namespace lexicell;
using genes::GeneMatching;
using genes::GeneTable;
using genes::MatchKind;

using Names = std::vector<std::string>;

class TestGeneIds : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase();
    void tableHoldsRealGenes();
    void ensemblIds_data();
    void ensemblIds();
    void species();
    void meaningRanksReadings();
    void findListsEveryReading();
    void resolvesOneName_data();
    void resolvesOneName();
    void exactKeepsToEqualNames();
    void duplicatesShareTheirExactToken();
    void exactNamesGoFirst();
    void strongerKindsGoFirst();
    void ambiguousNamesAreListed();
    void secondNames();
    void countsAddUp();
    void mouseAgainstHumanVocabulary();
    void manyNames();
    void badTables_data();
    void badTables();

  private:
    genes::GeneMatch resolve(const std::string &name, const std::string &token) const
    {
        return genes::matchGenes({name}, {token}, GeneMatching::Resolve, m_human.get()).matches.front();
    }
    std::shared_ptr<const GeneTable> m_human;
    std::shared_ptr<const GeneTable> m_mouse;
};

void TestGeneIds::initTestCase()
{
    auto human = GeneTable::ofSpecies("human");
    VERIFY_OK(human);
    m_human = *human;
    auto mouse = GeneTable::ofSpecies("mouse");
    VERIFY_OK(mouse);
    m_mouse = *mouse;
}

void TestGeneIds::tableHoldsRealGenes()
{
    QVERIFY(m_human->genes().size() > 60000);
    QVERIFY(m_mouse->genes().size() > 50000);
    const auto tp53 = m_human->find("TP53");
    QCOMPARE(tp53.size(), std::size_t{1});
    const genes::GeneRecord &gene = m_human->genes()[static_cast<std::size_t>(tp53.front())];
    QCOMPARE(gene.ensembl, std::string("ENSG00000141510"));
    QCOMPARE(gene.biotype, std::string("protein_coding"));
    std::set<std::string> symbols;
    for (const auto &record : m_human->genes()) QVERIFY2(symbols.insert(record.symbol).second, record.symbol.c_str());
}

void TestGeneIds::ensemblIds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("id");
    QTest::newRow("plain") << "ENSG00000141510"
                           << "ENSG00000141510";
    QTest::newRow("version") << "ENSG00000141510.12"
                             << "ENSG00000141510";
    QTest::newRow("mouse") << "ENSMUSG00000032093.7"
                           << "ENSMUSG00000032093";
    QTest::newRow("pseudo-autosomal") << "ENSG00000002586.20_PAR_Y"
                                      << "ENSG00000002586";
    QTest::newRow("symbol and id") << "7SK_ENSG00000260682"
                                   << "ENSG00000260682";
    QTest::newRow("transcript") << "ENST00000269305"
                                << "";
    QTest::newRow("too short") << "ENSG0000014151"
                               << "";
    QTest::newRow("id and symbol") << "ENSG00000141510-TP53"
                                   << "ENSG00000141510";
    QTest::newRow("bad version") << "ENSG00000141510.x"
                                 << "";
    QTest::newRow("symbol") << "TP53"
                            << "";
    QTest::newRow("empty") << ""
                           << "";
}

void TestGeneIds::ensemblIds()
{
    QFETCH(QString, name);
    QFETCH(QString, id);
    const std::string text = name.toStdString();
    QCOMPARE(std::string(genes::ensemblId(text)), id.toStdString());
}

void TestGeneIds::species()
{
    QCOMPARE(genes::likelySpecies({"CD3E", "MS4A1", "LYZ", "C1orf112"}), std::string("human"));
    QCOMPARE(genes::likelySpecies({"Cd3e", "Ms4a1", "Lyz2", "mt-Co1"}), std::string("mouse"));
    QCOMPARE(genes::likelySpecies({"ENSMUSG00000032093", "ENSMUSG00000032094.2"}), std::string("mouse"));
    QCOMPARE(genes::likelySpecies({"ENSG00000141510"}), std::string("human"));
    QCOMPARE(genes::likelySpecies({"1", "2", "3"}), std::string());
    QCOMPARE(genes::likelySpecies({"Cd3e", "Ms4a1", "Mt-nd1"}), std::string("rat"));
    QCOMPARE(genes::likelySpecies({"ENSRNOG00000016164", "ENSRNOG00000015945.2"}), std::string("rat"));
    QCOMPARE(genes::likelySpecies({"ENSDARG00000055825"}), std::string("zebrafish"));
    QCOMPARE(genes::likelySpecies({"mm10___Cd3e", "mm10___Ms4a1"}), std::string("mouse"));
    QCOMPARE(genes::likelySpecies({"ENSMUSG00000032093|Cd3e", "ENSMUSG00000032094.8|Cd3d"}), std::string("mouse"));
    QCOMPARE(genes::likelySpecies({"GRCh38_CD3E", "GRCh38_MS4A1", "mm10___Cd3e", "mm10___Ms4a1"}), std::string());  // a mixture
}

void TestGeneIds::meaningRanksReadings()
{
    // SEPT2 was the symbol of SEPTIN2 and is an alias of SEPTIN6.
    const genes::GeneMeaning sept2 = m_human->meaning("SEPT2");
    QCOMPARE(sept2.kind, MatchKind::PreviousSymbol);
    QCOMPARE(sept2.genes.size(), std::size_t{1});
    QCOMPARE(m_human->genes()[static_cast<std::size_t>(sept2.genes.front())].symbol, std::string("SEPTIN2"));
    QCOMPARE(m_human->meaning("CD3E").kind, MatchKind::Exact);
    QCOMPARE(m_human->meaning("p53").kind, MatchKind::Alias);
    QVERIFY(m_human->meaning("NO-SUCH-GENE").genes.empty());
}

void TestGeneIds::findListsEveryReading()
{
    Names symbols;
    for (const std::int64_t gene : m_human->find("SEPT2"))
        symbols.push_back(m_human->genes()[static_cast<std::size_t>(gene)].symbol);
    QCOMPARE(symbols, (Names{"SEPTIN2", "SEPTIN6"}));
}

void TestGeneIds::resolvesOneName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("token");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const char *token, MatchKind kind) {
        QTest::newRow((std::string(name) + " to " + token).c_str()) << name << token << static_cast<int>(kind);
    };
    row("TP53", "TP53", MatchKind::Exact);
    row("H3F3A", "H3-3A", MatchKind::PreviousSymbol);
    row("H3-3A", "H3F3A", MatchKind::PreviousSymbol);  // the vocabulary may be the older one
    row("SEPT2", "SEPTIN2", MatchKind::PreviousSymbol);
    row("SEPT2", "SEPTIN6", MatchKind::Unmatched);
    row("MARCH1", "MARCHF1", MatchKind::PreviousSymbol);
    row("p53", "TP53", MatchKind::Alias);
    row("p53", "ENSG00000141510", MatchKind::Alias);
    row("ENSG00000141510", "TP53", MatchKind::Ensembl);
    row("ENSG00000141510.12", "TP53", MatchKind::Ensembl);
    row("ENSG00000141510.12", "ENSG00000141510", MatchKind::Ensembl);
    row("TP53", "ENSG00000141510", MatchKind::Ensembl);
    row("TP53", "TP53_ENSG00000141510", MatchKind::Ensembl);
    row("TP53_ENSG00000141510", "TP53", MatchKind::Ensembl);
    row("C1ORF50", "C1orf50", MatchKind::CaseOnly);
    row("Cd3e", "CD3E", MatchKind::CaseOnly);
    row("CD3E", "CD3D", MatchKind::Unmatched);
    row("ENSG00000141510|TP53", "TP53", MatchKind::Ensembl);
    row("TP53|ENSG00000141510.12", "TP53", MatchKind::Ensembl);
    row("ENSG00000141510.12_TP53", "ENSG00000141510", MatchKind::Ensembl);
    row("ENSG99999999999|TP53", "TP53", MatchKind::Ensembl);  // the id is unknown, the symbol not
    row("ENSG99999999999|nobody's", "nobody's", MatchKind::SecondName);
    row("GRCh38_TP53", "TP53", MatchKind::SecondName);
    row("hg19___HLA-DRA", "HLA-DRA", MatchKind::SecondName);
    row("GRCh38-H3F3A", "H3-3A", MatchKind::PreviousSymbol);
    row("GRCh38_ENSG00000141510", "TP53", MatchKind::Ensembl);
    row("mm10___Cd3e", "CD3E", MatchKind::Unmatched);  // a mouse gene in a mixture of cells
    row("HLA.DRA", "HLA-DRA", MatchKind::SecondName);
    row("HLA.DRA", "ENSG00000204287", MatchKind::Ensembl);
    row("MT.ND1", "MT-ND1", MatchKind::SecondName);
    row("NO.GENE", "NO-GENE", MatchKind::Unmatched);  // the table does not know it
    row("TP53|7157", "TP53", MatchKind::SecondName);
    row("", "TP53", MatchKind::Unmatched);
}

void TestGeneIds::resolvesOneName()
{
    QFETCH(QString, name);
    QFETCH(QString, token);
    QFETCH(int, kind);
    const genes::GeneMatch match = resolve(name.toStdString(), token.toStdString());
    QCOMPARE(genes::toString(match.kind), genes::toString(static_cast<MatchKind>(kind)));
    QCOMPARE(match.target, static_cast<MatchKind>(kind) == MatchKind::Unmatched ? -1 : 0);
}

void TestGeneIds::exactKeepsToEqualNames()
{
    const auto report =
        genes::matchGenes({"TP53", "H3F3A", "cd3e"}, {"CD3E", "H3-3A", "TP53"}, GeneMatching::Exact, m_human.get());
    QCOMPARE(report.matched, 1);
    QCOMPARE(report.matches[0].target, 2);
    QCOMPARE(report.matches[1].target, -1);
    QCOMPARE(report.matches[2].target, -1);
}

void TestGeneIds::duplicatesShareTheirExactToken()
{
    for (const GeneMatching matching : {GeneMatching::Exact, GeneMatching::Resolve}) {
        const auto report = genes::matchGenes({"TP53", "CD3E", "TP53"}, {"CD3E", "TP53"}, matching, m_human.get());
        QCOMPARE(report.matched, 3);
        QCOMPARE(report.matches[0].target, 1);
        QCOMPARE(report.matches[2].target, 1);
    }
}

void TestGeneIds::exactNamesGoFirst()
{
    // H3F3A stands before H3-3A in the data, but the token belongs to the name that equals it.
    const auto report = genes::matchGenes({"H3F3A", "H3-3A"}, {"H3-3A"}, GeneMatching::Resolve, m_human.get());
    QCOMPARE(report.matches[0].target, -1);
    QCOMPARE(report.matches[1].target, 0);
    QVERIFY(report.ambiguous.empty());
}

void TestGeneIds::strongerKindsGoFirst()
{
    // alias, previous symbol and id of one gene: the id gets the token
    const auto report =
        genes::matchGenes({"Septin-2", "SEPT2", "ENSG00000168385"}, {"SEPTIN2"}, GeneMatching::Resolve, m_human.get());
    QCOMPARE(report.matched, 1);
    QCOMPARE(report.matches[2].kind, MatchKind::Ensembl);
}

void TestGeneIds::ambiguousNamesAreListed()
{
    std::string shared;  // an alias of two genes that is nothing stronger
    for (const auto &gene : m_human->genes())
        for (const auto &alias : gene.aliases)
            if (const auto meaning = m_human->meaning(alias);
                shared.empty() && meaning.kind == MatchKind::Alias && meaning.genes.size() > 1)
                shared = alias;
    QVERIFY(!shared.empty());
    Names vocabulary;
    for (const auto &gene : m_human->genes()) vocabulary.push_back(gene.symbol);
    const auto report = genes::matchGenes({shared, "CD3E"}, vocabulary, GeneMatching::Resolve, m_human.get());
    QCOMPARE(report.matches[0].target, -1);
    QCOMPARE(report.ambiguous, Names{shared});
    QCOMPARE(report.matched, 1);

    const auto byCase = genes::matchGenes({"aBc"}, {"ABC", "Abc"}, GeneMatching::Resolve, nullptr);
    QCOMPARE(byCase.matched, 0);
    QCOMPARE(byCase.ambiguous, Names{"aBc"});
}

void TestGeneIds::secondNames()
{
    // index of symbols, var["gene_ids"] of Ensembl ids, and the other way round
    const auto byId = genes::matchGenes({"old name", "TP53"}, {"TP53", "SEPTIN2"}, GeneMatching::Resolve, m_human.get(),
                                        {"ENSG00000168385", "ENSG00000141510"});
    QCOMPARE(byId.matches[0].target, 1);
    QCOMPARE(byId.matches[0].kind, MatchKind::Ensembl);
    QCOMPARE(byId.matches[1].kind, MatchKind::Exact);
    const auto bySymbol = genes::matchGenes({"ENSG00000141510", "ENSG00000168385"}, {"TP53", "SEPTIN2"}, GeneMatching::Resolve,
                                            nullptr, {"TP53", "SEPTIN2"});
    QCOMPARE(bySymbol.matched, 2);
    QCOMPARE(bySymbol.matches[1].kind, MatchKind::SecondName);
    QCOMPARE(genes::matchGenes({"x"}, {"TP53"}, GeneMatching::Exact, nullptr, {"TP53"}).matched, 0);
}

void TestGeneIds::countsAddUp()
{
    const auto report = genes::matchGenes({"TP53", "H3F3A", "SEPT2", "Cd3e", "nothing"},
                                          {"TP53", "H3-3A", "SEPTIN2", "CD3E", "MS4A1"}, GeneMatching::Resolve, m_human.get());
    const std::vector<std::pair<MatchKind, std::int64_t>> expected{
        {MatchKind::Exact, 1}, {MatchKind::PreviousSymbol, 2}, {MatchKind::CaseOnly, 1}};
    QCOMPARE(report.byKind, expected);
    QCOMPARE(report.matched, 4);
}

void TestGeneIds::mouseAgainstHumanVocabulary()
{
    const auto report =
        genes::matchGenes({"Cd3e", "Trp53", "Ms4a1"}, {"CD3E", "TP53", "MS4A1"}, GeneMatching::Resolve, m_human.get());
    QCOMPARE(report.matches[0].kind, MatchKind::CaseOnly);
    QCOMPARE(report.matches[1].kind, MatchKind::Unmatched);  // TRP53 is no human symbol: orthologs are not guessed
    QCOMPARE(report.matches[2].kind, MatchKind::CaseOnly);
}

void TestGeneIds::manyNames()
{
    Names symbols;
    Names identifiers;
    for (const auto &gene : m_human->genes()) {
        if (gene.ensembl.empty()) continue;
        symbols.push_back(gene.symbol);
        identifiers.push_back(gene.ensembl + ".1");
    }
    const auto report = genes::matchGenes(identifiers, symbols, GeneMatching::Resolve, m_human.get());
    QCOMPARE(report.matched, static_cast<std::int64_t>(symbols.size()));
    for (std::size_t i = 0; i < symbols.size(); ++i) QCOMPARE(report.matches[i].target, static_cast<std::int64_t>(i));
    QBENCHMARK { genes::matchGenes(identifiers, symbols, GeneMatching::Resolve, m_human.get()); }
}

void TestGeneIds::badTables_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("other columns") << QByteArray("gene\tid\n");
    QTest::newRow("short row") << QByteArray("symbol\tensembl\tbiotype\taliases\tprevious\nTP53\tENSG00000141510\n");
}

void TestGeneIds::badTables()
{
    QFETCH(QByteArray, text);
    QTemporaryDir folder;
    const std::string path = folder.filePath("genes.tsv").toStdString();
    std::ofstream(path, std::ios::binary).write(text.constData(), text.size());
    const auto table = GeneTable::load(path);
    QVERIFY(!table.ok());
    QCOMPARE(table.error().errorClass, std::string("parse_error"));
    QCOMPARE(GeneTable::load(path + ".absent").error().errorClass, std::string("not_found"));
}

QTEST_APPLESS_MAIN(TestGeneIds)
#include "tst_gene_ids.moc"
