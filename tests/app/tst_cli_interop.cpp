// Files that lexicell-cli wrote, opened by real anndata and scanpy. The tests' Python is part of the test set-up: without it
// these tests fail.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliInterop : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    static QString script(const QString &name)
    {
        return QString::fromStdString((sourceRoot() / "tests/interop").string()) + "/" + name;
    }

    void check(const QString &file, const QString &original)
    {
        const Outcome outcome =
            runProgram(python(), {script("check_h5ad.py"), file, "--against", original, "--strict", "--scanpy"});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.text()));
    }

  private slots:
    void initTestCase() { QVERIFY2(!python().isEmpty(), "the tests' Python is missing: ./test makes it in .deps/python"); }

    // One Python for all files: starting it costs more than looking at one.
    void convertedFilesHoldWhatTheManifestSays()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString folder = QString::fromStdString(root.string());
        int converted = 0;
        for (const auto &item : QJsonDocument::fromJson(fileBytes(folder + "/manifest.json")).object()["files"].toArray()) {
            const QJsonObject entry = item.toObject();
            if (entry["outcome"].toString() == "reject") continue;
            QStringList command{"convert", folder + "/" + entry["file"].toString(),
                                path(entry["file"].toString().replace('/', '+') + ".out")};
            if (entry.contains("orientation")) command << "--orientation" << entry["orientation"].toString().replace('_', '-');
            converted += cli(command).status == 0;
        }
        QVERIFY(converted > 0);
        const Outcome outcome = runProgram(python(), {script("check_converted.py"), folder + "/manifest.json", m_folder.path()});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.text()));
        QVERIFY2(outcome.out.contains(QByteArray::number(converted) + " files agree"), qPrintable(outcome.text()));
    }

    void theWholePathKeepsTheInput_data()
    {
        QTest::addColumn<QString>("input");
        QTest::newRow("bundled sample") << QString::fromStdString(
            (sourceRoot() / "resources/sample/lexicell_sample.h5ad").string());
        if (const auto real = realData("derived/pbmc3k_pbmc4k_2batches_counts.h5ad"))
            QTest::newRow("two batches of PBMC") << QString::fromStdString(real->string());
        else qWarning("real data is absent: set LEXICELL_DATA");
    }

    void theWholePathKeepsTheInput()
    {
        QFETCH(QString, input);
        const QString embedded = path("embedded.h5ad"), analyzed = path("analyzed.h5ad"), both = path("both.h5ad");
        VERIFY_DONE(cli({"embed", input, embedded, "--model", demoModel(), "--force", "--max-length", "64"}));
        check(embedded, input);
        VERIFY_DONE(cli({"analyze", embedded, analyzed, "--rep", "X_scGPT", "--force"}));
        check(analyzed, input);
        VERIFY_DONE(cli({"analyze", analyzed, both, "--force"}));
        check(both, input);
    }
};

QTEST_GUILESS_MAIN(TestCliInterop)
#include "tst_cli_interop.moc"
