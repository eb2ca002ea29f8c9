// The summary of every file that opens agrees with what the manifest says of it, without reading its matrices.
#include "core/io/h5ad/h5ad_summary.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

#include <cmath>

using namespace lexicell;

class TestH5adSummary : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void manifest_data();
    void manifest();
    void notAnnData();
};

void TestH5adSummary::manifest_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("entry");
    const auto folder = test::fixtures("formats");
    if (!folder) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
    for (const auto &entry : test::readManifest(*folder / "manifest.json", {"h5ad"}))
        if (entry.outcome == "open" || entry.outcome == "warn")
            QTest::newRow(entry.file.c_str())
                << QString::fromStdString((*folder / entry.file).string()) << QString::fromStdString(entry.json.dump());
}

static std::vector<std::string> keysOf(const nlohmann::json &object)
{
    std::vector<std::string> keys;
    for (const auto &[key, value] : object.items()) keys.push_back(key);
    return keys;
}

void TestH5adSummary::manifest()
{
    QFETCH(QString, path);
    QFETCH(QString, entry);
    const auto json = nlohmann::json::parse(entry.toStdString());
    const auto &expect = json.at("expect");
    const auto summary = io::describeH5ad(path.toStdString());
    VERIFY_OK(summary);
    QCOMPARE(summary->cells, expect.at("n_obs").get<std::int64_t>());
    QCOMPARE(summary->genes, expect.at("n_vars").get<std::int64_t>());
    QCOMPARE(summary->obs, expect.at("obs_columns").get<std::vector<std::string>>());
    QCOMPARE(summary->var, expect.at("var_columns").get<std::vector<std::string>>());
    QCOMPARE(summary->layers, keysOf(expect.at("layers")));
    if (expect.contains("obsm")) QCOMPARE(summary->obsm, keysOf(expect.at("obsm")));
    QCOMPARE(summary->obsp, keysOf(expect.at("obsp")));
    QCOMPARE(summary->hasRaw, !expect.at("raw").is_null());
    const auto &x = expect.at("X");
    QCOMPARE(summary->storage.has_value(), !x.is_null());
    if (x.is_null()) return;
    if (x.contains("storage")) QCOMPARE(data::toString(*summary->storage), x.at("storage").get<std::string>());
    if (x.contains("dtype")) QCOMPARE(data::toString(*summary->dtype), x.at("dtype").get<std::string>());
    if (x.contains("stored")) QCOMPARE(summary->stored, std::optional(x.at("stored").get<std::int64_t>()));
    if (json.contains("counts")) QCOMPARE(summary->counts, std::optional(json.at("counts").get<bool>()));
    else if (x.value("min", 0.0) >= 1.0 && x.at("sum") == std::floor(x.at("sum").get<double>()))
        QCOMPARE(summary->counts, std::optional(true));
}

// A summary need not see what is wrong; when it does, it says what the manifest says.
void TestH5adSummary::notAnnData()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    int refused = 0;
    for (const auto &entry : test::readManifest(folder / "manifest.json", {"h5ad"})) {
        if (entry.outcome != "reject") continue;
        const std::string wanted = entry.json.at("error").at("class");
        const auto summary = io::describeH5ad(folder / entry.file);
        if (summary.ok()) {
            for (const char *plain : {"not_anndata", "not_hdf5"}) QVERIFY2(wanted != plain, entry.file.c_str());
            continue;
        }
        ++refused;
        QVERIFY2(summary.error().errorClass == wanted, (entry.file + ": " + summary.error().errorClass).c_str());
    }
    QVERIFY(refused > 0);
    QCOMPARE(io::describeH5ad(folder / "no_such_file.h5ad").error().errorClass, std::string("not_found"));
}

QTEST_APPLESS_MAIN(TestH5adSummary)
#include "tst_h5ad_summary.moc"
