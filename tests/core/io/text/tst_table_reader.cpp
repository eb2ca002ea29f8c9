// Matrices in text: how they may be built, which way round they lie, and what is refused where.
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"

#include <zlib.h>

using namespace lexicell;
using namespace lexicell::test;
using io::ReadOptions;

class TestTableReader : public QObject {
    Q_OBJECT

  private slots:
    void orientationCanBeSaid();
    void orientations_data();
    void orientations();
    void tables_data();
    void tables();
    void badTables_data();
    void badTables();
    void gzipInSeveralMembers();
    void numbersInFront_data();
    void numbersInFront();
    void reportedNumbers_data();
    void reportedNumbers();

  private:
    ScratchFolder m_folder;
};

void TestTableReader::orientationCanBeSaid()
{
    const auto path = m_folder.write("say.csv", "id,left,middle,right\none,1,2,3\ntwo,4,5,6\n");
    ReadOptions options;
    options.orientation = "genes-in-rows";
    const auto genes = read(path, options);
    VERIFY_OK(genes);
    QCOMPARE(genes->obs.index.values, (Names{"left", "middle", "right"}));
    QCOMPARE(valuesOf(*genes), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    options.orientation = "cells-in-rows";
    const auto cells = read(path, options);
    VERIFY_OK(cells);
    QCOMPARE(cells->obs.index.values, (Names{"one", "two"}));
    QCOMPARE(valuesOf(*cells), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    JobContext context;
    const auto guessed = io::readDataset(path, {}, context);
    VERIFY_OK(guessed);
    QCOMPARE(guessed->obs.index.values, (Names{"one", "two"}));
    QVERIFY(warned(context, "orientation_guessed"));
}

void TestTableReader::orientations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("firstCell");
    QTest::newRow("symbols in the header") << "x,TP53,CD3E,LYZ\nc1,1,2,3\nc2,3,4,5\n"
                                           << "c1";
    QTest::newRow("symbols in the rows") << "x,c1,c2\nTP53,1,2\nCD3E,3,4\nLYZ,0,0\n"
                                         << "c1";
    QTest::newRow("mouse symbols in the rows") << "x,s1,s2\nTrp53,1,2\nCd3e,3,4\nLyz2,0,0\n"
                                               << "s1";
    QTest::newRow("Ensembl ids in the rows") << "x,c1,c2\nENSG00000141510.12,1,2\nENSG00000198851,3,4\n"
                                             << "c1";
    QTest::newRow("the corner says genes") << "Gene,one,two\nfirst,1,2\nsecond,3,4\n"
                                           << "one";
    QTest::newRow("the corner says cells") << "cell_id,one,two\nfirst,1,2\nsecond,3,4\n"
                                           << "first";
    QTest::newRow("barcodes outweigh the corner") << "gene,one,two\nAACCGGTTAACC-1,1,2\nAACCGGTTAACG-1,3,4\n"
                                                  << "AACCGGTTAACC-1";
}

void TestTableReader::orientations()
{
    QFETCH(QString, text);
    QFETCH(QString, firstCell);
    JobContext context;
    const auto result = io::readDataset(m_folder.write("orientation.csv", text.toStdString()), {}, context);
    VERIFY_OK(result);
    QCOMPARE(result->obs.index.values.front(), firstCell.toStdString());
    QVERIFY(context.warnings().empty());
}

void TestTableReader::tables_data()
{
    QTest::addColumn<QByteArray>("text");
    const char *plain = ",TP53,CD3E\nAACCGGTTAA,1,0\nAACCGGTTAC,2.5,-3\n";
    QTest::newRow("plain") << QByteArray(plain);
    QTest::newRow("CRLF, blanks, plus signs") << QByteArray(",TP53,CD3E\r\nAACCGGTTAA, 1 ,0\r\nAACCGGTTAC,+2.5,-3.0\r\n");
    QTest::newRow("quoted numbers") << QByteArray(
        "\"\",\"TP53\",\"CD3E\"\n\"AACCGGTTAA\",\"1\",\"0\"\n\"AACCGGTTAC\",\"2.5\",\"-3\"\n");
    QTest::newRow("blank separated, R style") << QByteArray("\"TP53\" \"CD3E\"\n\"AACCGGTTAA\" 1 0\n\"AACCGGTTAC\" 2.5 -3\n");
    QTest::newRow("comments and empty lines")
        << QByteArray("# made by a tool\n\n,TP53,CD3E\nAACCGGTTAA,1,0\n\nAACCGGTTAC,2.5,-3\n\n");
    QTest::newRow("exponents") << QByteArray("\tTP53\tCD3E\nAACCGGTTAA\t1e0\t0.0\nAACCGGTTAC\t25E-1\t-0.3e+1\n");
}

void TestTableReader::tables()
{
    QFETCH(QByteArray, text);
    JobContext context;
    const auto result = io::readDataset(m_folder.write("table.txt", text.toStdString()), {}, context);
    VERIFY_OK(result);
    QCOMPARE(result->obs.index.values, (Names{"AACCGGTTAA", "AACCGGTTAC"}));
    QCOMPARE(result->var.index.values, (Names{"TP53", "CD3E"}));
    QCOMPARE(valuesOf(*result), (std::vector<float>{1, 0, 2.5, -3}));
    QVERIFY(warned(context, "negative_counts"));
}

void TestTableReader::badTables_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("errorClass");
    QTest::addColumn<QString>("mention");
    QTest::newRow("infinity") << QByteArray(",TP53\nA,1\nB,inf\n") << "non_finite"
                              << "line 3";
    QTest::newRow("beyond float") << QByteArray(",TP53\nA,1e300\n") << "non_finite"
                                  << "line 2";
    QTest::newRow("open quote") << QByteArray(",TP53\n\"A,1\n") << "parse_error"
                                << "line 2";
    QTest::newRow("open quote in the header") << QByteArray("cell,\"a,b\nc1,1,2\n") << "parse_error"
                                              << "line 1";
    QTest::newRow("text after a quote in the header") << QByteArray("cell,\"a\"b,c\nc1,1,2\n") << "parse_error"
                                                      << "line 1";
    QTest::newRow("open quote in a header of tabs") << QByteArray("cell\t\"a\tb\nc1\t1\t2\n") << "parse_error"
                                                    << "line 1";
    QTest::newRow("open quote behind comments") << QByteArray("# made\n\ncell,a,\"b\nc1,1,2\n") << "parse_error"
                                                << "line 3";
    QTest::newRow("text after a quote") << QByteArray(",TP53\nA,1\n\"B\"x,1\n") << "parse_error"
                                        << "line 3";
    QTest::newRow("decimal comma") << QByteArray(";TP53;CD3E\nA;1,5;2\n") << "parse_error"
                                   << "decimal comma";
    QTest::newRow("one column") << QByteArray("TP53\n1\n2\n") << "parse_error"
                                << "separates";
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE,\0T\0\n\0", 8) << "parse_error"
                            << "UTF-16";
    QTest::newRow("old Mac") << QByteArray(",TP53\rA,1\r") << "parse_error"
                             << "CR";
    QTest::newRow("blank lines only") << QByteArray("\n \n\n") << "empty_file"
                                      << "empty";
    QTest::newRow("comments in a column") << QByteArray(",TP53,note\nA,1,good\n") << "parse_error"
                                          << "note";
}

