// Every file of the format fixtures but h5ad, and every such real file, through the one function that opens data sets.
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"
#include "tests/support/describe.h"
#include "tests/support/manifest.h"

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;
using io::ReadOptions;

static const std::vector<std::string> kKinds{"10x_h5", "10x_mtx", "mtx", "csv", "tsv", "loom"};

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
    void loomAttributes();
    void notReadable_data();
    void notReadable();
    void cancels();

  private:
    ScratchFolder m_folder;
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
    if (!folder || !std::filesystem::exists(*folder / "real.json")) QSKIP("no list of real files");
    addManifestRows(*folder / "real.json");
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
        for (const std::string &type : textColumn(antibodies->var, "feature_types").values)
            QCOMPARE(type, std::string("Antibody Capture"));
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
    QTest::newRow("Seurat object") << "cells.rds" << QByteArray("\x1f\x8b") << "unsupported_format"
                                   << "write_h5ad";
    QTest::newRow("unnamed R object") << "cells" << QByteArray("RDX3\nX\n") << "unsupported_format"
                                      << "write_h5ad";
    QTest::newRow("Loupe") << "cells.cloupe" << QByteArray("x") << "unsupported_format"
                           << "filtered_feature_bc_matrix.h5";
    QTest::newRow("spreadsheet") << "cells.XLSX" << QByteArray("PK\x03\x04") << "unsupported_format"
                                 << "csv";
    QTest::newRow("zip") << "cells.data" << QByteArray("PK\x03\x04") << "unsupported_format"
                         << "Unpack";
    QTest::newRow("web page") << "cells.csv" << QByteArray("<!DOCTYPE html><html>") << "unsupported_format"
                              << "web page";
    QTest::newRow("checkpoint") << "best_model.pt" << QByteArray("PK\x03\x04") << "unsupported_format"
                                << "model";
    QTest::newRow("no HDF5") << "cells.h5" << QByteArray("gene,cell") << "not_hdf5"
                             << "HDF5";
}

void TestReadDataset::notReadable()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QString, errorClass);
    QFETCH(QString, mention);
    const auto result = read(m_folder.write("other/" + name.toStdString(), text.toStdString()));
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
