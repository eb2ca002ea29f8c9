// What one name of a gene is made of, and what headings say of the names below them.
#include "core/genes/gene_spelling.h"
#include "core/genes/gene_table.h"
#include "tests/support/fixtures.h"

using namespace lexicell;
using genes::NamesOf;

using Names = std::vector<std::string>;

class TestGeneSpelling : public QObject {
    Q_OBJECT

    static data::StringArray texts(Names names)
    {
        data::StringArray array;
        array.shape = {static_cast<std::int64_t>(names.size())};
        array.values = std::move(names);
        return array;
    }

  private slots:
    void parts_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("ensembl");
        QTest::addColumn<QString>("species");
        const auto row = [](const char *name, const char *symbol, const char *ensembl, const char *species = "") {
            QTest::newRow(name) << symbol << ensembl << species;
        };
        const char *id = "ENSG00000141510";
        row("TP53", "TP53", "");
        row("MT-CO1", "MT-CO1", "");
        row("RN7SL1", "RN7SL1", "");
        row("HLA-DRA", "HLA-DRA", "");
        row("ENSG00000141510", "", id);
        row("ENSG00000141510.12", "", id);
        row("ENSG00000141510.12_PAR_Y", "", id);
        row("ENSG00000141510|TP53", "TP53", id);
        row("TP53|ENSG00000141510", "TP53", id);
        row("ENSG00000141510.12|TP53", "TP53", id);
        row("TP53_ENSG00000141510", "TP53", id);
        row("ENSG00000141510_TP53", "TP53", id);
        row("ENSG00000141510-TP53", "TP53", id);
        row("ENSG00000141510.TP53", "TP53", id);  // R made a dot of the bar
        row("ENSG00000141510.12.TP53", "TP53", id);
        row("ENSG00000198804-MT-CO1", "MT-CO1", "ENSG00000198804");
        row("HLA-DRA-ENSG00000204287.14", "HLA-DRA", "ENSG00000204287");
        row("TP53 (ENSG00000141510)", "TP53", id);
        row("ENSG00000141510:TP53", "TP53", id);
        row("TP53|7157", "TP53", "");
        row("7157|TP53", "TP53", "");
        row("A1BG__chr19", "A1BG", "");
        row("GRCh38_CD3D", "CD3D", "", "human");
        row("GRCh38______CD3D", "CD3D", "", "human");
        row("GRCh38-CD3D", "CD3D", "", "human");
        row("GRCh38-2020-A_CD3D", "CD3D", "", "human");
        row("GRCh38.p13_CD3D", "CD3D", "", "human");
        row("hg38.CD3D", "CD3D", "", "human");
        row("hg19___HLA-DRA", "HLA-DRA", "", "human");
        row("mm10___Cd3d", "Cd3d", "", "mouse");
        row("GRCm39-mt-Nd1", "mt-Nd1", "", "mouse");
        row("Rnor_6.0_Cd3d", "Cd3d", "", "rat");
        row("HUMAN-CD3D", "CD3D", "", "human");
        row("GRCh38_ENSG00000141510.12", "", id, "human");
        row("ENSMUSG00000032093.7", "", "ENSMUSG00000032093");
        row("ENST00000269305", "ENST00000269305", "");
        row("ENSG000001415101", "ENSG000001415101", "");  // a digit too many
        row("", "", "");
    }
    void parts()
    {
        const std::string name = QTest::currentDataTag();
        const genes::GeneNameParts parts = genes::partsOf(name);
        QTEST(QString::fromStdString(std::string(parts.symbol)), "symbol");
        QTEST(QString::fromStdString(std::string(parts.ensembl)), "ensembl");
        QTEST(QString::fromStdString(std::string(parts.species)), "species");
    }

    void tableDecidesWhatRChanged_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::newRow("HLA.DRA") << "HLA-DRA";
        QTest::newRow("MT.ND1") << "MT-ND1";
        QTest::newRow("GRCh38_HLA.DRA") << "HLA-DRA";
        QTest::newRow("HLA_DRA") << "HLA-DRA";
        QTest::newRow("X7SK") << "7SK";
        QTest::newRow("5S-rRNA") << "5S_rRNA";            // Seurat has no underscores
        QTest::newRow("GS1.204I12.4") << "GS1-204I12.4";  // the last dot is its own
        QTest::newRow("NO.SUCH.GENE") << "NO.SUCH.GENE";
        QTest::newRow("ENSG00000141510.3") << "TP53";
        QTest::newRow("TP53|7157") << "TP53";
        QTest::newRow("H3F3A") << "H3F3A";  // a former symbol is a symbol, and stays
    }
    void tableDecidesWhatRChanged()
    {
        const auto table = genes::GeneTable::ofSpecies("human");
        VERIFY_OK(table);
        QFETCH(QString, symbol);
        QCOMPARE(genes::geneSymbol(QTest::currentDataTag(), table->get()), symbol.toStdString());
        QCOMPARE(genes::geneSymbol("HLA.DRA", nullptr), std::string("HLA.DRA"));  // nobody to decide
    }

    void mitochondrialGenes()
    {
        for (const char *name : {"MT-CO1", "mt-Nd1", "Mt-nd1", "mt:ND1", "MT.ND1", "mt.Nd1"})
            QVERIFY2(genes::isMitochondrial(name), name);
        for (const char *name : {"MTOR", "Mt1", "MT1X", "MT-", "", "CMT-X"}) QVERIFY2(!genes::isMitochondrial(name), name);
    }

    void headings()
    {
        for (const char *word : {"gene_name", "SYMBOL", "Gene.Symbol", "feature_name", "hgnc_symbol", "gene"})
            QVERIFY2(genes::namesUnder(word) == NamesOf::GeneSymbols, word);
        for (const char *word : {"ENSEMBL", "gene_ids", "Gene.ID", "GeneID", "ENTREZID", "Entrez_Gene_ID", "entrezgene_id"})
            QVERIFY2(genes::namesUnder(word) == NamesOf::GeneIds, word);
        for (const char *word : {"barcode", "Cell", "cell_id", "CellID", "cell_barcode", "orig.barcode"})
            QVERIFY2(genes::namesUnder(word) == NamesOf::Cells, word);
        for (const char *word : {"", "index", "X", "V1", "Unnamed: 0"}) QVERIFY2(genes::namesUnder(word) == NamesOf::Rows, word);
        for (const char *word : {"TP53", "CHR", "biotype", "AACCGGTTAACC-1", "n_counts"})
            QVERIFY2(genes::namesUnder(word) == NamesOf::Nothing, word);
    }

    // Issue: the same list of columns everywhere, whatever their case.
    void columnsOfSymbols()
    {
        data::Table var;
        var.index = texts({"ENSG00000141510", "ENSG00000198851"});
        var.columns.set("chromosome", data::makeElement(texts({"17", "11"})));
        var.columns.set("Symbol", data::makeElement(texts({"TP53", ""})));
        QCOMPARE(genes::symbolColumns(var), Names{"Symbol"});
        QCOMPARE(genes::geneSymbols(var), (Names{"TP53", "ENSG00000198851"}));
        const auto table = genes::GeneTable::ofSpecies("human");
        VERIFY_OK(table);
        QCOMPARE(genes::geneSymbols(var, table->get()), (Names{"TP53", "CD3E"}));
        var.columns.set("gene_name", data::makeElement(texts({"P53", "CD3E"})));
        QCOMPARE(genes::symbolColumns(var), (Names{"gene_name", "Symbol"}));
        var.index = texts({"7157", "916"});  // Entrez
        QCOMPARE(genes::geneSymbols(var), (Names{"P53", "CD3E"}));
        var.index = texts({"A", "B"});
        QCOMPARE(genes::geneSymbols(var), (Names{"A", "B"}));
    }
};

QTEST_APPLESS_MAIN(TestGeneSpelling)
#include "tst_gene_spelling.moc"
