// Which files go together: names as GEO, counters and people give them; any one of the three stands for the data set.
#include "core/io/dataset_hash.h"
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"

#include <numeric>

using namespace lexicell;
using namespace lexicell::test;
namespace fs = std::filesystem;

namespace {

const std::string kMatrix = "%%MatrixMarket matrix coordinate integer general\n3 2 2\n1 1 1\n3 2 2\n";
const std::string kCellsByGenes = "%%MatrixMarket matrix coordinate integer general\n2 3 2\n1 1 1\n2 3 2\n";
const std::string kGenes = "TP53\nCD3E\nLYZ\n";
const std::string kCells = "AACCGGTTAA\nAACCGGTTAC\n";

}  // namespace

class TestMtxFiles : public QObject {
    Q_OBJECT

    ScratchFolder m_scratch;

    fs::path folder(const std::vector<std::pair<QString, std::string>> &files)
    {
        static int count = 0;
        const std::string name = "case" + std::to_string(count++);
        for (const auto &[file, text] : files) m_scratch.write(name + "/" + file.toStdString(), text);
        return m_scratch.path() / name;
    }

    static void verifySmall(const Result<data::Dataset> &result)
    {
        VERIFY_OK(result);
        QCOMPARE(result->obs.index.values, (Names{"AACCGGTTAA", "AACCGGTTAC"}));
        QCOMPARE(result->var.index.values, (Names{"TP53", "CD3E", "LYZ"}));
        QCOMPARE(valuesOf(*result), (std::vector<float>{1, 0, 0, 0, 0, 2}));
    }

  private slots:
    void namesGoTogether_data()
    {
        QTest::addColumn<QString>("matrix");
        QTest::addColumn<QString>("features");
        QTest::addColumn<QString>("barcodes");
        const auto row = [](const char *matrix, const char *features, const char *barcodes) {
            QTest::newRow(matrix) << matrix << features << barcodes;
        };
        row("matrix.mtx", "features.tsv", "barcodes.tsv");
        row("GSM1_counts.mtx", "GSM1_features.tsv", "GSM1_barcodes.tsv");
        row("GSM2_matrix.mtx", "GSM2_gene.tsv", "GSM2_barcode.tsv");
        row("matrix_S1.mtx", "features_S1.tsv", "barcodes_S1.tsv");
        row("raw_counts.mtx", "features.tsv", "barcodes.tsv");
        row("sample1.matrix.mtx", "sample1.genes.tsv", "sample1.barcodes.tsv");
        row("GSM3-N-A-Total-matrix.mtx", "GSE9_features.tsv", "GSM3-N-A-Total-barcodes.tsv");
        row("GSM4_liver_matrix.mtx", "liver_genes.tsv", "liver_cells.tsv");
        row("Matrix.mtx", "Genes.tsv", "Barcodes.tsv");
        row("GSM5_matrix_hg19.mtx", "GSM5_genes_hg19.tsv", "GSM5_barcodes_hg19.tsv");
        row("expression.mtx", "var_names.csv", "obs_names.csv");
        row("counts.mtx", "gene_names.txt", "cell_names.txt");
        row("UniqueAndMult-EM.mtx", "features.tsv", "barcodes.tsv");  // STARsolo
        row("m.mtx", "rownames.txt", "colnames.txt");                 // R
        row("cells_x_genes.mtx", "cells_x_genes.genes.txt", "cells_x_genes.barcodes.txt");
        row("sample 7 matrix.mtx", "sample 7 features.tsv", "sample 7 barcodes.tsv");
    }
    void namesGoTogether()
    {
        QFETCH(QString, matrix);
        QFETCH(QString, features);
        QFETCH(QString, barcodes);
        const fs::path at = folder({{matrix, kMatrix}, {features, kGenes}, {barcodes, kCells}});
        for (const fs::path &path : {at, at / matrix.toStdString(), at / features.toStdString(), at / barcodes.toStdString()})
            verifySmall(read(path));
        QCOMPARE(read(at / barcodes.toStdString())->file, at / matrix.toStdString());
    }

    void cellsInRows_data()
    {
        QTest::addColumn<QStringList>("files");  // matrix, list of its rows, list of its columns
        QTest::newRow("alevin-fry") << QStringList{"quants_mat.mtx", "quants_mat_rows.txt", "quants_mat_cols.txt"};
        QTest::newRow("Parse") << QStringList{"DGE.mtx", "cell_metadata.csv", "all_genes.csv"};
        QTest::newRow("kallisto") << QStringList{"cells_x_genes.mtx", "cells_x_genes.barcodes.txt", "cells_x_genes.genes.txt"};
    }
    void cellsInRows()
    {
        QFETCH(QStringList, files);
        const fs::path at = folder({{files[0], kCellsByGenes}, {files[1], kCells}, {files[2], kGenes}});
        verifySmall(read(at));
        verifySmall(read(at / files[0].toStdString()));
        verifySmall(read(at / files[1].toStdString()));
    }

