// Every file of the format fixtures but h5ad, and every such real file, through the one function that opens data sets.
#include "core/io/read_dataset.h"
#include "tests/support/describe.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

#include <fstream>
#include <zlib.h>

using namespace lexicell;
using data::Dataset;
using io::ReadOptions;

namespace {

const std::vector<std::string> kKinds{"10x_h5", "10x_mtx", "mtx", "csv", "tsv", "loom"};

const data::StringArray &textColumn(const data::Table &table, const char *name)
{
    static const data::StringArray none;
    const data::Element *column = table.columns.find(name);
    return column && column->as<data::StringArray>() ? *column->as<data::StringArray>() : none;
}

std::vector<float> valuesOf(const Dataset &dataset)
{
    std::vector<float> dense(static_cast<std::size_t>(dataset.cells() * dataset.genes()), 0.0f);
    const auto block = dataset.x.all();
    if (!block.ok()) return {};
    for (std::int64_t row = 0; row < block->rows; ++row)
        for (auto k = block->indptr[static_cast<std::size_t>(row)]; k < block->indptr[static_cast<std::size_t>(row) + 1]; ++k)
            dense[static_cast<std::size_t>(row * block->columns + block->indices[static_cast<std::size_t>(k)])] = block->values[static_cast<std::size_t>(k)];
    return dense;
}

bool warned(const JobContext &context, const std::string &warningClass)
{
    for (const Warning &warning : context.warnings())
        if (warning.warningClass == warningClass) return true;
    return false;
}

}  // namespace

using Names = std::vector<std::string>;

class TestReadDataset : public QObject {
    Q_OBJECT

  private slots:
    void manifest_data();
    void manifest();
    void realFiles_data();
    void realFiles();
    void tenxColumns();
    void featureTypes();
    void genomes();
    void mtxColumns();
    void orientationCanBeSaid();
    void orientations_data();
    void orientations();
    void tables_data();
    void tables();
    void badTables_data();
    void badTables();
    void matrixMarket_data();
    void matrixMarket();
    void folders();
    void headedLists();
    void gzipInSeveralMembers();
    void loomAttributes();
    void notReadable_data();
    void notReadable();
    void cancels();

  private:
    // Writes a file into the test's folder and returns its path.
    std::filesystem::path write(const std::string &name, const std::string &text)
    {
        const std::filesystem::path path = std::filesystem::path(m_folder.path().toStdString()) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    static Result<Dataset> read(const std::filesystem::path &path, const ReadOptions &options = {})
    {
        JobContext context;
        return io::readDataset(path, options, context);
    }
    static std::string classOf(const Result<Dataset> &result) { return result.ok() ? "opened" : result.error().errorClass; }

    QTemporaryDir m_folder;
};

static void addManifestRows(const std::filesystem::path &file)
{
    QTest::addColumn<QString>("entry");
    if (!std::filesystem::exists(file)) return;
    for (const test::ManifestEntry &entry : test::readManifest(file, kKinds))
        QTest::newRow(entry.file.c_str()) << QString::fromStdString(entry.json.dump());
}

static test::ManifestEntry entryOf(const QString &text)
{
    const nlohmann::json json = nlohmann::json::parse(text.toStdString());
    return {json.at("file"), json.at("kind"), json.at("outcome"), json};
}

// How many features of each type a 10x file holds, those left out included.
static nlohmann::json countsOf(const Dataset &dataset, const char *column)
{
    nlohmann::json counts = nlohmann::json::object();
    for (const std::string &value : textColumn(dataset.var, column).values) counts[value] = counts.value(value, 0) + 1;
    const data::Element *others = dataset.uns.find("other_feature_types");
    if (others && std::string(column) == "feature_types")
        for (const auto &[type, count] : others->as<data::Dict>()->entries) counts[type] = count->as<data::Array>()->intAt(0);
    return counts;
}

// What 10x entries say beside the content that every format has
static std::vector<std::string> judgeTenx(const nlohmann::json &expect, const Dataset &dataset)
{
    nlohmann::json got = {{"feature_types", countsOf(dataset, "feature_types")}, {"genomes", countsOf(dataset, "genome")}};
    auto identifiers = textColumn(dataset.var, "gene_ids").values;
    identifiers.resize(std::min<std::size_t>(identifiers.size(), 3));
    got["gene_ids_first"] = identifiers;
    nlohmann::json want;
    for (const char *key : {"feature_types", "genomes", "gene_ids_first"})
        if (expect.contains(key)) want[key] = expect[key];
    return want.is_null() ? std::vector<std::string>() : test::differences(want, got);
}

static void check(const std::filesystem::path &root, test::ManifestEntry entry)
{
    JobContext context;
    const auto result = io::readDataset(root / entry.file, {}, context);
    const nlohmann::json all = entry.json;
    if (entry.json.contains("expect"))
        for (const char *key : {"feature_types", "genomes", "gene_ids_first", "genome"}) entry.json["expect"].erase(key);
    auto wrong = test::judge(entry, result, context.warnings());
    if (result.ok() && all.contains("expect"))
        for (const std::string &line : judgeTenx(all["expect"], *result)) wrong.push_back(line);
    QVERIFY2(wrong.empty(), test::joined(wrong).c_str());
    if (result.ok()) QCOMPARE(result->format, entry.kind);
    // Whoever reads the message knows which file it is about.
    if (!result.ok()) QVERIFY2(result.error().message.find(root.string()) != std::string::npos, result.error().message.c_str());
}

void TestReadDataset::manifest_data()
{
    const auto folder = test::fixtures("formats");
    addManifestRows(folder ? *folder / "manifest.json" : std::filesystem::path());
}

void TestReadDataset::manifest()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    QFETCH(QString, entry);
    check(folder, entryOf(entry));
}

