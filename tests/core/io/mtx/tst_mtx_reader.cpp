// Matrix Market files and the folders they come in.
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"
#include "tests/support/manifest.h"

using namespace lexicell;
using namespace lexicell::test;
using io::ReadOptions;

class TestMtxReader : public QObject {
    Q_OBJECT

  private slots:
    void mtxColumns();
    void matrixMarket_data();
    void matrixMarket();
    void folders();
    void headedLists();

  private:
    ScratchFolder m_folder;
};

// The gene list of a folder as its lines' fields; nothing where it is compressed.
static std::vector<std::vector<std::string>> geneLines(const std::filesystem::path &folder)
{
    std::vector<std::vector<std::string>> lines;
    for (const char *name : {"features.tsv", "genes.tsv"}) {
        std::ifstream file(folder / name);
        for (std::string line; std::getline(file, line);) {
            if (line.ends_with('\r')) line.pop_back();
            std::vector<std::string> fields(1);
            for (const char c : line)
                if (c == '\t') fields.emplace_back();
                else fields.back() += c;
            lines.push_back(fields);
        }
    }
    return lines;
}

void TestMtxReader::mtxColumns()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int listed = 0, compressed = 0;
    for (const auto &entry : readManifest(folder / "manifest.json", {"10x_mtx"})) {
        if (entry.outcome != "open") continue;
        io::ReadOptions all;
        all.featureType = "all";
        const auto dataset = read(folder / entry.file, all);
        VERIFY_OK(dataset);
        QCOMPARE(dataset->x.source().storage(), data::Storage::Csc);  // as scanpy.read_10x_mtx
        const auto lines = geneLines(folder / entry.file);
        listed += !lines.empty();
        for (std::size_t gene = 0; gene < lines.size(); ++gene) {
            const auto &fields = lines[gene];
            QCOMPARE(dataset->var.index.values.at(gene), fields.at(fields.size() > 1 ? 1 : 0));
            if (fields.size() > 1) QCOMPARE(textColumn(dataset->var, "gene_ids").values.at(gene), fields[0]);
            else QVERIFY(dataset->var.columns.entries.empty());
            if (fields.size() > 2) QCOMPARE(textColumn(dataset->var, "feature_types").values.at(gene), fields[2]);
        }
        // the matrix of a folder, named by itself
        const auto matrix = folder / entry.file / "matrix.mtx.gz";
        if (!std::filesystem::exists(matrix)) continue;
        ++compressed;
        const auto file = read(matrix, all);
        VERIFY_OK(file);
        QCOMPARE(file->var.index.values, dataset->var.index.values);
    }
    QVERIFY(listed > 0);
    QVERIFY(compressed > 0);
}

void TestMtxReader::matrixMarket_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QByteArray>("values");  // cells x genes, one character each
    const QByteArray banner("%%MatrixMarket matrix coordinate ");
    QTest::newRow("unsorted and repeated") << banner + "integer general\n2 2 4\n2 2 1\n1 1 3\n2 2 4\n2 1 2\n"
                                           << "opened" << QByteArray("3205");
    QTest::newRow("skew-symmetric") << banner + "real skew-symmetric\n2 2 1\n2 1 -4\n"
                                    << "opened" << QByteArray("0-440");
    QTest::newRow("upper case, tabs") << QByteArray("%%MatrixMarket MATRIX Coordinate Integer General\n2\t1 1\n 2\t1\t7 \n")
                                      << "opened" << QByteArray("07");
    QTest::newRow("empty matrix") << banner + "integer general\n2 2 0\n"
                                  << "opened" << QByteArray("0000");
    QTest::newRow("fraction as index") << banner + "integer general\n2 2 1\n1.5 1 1\n"
                                       << "parse_error" << QByteArray();
    QTest::newRow("no value") << banner + "integer general\n2 2 1\n1 1\n"
                              << "parse_error" << QByteArray();
    QTest::newRow("value of a pattern") << banner + "pattern general\n2 2 1\n1 1 1\n"
                                        << "parse_error" << QByteArray();
    QTest::newRow("no size") << banner + "integer general\n% only comments\n"
                             << "parse_error" << QByteArray();
    QTest::newRow("negative size") << banner + "integer general\n-2 2 1\n"
                                   << "parse_error" << QByteArray();
    QTest::newRow("hermitian") << banner + "complex hermitian\n1 1 1\n1 1 1 0\n"
                               << "unsupported_type" << QByteArray();
    QTest::newRow("wide") << banner + "integer general\n4000000000 2 1\n1 1 1\n"
                          << "unsupported_type" << QByteArray();
    QTest::newRow("many names to make up") << banner + "integer general\n2000000000 2 1\n1 1 1\n"
                                           << "missing_element" << QByteArray();
    QTest::newRow("a promise too large to keep") << banner + "integer general\n2 2 900000000000000\n1 1 1\n"
                                                 << "parse_error" << QByteArray();
    QTest::newRow("infinite") << banner + "real general\n1 1 1\n1 1 inf\n"
                              << "non_finite" << QByteArray();
    QTest::newRow("short array") << QByteArray("%%MatrixMarket matrix array real general\n2 2\n1\n2\n") << "parse_error"
                                 << QByteArray();
}

