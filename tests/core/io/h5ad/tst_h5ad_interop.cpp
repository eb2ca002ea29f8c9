// What we write, opened by the real anndata and scanpy: every file of the format manifest that opens, from memory and
// streamed from its file, and the real files. A missing Python fails: ./test makes it in .deps/python.
#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

#include <QProcess>
#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
namespace fs = std::filesystem;

class TestH5adInterop : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { QVERIFY2(fs::exists(python()), "the Python of the interop tests is missing: ./test installs it"); }
    void manifest_data();
    void manifest();
    void realFiles();

  private:
    static fs::path python() { return test::sourceRoot() / ".deps/python/bin/python"; }
    void add(const fs::path &original, const test::ManifestEntry &entry, io::ReadOptions read, io::WriteOptions write);
    void runJobs();

    nlohmann::json m_jobs = nlohmann::json::array();
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestH5adInterop::add(const fs::path &original, const test::ManifestEntry &entry, io::ReadOptions read,
                          io::WriteOptions write)
{
    JobContext context;
    const auto dataset = io::readH5ad(original, read, context);
    VERIFY_OK(dataset);
    const auto written =
        fs::path(m_folder->path().toStdString()) / (std::to_string(m_jobs.size()) + "_" + original.filename().string());
    VERIFY_OK(io::writeH5ad(*dataset, written, write, context));
    const std::string opens = entry.json.value("anndata", "opens");
    nlohmann::json job = {{"written", written.string()}, {"scanpy", entry.outcome == "open" && m_jobs.size() % 8 == 0}};
    if (opens == "opens" || opens == "opens with warning") job["original"] = original.string();
    job["expect"] = entry.json.at("expect");
    m_jobs.push_back(job);
}

void TestH5adInterop::runJobs()
{
    const auto jobs = m_folder->filePath("jobs.json");
    std::ofstream(jobs.toStdString()) << m_jobs.dump();
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QString::fromStdString(python().string()),
                  {QString::fromStdString((test::sourceRoot() / "tests/interop/check_written.py").string()), jobs});
    QVERIFY(process.waitForFinished(1'200'000));
    const auto output = process.readAll();
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
}

void TestH5adInterop::manifest_data()
{
    QTest::addColumn<bool>("backed");
    QTest::addColumn<int>("gzip");
    QTest::newRow("from memory") << false << 0;
    QTest::newRow("streamed from the file, gzip") << true << 4;
}

void TestH5adInterop::manifest()
{
    QFETCH(bool, backed);
    QFETCH(int, gzip);
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    m_jobs = nlohmann::json::array();
    m_folder = std::make_unique<QTemporaryDir>();
    io::ReadOptions read;
    read.backed = backed;
    for (const auto &entry : test::readManifest(folder / "manifest.json", {"h5ad"}))
        if (entry.outcome == "open" || entry.outcome == "warn") add(folder / entry.file, entry, read, {false, gzip});
    runJobs();
}

void TestH5adInterop::realFiles()
{
    LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
    if (!fs::exists(folder / "real.json")) QSKIP("no list of real files");
    m_jobs = nlohmann::json::array();
    m_folder = std::make_unique<QTemporaryDir>();
    for (const auto &entry : test::readManifest(folder / "real.json", {"h5ad"}))
        if (const auto path = test::realData(entry.file)) add(*path, entry, {}, {});
    if (m_jobs.empty()) QSKIP("real data is absent: set LEXICELL_DATA");
    runJobs();
}

QTEST_APPLESS_MAIN(TestH5adInterop)
#include "tst_h5ad_interop.moc"
