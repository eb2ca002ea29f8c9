// Checkpoints that we read and wrote again, opened by torch (weights_only) and safetensors in Python: identical tensors.
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/safetensors.h"
#include "models/checkpoint/torch_writer.h"
#include "tests/support/fixtures.h"

#include <QProcess>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;

class TestTorchInterop : public QObject {
    Q_OBJECT

    static void compare(const fs::path &original, const fs::path &copy)
    {
        const fs::path root = test::sourceRoot();
        const fs::path python = root / ".deps/python/bin/python";
        QVERIFY2(fs::exists(python), "the Python of the interop tests is missing: ./test installs it");
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PYTHONPATH", QString::fromStdString((root / ".deps/torch").string()));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QString::fromStdString(python.string()),
                      {QString::fromStdString((root / "tests/interop/compare_checkpoints.py").string()),
                       QString::fromStdString(original.string()), QString::fromStdString(copy.string())});
        QVERIFY(process.waitForFinished(300'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    }

  private slots:
    void pythonReadsWhatWeWrite_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("container");
        for (const char *container : {"zip", "legacy", "safetensors"}) {
            QTest::addRow("base as %s", container) << "base" << container;
            QTest::addRow("bf16 as %s", container) << "pytorch_names/bf16" << container;
            QTest::addRow("grn as %s", container) << "grn" << container;  // has an int64 scalar
        }
        QTest::addRow("fp16 as zip") << "pytorch_names/fp16"
                                     << "zip";
        QTest::addRow("views of one storage as zip") << "pytorch_names/small_shared_storage"
                                                     << "zip";
        QTest::addRow("safetensors as zip") << "pytorch_names/safetensors"
                                            << "zip";
    }
    void pythonReadsWhatWeWrite()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QFETCH(QString, folder);
        QFETCH(QString, container);
        JobContext context;
        const auto bundle = openBundle(root / folder.toStdString(), context);
        VERIFY_OK(bundle);
        QTemporaryDir temporary;
        const fs::path copy =
            fs::path(temporary.path().toStdString()) / (container == "safetensors" ? "copy.safetensors" : "copy.pt");
        const auto write = container == "zip" ? writeTorchZip : container == "legacy" ? writeTorchLegacy : writeSafetensors;
        const auto written = write(bundle->tensors, copy);
        VERIFY_OK(written);
        compare(bundle->file, copy);
    }
};

QTEST_GUILESS_MAIN(TestTorchInterop)
#include "tst_torch_interop.moc"
