// Every file of the format fixtures but h5ad, and every such real file, through the one function that opens data sets.
#include "core/io/read_dataset.h"
#include "tests/core/reading.h"
#include "tests/support/describe.h"
#include "tests/support/hdf5_values.h"
#include "tests/support/manifest.h"

#include <cmath>
#include <map>

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;
using io::ReadOptions;

static const std::vector<std::string> kKinds{"h5mu", "10x_h5", "10x_mtx", "mtx", "csv", "tsv", "loom"};

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
    const auto entries = test::readManifest(file, kKinds);
    if (entries.empty()) QSKIP("none of these formats is listed");
    for (const test::ManifestEntry &entry : entries)
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
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    addManifestRows(folder / "manifest.json");
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

// Entries of the manifest that open and of which `wanted` is true.
template <class Wanted>
static std::vector<test::ManifestEntry> entriesWith(const std::filesystem::path &folder, const Wanted &wanted)
{
    std::vector<test::ManifestEntry> entries;
    for (const auto &entry : test::readManifest(folder / "manifest.json", kKinds))
        if (entry.json.contains("expect") && wanted(entry)) entries.push_back(entry);
    return entries;
}

// Everything beside a feature's name that has a row for each of them; _all_tag_keys only lists some of these arrays.
static std::size_t featureColumns(const Hdf5File &file)
{
    std::size_t columns = 0;
    for (const std::string &name : file.children("matrix/features")) columns += name != "name" && name != "_all_tag_keys";
    return columns;
}

// Rows of an h5 file of 10x: what its own arrays say, in all of their rows.
void TestReadDataset::tenxColumns()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int files = 0;
    for (const auto &entry : entriesWith(folder, [](const auto &e) { return e.kind == "10x_h5" && e.outcome == "open"; })) {
        ReadOptions options;
        options.featureType = "all";
        const auto dataset = read(folder / entry.file, options);
        VERIFY_OK(dataset);
        const Hdf5File file(folder / entry.file);
        const bool third = file.has("matrix");
        const std::string place = third ? "matrix/features/" : file.children("/").front() + "/";
        QCOMPARE(textColumn(dataset->var, "gene_ids").values, file.strings(place + (third ? "id" : "genes")).values);
        QCOMPARE(dataset->var.index.values, file.strings(place + (third ? "name" : "gene_names")).values);
        QCOMPARE(dataset->var.columns.entries.size(), third ? featureColumns(file) : std::size_t{1});
        if (third) {
            QCOMPARE(textColumn(dataset->var, "feature_types").values, file.strings(place + "feature_type").values);
            QCOMPARE(textColumn(dataset->var, "genome").values, file.strings(place + "genome").values);
        }
        QCOMPARE(dataset->x.source().storage(), data::Storage::Csr);
        QCOMPARE(dataset->x.source().dtype(), data::DType::Float32);
        ++files;
    }
    QVERIFY(files > 0);
}

// Files with several feature types: genes alone unless told, one type alone, all of them.
void TestReadDataset::featureTypes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int files = 0;
    const auto opens = [](const auto &entry) { return entry.kind.starts_with("10x") && entry.outcome == "open"; };
    for (const auto &entry : entriesWith(folder, opens)) {
        ReadOptions options;
        options.featureType = "all";
        const auto all = read(folder / entry.file, options);
        VERIFY_OK(all);
        const nlohmann::json counts = countsOf(*all, "feature_types");
        if (counts.size() < 2) continue;
        ++files;
        QCOMPARE(all->var.index.values.size(), textColumn(all->var, "gene_ids").values.size());
        std::int64_t sum = 0;
        for (const auto &[type, count] : counts.items()) {
            options.featureType = type;
            const auto some = read(folder / entry.file, options);
            VERIFY_OK(some);
            QCOMPARE(some->genes(), count.get<std::int64_t>());
            QCOMPARE(some->x.genes(), some->genes());
            for (const std::string &found : textColumn(some->var, "feature_types").values) QCOMPARE(found, type);
            sum += some->genes();
        }
        QCOMPARE(all->genes(), sum);
        const auto genes = read(folder / entry.file);
        VERIFY_OK(genes);
        const data::Element *others = genes->uns.find("other_feature_types");
        QVERIFY(others && others->as<data::Dict>());
        for (const auto &[type, count] : others->as<data::Dict>()->entries)
            QCOMPARE(count->as<data::Array>()->intAt(0), counts.at(type).get<std::int64_t>());
        QCOMPARE(others->as<data::Dict>()->entries.size() + 1, counts.size());
        options.featureType = "no such type";
        QCOMPARE(classOf(read(folder / entry.file, options)), std::string("missing_feature_type"));
    }
    if (files == 0) QSKIP("this set of fixtures has no file with several feature types");
}