void TestReadDataset::realFiles_data()
{
    const auto folder = test::fixtures("formats");
    addManifestRows(folder ? *folder / "real.json" : std::filesystem::path());
}

void TestReadDataset::realFiles()
{
    const auto root = test::realData("");
    if (!root) QSKIP("real data are absent: set LEXICELL_DATA");
    QFETCH(QString, entry);
    test::ManifestEntry wanted = entryOf(entry);
    if (!std::filesystem::exists(*root / wanted.file)) QSKIP("this real file is absent");
    if (wanted.outcome == "see python") {  // a file with a choice to make
        const auto result = read(*root / wanted.file);
        QCOMPARE(classOf(result), std::string("choice_needed"));
        return;
    }
    check(*root, wanted);
}

void TestReadDataset::tenxColumns()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    const auto v3 = read(folder / "10x/v3.h5");
    VERIFY_OK(v3);
    QCOMPARE(textColumn(v3->var, "gene_ids").values[0], std::string("ENSG00000000000"));
    QCOMPARE(textColumn(v3->var, "feature_types").values[0], std::string("Gene Expression"));
    QCOMPARE(textColumn(v3->var, "genome").values[0], std::string("GRCh38"));
    QCOMPARE(v3->x.source().storage(), data::Storage::Csr);
    QCOMPARE(v3->x.source().dtype(), data::DType::Float32);
    const auto v2 = read(folder / "10x/v2.h5");
    VERIFY_OK(v2);
    QCOMPARE(v2->var.columns.entries.size(), std::size_t{1});
    QCOMPARE(textColumn(v2->var, "gene_ids").values[0], std::string("ENSG00000000000"));
}

void TestReadDataset::featureTypes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    for (const char *file : {"10x/v3_multi_feature.h5", "mtx/multi_feature"}) {
        const auto genes = read(folder / file);
        VERIFY_OK(genes);
        const data::Element *others = genes->uns.find("other_feature_types");
        QVERIFY(others && others->as<data::Dict>());
        QCOMPARE(others->as<data::Dict>()->find("Antibody Capture")->as<data::Array>()->intAt(0), 6);
        ReadOptions options;
        options.featureType = "Antibody Capture";
        const auto antibodies = read(folder / file, options);
        VERIFY_OK(antibodies);
        for (const std::string &type : textColumn(antibodies->var, "feature_types").values) QCOMPARE(type, std::string("Antibody Capture"));
        QCOMPARE(antibodies->x.genes(), antibodies->genes());
        options.featureType = "all";
        const auto all = read(folder / file, options);
        VERIFY_OK(all);
        QCOMPARE(all->genes(), 19);
        QCOMPARE(all->var.index.values.size(), textColumn(all->var, "gene_ids").values.size());
        options.featureType = "Peaks";
        QCOMPARE(classOf(read(folder / file, options)), std::string("missing_feature_type"));
    }
}

