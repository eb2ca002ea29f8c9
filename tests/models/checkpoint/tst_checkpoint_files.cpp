// Which file of a folder is the checkpoint, and checkpoints in several parts.
#include "models/checkpoint/checkpoint_files.h"
#include "tests/models/wrapped_checkpoint.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;
using test::write;

namespace {

TensorMap fourTensors()
{
    TensorMap tensors;
    for (const char *name : {"a", "b", "c", "d"}) tensors.add(name, {2}, {1, static_cast<float>(*name)});
    return tensors;
}

std::string errorClassOf(const fs::path &path)
{
    JobContext context;
    const auto bundle = openBundle(path, context);
    return bundle.ok() ? "ok" : bundle.error().errorClass;
}

}  // namespace

class TestCheckpointFiles : public QObject {
    Q_OBJECT
    QTemporaryDir m_temporary;
    fs::path m_folder;

  private slots:
    void init()
    {
        m_folder = fs::path(m_temporary.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(m_folder);
    }

    void theFileOfAFolder()
    {
        write(m_folder / "weights.bin", "x");
        QCOMPARE(*checkpointFile(m_folder), m_folder / "weights.bin");
        for (const char *name : {"training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth", "rng_state_0.pth",
                                 "adapter.safetensors", "head.safetensors"})
            write(m_folder / name, "x");
        write(m_folder / "epoch_3.pth", "x");
        QCOMPARE(*checkpointFile(m_folder), m_folder / "epoch_3.pth");  // a .bin may be anything
        for (const char *name : {"pytorch_model.bin.index.json", "pytorch_model.bin", "model.safetensors.index.json",
                                 "best_model.safetensors", "model.safetensors", "best_model.pt"}) {
            write(m_folder / name, "x");
            QCOMPARE(*checkpointFile(m_folder), m_folder / name);
        }
    }

    void anAdapterIsNoCheckpoint()
    {
        for (const char *name : {"adapter.safetensors", "head.safetensors"}) write(m_folder / name, "x");
        const auto file = checkpointFile(m_folder);
        QVERIFY(!file.ok());
        QCOMPARE(file.error().errorClass, std::string("no_checkpoint"));
        QVERIFY2(file.error().message.find("adapter") != std::string::npos, file.error().message.c_str());
    }

    void partsAreOneModel_data()
    {
        QTest::addColumn<bool>("list");
        QTest::addColumn<bool>("safetensors");
        for (const bool list : {true, false})
            for (const bool safetensors : {true, false})
                QTest::addRow("%s, %s", list ? "a list" : "no list", safetensors ? "safetensors" : "torch")
                    << list << safetensors;
    }
    void partsAreOneModel()
    {
        QFETCH(bool, list);
        QFETCH(bool, safetensors);
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
        VERIFY_OK(test::writeParts(fourTensors(), m_folder, list, safetensors));
        const std::string stem = safetensors ? "model" : "pytorch_model", ending = safetensors ? ".safetensors" : ".bin";
        std::vector<fs::path> ways{m_folder, m_folder / (stem + "-00002-of-00002" + ending)};
        if (list) ways.push_back(m_folder / (stem + ending + ".index.json"));
        std::string hash;
        for (const fs::path &path : ways) {
            JobContext context;
            const auto bundle = openBundle(path, context);
            VERIFY_OK(bundle);
            QCOMPARE(bundle->tensors.entries.size(), std::size_t{4});
            QCOMPARE(bundle->parts.size(), std::size_t{2});
            QVERIFY(hash.empty() || hash == bundle->sha256);
            hash = bundle->sha256;
        }
        fs::remove(m_folder / (stem + "-00001-of-00002" + ending));
        for (const fs::path &path : ways) {
            JobContext context;
            const auto bundle = openBundle(path, context);
            QVERIFY(!bundle.ok());
            QCOMPARE(bundle.error().errorClass, std::string("missing_part"));
            QVERIFY(bundle.error().message.find("-00001-of-00002") != std::string::npos);
        }
    }

    void wrongListsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QString>("errorClass");
        const auto row = [](const char *name, const QByteArray &list, const char *errorClass) {
            QTest::newRow(name) << list << errorClass;
        };
        row("not a list", "[]", "parse_error");
        row("no map", "{}", "bad_index");
        row("an empty map", R"({"weight_map": {}})", "bad_index");
        row("a number for a file", R"({"weight_map": {"a": 1}})", "bad_index");
        row("a file elsewhere", R"({"weight_map": {"a": "../model.safetensors"}})", "bad_index");
        row("a whole path", R"({"weight_map": {"a": "/etc/passwd"}})", "bad_index");
        row("the folder", R"({"weight_map": {"a": ".."}})", "bad_index");
        row("no such file", R"({"weight_map": {"a": "other.safetensors"}})", "missing_part");
        row("a tensor too many",
            R"({"weight_map": {"a": "model-00001-of-00002.safetensors", "e": "model-00002-of-00002.safetensors"}})",
            "missing_tensor");
        row("a tensor twice", R"({"weight_map": {"a": "copy.safetensors", "b": "model-00001-of-00002.safetensors"}})",
            "bad_index");
        row("nested without end", QByteArray(200'000, '['), "parse_error");
    }
    void wrongListsAreRefused()
    {
        QFETCH(QByteArray, list);
        VERIFY_OK(test::writeParts(fourTensors(), m_folder, false));
        fs::copy_file(m_folder / "model-00001-of-00002.safetensors", m_folder / "copy.safetensors",
                      fs::copy_options::overwrite_existing);
        write(m_folder / "model.safetensors.index.json", list.toStdString());
        QTEST(QString::fromStdString(errorClassOf(m_folder / "model.safetensors.index.json")), "errorClass");
    }

    void namesLikePartsNeedNotBeParts()
    {
        for (const char *name : {"model-00001-of-00001.pt", "model-3-of-2.pt", "one-of-many.pt", "run-0-of-3.pt", "-of-.pt"}) {
            VERIFY_OK(writeTorchZip(fourTensors(), m_folder / name));
            QCOMPARE(errorClassOf(m_folder / name), std::string("ok"));
        }
    }
};

QTEST_APPLESS_MAIN(TestCheckpointFiles)
#include "tst_checkpoint_files.moc"