// Files of two genomes: as many genes of each as the file itself has.
void TestReadDataset::genomes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int files = 0;
    for (const auto &entry : entriesWith(folder, [](const auto &e) { return e.kind == "10x_h5"; })) {
        const Hdf5File file(folder / entry.file);
        std::map<std::string, std::int64_t> genomes;
        if (file.has("matrix")) {
            for (const auto &genome : file.strings("matrix/features/genome").values)
                if (!genome.empty()) ++genomes[genome];  // antibodies and guides have none
        } else {
            for (const auto &genome : file.children("/")) genomes[genome] = file.shape(genome + "/genes").at(0);
        }
        if (genomes.size() < 2) continue;
        ++files;
        ReadOptions options;
        options.featureType = "all";
        for (const auto &[genome, genes] : genomes) {
            options.genome = genome;
            const auto dataset = read(folder / entry.file, options);
            VERIFY_OK(dataset);
            QCOMPARE(dataset->genes(), genes);
        }
        options.genome = "no such genome";
        const auto none = read(folder / entry.file, options);
        QCOMPARE(classOf(none), std::string("missing_genome"));
        QVERIFY2(none.error().message.find(genomes.begin()->first) != std::string::npos, none.error().message.c_str());
    }
    if (files == 0) QSKIP("this set of fixtures has no file with two genomes");
}

// Columns and layers of loom files, as their own groups say.
void TestReadDataset::loomAttributes()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int files = 0;
    for (const auto &entry : entriesWith(folder, [](const auto &e) { return e.kind == "loom" && e.outcome == "open"; })) {
        const Hdf5File file(folder / entry.file);
        const auto loom = read(folder / entry.file);
        VERIFY_OK(loom);
        const auto shape = file.shape("matrix");  // [genes x cells]
        QCOMPARE(loom->genes(), shape.at(0));
        QCOMPARE(loom->cells(), shape.at(1));
        for (const std::string &name : file.children("row_attrs")) {
            if (!loom->var.columns.find(name)) QCOMPARE(loom->var.index.values, file.strings("row_attrs/" + name).values);
            else if (const auto &text = textColumn(loom->var, name.c_str()); !text.values.empty())
                QCOMPARE(text.values, file.strings("row_attrs/" + name).values);
        }
        const auto layers = file.has("layers") ? file.children("layers") : std::vector<std::string>();
        QCOMPARE(loom->layers.entries.size(), layers.size());
        for (const std::string &name : layers) {
            const data::ExpressionMatrix *layer = loom->layers.find(name);
            QVERIFY2(layer, name.c_str());
            QCOMPARE(layer->cells(), loom->cells());
            const auto block = layer->all();
            VERIFY_OK(block);
            const auto values = file.doubles("layers/" + name);
            double sum = 0.0, wanted = 0.0;
            for (const float value : block->values) sum += static_cast<double>(value);
            for (const double value : values.values) wanted += value;
            QVERIFY(std::abs(sum - wanted) <= 1e-6 * std::abs(wanted));
        }
        ++files;
    }
    if (files == 0) QSKIP("this set of fixtures has no loom file");
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
    const auto entries = entriesWith(folder, [](const auto &e) { return e.outcome == "open"; });
    QVERIFY(!entries.empty());
    for (const auto &entry : entries) {
        JobContext context;
        context.cancel();
        const auto result = io::readDataset(folder / entry.file, {}, context);
        QVERIFY2(!result.ok(), entry.file.c_str());
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestReadDataset)
#include "tst_read_dataset.moc"