void TestReadDataset::genomes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    ReadOptions options;
    options.genome = "mm10";
    const auto v2 = read(folder / "10x/v2_two_genomes.h5", options);
    VERIFY_OK(v2);
    QCOMPARE(v2->genes(), 10);
    const auto v3 = read(folder / "10x/v3_two_genomes.h5", options);
    VERIFY_OK(v3);
    QCOMPARE(v3->genes(), 10);
    options.genome = "danRer11";
    const auto none = read(folder / "10x/v2_two_genomes.h5", options);
    QCOMPARE(classOf(none), std::string("missing_genome"));
    QVERIFY(none.error().message.find("hg19") != std::string::npos);
    QCOMPARE(classOf(read(folder / "10x/v3_two_genomes.h5", options)), std::string("missing_genome"));
}

void TestReadDataset::mtxColumns()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    const auto v3 = read(folder / "mtx/v3_gz");
    VERIFY_OK(v3);
    QCOMPARE(textColumn(v3->var, "gene_ids").values[1], std::string("ENSG00000000001"));
    QCOMPARE(textColumn(v3->var, "feature_types").values[1], std::string("Gene Expression"));
    QCOMPARE(v3->x.source().storage(), data::Storage::Csc);  // as scanpy.read_10x_mtx
    const auto single = read(folder / "mtx/one_column_features");
    VERIFY_OK(single);
    QVERIFY(single->var.columns.entries.empty());
    const auto file = read(folder / "mtx/v3_gz/matrix.mtx.gz");  // the matrix of a folder, named by itself
    VERIFY_OK(file);
    QCOMPARE(file->var.index.values, v3->var.index.values);
}

void TestReadDataset::orientationCanBeSaid()
{
    const auto path = write("say.csv", "id,left,middle,right\none,1,2,3\ntwo,4,5,6\n");
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

void TestReadDataset::orientations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("firstCell");
    QTest::newRow("symbols in the header") << "x,TP53,CD3E,LYZ\nc1,1,2,3\nc2,3,4,5\n" << "c1";
    QTest::newRow("symbols in the rows") << "x,c1,c2\nTP53,1,2\nCD3E,3,4\nLYZ,0,0\n" << "c1";
    QTest::newRow("mouse symbols in the rows") << "x,s1,s2\nTrp53,1,2\nCd3e,3,4\nLyz2,0,0\n" << "s1";
    QTest::newRow("Ensembl ids in the rows") << "x,c1,c2\nENSG00000141510.12,1,2\nENSG00000198851,3,4\n" << "c1";
    QTest::newRow("the corner says genes") << "Gene,one,two\nfirst,1,2\nsecond,3,4\n" << "one";
    QTest::newRow("the corner says cells") << "cell_id,one,two\nfirst,1,2\nsecond,3,4\n" << "first";
    QTest::newRow("barcodes outweigh the corner") << "gene,one,two\nAACCGGTTAACC-1,1,2\nAACCGGTTAACG-1,3,4\n" << "AACCGGTTAACC-1";
}

void TestReadDataset::orientations()
{
    QFETCH(QString, text);
    QFETCH(QString, firstCell);
    JobContext context;
    const auto result = io::readDataset(write("orientation.csv", text.toStdString()), {}, context);
    VERIFY_OK(result);
    QCOMPARE(result->obs.index.values.front(), firstCell.toStdString());
    QVERIFY(context.warnings().empty());
}

