// Files that HDF5 does not survive are refused, and nobody dies.
#include "core/base/platform/resources.h"
#include "core/io/hdf5/hdf5_probe.h"
#include "core/io/read_dataset.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace lexicell;

namespace {

QDir corpus() { return QDir(QString::fromStdString((test::sourceRoot() / "tests/fuzz/corpus/h5ad").string())); }

QString probe() { return QString::fromStdString((programFolder() / "../bin/lexicell-probe").string()); }

}  // namespace

class TestHdf5Probe : public QObject {
    Q_OBJECT
  private slots:
    void killersAreRefused_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString &name : corpus().entryList({"kills_*"}, QDir::Files))
            QTest::newRow(qPrintable(name)) << corpus().filePath(name);
    }
    void killersAreRefused()
    {
        QFETCH(QString, file);
        JobContext context;
        const auto dataset = io::readDataset(file.toStdString(), {}, context);
        QVERIFY(!dataset.ok());
        QCOMPARE(dataset.error().errorClass, std::string("corrupt_data"));
        QVERIFY(dataset.error().message.find(file.toStdString()) != std::string::npos);
        QVERIFY(dataset.error().detail.find("HDF5 fails on it") != std::string::npos);
        QVERIFY(!io::probeMissing());
    }

    void aFileIsProbedAgainWhenItChanges()
    {
        const auto killers = corpus().entryList({"kills_*"}, QDir::Files);
        QVERIFY(!killers.isEmpty());
        LEXICELL_FIXTURES_OR_SKIP(formats, "formats");
        const QTemporaryDir folder;
        const QString path = folder.filePath("cells.h5ad");
        QString good;
        for (const auto &entry : test::readManifest(formats / "manifest.json", {"h5ad"}))
            if (entry.outcome == "open" && good.isEmpty()) good = QString::fromStdString((formats / entry.file).string());
        JobContext context;
        for (int round = 0; round < 2; ++round) {
            QVERIFY(QFile::copy(good, path));
            VERIFY_OK(io::readDataset(path.toStdString(), {}, context));
            QVERIFY(QFile::remove(path));
            QVERIFY(QFile::copy(corpus().filePath(killers.front()), path));
            QVERIFY(!io::readDataset(path.toStdString(), {}, context).ok());
            QVERIFY(QFile::remove(path));
        }
    }

    // The probe itself: good and merely wrong files pass, what is no HDF5 file passes too (the reader says what it is).
    void theProbePassesWhatReadersCanJudge_data()
    {
        QTest::addColumn<QString>("file");
        LEXICELL_FIXTURES_OR_SKIP(formats, "formats");
        for (const char *folder : {"h5ad", "h5ad_bad", "loom", "10x", "mudata"}) {
            const QDir files(QString::fromStdString((formats / folder).string()));
            for (const QString &name : files.entryList({"*.h5ad", "*.h5mu", "*.h5", "*.loom"}, QDir::Files))
                QTest::newRow(qPrintable(QString(folder) + "/" + name)) << files.filePath(name);
        }
    }
    void theProbePassesWhatReadersCanJudge()
    {
        QFETCH(QString, file);
        QCOMPARE(QProcess::execute(probe(), {file}), 0);
    }
};

QTEST_GUILESS_MAIN(TestHdf5Probe)
#include "tst_hdf5_probe.moc"
