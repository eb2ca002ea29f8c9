// Which file of a folder is the checkpoint, what lies beside it, and that opening one executes nothing.
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "tests/models/good_checkpoints.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"
#include "tests/support/plain_files.h"

#include <QDir>
#include <QTemporaryDir>

#include <cstring>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;
using test::write;

namespace {

std::string errorClassOf(const fs::path &path)
{
    JobContext context;
    const auto bundle = openBundle(path, context);
    return bundle.ok() ? "ok" : bundle.error().errorClass;
}

// `reordered`: compared by name, else in the order of the file.
bool sameTensors(const TensorMap &a, const TensorMap &b, bool reordered)
{
    if (a.entries.size() != b.entries.size()) return false;
    for (std::size_t i = 0; i < a.entries.size(); ++i) {
        const Tensor *named = b.find(a.entries[i].first);
        if (reordered && !named) return false;
        const Tensor &x = a.entries[i].second;
        const Tensor &y = reordered ? *named : b.entries[i].second;
        if (x.shape != y.shape || x.type != y.type || std::memcmp(x.data, y.data, x.byteSize()) != 0) return false;
    }
    return true;
}

}  // namespace

class TestBundle : public QObject {
    Q_OBJECT
  private slots:
    void choosesTheFileByItsName()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        QCOMPARE(checkpointFile(folder).error().errorClass, std::string("no_checkpoint"));
        QCOMPARE(exitStatus(checkpointFile(folder).error()), 3);
        write(folder / "epoch_3.pth", "x");
        QCOMPARE(*checkpointFile(folder), folder / "epoch_3.pth");
        write(folder / "epoch_4.ckpt", "x");
        const auto several = checkpointFile(folder);
        QCOMPARE(several.error().errorClass, std::string("ambiguous_model"));
        QVERIFY(several.error().message.find("epoch_3.pth, epoch_4.ckpt") != std::string::npos);
        QCOMPARE(*checkpointFile(folder / "epoch_3.pth"), folder / "epoch_3.pth");
        for (const char *name : {"best_model.safetensors", "model.safetensors", "best_model.pt"}) {
            write(folder / name, "x");
            QCOMPARE(*checkpointFile(folder), folder / name);
        }
        QCOMPARE(checkpointFile(folder / "none").error().errorClass, std::string("not_found"));
    }

    void readsWhatLiesBeside()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        const auto cases = test::caseFolders(root, "id2label.json", {"cls"});
        if (cases.empty()) QSKIP("no such case in this folder");
        const auto bundle = openBundle(cases.front(), context);
        VERIFY_OK(bundle);
        QCOMPARE(bundle->container, std::string("torch_zip"));
        QCOMPARE(bundle->configName, std::string("args.json"));
        QVERIFY(bundle->config.find("embsize") != std::string::npos);
        QVERIFY(!bundle->vocabulary.empty());
        QVERIFY(!bundle->labels.empty());
        QCOMPARE(bundle->sha256.size(), std::size_t{64});
        QCOMPARE(bundle->folder, cases.front());
    }

    void theContentDecidesNotTheName()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        JobContext context;
        for (const fs::path &good : test::listedFolders(root, "good")) {
            fs::copy_file(*checkpointFile(good), folder / "weights.bin", fs::copy_options::overwrite_existing);
            VERIFY_OK(openBundle(folder / "weights.bin", context));
        }
    }

    // All containers and spellings hold one and the same model.
    void containersHoldTheSameTensors()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        for (const char *list : {"good", "good_small"}) {
            const auto folders = test::listedFolders(root, list);
            const auto first = openBundle(folders.front(), context);
            VERIFY_OK(first);
            for (const fs::path &folder : folders) {
                const auto other = openBundle(folder, context);
                VERIFY_OK(other);
                // safetensors keeps the names in another order
                const bool reordered = other->container == "safetensors";
                QVERIFY2(sameTensors(first->tensors, other->tensors, reordered), folder.c_str());
                QVERIFY(!other->tensors.entries.front().first.starts_with("module."));
            }
        }
    }

    void unreadableFilesSayWhatTheyAre()
    {
        QTemporaryDir temporary;
        const fs::path file = fs::path(temporary.path().toStdString()) / "best_model.pt";
        write(file, "");
        QCOMPARE(errorClassOf(file), std::string("empty_file"));
        write(file, "some text");
        QCOMPARE(errorClassOf(file), std::string("not_a_checkpoint"));
        write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
        JobContext context;
        const auto pointer = openBundle(file, context);
        QVERIFY(!pointer.ok() && pointer.error().message.find("git lfs pull") != std::string::npos);
    }

    void aFileWithoutTensorsSaysSo()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        VERIFY_OK(writeTorchZip(TensorMap(), folder / "none.pt"));
        QCOMPARE(errorClassOf(folder / "none.pt"), std::string("no_state_dict"));
        for (const std::string header : {R"({})", R"({"__metadata__":{"format":"pt"}})"}) {
            const fs::path file = folder / "none.safetensors";
            write(file, std::string{static_cast<char>(header.size())} + std::string(7, '\0') + header);
            JobContext context;
            const auto bundle = openBundle(file, context);
            QVERIFY(!bundle.ok());
            QCOMPARE(bundle.error().errorClass, std::string("no_state_dict"));
            QVERIFY(bundle.error().message.find("holds no tensors") != std::string::npos);
        }
    }

    void aBrokenSidecarIsNamed()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        TensorMap tensors;
        tensors.add("w", {1}, {1});
        VERIFY_OK(writeTorchZip(tensors, folder / "best_model.pt"));
        QCOMPARE(errorClassOf(folder), std::string("ok"));
        write(folder / "vocab.json", "{\"A\": 3}");
        JobContext context;
        const auto bundle = openBundle(folder, context);
        QVERIFY(!bundle.ok());
        QCOMPARE(bundle.error().errorClass, std::string("bad_vocabulary"));
        QVERIFY(bundle.error().message.find("vocab.json") != std::string::npos);
    }

    void stopsWhenCancelled()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        context.cancel();
        const auto cases = test::caseFolders(root, "best_model.pt", {"base"});
        if (cases.empty()) QSKIP("no such case in this folder");
        const auto bundle = openBundle(cases.front(), context);
        QVERIFY(!bundle.ok());
        QCOMPARE(bundle.error().kind, ErrorKind::Cancelled);
    }

    // The files would create PWNED_… or PAYLOAD_EXECUTED in the working directory if anything of them ran.
    void maliciousFilesExecuteNothing_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *family : {"scgpt", "scbert", "exceiver", "scemb"}) {
            const auto root = test::fixtures(family);
            if (!root) continue;
            for (const auto &entry : fs::recursive_directory_iterator(*root)) {
                const std::string name = entry.path().filename().string();
                if (name.starts_with("malicious"))
                    QTest::newRow((std::string(family) + "/" + name).c_str()) << QString::fromStdString(entry.path().string());
            }
        }
    }
    void maliciousFilesExecuteNothing()
    {
        QFETCH(QString, path);
        QTemporaryDir temporary;
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(temporary.path()));
        JobContext context;
        const auto bundle = openBundle(path.toStdString(), context);
        QDir::setCurrent(before);
        QVERIFY(!bundle.ok());
        QCOMPARE(QDir(temporary.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 0);
        QCOMPARE(exitStatus(bundle.error()), 3);
        const std::string &message = bundle.error().message;
        if (path.contains("named_safetensors")) {
            QCOMPARE(bundle.error().errorClass, std::string("not_a_checkpoint"));
        } else {
            QCOMPARE(bundle.error().errorClass, std::string("forbidden_global"));
            const bool named = message.find("system") != std::string::npos || message.find("exec") != std::string::npos ||
                               message.find("eval") != std::string::npos;
            QVERIFY2(named, message.c_str());
        }
    }

    // Files of other families: the reader knows no model, so all that is wrong with the container shows here.
    void brokenContainersNameTheTensor_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("names");
        QTest::newRow("truncated") << "truncated.pth"
                                   << "truncated"
                                   << "";
        QTest::newRow("empty") << "empty.pth"
                               << "empty_file"
                               << "";
        QTest::newRow("directory") << "corrupt_directory.pth"
                                   << "not_a_checkpoint"
                                   << "";
        QTest::newRow("no state dict") << "no_state_dict.pth"
                                       << "no_state_dict"
                                       << "model_state_dict";
        for (const char *name : {"tensor_larger_than_storage", "storage_shorter_than_declared", "huge_declared_size",
                                 "negative_offset", "negative_stride"})
            QTest::newRow(name) << QString(name) + ".pth"
                                << "corrupt_data"
                                << "token_emb.weight";
    }
    void brokenContainersNameTheTensor()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        QFETCH(QString, file);
        QFETCH(QString, names);
        JobContext context;
        const auto bundle = openBundle(root / "broken" / file.toStdString(), context);
        QVERIFY(!bundle.ok());
        QTEST(QString::fromStdString(bundle.error().errorClass), "errorClass");
        QVERIFY2(bundle.error().message.find(names.toStdString()) != std::string::npos, bundle.error().message.c_str());
    }

    // Lightning files hold callbacks, optimizer states and paths beside the weights.
    void readsLightningCheckpoints()
    {
        LEXICELL_DATA_OR_SKIP(root, "keiserlab_exceiver");
        JobContext context;
        const auto base = openBundle(root / "exceiver", context);
        VERIFY_OK(base);
        QCOMPARE(base->tensors.entries.size(), std::size_t{148});
        QCOMPARE(base->tensors.find("gene_emb.weight")->shape, (std::vector<std::int64_t>{19068, 4}));
        const auto classifier = openBundle(root / "exceiver_classifier", context);
        VERIFY_OK(classifier);
        QCOMPARE(classifier->tensors.entries.size(), std::size_t{70});
    }
};

QTEST_APPLESS_MAIN(TestBundle)
#include "tst_bundle.moc"