    // A square matrix says nothing by its lengths: what the sides are called, or hold, decides.
    void squareMatrices()
    {
        const std::string square = "%%MatrixMarket matrix coordinate integer general\n2 2 1\n2 1 7\n";
        const auto alevin =
            read(folder({{"quants_mat.mtx", square}, {"quants_mat_rows.txt", "c1\nc2\n"}, {"quants_mat_cols.txt", "g1\ng2\n"}}));
        VERIFY_OK(alevin);
        QCOMPARE(alevin->obs.index.values, (Names{"c1", "c2"}));
        QCOMPARE(valuesOf(*alevin), (std::vector<float>{0, 0, 7, 0}));
        const auto genes = read(folder({{"m.mtx", square}, {"m_rownames.txt", "TP53\nCD3E\n"}, {"m_colnames.txt", kCells}}));
        VERIFY_OK(genes);
        QCOMPARE(genes->var.index.values, (Names{"TP53", "CD3E"}));
        QCOMPARE(valuesOf(*genes), (std::vector<float>{0, 7, 0, 0}));
    }

    void kallistosSymbols()
    {
        const fs::path at = folder({{"cells_x_genes.mtx", kCellsByGenes},
                                    {"cells_x_genes.genes.txt", "ENSG00000141510.18\nENSG00000198851.9\nENSG00000090382.7\n"},
                                    {"cells_x_genes.genes.names.txt", "TP53\n\nLYZ\n"},
                                    {"cells_x_genes.barcodes.txt", kCells}});
        const auto result = read(at);
        VERIFY_OK(result);
        QCOMPARE(result->var.index.values, (Names{"TP53", "ENSG00000198851.9", "LYZ"}));
        QCOMPARE(textColumn(result->var, "gene_ids").values,
                 (Names{"ENSG00000141510.18", "ENSG00000198851.9", "ENSG00000090382.7"}));
    }

    // The reported series: one features file for all samples.
    void sharedFeatures()
    {
        LEXICELL_BUGCASES_OR_SKIP(cases);
        const fs::path at = cases / "14-geo-many-samples-shared-features/GSE_RAW";
        const auto sumOf = [](const data::Dataset &dataset) {
            const auto values = valuesOf(dataset);
            return std::accumulate(values.begin(), values.end(), 0.0);
        };
        for (const char *file : {"GSM0001_N-A-Total-matrix.mtx.gz", "GSM0001_N-A-Total-barcodes.tsv.gz"}) {
            const auto result = read(at / file);
            VERIFY_OK(result);
            QCOMPARE(result->cells(), std::int64_t{30});
            QCOMPARE(result->obs.index.values[0], std::string("AAACGTTCGGTCGACT-1"));
            QCOMPARE(result->var.index.values[0], std::string("CD3D"));
            QCOMPARE(sumOf(*result), 4022.0);
        }
        const auto second = read(at / "GSM0002_N-B-Total-matrix.mtx.gz");
        VERIFY_OK(second);
        QCOMPARE(second->obs.index.values[0], std::string("CGCTGTGTCTGACCGC-1"));
        QCOMPARE(sumOf(*second), 3813.0);
        const auto shared = read(at / "GSE000_features.tsv.gz");
        QCOMPARE(classOf(shared), std::string("choice_needed"));
        QVERIFY(shared.error().message.find("GSM0002_N-B-Total-matrix.mtx.gz") != std::string::npos);
        QCOMPARE(classOf(read(at)), std::string("choice_needed"));
    }

    void alevinsFolder()
    {
        LEXICELL_BUGCASES_OR_SKIP(cases);
        const auto result = read(cases / "16-kallisto-bustools/sibling_alevin_fry_quant");
        VERIFY_OK(result);
        QCOMPARE(result->cells(), std::int64_t{60});
        QCOMPARE(result->genes(), std::int64_t{120});
        QCOMPARE(result->obs.index.values[0], std::string("AAACGTTCGGTCGACT"));
        QCOMPARE(result->var.index.values[0], std::string("ENSG00000167286"));
    }