void TestReadDataset::tables_data()
{
    QTest::addColumn<QByteArray>("text");
    const char *plain = ",TP53,CD3E\nAACCGGTTAA,1,0\nAACCGGTTAC,2.5,-3\n";
    QTest::newRow("plain") << QByteArray(plain);
    QTest::newRow("CRLF, blanks, plus signs") << QByteArray(",TP53,CD3E\r\nAACCGGTTAA, 1 ,0\r\nAACCGGTTAC,+2.5,-3.0\r\n");
    QTest::newRow("quoted numbers") << QByteArray("\"\",\"TP53\",\"CD3E\"\n\"AACCGGTTAA\",\"1\",\"0\"\n\"AACCGGTTAC\",\"2.5\",\"-3\"\n");
    QTest::newRow("blank separated, R style") << QByteArray("\"TP53\" \"CD3E\"\n\"AACCGGTTAA\" 1 0\n\"AACCGGTTAC\" 2.5 -3\n");
    QTest::newRow("comments and empty lines") << QByteArray("# made by a tool\n\n,TP53,CD3E\nAACCGGTTAA,1,0\n\nAACCGGTTAC,2.5,-3\n\n");
    QTest::newRow("exponents") << QByteArray("\tTP53\tCD3E\nAACCGGTTAA\t1e0\t0.0\nAACCGGTTAC\t25E-1\t-0.3e+1\n");
}

void TestReadDataset::tables()
{
    QFETCH(QByteArray, text);
    JobContext context;
    const auto result = io::readDataset(write("table.txt", text.toStdString()), {}, context);
    VERIFY_OK(result);
    QCOMPARE(result->obs.index.values, (Names{"AACCGGTTAA", "AACCGGTTAC"}));
    QCOMPARE(result->var.index.values, (Names{"TP53", "CD3E"}));
    QCOMPARE(valuesOf(*result), (std::vector<float>{1, 0, 2.5, -3}));
    QVERIFY(warned(context, "negative_counts"));
}

void TestReadDataset::badTables_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("errorClass");
    QTest::addColumn<QString>("mention");
    QTest::newRow("infinity") << QByteArray(",TP53\nA,1\nB,inf\n") << "non_finite" << "line 3";
    QTest::newRow("beyond float") << QByteArray(",TP53\nA,1e300\n") << "non_finite" << "line 2";
    QTest::newRow("open quote") << QByteArray(",TP53\n\"A,1\n") << "parse_error" << "line 2";
    QTest::newRow("text after a quote") << QByteArray(",TP53\nA,1\n\"B\"x,1\n") << "parse_error" << "line 3";
    QTest::newRow("decimal comma") << QByteArray(";TP53;CD3E\nA;1,5;2\n") << "parse_error" << "decimal comma";
    QTest::newRow("one column") << QByteArray("TP53\n1\n2\n") << "parse_error" << "separates";
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE,\0T\0\n\0", 8) << "parse_error" << "UTF-16";
    QTest::newRow("old Mac") << QByteArray(",TP53\rA,1\r") << "parse_error" << "CR";
    QTest::newRow("blank lines only") << QByteArray("\n \n\n") << "empty_file" << "empty";
    QTest::newRow("comments in a column") << QByteArray(",TP53,note\nA,1,good\n") << "parse_error" << "note";
}

void TestReadDataset::badTables()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, errorClass);
    QFETCH(QString, mention);
    const auto result = read(write("bad.csv", text.toStdString()));
    QCOMPARE(classOf(result), errorClass.toStdString());
    QVERIFY2(result.error().message.find(mention.toStdString()) != std::string::npos, result.error().message.c_str());
}

