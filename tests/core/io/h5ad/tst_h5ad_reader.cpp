// Every h5ad file of the format fixtures' manifest, and the real ones, against what the real anndata reads from them.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/support/describe.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

#include <fstream>

using namespace lexicell;

namespace {

// Resident memory this process has used at most, in MiB.
long peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6)) / 1024;
    return 0;
}

// MiB that reading may take: 200, and for what the file is said to hold, three times its values with their indices.
long allowedMemory(const nlohmann::json &entry)
{
    double entries = 0.0;
    const auto add = [&](const nlohmann::json &matrix) {
        if (!matrix.is_object() || !matrix.contains("shape")) return;
        double size = 1.0;
        for (const auto &extent : matrix.at("shape")) size *= extent.get<double>();
        entries += matrix.value("stored", size);
    };
    const auto expect = entry.value("expect", nlohmann::json::object());
    add(expect.value("X", nlohmann::json()));
    if (const auto raw = expect.value("raw", nlohmann::json()); raw.is_object()) add(raw.value("X", nlohmann::json()));
    for (const char *group : {"layers", "obsm", "varm", "obsp", "varp"}) {
        const auto matrices = expect.value(group, nlohmann::json::object());
        for (const auto &[name, matrix] : matrices.items()) add(matrix);
    }
    return 200 + static_cast<long>(entries * 3.0 * 12.0 / (1024.0 * 1024.0));
}

void forgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace

class TestH5adReader : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void manifest_data() { rows(test::fixtures("formats"), "manifest.json"); }
    void manifest() { check(); }
    void manifestBacked_data() { rows(test::fixtures("formats"), "manifest.json"); }
    void manifestBacked();
    void realFiles_data();
    void realFiles() { check(); }
    void backedWindowsEqualMemory_data() { rows(test::fixtures("formats"), "manifest.json", "open"); }
    void backedWindowsEqualMemory();

  private:
    static void rows(const std::optional<std::filesystem::path> &folder, const char *manifest, const std::string &outcome = "");
    static void check();
};

void TestH5adReader::rows(const std::optional<std::filesystem::path> &folder, const char *manifest, const std::string &outcome)
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("entry");
    if (!folder) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
    if (!test::holdsCases(*folder)) QFAIL("the folder of this family holds no case");
    for (const auto &entry : test::readManifest(*folder / manifest, {"h5ad"}))
        if (outcome.empty() || entry.outcome == outcome)
            QTest::newRow(entry.file.c_str())
                << QString::fromStdString((*folder / entry.file).string()) << QString::fromStdString(entry.json.dump());
}

static test::ManifestEntry currentEntry()
{
    QFETCH(QString, entry);
    const auto json = nlohmann::json::parse(entry.toStdString());
    return {json.at("file"), json.at("kind"), json.at("outcome"), json};
}

void TestH5adReader::check()
{
    QFETCH(QString, path);
    const auto entry = currentEntry();
    const io::ReadOptions options;
    JobContext context;
    forgetPeak();
    const long before = peakMemory();
    const auto result = io::readH5ad(path.toStdString(), options, context);
    const long taken = peakMemory() - before, allowed = allowedMemory(entry.json);
    QVERIFY2(taken < allowed, qPrintable(QString("%1 MiB of extra memory, allowed are %2").arg(taken).arg(allowed)));
    const auto bad = test::judge(entry, result, context.warnings());
    QVERIFY2(bad.empty(), test::joined(bad).c_str());
}

// What is refused for its values may open backed, but then reading them must fail with the same class.
void TestH5adReader::manifestBacked()
{
    QFETCH(QString, path);
    auto entry = currentEntry();
    io::ReadOptions options;
    options.backed = true;
    JobContext context;
    auto result = io::readH5ad(path.toStdString(), options, context);
    if (result.ok() && entry.outcome != "open") {
        std::optional<Error> failed;
        if (result->x)
            if (const auto all = result->x.all(); !all.ok()) failed = all.error();
        for (const auto &[name, layer] : result->layers.entries)
            if (const auto all = layer.all(); !all.ok()) failed = all.error();
        if (failed) result = *failed;
    }
    auto warnings = context.warnings();
    if (entry.outcome == "warn" && entry.json.contains("error")) entry.outcome = "open_or_reject";  // only the values tell
    const auto bad = test::judge(entry, result, warnings);
    QVERIFY2(bad.empty(), test::joined(bad).c_str());
}

void TestH5adReader::realFiles_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("entry");
    const auto folder = test::fixtures("formats");
    if (!folder || !std::filesystem::exists(*folder / "real.json")) QSKIP("no list of real files");
    bool any = false;
    for (auto entry : test::readManifest(*folder / "real.json", {"h5ad"})) {
        const auto path = test::realData(entry.file);
        if (!path) continue;
        any = true;
        // Real files may give reason to warn; where only the real reader's answer is stated, what is read must be right.
        if (entry.outcome == "open" || entry.outcome == "see python") entry.json["outcome"] = "open or warn";
        QTest::newRow(entry.file.c_str()) << QString::fromStdString(path->string()) << QString::fromStdString(entry.json.dump());
    }
    if (!any) QSKIP("real data is absent: set LEXICELL_DATA");
}

void TestH5adReader::backedWindowsEqualMemory()
{
    QFETCH(QString, path);
    JobContext context;
    io::ReadOptions options;
    const auto memory = io::readH5ad(path.toStdString(), options, context);
    VERIFY_OK(memory);
    options.backed = true;
    const auto backed = io::readH5ad(path.toStdString(), options, context);
    VERIFY_OK(backed);
    if (!memory->x) return;
    QVERIFY(!backed->x.source().inMemory());
    QVERIFY(memory->x.source().inMemory());
    QCOMPARE(backed->x.source().storage(), memory->x.source().storage());
    QCOMPARE(backed->x.source().dtype(), memory->x.source().dtype());
    const auto cells = memory->cells();
    for (std::int64_t begin = 0; begin < cells; begin += 10) {
        const auto end = std::min(cells, begin + 10);
        const auto a = memory->x.rows(begin, end), b = backed->x.rows(begin, end);
        VERIFY_OK(b);
        QCOMPARE(b->rows, end - begin);
        QCOMPARE(b->indptr, a->indptr);
        QCOMPARE(b->indices, a->indices);
        QCOMPARE(b->values, a->values);
    }
    for (std::int64_t gene = 0; gene < memory->genes(); gene += 7) {
        const auto a = memory->x.column(gene), b = backed->x.column(gene);
        VERIFY_OK(b);
        QCOMPARE(*b, *a);
    }
}

QTEST_APPLESS_MAIN(TestH5adReader)
#include "tst_h5ad_reader.moc"
