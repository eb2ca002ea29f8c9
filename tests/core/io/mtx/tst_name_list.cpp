// Lists of genes and cells as counters, R and people write them, each beside the same matrix: 60 cells x 120 genes, sum 7835.
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"

#include <cmath>
#include <numeric>

using namespace lexicell;
using namespace lexicell::test;
namespace fs = std::filesystem;

class TestNameList : public QObject {
    Q_OBJECT

    ScratchFolder m_scratch;

    static std::string textOf(const fs::path &file)
    {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    // A folder with the common matrix and these two lists; an empty text: the common list.
    fs::path folderWith(const std::string &name, const fs::path &features, const fs::path &barcodes)
    {
        const fs::path common = *fixtures("bugcases/14-geo-many-samples-shared-features") / "sibling_names_0";
        const fs::path folder = m_scratch.path() / name;
        fs::create_directories(folder);
        fs::copy_file(common / "GSM1_counts.mtx.gz", folder / "matrix.mtx.gz");
        fs::copy_file(features.empty() ? common / "GSM1_features.tsv.gz" : features,
                      folder / (features.empty() ? "features.tsv.gz" : features.filename()));
        fs::copy_file(barcodes.empty() ? common / "GSM1_barcodes.tsv.gz" : barcodes,
                      folder / (barcodes.empty() ? "barcodes.tsv.gz" : barcodes.filename()));
        return folder;
    }

    // The lists of a small matrix of 3 genes x 2 cells; values 1 and 2.
    Result<data::Dataset> small(const std::string &features, const std::string &barcodes, const std::string &listEnding = ".tsv")
    {
        const std::string folder = "small" + std::to_string(m_folders++);
        m_scratch.write(folder + "/matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n3 2 2\n1 1 1\n3 2 2\n");
        m_scratch.write(folder + "/features" + listEnding, features);
        m_scratch.write(folder + "/barcodes" + listEnding, barcodes);
        return read(m_scratch.path() / folder);
    }
    int m_folders = 0;

    static QStringList names(const data::Dict &columns)
    {
        QStringList found;
        for (const auto &[name, column] : columns.entries) found << QString::fromStdString(name);
        return found;
    }

  private slots:
    void reported_data()
    {
        QTest::addColumn<QString>("features");
        QTest::addColumn<QString>("barcodes");
        QTest::addColumn<QStringList>("var");
        QTest::addColumn<QStringList>("obs");
        const auto genes = [](const char *file, const QStringList &var) {
            QTest::newRow(file) << QString("19-annotated-genes-tsv/") + file << QString() << var << QStringList();
        };
        genes("seven_columns_with_heading/genes.tsv", {"gene_ids", "CHR", "START", "END", "STRAND", "BIOTYPE"});
        genes("sibling_biotype_third/features.tsv", {"gene_ids", "column_3"});
        genes("sibling_biotypes_third/features.tsv", {"gene_ids", "column_3"});
        genes("sibling_lower_case_type/features.tsv", {"gene_ids", "feature_types"});
        const auto cells = [](const char *file, const QStringList &obs) {
            QTest::newRow(file) << QString() << QString("20-barcodes-with-header-or-row-numbers/") + file
                                << QStringList{"gene_ids"} << obs;
        };
        cells("header_and_cluster_column/barcodes.tsv", {"ident"});
        cells("sibling_extra_column_no_header/barcodes.tsv", {"column_2"});
        cells("sibling_r_row_names_no_header/barcodes.tsv", {});
        cells("sibling_r_space_separated/barcodes.tsv", {});
        cells("sibling_r_write_csv/barcodes.csv", {});
        cells("sibling_r_write_table_quoted/barcodes.tsv", {});
        cells("sibling_r_write_table_tab/barcodes.tsv", {});
        QTest::newRow("row numbers of features")
            << "20-barcodes-with-header-or-row-numbers/sibling_r_features_row_numbers/features.tsv" << QString() << QStringList()
            << QStringList();
    }
    void reported()
    {
        LEXICELL_BUGCASES_OR_SKIP(cases);
        QFETCH(QString, features);
        QFETCH(QString, barcodes);
        const auto file = [&](const QString &name) { return name.isEmpty() ? fs::path() : cases / name.toStdString(); };
        const auto result = read(folderWith(QTest::currentDataTag(), file(features), file(barcodes)));
        VERIFY_OK(result);
        QCOMPARE(result->cells(), std::int64_t{60});
        QCOMPARE(result->genes(), std::int64_t{120});
        QCOMPARE(result->obs.index.values[0], std::string("AAACGTTCGGTCGACT-1"));
        QCOMPARE(result->obs.index.values[1], std::string("AACAAACCACTTACGA-1"));
        QCOMPARE(Names(result->var.index.values.begin(), result->var.index.values.begin() + 3), (Names{"CD3D", "CD3E", "CD3G"}));
        const auto values = valuesOf(*result);
        QCOMPARE(std::accumulate(values.begin(), values.end(), 0.0), 7835.0);
        QTEST(names(result->var.columns), "var");
        QTEST(names(result->obs.columns), "obs");
    }

    void features_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("genes");
        QTest::addColumn<QStringList>("columns");
        const QStringList three{"TP53", "CD3E", "LYZ"};
        const auto row = [&](const char *what, const char *text, const QStringList &columns) {
            QTest::newRow(what) << QByteArray(text) << three << columns;
        };
        row("symbols first", "TP53\tENSG00000141510\nCD3E\tENSG00000198851\nLYZ\tENSG00000090382\n", {"gene_ids"});
        row("headed, symbols first", "gene_name\tgene_id\tn\nTP53\tE1\t4\nCD3E\tE2\t5\nLYZ\tE3\t6\n", {"gene_ids", "n"});
        row("numbers behind the names", "TP53\t0.5\nCD3E\t1\nLYZ\t2\n", {"column_2"});
        row("Entrez beside the symbols", "TP53\t7157\nCD3E\t916\nLYZ\t4069\n", {"column_2"});
        row("pandas' index", "\tgene\n0\tTP53\n1\tCD3E\n2\tLYZ\n", {});
        row("comma separated", "E1,TP53\nE2,CD3E\nE3,LYZ\n", {"gene_ids"});
        row("a type of someone's own", "E1\tTP53\tGene Expression\nE2\tCD3E\tGene Expression\nE3\tLYZ\tGene expression\n",
            {"gene_ids", "feature_types"});
        row("a headed type", "id\tname\tfeature_type\nE1\tTP53\tSpecial\nE2\tCD3E\tSpecial\nE3\tLYZ\tSpecial\n",
            {"gene_ids", "feature_types"});
        row("places of Cell Ranger ARC",
            "E1\tTP53\tGene Expression\tchr1\t1\t9\nE2\tCD3E\tGene Expression\tchr1\t1\t9\nE3\tLYZ\tGene "
            "Expression\tchrX\t2\t9\n",
            {"gene_ids", "feature_types", "chromosome", "start", "end"});
        QTest::newRow("blanks in names") << QByteArray("CD3 TotalSeqB\nCD4 TotalSeqB\nCD8 TotalSeqB\n")
                                         << QStringList{"CD3 TotalSeqB", "CD4 TotalSeqB", "CD8 TotalSeqB"} << QStringList();
        QTest::newRow("quotes in names") << QByteArray("5\" end\n\"odd\nLYZ\n") << QStringList{"5\" end", "\"odd", "LYZ"}
                                         << QStringList();
    }
    void features()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, genes);
        const auto result = small(text.toStdString(), "AACCGGTTAA\nAACCGGTTAC\n");
        VERIFY_OK(result);
        QStringList found;
        for (const std::string &name : result->var.index.values) found << QString::fromStdString(name);
        QCOMPARE(found, genes);
        QTEST(names(result->var.columns), "columns");
    }

    void barcodes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QStringList>("columns");
        QTest::newRow("the barcodes are the second column")
            << QByteArray("sample\tcell_barcode\nS1\tAACCGGTTAA\nS1\tAACCGGTTAC\n") << "AACCGGTTAA" << QStringList{"sample"};
        QTest::newRow("found by what they look like")
            << QByteArray("S1\tAACCGGTTAA\nS1\tAACCGGTTAC\n") << "AACCGGTTAA" << QStringList{"column_1"};
        QTest::newRow("numbered cells with clusters") << QByteArray("1\tT\n2\tT\n") << "1" << QStringList{"column_2"};
        QTest::newRow("zeros in front") << QByteArray("barcode\tbatch\nAACCGGTTAA\t01\nAACCGGTTAC\t02\n") << "AACCGGTTAA"
                                        << QStringList{"batch"};
        QTest::newRow("Windows") << QByteArray("\"barcode\"\r\n\"AACCGGTTAA\"\r\n\"AACCGGTTAC\"\r\n\r\n") << "AACCGGTTAA"
                                 << QStringList();
    }
    void barcodes()
    {
        QFETCH(QByteArray, text);
        const auto result = small("TP53\nCD3E\nLYZ\n", text.toStdString());
        VERIFY_OK(result);
        QTEST(QString::fromStdString(result->obs.index.values[0]), "first");
        QTEST(names(result->obs.columns), "columns");
    }

    // Numbers are numbers, and what has zeros in front or words in between is text.
    void columnsHaveTypes()
    {
        const auto result = small("gene\tn\tshare\tchr\nTP53\t4\t0.5\t01\nCD3E\t5\tNA\t02\nLYZ\t6\t1e-3\tX\n", "A\nB\n");
        VERIFY_OK(result);
        const auto *n = result->var.columns.find("n")->as<data::Array>();
        const auto *share = result->var.columns.find("share")->as<data::Array>();
        QVERIFY(n && share && result->var.columns.find("chr")->as<data::StringArray>());
        QVERIFY(n->dtype() == data::DType::Int64);
        QCOMPARE(n->intAt(2), std::int64_t{6});
        QVERIFY(std::isnan(share->at(1)) && share->at(2) == 0.001);
    }

    // A line too many that is like all others is no heading: dropping it would shift every name.
    void aLongerListIsNoHeading()
    {
        QCOMPARE(classOf(small("TP53\nCD3E\nLYZ\nMS4A1\n", "AACCGGTTAA\nAACCGGTTAC\n")), std::string("shape_mismatch"));
        QCOMPARE(classOf(small("TP53\nCD3E\nLYZ\n", "AACCGGTTAA\nAACCGGTTAC\nAACCGGTTAG\n")), std::string("shape_mismatch"));
    }

    void typesStillChoose()
    {
        const std::string text = "E1\tTP53\tgene expression\nE2\tCD3\tantibody capture\nE3\tLYZ\tGene Expression\n";
        const auto result = small(text, "A\nB\n");
        VERIFY_OK(result);
        QCOMPARE(result->var.index.values, (Names{"TP53", "LYZ"}));
    }
};

QTEST_APPLESS_MAIN(TestNameList)
#include "tst_name_list.moc"
