// Model cards and convert-model from the command line, for every family; no LibTorch needed.
#include "tests/app/cli_process.h"
#include "tests/models/good_checkpoints.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliModels : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    static QString text(const std::string &value) { return QString::fromStdString(value); }

    // The folder, or its model.ckpt where a checkpoint of a later step lies beside it.
    static QString modelIn(const QString &folder)
    {
        const QStringList checkpoints = QDir(folder).entryList({"*.pt", "*.pth", "*.ckpt", "*.safetensors"}, QDir::Files);
        return checkpoints.size() > 1 ? folder + "/model.ckpt" : folder;
    }

    // A row for every case with a checkpoint and cells of its own, of all families.
    static void addCases()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("weights");
        bool any = false;
        const auto add = [&](const char *family, const char *weights, const std::vector<std::string> &kinds) {
            const auto root = fixtures(family);
            if (!root) return;
            any = true;
            for (const auto &folder : caseFolders(*root, weights, kinds))
                if (std::filesystem::exists(folder / "input.h5ad"))
                    QTest::addRow("%s %s", family, folder.filename().c_str()) << family << text(folder.string()) << weights;
        };
        add("scgpt", "best_model.pt", {"base"});
        add("scbert", "pretrain.pth", {"lm_"});
        add("scbert", "finetune_best.pth", {"classifier_"});
        add("exceiver", "model.ckpt", {"base_", "classifier_"});
        add("scemb", "model.safetensors", {});
        if (!any) QSKIP("no fixtures of these families: set LEXICELL_FIXTURES");
    }

  private slots:
    void describesEveryFamily_data() { addCases(); }
    void describesEveryFamily()
    {
        QFETCH(QString, family);
        QFETCH(QString, model);
        const Outcome info = cli({"info", modelIn(model), "--with", model + "/input.h5ad"});
        QVERIFY2(info.status == 0, qPrintable(info.text()));
        QCOMPARE(info.json["type"].toString(), QString("model"));
        QCOMPARE(info.json["family"].toString(), family);
        for (const char *key : {"embedding_size", "layers", "heads", "vocabulary", "parameters"})
            QVERIFY2(info.json[key].toInteger() > 0, key);
        QVERIFY(!info.json["abilities"].toArray().isEmpty());
        QCOMPARE(info.json["sha256"].toString().size(), qsizetype{64});
        QVERIFY(info.json.contains("licence") && info.json.contains("provenance"));
        QVERIFY(QFile::exists(info.json["file"].toString()));
        const QJsonObject coverage = info.json["coverage"].toObject();
        QVERIFY(coverage["genes_matched"].toInteger() > 0);
        QVERIFY(coverage["genes"].toInteger() >= coverage["genes_matched"].toInteger());
        QVERIFY(coverage["counts_share"].toDouble() > 0.0 && coverage["counts_share"].toDouble() <= 1.0);
    }

    void knowsAReleasedFileByItsHash()
    {
        LEXICELL_DATA_OR_SKIP(file, "keiserlab_exceiver/exceiver/pretrained_TS_exceiver.ckpt");
        const Outcome info = cli({"info", text(file.string())});
        QVERIFY2(info.status == 0, qPrintable(info.text()));
        QCOMPARE(info.json["licence"].toString(), QString("MIT"));
        QVERIFY(info.json["provenance"].toObject()["url"].toString().startsWith("https://"));
    }

    void convertsAndOpensAgain_data() { addCases(); }
    void convertsAndOpensAgain()
    {
        QFETCH(QString, family);
        QFETCH(QString, model);
        QFETCH(QString, weights);
        const QString source = modelIn(model);
        const QString out = path(family + "_" + QFileInfo(model).fileName());
        const Outcome converted = cli({"convert-model", source, out});
        QVERIFY2(converted.status == 0, qPrintable(converted.text()));
        QCOMPARE(converted.json["family"].toString(), family);
        QCOMPARE(converted.json["files"].toArray().first().toString(), weights);
        QStringList files;
        for (const auto &file : converted.json["files"].toArray()) files << file.toString();
        files.sort();
        QStringList there = filesIn(out);
        there.sort();
        QCOMPARE(there, files);
        const Outcome before = cli({"info", source}), after = cli({"info", out});
        QVERIFY2(after.status == 0, qPrintable(after.text()));
        for (const char *key : {"family", "embedding_size", "layers", "heads", "vocabulary", "parameters", "abilities", "labels"})
            QCOMPARE(after.json[key], before.json[key]);

        QCOMPARE(cli({"convert-model", source, out}).status, 2);
        QCOMPARE(cli({"convert-model", source, out}).errorClass(), QString("output_exists"));
        QCOMPARE(cli({"convert-model", source, out, "--force", "--dtype", "bf16"}).status, 0);
        const Outcome smaller = cli({"convert-model", source, out, "--force", "--dtype", "fp16"});
        QVERIFY(smaller.json["bytes"].toInteger() < converted.json["bytes"].toInteger());
        QCOMPARE(QDir(m_folder.path()).entryList({QFileInfo(out).fileName() + "?*"}), QStringList());  // nothing beside it
    }

    void wrongUse()
    {
        LEXICELL_FIXTURES_OR_SKIP(found, "scgpt");
        const auto folders = caseFolders(found, "best_model.pt", {"base"});
        if (folders.empty()) QSKIP("no such case in this folder");
        const QString model = text(folders.front().string());
        QCOMPARE(cli({"convert-model", model}).status, 2);
        QCOMPARE(cli({"convert-model", model, path("x"), "--container", "tar"}).status, 2);
        QCOMPARE(cli({"convert-model", path("nowhere"), path("x")}).status, 3);
        QVERIFY(!QFile::exists(path("x")));
        QCOMPARE(cli({"convert-model", model, "/proc/nowhere/x"}).status, 4);
    }
};

QTEST_GUILESS_MAIN(TestCliModels)
#include "tst_cli_models.moc"