void TestTableReader::badTables()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, errorClass);
    QFETCH(QString, mention);
    const auto result = read(m_folder.write("bad.csv", text.toStdString()));
    QCOMPARE(classOf(result), errorClass.toStdString());
    QVERIFY2(result.error().message.find(mention.toStdString()) != std::string::npos, result.error().message.c_str());
}

void TestTableReader::gzipInSeveralMembers()
{
    // bgzip and concatenated files: several gzip members one after the other, cut in the middle of a line
    const auto path = m_folder.path() / "members.csv.gz";
    std::string text = ",TP53,CD3E\n";
    for (int i = 0; i < 50000; ++i)
        text += "CELL" + std::to_string(i) + "," + std::to_string(i % 7) + "," + std::to_string(i % 3) + "\n";
    for (const std::string &part : {text.substr(0, 100003), text.substr(100003)}) {
        gzFile file = gzopen(path.c_str(), "ab");
        gzwrite(file, part.data(), static_cast<unsigned>(part.size()));
        gzclose(file);
    }
    const auto result = read(path);
    VERIFY_OK(result);
    QCOMPARE(result->cells(), 50000);
    QCOMPARE(result->obs.index.values.back(), std::string("CELL49999"));
    const auto values = valuesOf(*result);
    for (int i = 0; i < 50000; ++i) {
        QCOMPARE(values[static_cast<std::size_t>(2 * i)], float(i % 7));
        QCOMPARE(values[static_cast<std::size_t>(2 * i + 1)], float(i % 3));
    }
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 9);
    QCOMPARE(classOf(read(path)), std::string("truncated"));
}

