// Checkpoints that we read and wrote again, opened by torch (weights_only) and safetensors in Python: identical tensors.
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

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
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto add = [&](const std::string &folder, std::initializer_list<const char *> containers) {
            if (!fs::exists(root / folder)) return;
            for (const char *container : containers)
                QTest::addRow("%s as %s", folder.c_str(), container) << QString::fromStdString(folder) << container;
        };
        for (const fs::path &folder : test::caseFolders(root, "best_model.pt", {"base", "grn"}))  // grn: an int64 scalar
            add(folder.filename().string(), {"zip", "legacy", "safetensors"});
        const test::Hdf5File lists(root / "pytorch_names/expected.h5");
        for (const std::string &name : lists.strings("half").values)
            add("pytorch_names/" + name, {"zip", "legacy", "safetensors"});
        for (const char *list : {"good", "good_small"})  // views of one storage and safetensors among them
            for (const std::string &name : lists.strings(list).values) add("pytorch_names/" + name, {"zip"});
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
        const auto written = container == "zip"      ? writeTorchZip(bundle->tensors, copy)
                             : container == "legacy" ? writeTorchLegacy(bundle->tensors, copy)
                                                     : writeSafetensors(bundle->tensors, copy);
        VERIFY_OK(written);
        compare(bundle->file, copy);
    }
};

QTEST_GUILESS_MAIN(TestTorchInterop)
#include "tst_torch_interop.moc"