    // Lists of another sample are never taken, lists that lie there are never dropped without a word.
    void listsOfOthers()
    {
        const fs::path mixed = folder({{"A_matrix.mtx", kMatrix},
                                       {"A_features.tsv", kGenes},
                                       {"B_matrix.mtx", kMatrix},
                                       {"B_features.tsv", "G1\nG2\nG3\n"},
                                       {"B_barcodes.tsv", "X1\nX2\n"}});
        const auto lonely = read(mixed / "A_matrix.mtx");
        QCOMPARE(classOf(lonely), std::string("missing_element"));
        QVERIFY(lonely.error().message.find("B_barcodes.tsv") != std::string::npos);
        const auto whole = read(mixed / "B_matrix.mtx");
        VERIFY_OK(whole);
        QCOMPARE(whole->var.index.values, (Names{"G1", "G2", "G3"}));

        const fs::path two = folder(
            {{"m_matrix.mtx", kMatrix}, {"x_genes.tsv", kGenes}, {"y_genes.tsv", "G1\nG2\nG3\n"}, {"m_barcodes.tsv", kCells}});
        QCOMPARE(classOf(read(two / "m_matrix.mtx")), std::string("choice_needed"));

        const fs::path named = folder({{"GSM4_liver_matrix.mtx", kMatrix},
                                       {"liver_genes.tsv", kGenes},
                                       {"spleen_genes.tsv", "G1\nG2\nG3\n"},
                                       {"liver_barcodes.tsv", kCells}});
        verifySmall(read(named / "GSM4_liver_matrix.mtx"));

        JobContext context;  // a list of another length has nothing to do with it
        const fs::path other = folder({{"a.mtx", kMatrix}, {"big_genes.tsv", "1\n2\n3\n4\n5\n6\n"}});
        const auto alone = io::readDataset(other / "a.mtx", {}, context);
        VERIFY_OK(alone);
        QVERIFY(warned(context, "made_up_names"));
    }

    void aListWithoutItsMatrix_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"barcodes.tsv", "features.tsv", "GSM1_genes.tsv", "cells.csv"}) QTest::newRow(name) << name;
    }
    void aListWithoutItsMatrix()
    {
        QFETCH(QString, name);
        const std::string text = name.contains("es.tsv") ? "E1\tTP53\nE2\tCD3E\n" : kCells;
        const auto result = read(folder({{name, text}}) / name.toStdString());
        QCOMPARE(classOf(result), std::string("missing_element"));
        QVERIFY(result.error().message.find("matrix.mtx") != std::string::npos);
    }

    // "genes.csv" may be a table of values, whatever lies beside it.
    void aTableIsNoList()
    {
        std::string header = "gene", values = "TP53";
        for (int i = 0; i < 120; ++i) {
            header += ",c" + std::to_string(i);
            values += ",1";
        }
        const fs::path at = folder({{"matrix.mtx", kMatrix}, {"genes.csv", header + "\n" + values + "\n"}});
        const auto result = read(at / "genes.csv");
        VERIFY_OK(result);
        QCOMPARE(result->cells(), std::int64_t{120});
    }

    // 67 bytes must not become names by the million; what holds entries is a matrix, however sparse.
    void declaredSizes_data()
    {
        QTest::addColumn<QByteArray>("size");
        QTest::addColumn<int>("entries");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("nothing in ten millions") << QByteArray("9999999 9999999") << 0 << "missing_element";
        QTest::newRow("an entry in ten millions") << QByteArray("9999999 9999999") << 1 << "missing_element";
        QTest::newRow("a million empty columns") << QByteArray("10 1000000") << 100 << "missing_element";
        QTest::newRow("droplets, mostly empty") << QByteArray("300 60000") << 5000 << "opened";
        QTest::newRow("nothing in a small one") << QByteArray("300 1000") << 0 << "opened";
    }
    void declaredSizes()
    {
        QFETCH(QByteArray, size);
        QFETCH(int, entries);
        std::string text =
            "%%MatrixMarket matrix coordinate integer general\n" + size.toStdString() + " " + std::to_string(entries) + "\n";
        for (int i = 1; i <= entries; ++i) text += "1 " + std::to_string(i) + " 1\n";
        QTEST(QString::fromStdString(classOf(read(folder({{"alone.mtx", text}}) / "alone.mtx"))), "outcome");
    }

    // The identity of the data is that of all three files, whichever was opened.
    void hashOfAList()
    {
        const fs::path at = folder({{"matrix.mtx", kMatrix}, {"features.tsv", kGenes}, {"barcodes.tsv", kCells}});
        JobContext context;
        const auto whole = io::hashDataset(at, context), list = io::hashDataset(at / "barcodes.tsv", context);
        VERIFY_OK(whole);
        VERIFY_OK(list);
        QCOMPARE(*list, *whole);
    }
};

QTEST_APPLESS_MAIN(TestMtxFiles)
#include "tst_mtx_files.moc"