void TestReadDataset::matrixMarket_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QByteArray>("values");  // cells x genes, one character each
    const QByteArray banner("%%MatrixMarket matrix coordinate ");
    QTest::newRow("unsorted and repeated") << banner + "integer general\n2 2 4\n2 2 1\n1 1 3\n2 2 4\n2 1 2\n" << "opened" << QByteArray("3205");
    QTest::newRow("skew-symmetric") << banner + "real skew-symmetric\n2 2 1\n2 1 -4\n" << "opened" << QByteArray("0-440");
    QTest::newRow("upper case, tabs") << QByteArray("%%MatrixMarket MATRIX Coordinate Integer General\n2\t1 1\n 2\t1\t7 \n") << "opened" << QByteArray("07");
    QTest::newRow("empty matrix") << banner + "integer general\n2 2 0\n" << "opened" << QByteArray("0000");
    QTest::newRow("fraction as index") << banner + "integer general\n2 2 1\n1.5 1 1\n" << "parse_error" << QByteArray();
    QTest::newRow("no value") << banner + "integer general\n2 2 1\n1 1\n" << "parse_error" << QByteArray();
    QTest::newRow("value of a pattern") << banner + "pattern general\n2 2 1\n1 1 1\n" << "parse_error" << QByteArray();
    QTest::newRow("no size") << banner + "integer general\n% only comments\n" << "parse_error" << QByteArray();
    QTest::newRow("negative size") << banner + "integer general\n-2 2 1\n" << "parse_error" << QByteArray();
    QTest::newRow("hermitian") << banner + "complex hermitian\n1 1 1\n1 1 1 0\n" << "unsupported_type" << QByteArray();
    QTest::newRow("wide") << banner + "integer general\n4000000000 2 1\n1 1 1\n" << "unsupported_type" << QByteArray();
    QTest::newRow("many names to make up") << banner + "integer general\n2000000000 2 1\n1 1 1\n" << "missing_element" << QByteArray();
    QTest::newRow("a promise too large to keep") << banner + "integer general\n2 2 900000000000000\n1 1 1\n" << "parse_error" << QByteArray();
    QTest::newRow("infinite") << banner + "real general\n1 1 1\n1 1 inf\n" << "non_finite" << QByteArray();
    QTest::newRow("short array") << QByteArray("%%MatrixMarket matrix array real general\n2 2\n1\n2\n") << "parse_error" << QByteArray();
}

void TestReadDataset::matrixMarket()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, outcome);
    QFETCH(QByteArray, values);
    JobContext context;
    const auto result = io::readDataset(write("alone.mtx", text.toStdString()), {}, context);
    QCOMPARE(classOf(result), outcome.toStdString());
    if (!result.ok()) return;
    QVERIFY(warned(context, "made_up_names"));
    QByteArray found;
    for (const float value : valuesOf(*result)) found += QByteArray::number(value);
    QCOMPARE(found, values);
}

void TestReadDataset::folders()
{
    const auto root = std::filesystem::path(m_folder.path().toStdString());
    const std::string matrix = "%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 1 1\n";
    write("empty/readme.txt", "nothing here");
    const auto empty = read(root / "empty");
    QCOMPARE(classOf(empty), std::string("missing_element"));
    QVERIFY(empty.error().message.find("matrix.mtx") != std::string::npos);

    write("outs/filtered_feature_bc_matrix/matrix.mtx", matrix);
    const auto above = read(root / "outs");
    QVERIFY(above.error().message.find("filtered_feature_bc_matrix") != std::string::npos);
    const auto noFeatures = read(root / "outs/filtered_feature_bc_matrix");
    QCOMPARE(classOf(noFeatures), std::string("missing_element"));
    QVERIFY(noFeatures.error().message.find("features.tsv") != std::string::npos);

    for (const char *sample : {"GSM1_", "GSM2_"}) {
        write(std::string("two/") + sample + "matrix.mtx", matrix);
        write(std::string("two/") + sample + "genes.tsv", std::string("ENSG00000141510\t") + sample + "TP53\n");
        write(std::string("two/") + sample + "barcodes.tsv", "A\nB\n");
    }
    const auto two = read(root / "two");
    QCOMPARE(classOf(two), std::string("choice_needed"));
    QVERIFY(two.error().message.find("GSM2_matrix.mtx") != std::string::npos);
    const auto second = read(root / "two/GSM2_matrix.mtx");
    VERIFY_OK(second);
    QCOMPARE(second->var.index.values, Names{"GSM2_TP53"});

    write("kb/cells_x_genes.mtx", "%%MatrixMarket matrix coordinate integer general\n2 1 1\n2 1 9\n");
    write("kb/cells_x_genes.genes.txt", "TP53\n");
    write("kb/cells_x_genes.barcodes.txt", "A\nB\n");
    const auto kallisto = read(root / "kb");
    VERIFY_OK(kallisto);
    QCOMPARE(valuesOf(*kallisto), (std::vector<float>{0, 9}));

    write("store.zarr/.zgroup", "{}");
    QCOMPARE(classOf(read(root / "store.zarr")), std::string("unsupported_format"));
}

