// Every checkpoint of the scGPT fixtures through `embed` on its own cells: which can be embedded, which are refused and why,
// and that options reproduce the reference embedding.
#include "tests/app/cli_process.h"
#include "tests/support/hdf5_values.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace lexicell::test;

class TestCliScgpt : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    // Folders with a checkpoint, by the words their names begin with, so that other sets of the same layout run too.
    static QStringList checkpoints(const QString &root)
    {
        QStringList folders;
        QDirIterator it(root, {"best_model.pt", "best_model.safetensors", "model.safetensors"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            it.next();
            folders << QDir(root).relativeFilePath(it.fileInfo().path());
        }
        folders.sort();
        return folders;
    }

    static QString inputOf(const QString &root, const QString &folder)
    {
        const QString own = root + "/" + folder + "/input.h5ad";
        const auto bases = caseFolders(root.toStdString(), "input.h5ad", {"base"});
        return QFile::exists(own) || bases.empty() ? own : QString::fromStdString((bases.front() / "input.h5ad").string());
    }

    static void addBases()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("base");
        const auto folders = caseFolders(root, "input.h5ad", {"base"});
        if (folders.empty()) QSKIP("this set of fixtures has no case base");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }

  private slots:
    void everyCheckpointIsEmbeddedOrRefused_data()
    {
        LEXICELL_FIXTURES_OR_SKIP(found, "scgpt");
        const QString root = QString::fromStdString(found.string());
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("errorClass");  // empty: embeds
        QTest::addColumn<QString>("mention");
        const QMap<QString, std::pair<QString, QString>> refused{
            {"broken_truncated", {"truncated", "best_model.pt"}},
            {"broken_truncated_legacy", {"truncated", "best_model.pt"}},
            {"broken_missing_tensor", {"missing_tensor", "Wqkv.weight"}},
            {"broken_wrong_shape", {"shape_mismatch", "linear1.weight"}},
            {"broken_args_mismatch", {"shape_mismatch", "args.json"}},
            {"broken_vocab_gap", {"*", "vocab.json"}},
            {"malicious_zip", {"forbidden_global", "system"}},
            {"malicious_legacy", {"forbidden_global", "system"}},
            {"malicious_plain_pickle", {"forbidden_global", "system"}},
            {"perturb", {"unsupported_model", "perturbation"}},
            {"integration", {"batches_needed", "batch"}},
        };
        int good = 0;
        for (const QString &folder : checkpoints(root)) {
            QString errorClass, mention;
            for (auto kind = refused.cbegin(); kind != refused.cend(); ++kind)
                if (folder.section('/', -1) == kind.key() || folder.section('/', -1).startsWith(kind.key() + "_"))
                    if (errorClass.isEmpty() || folder.section('/', -1) == kind.key())
                        std::tie(errorClass, mention) = kind.value();
            good += errorClass.isEmpty();
            QTest::newRow(qPrintable(folder)) << root + "/" + folder << inputOf(root, folder) << errorClass << mention;
        }
        QVERIFY(good > 0);
    }

    void everyCheckpointIsEmbeddedOrRefused()
    {
        QFETCH(QString, model);
        QFETCH(QString, input);
        QFETCH(QString, errorClass);
        QFETCH(QString, mention);
        const QString out = path("out.h5ad");
        QFile::remove(out);
        const QStringList before = filesIn(QDir::currentPath());
        const Outcome outcome = cli({"embed", input, out, "--model", model});
        QCOMPARE(filesIn(QDir::currentPath()), before);  // a malicious file would have left its mark here
        if (errorClass.isEmpty()) {
            VERIFY_DONE(outcome);
            QCOMPARE(outcome.json["key"].toString(), QString("X_scGPT"));
            QVERIFY(outcome.json["coverage"]["genes_matched"].toInt() > 0);
            QVERIFY(cli({"info", out}).json["obsm"].toArray().contains("X_scGPT"));
            return;
        }
        QVERIFY2(outcome.status == 3, qPrintable(outcome.text()));
        QVERIFY2(errorClass == "*" || outcome.errorClass() == errorClass,
                 qPrintable("expected " + errorClass + "\n" + outcome.text()));
        QVERIFY2(outcome.message().contains(mention), qPrintable("must mention " + mention + "\n" + outcome.text()));
        QVERIFY(!QFile::exists(out));
    }

    void twoModelsOfAFamilyKeepTheirResults()
    {
        LEXICELL_FIXTURES_OR_SKIP(found, "scgpt");
        const QString root = QString::fromStdString(found.string());
        QStringList models;  // two that embed the same cells and are not the same file
        QString input, sha;
        for (const QString &folder : checkpoints(root)) {
            if (models.size() == 2) break;
            if (input.isEmpty()) input = inputOf(root, folder);
            const Outcome tried =
                cli({"embed", input, path("tried.h5ad"), "--force", "--model", root + "/" + folder, "--key", "X_tried"});
            if (tried.status != 0 || tried.json["sha256"].toString() == sha) continue;
            sha = tried.json["sha256"].toString();
            models << root + "/" + folder;
        }
        if (models.size() < 2) QSKIP("this set of fixtures has no two models for the same cells");
        VERIFY_DONE(cli({"embed", input, path("one.h5ad"), "--model", models[0]}));
        const Outcome second = cli({"embed", path("one.h5ad"), path("two.h5ad"), "--model", models[1]});
        VERIFY_DONE(second);
        const QString key = second.json["key"].toString();
        QVERIFY2(key.startsWith("X_scGPT_"), qPrintable(key));
        QVERIFY(second.warningClasses().contains("key_taken"));
        const QJsonArray keys = cli({"info", path("two.h5ad")}).json["obsm"].toArray();
        QVERIFY(keys.contains("X_scGPT") && keys.contains(key));
        const auto vectors = [](const QString &file, const QString &name) {
            return Hdf5File(file.toStdString()).doubles("obsm/" + name.toStdString()).values;
        };
        QCOMPARE(vectors(path("two.h5ad"), "X_scGPT"), vectors(path("one.h5ad"), "X_scGPT"));
        // the same model again, and a key that was asked for: replaced, and said
        for (const QStringList &more :
             {QStringList{"--model", models[0]}, QStringList{"--model", models[1], "--key", "X_scGPT"}}) {
            const Outcome again =
                cli(QStringList{"embed", path("one.h5ad"), path(QString("more%1.h5ad").arg(more.size()))} + more);
            VERIFY_DONE(again);
            QCOMPARE(again.json["key"].toString(), QString("X_scGPT"));
            QVERIFY(again.warningClasses().contains("replaced"));
        }
    }

    // A model fine-tuned on batches embeds cells of those batches, once it is told which are which.
    void batchesAreNamed()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto folders = caseFolders(root / "train_step", "best_model.pt", {"integration"});
        if (folders.empty()) QSKIP("this set of fixtures has no case train_step/integration");
        const QString model = QString::fromStdString(folders.front().string());
        VERIFY_DONE(cli(
            {"simulate", path("two_batches.h5ad"), "--cells", "40", "--genes", "1500", "--batches", "2", "--knockouts", "0"}));
        const auto embed = [&](const QString &column) {
            return cli({"embed", path("two_batches.h5ad"), path("batches.h5ad"), "--force", "--model", model, "--batch", column});
        };
        VERIFY_DONE(embed("batch"));
        QCOMPARE(embed("cell_type").errorClass(), QString("unknown_batch"));
        QCOMPARE(embed("no_such_column").errorClass(), QString("missing_column"));
    }

    void optionsReproduceTheReference_data() { addBases(); }
    void optionsReproduceTheReference()
    {
        QFETCH(QString, base);
        VERIFY_DONE(cli(
            {"embed", base + "/input.h5ad", path("half.h5ad"), "--model", base, "--ties", "half", "--gene-matching", "exact"}));
        const auto expected = Hdf5File((base + "/expected.h5").toStdString()).doubles("embedding/X_scGPT_half").values;
        const auto found = Hdf5File(path("half.h5ad").toStdString()).doubles("obsm/X_scGPT").values;
        QCOMPARE(found.size(), expected.size());
        double largest = 0.0;
        for (std::size_t i = 0; i < found.size(); ++i) largest = std::max(largest, std::abs(found[i] - expected[i]));
        QVERIFY2(largest <= 1e-5, qPrintable(QString::number(largest)));
    }

    void tokensAreThoseOfTheReference_data() { addBases(); }
    void tokensAreThoseOfTheReference()
    {
        QFETCH(QString, base);
        const Hdf5File reference((base + "/expected.h5").toStdString());
        const auto ids = reference.ints("tokens/ids"), valid = reference.ints("tokens/valid");
        const QString cells = "0," + QString::number(ids.rows() - 1);
        const Outcome outcome = cli(
            {"tokens", base + "/input.h5ad", "--model", base, "--cells", cells, "--ties", "half", "--gene-matching", "exact"});
        VERIFY_DONE(outcome);
        const auto values = reference.doubles("bins/values_half");
        for (const auto &item : outcome.json["cells"].toArray()) {
            const QJsonObject cell = item.toObject();
            const int row = cell["index"].toInt();
            QCOMPARE(cell["genes"].toArray()[0].toString(), QString("<cls>"));
            int compared = 0;
            for (int at = 0; at < ids.columns(); ++at) {
                if (valid.at(row, at) == 0) continue;
                QCOMPARE(cell["ids"].toArray()[at].toInt(), static_cast<int>(ids.at(row, at)));
                QCOMPARE(cell["values"].toArray()[at].toDouble(), values.at(row, at));
                QCOMPARE(cell["padding"].toArray()[at].toBool(), false);
                ++compared;
            }
            QVERIFY(compared > 1);
        }
        QCOMPARE(outcome.json["cells"].toArray().size(), 2);
    }

    void infoDescribesAModel_data() { addBases(); }
    void infoDescribesAModel()
    {
        QFETCH(QString, base);
        const Outcome info = cli({"info", base, "--with", base + "/input.h5ad", "--gene-matching", "exact"});
        VERIFY_DONE(info);
        for (const char *key :
             {"type", "family", "embedding_size", "layers", "heads", "vocabulary", "abilities", "sha256", "licence"})
            QVERIFY2(info.json.contains(key), key);
        QCOMPARE(info.json["type"].toString(), QString("model"));
        QCOMPARE(info.json["family"].toString(), QString("scgpt"));
        QVERIFY(info.json["licence"].isNull());
        QVERIFY(info.json["abilities"].toArray().contains("cells"));
        const auto matched = Hdf5File((base + "/expected.h5").toStdString()).ints("match/n_matched").values;
        QCOMPARE(info.json["coverage"]["genes_matched"].toInt(), static_cast<int>(matched[0]));
        QCOMPARE(info.json["coverage"]["genes"].toInt(), static_cast<int>(matched[1]));
        const double share = info.json["coverage"]["counts_share"].toDouble();
        QVERIFY(share > 0.0 && share <= 1.0);
    }

    void theSameSeedGivesTheSameBytes_data() { addBases(); }
    void theSameSeedGivesTheSameBytes()
    {
        QFETCH(QString, base);
        QList<QByteArray> results;
        for (const char *seed : {"3", "3", "4"}) {
            VERIFY_DONE(cli({"embed", base + "/input.h5ad", path("seed.h5ad"), "--model", base, "--seed", seed, "--force",
                             "--threads", "2"}));
            results << fileBytes(path("seed.h5ad"));
        }
        QVERIFY(results[0] == results[1]);
        QVERIFY(results[0] != results[2]);
    }

    void pretrainingGivesACheckpoint()
    {
        VERIFY_DONE(cli({"simulate", path("cells.h5ad"), "--cells", "120", "--genes", "120", "--knockouts", "2"}));
        QVERIFY(
            writeText(path("config.json"),
                      R"({"epochs": 5, "layers": 1, "heads": 2, "embedding-size": 16, "feed-forward": 16, "max-length": 60})"));
        const QStringList command{"pretrain", path("cells.h5ad"), path("model"), "--config", path("config.json"), "--epochs",
                                  "1"};
        const Outcome trained = cli(command);
        VERIFY_DONE(trained);
        QCOMPARE(trained.json["cells"].toInt(), 120);
        for (const char *key : {"train_loss", "validation_loss", "baseline_loss"})
            QVERIFY2(trained.json[key].toDouble() > 0.0, key);
        for (const char *file : {"best_model.pt", "args.json", "vocab.json", "history.csv"})
            QVERIFY2(QFile::exists(path("model/") + file), file);
        const QByteArray weights = fileBytes(path("model/best_model.pt"));
        const Outcome info = cli({"info", path("model")});
        QCOMPARE(info.json["layers"].toInt(), 1);  // of the file, as is all that the command line leaves open
        VERIFY_DONE(cli({"embed", path("cells.h5ad"), path("pretrained.h5ad"), "--model", path("model")}));

        QCOMPARE(cli(command).errorClass(), QString("output_exists"));
        VERIFY_DONE(cli(QStringList(command) << "--force"));
        QVERIFY(fileBytes(path("model/best_model.pt")) == weights);
        QVERIFY(writeText(path("config.json"), R"({"epoch": 5})"));
        const Outcome typo = cli(QStringList(command) << "--force");
        QCOMPARE(typo.status, 2);
        QCOMPARE(typo.errorClass(), QString("unknown_option"));
    }

    void embeddingThenAnalysing_data() { addBases(); }
    void embeddingThenAnalysing()
    {
        QFETCH(QString, base);
        VERIFY_DONE(cli({"embed", base + "/input.h5ad", path("e.h5ad"), "--model", base, "--force"}));
        const Outcome analyzed = cli({"analyze", path("e.h5ad"), path("f.h5ad"), "--rep", "X_scGPT", "--n-neighbors", "5"});
        VERIFY_DONE(analyzed);
        for (const char *key : {"uns/neighbors_scGPT", "obsm/X_umap_scGPT", "obs/leiden_scGPT"})
            QVERIFY2(analyzed.json["keys"].toArray().contains(key), key);
    }
};

QTEST_GUILESS_MAIN(TestCliScgpt)
#include "tst_cli_scgpt.moc"
