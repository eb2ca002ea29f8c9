// Model cards and convert-model from the command line, for every family; no LibTorch needed.
#include "tests/app/cli_process.h"
#include "tests/models/good_checkpoints.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliModels : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    static QString text(const std::string &value) { return QString::fromStdString(value); }

  private slots:
    void describesEveryFamily_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("data");
        QTest::newRow("scgpt") << "scgpt"
                               << "base"
                               << "base/input.h5ad";
        QTest::newRow("scbert") << "scbert"
                                << "lm_g160"
                                << "lm_g160/input.h5ad";
        QTest::newRow("exceiver") << "exceiver"
                                  << "classifier_g100"
                                  << "classifier_g100/input.h5ad";
        QTest::newRow("scemb") << "scemb"
                               << "post_quantile"
                               << "post_quantile/input.h5ad";
    }
    void describesEveryFamily()
    {
        QFETCH(QString, family);
        QFETCH(QString, model);
        QFETCH(QString, data);
        LEXICELL_FIXTURES_OR_SKIP(found, family.toStdString());
        const QString root = text(found.string()) + "/";
        if (!QFile::exists(root + model)) QSKIP("these fixtures lack the case");
        const Outcome info = cli({"info", root + model, "--with", root + data});
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

    void convertsAndOpensAgain_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("weights");
        QTest::newRow("scgpt") << "scgpt"
                               << "base"
                               << "best_model.pt";
        QTest::newRow("scbert") << "scbert"
                                << "lm_g160"
                                << "pretrain.pth";
        QTest::newRow("exceiver") << "exceiver"
                                  << "classifier_g100"
                                  << "model.ckpt";
        QTest::newRow("scemb") << "scemb"
                               << "post_quantile"
                               << "model.safetensors";
    }
    void convertsAndOpensAgain()
    {
        QFETCH(QString, family);
        QFETCH(QString, model);
        QFETCH(QString, weights);
        LEXICELL_FIXTURES_OR_SKIP(found, family.toStdString());
        const QString source = text((found / model.toStdString()).string());
        if (!QFile::exists(source)) QSKIP("these fixtures lack the case");
        const QString out = path(family);
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
        QCOMPARE(QDir(m_folder.path()).entryList({family + "?*"}), QStringList());  // nothing beside it
    }

    void wrongUse()
    {
        LEXICELL_FIXTURES_OR_SKIP(found, "scgpt");
        const QString model = text((found / "base").string());
        QCOMPARE(cli({"convert-model", model}).status, 2);
        QCOMPARE(cli({"convert-model", model, path("x"), "--container", "tar"}).status, 2);
        QCOMPARE(cli({"convert-model", path("nowhere"), path("x")}).status, 3);
        QVERIFY(!QFile::exists(path("x")));
        QCOMPARE(cli({"convert-model", model, "/proc/nowhere/x"}).status, 4);
    }
};

QTEST_GUILESS_MAIN(TestCliModels)
#include "tst_cli_models.moc"