void TestReadDataset::headedLists()
{
    const auto root = std::filesystem::path(m_folder.path().toStdString());
    write("headed/matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n2 1 1\n2 1 9\n");
    write("headed/genes.tsv", "gene_id\tgene_name\n\"ENSG00000141510\"\t\"TP53\"\nENSG00000198851\tCD3E\n\n");
    write("headed/barcodes.tsv", "barcode\nAACC-1\n");
    const auto result = read(root / "headed");
    VERIFY_OK(result);
    QCOMPARE(result->var.index.values, (Names{"TP53", "CD3E"}));
    QCOMPARE(textColumn(result->var, "gene_ids").values[0], std::string("ENSG00000141510"));
    QCOMPARE(result->obs.index.values, Names{"AACC-1"});
}

void TestReadDataset::gzipInSeveralMembers()
{
    // bgzip and concatenated files: several gzip members one after the other, cut in the middle of a line
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "members.csv.gz";
    std::string text = ",TP53,CD3E\n";
    for (int i = 0; i < 50000; ++i) text += "CELL" + std::to_string(i) + "," + std::to_string(i % 7) + "," + std::to_string(i % 3) + "\n";
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

void TestReadDataset::loomAttributes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    const auto loom = read(folder / "loom/loompy.loom");
    VERIFY_OK(loom);
    QCOMPARE(textColumn(loom->var, "Accession").values.size(), std::size_t{19});
    QVERIFY(!loom->var.columns.find("Gene"));
    QCOMPARE(loom->layers.entries.size(), std::size_t{2});
    const data::ExpressionMatrix *spliced = loom->layers.find("spliced");
    QVERIFY(spliced);
    QCOMPARE(spliced->cells(), 17);
    QCOMPARE(spliced->source().dtype(), data::DType::Int32);
}

void TestReadDataset::notReadable_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("errorClass");
    QTest::addColumn<QString>("mention");
    QTest::newRow("Seurat object") << "cells.rds" << QByteArray("\x1f\x8b") << "unsupported_format" << "write_h5ad";
    QTest::newRow("unnamed R object") << "cells" << QByteArray("RDX3\nX\n") << "unsupported_format" << "write_h5ad";
    QTest::newRow("Loupe") << "cells.cloupe" << QByteArray("x") << "unsupported_format" << "filtered_feature_bc_matrix.h5";
    QTest::newRow("spreadsheet") << "cells.XLSX" << QByteArray("PK\x03\x04") << "unsupported_format" << "csv";
    QTest::newRow("zip") << "cells.data" << QByteArray("PK\x03\x04") << "unsupported_format" << "Unpack";
    QTest::newRow("web page") << "cells.csv" << QByteArray("<!DOCTYPE html><html>") << "unsupported_format" << "web page";
    QTest::newRow("checkpoint") << "best_model.pt" << QByteArray("PK\x03\x04") << "unsupported_format" << "model";
    QTest::newRow("no HDF5") << "cells.h5" << QByteArray("gene,cell") << "not_hdf5" << "HDF5";
}

void TestReadDataset::notReadable()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QString, errorClass);
    QFETCH(QString, mention);
    const auto result = read(write("other/" + name.toStdString(), text.toStdString()));
    QCOMPARE(classOf(result), errorClass.toStdString());
    QVERIFY2(result.error().message.find(mention.toStdString()) != std::string::npos, result.error().message.c_str());
    const auto absent = read("/no/such/file.h5ad");
    QCOMPARE(classOf(absent), std::string("not_found"));
    QCOMPARE(absent.error().kind, ErrorKind::NotFound);
}

void TestReadDataset::cancels()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    for (const char *file : {"10x/v3.h5", "mtx/v3_gz", "mtx/alone.mtx", "text/genes_in_rows.csv", "loom/loompy.loom"}) {
        JobContext context;
        context.cancel();
        const auto result = io::readDataset(folder / file, {}, context);
        QVERIFY2(!result.ok(), file);
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestReadDataset)
#include "tst_read_dataset.moc"