void TestMtxReader::matrixMarket()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, outcome);
    QFETCH(QByteArray, values);
    JobContext context;
    const auto result = io::readDataset(m_folder.write("alone.mtx", text.toStdString()), {}, context);
    QCOMPARE(classOf(result), outcome.toStdString());
    if (!result.ok()) return;
    QVERIFY(warned(context, "made_up_names"));
    QByteArray found;
    for (const float value : valuesOf(*result)) found += QByteArray::number(value);
    QCOMPARE(found, values);
}

void TestMtxReader::folders()
{
    const auto root = m_folder.path();
    const std::string matrix = "%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 1 1\n";
    m_folder.write("empty/readme.txt", "nothing here");
    const auto empty = read(root / "empty");
    QCOMPARE(classOf(empty), std::string("missing_element"));
    QVERIFY(empty.error().message.find("matrix.mtx") != std::string::npos);

    m_folder.write("outs/filtered_feature_bc_matrix/matrix.mtx", matrix);
    const auto above = read(root / "outs");
    QVERIFY(above.error().message.find("filtered_feature_bc_matrix") != std::string::npos);
    const auto noFeatures = read(root / "outs/filtered_feature_bc_matrix");
    QCOMPARE(classOf(noFeatures), std::string("missing_element"));
    QVERIFY(noFeatures.error().message.find("features.tsv") != std::string::npos);

    for (const char *sample : {"GSM1_", "GSM2_"}) {
        m_folder.write(std::string("two/") + sample + "matrix.mtx", matrix);
        m_folder.write(std::string("two/") + sample + "genes.tsv", std::string("ENSG00000141510\t") + sample + "TP53\n");
        m_folder.write(std::string("two/") + sample + "barcodes.tsv", "A\nB\n");
    }
    const auto two = read(root / "two");
    QCOMPARE(classOf(two), std::string("choice_needed"));
    QVERIFY(two.error().message.find("GSM2_matrix.mtx") != std::string::npos);
    const auto second = read(root / "two/GSM2_matrix.mtx");
    VERIFY_OK(second);
    QCOMPARE(second->var.index.values, Names{"GSM2_TP53"});

    m_folder.write("kb/cells_x_genes.mtx", "%%MatrixMarket matrix coordinate integer general\n2 1 1\n2 1 9\n");
    m_folder.write("kb/cells_x_genes.genes.txt", "TP53\n");
    m_folder.write("kb/cells_x_genes.barcodes.txt", "A\nB\n");
    const auto kallisto = read(root / "kb");
    VERIFY_OK(kallisto);
    QCOMPARE(valuesOf(*kallisto), (std::vector<float>{0, 9}));

    m_folder.write("store.zarr/.zgroup", "{}");
    QCOMPARE(classOf(read(root / "store.zarr")), std::string("unsupported_format"));
}

void TestMtxReader::headedLists()
{
    const auto root = m_folder.path();
    m_folder.write("headed/matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n2 1 1\n2 1 9\n");
    m_folder.write("headed/genes.tsv", "gene_id\tgene_name\n\"ENSG00000141510\"\t\"TP53\"\nENSG00000198851\tCD3E\n\n");
    m_folder.write("headed/barcodes.tsv", "barcode\nAACC-1\n");
    const auto result = read(root / "headed");
    VERIFY_OK(result);
    QCOMPARE(result->var.index.values, (Names{"TP53", "CD3E"}));
    QCOMPARE(textColumn(result->var, "gene_ids").values[0], std::string("ENSG00000141510"));
    QCOMPARE(result->obs.index.values, Names{"AACC-1"});
}

QTEST_APPLESS_MAIN(TestMtxReader)
#include "tst_mtx_reader.moc"