// A first column of numbers: names of the rows, or a gene like the others.
void TestTableReader::numbersInFront_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("cells");
    QTest::addColumn<QStringList>("genes");
    const QStringList barcodes{"AACCGGTTAA", "AACCGGTTAC"}, numbers{"7157", "916", "4069"};
    for (const char *corner : {"ENTREZID", "Entrez_Gene_ID", "Gene.ID", "entrezgene_id", "NCBI_GeneID", "gene", "locus tag"})
        QTest::newRow(corner) << QByteArray(corner) + ",AACCGGTTAA,AACCGGTTAC\n7157,1,2\n916,3,4\n4069,5,6\n"
                              << barcodes << numbers;
    const QStringList known{"TP53", "CD3E"};
    for (const char *corner : {"cell_barcode", "V1", "X1", "CellID", "", "well", "obs_names", "Unnamed: 0"})
        QTest::newRow((std::string("cells under ") + corner).c_str())
            << QByteArray(corner) + ",TP53,CD3E\n00001,1,0\n00002,0,2\n00010,3,0\n"
            << QStringList{"00001", "00002", "00010"} << known;
    QTest::newRow("running from 0") << QByteArray("row_of_plate,TP53,CD3E\n0,1,0\n1,0,2\n2,3,0\n") << QStringList{"0", "1", "2"}
                                    << known;
    // values, whatever they are
    const QStringList madeUp{"cell_1", "cell_2", "cell_3"};
    QTest::newRow("a gene of its own") << QByteArray("LYZ,TP53,CD3E\n1,1,0\n2,0,2\n5,3,0\n") << madeUp
                                       << QStringList{"LYZ", "TP53", "CD3E"};
    QTest::newRow("a series") << QByteArray("V1,V2,V3\n1,1,0\n2,0,2\n5,3,0\n") << madeUp << QStringList{"V1", "V2", "V3"};
    QTest::newRow("repeated") << QByteArray("size,TP53,CD3E\n4,1,0\n4,0,2\n4,3,0\n") << madeUp
                              << QStringList{"size", "TP53", "CD3E"};
    QTest::newRow("fractions") << QByteArray("size,TP53,CD3E\n4.5,1,0\n4,0,2\n3,3,0\n") << madeUp
                               << QStringList{"size", "TP53", "CD3E"};
}

void TestTableReader::numbersInFront()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, cells);
    QFETCH(QStringList, genes);
    JobContext context;
    const auto result = io::readDataset(m_folder.write("numbers.txt", text.toStdString()), {}, context);
    VERIFY_OK(result);
    const auto listed = [](const Names &names) {
        QStringList list;
        for (const std::string &name : names) list << QString::fromStdString(name);
        return list;
    };
    QCOMPARE(listed(result->obs.index.values), cells);
    QCOMPARE(listed(result->var.index.values), genes);
    QCOMPARE(warned(context, "made_up_names"), cells.front() == "cell_1");
    if (genes.size() == 3 && cells.size() == 3) {  // all three columns are values, the first too
        const auto values = valuesOf(*result);
        QCOMPARE(values[1], 1.0f);
        QVERIFY(values[0] > 0 && values[3] > 0);
    }
}

void TestTableReader::reportedNumbers_data()
{
    QTest::addColumn<QString>("firstCell");
    QTest::addColumn<QString>("firstGene");
    QTest::newRow("entrez_genes_in_rows.csv.gz") << "AAACGTTCGGTCGACT-1"
                                                 << "900";
    QTest::newRow("sibling_cells_numbered.csv.gz") << "00001"
                                                   << "CD3D";
    QTest::newRow("sibling_cells_numbered_V1.tsv.gz") << "00001"
                                                      << "CD3D";
}

void TestTableReader::reportedNumbers()
{
    LEXICELL_BUGCASES_OR_SKIP(cases);
    const auto result = read(cases / "23-numeric-first-column" / QTest::currentDataTag());
    VERIFY_OK(result);
    QCOMPARE(result->cells(), std::int64_t{60});
    QCOMPARE(result->genes(), std::int64_t{120});
    QTEST(QString::fromStdString(result->obs.index.values[0]), "firstCell");
    QTEST(QString::fromStdString(result->var.index.values[0]), "firstGene");
    double sum = 0.0;
    for (const float value : valuesOf(*result)) sum += static_cast<double>(value);
    QCOMPARE(sum, 7835.0);
}

QTEST_APPLESS_MAIN(TestTableReader)
#include "tst_table_reader.moc"
