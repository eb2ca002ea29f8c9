// Pretraining from the command line: every family from nothing and from its own checkpoint, and several files whose cells do not
// all stay in memory.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace lexicell::test;

class TestCliPretrain : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QStringList arguments(const QStringList &files, const QString &out, const QStringList &more) const
    {
        QStringList all{"pretrain"};
        for (const QString &file : files) all << path(file);
        return all << path(out) << QStringList{"--device", "cpu", "--threads", "1"} << more;
    }

  private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        VERIFY_DONE(cli({"simulate", path("cells.h5ad"), "--cells", "150", "--genes", "120", "--knockouts", "1"}));
        VERIFY_DONE(cli({"simulate", path("more.h5ad"), "--cells", "100", "--genes", "160", "--knockouts", "1", "--seed", "2"}));
    }

    void everyFamily_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("scgpt") << "scgpt" << QStringList{"best_model.pt", "args.json", "vocab.json"};
        QTest::newRow("scbert") << "scbert" << QStringList{"pretrain.pth", "gene_list.txt"};
        QTest::newRow("exceiver") << "exceiver" << QStringList{"model.ckpt", "hparams.yaml", "gene-features.pkl", "scaler.csv"};
        QTest::newRow("scemb") << "scemb" << QStringList{"model.safetensors", "config.json", "vocab.json"};
    }
    // A new model of two files opens here and embeds; another run goes on from it, and names what it does not know.
    void everyFamily()
    {
        QFETCH(QString, family);
        QFETCH(QStringList, files);
        const Outcome made = cli(arguments({"cells.h5ad", "more.h5ad"}, family,
                                           {"--family", family, "--epochs", "2", "--embedding-size", "16", "--layers", "1",
                                            "--heads", "2", "--feed-forward", "16", "--latents", "8", "--window", "200"}));
        VERIFY_DONE(made);
        QCOMPARE(made.json["family"].toString(), family);
        QCOMPARE(made.json["cells"].toInt(), 250);
        for (const char *key : {"train_loss", "validation_loss", "baseline_loss"}) QVERIFY2(made.json[key].toDouble() > 0.0, key);
        for (const QString &file : files + QStringList{"history.csv", "lexicell.json"})
            QVERIFY2(QFile::exists(path(family + "/" + file)), qPrintable(file));
        const Outcome info = cli({"info", path(family)});
        VERIFY_DONE(info);
        QCOMPARE(info.json["family"].toString(), family);
        VERIFY_DONE(cli({"embed", path("cells.h5ad"), path(family + ".h5ad"), "--model", path(family), "--device", "cpu"}));

        VERIFY_DONE(cli({"simulate", path("others.h5ad"), "--cells", "120", "--genes", "200", "--knockouts", "1", "--force"}));
        const Outcome more = cli(arguments({"others.h5ad"}, family + " more", {"--model", path(family), "--epochs", "1"}));
        VERIFY_DONE(more);
        QCOMPARE(more.json["family"].toString(), family);
        QVERIFY2(more.warningClasses().contains("left_out"), qPrintable(more.text()));
        const Outcome again = cli({"info", path(family + " more")});
        QCOMPARE(again.json["vocabulary"].toInt(), info.json["vocabulary"].toInt());
        QVERIFY(again.json["sha256"] != info.json["sha256"]);
        const QString record = fileBytes(path(family + " more/lexicell.json"));
        QVERIFY(record.contains(info.json["sha256"].toString()));
    }

    void refusalsHaveTheirClass()
    {
        const Outcome contrast = cli(arguments({"cells.h5ad"}, "none", {"--family", "scbert", "--contrast", "10"}));
        QCOMPARE(contrast.status, 2);
        QCOMPARE(contrast.errorClass(), QString("bad_option"));
        const Outcome model = cli(arguments({"cells.h5ad"}, "none", {"--model", path("absent")}));
        QCOMPARE(model.errorClass(), QString("not_found"));
        const Outcome sizes = cli(arguments({"cells.h5ad"}, "none", {"--model", demoModel(), "--layers", "9"}));
        QCOMPARE(sizes.errorClass(), QString("bad_option"));
        const Outcome precision = cli(arguments({"cells.h5ad"}, "none", {"--precision", "fp16"}));
        QCOMPARE(precision.errorClass(), QString("bad_option"));
        QVERIFY(!QDir(path("none")).exists());
    }

    // Four files of 25,000 cells within two gigabytes, LibTorch's address space included.
    void manyCellsInLittleMemory_data()
    {
        QTest::addColumn<QString>("family");
        QTest::newRow("scgpt") << "scgpt";
        QTest::newRow("scemb") << "scemb";
    }
    void manyCellsInLittleMemory()
    {
        QFETCH(QString, family);
        QStringList files;
        for (int file = 1; file <= 4; ++file) {
            files << QString("large%1.h5ad").arg(file);
            if (QFile::exists(path(files.back()))) continue;
            VERIFY_DONE(cli({"simulate", path(files.back()), "--cells", "25000", "--genes", "400", "--knockouts", "0", "--seed",
                             QString::number(file)}));
        }
        const QStringList small{"--epochs", "1", "--embedding-size", "8", "--layers", "1", "--heads", "1", "--feed-forward", "8"};
        const Outcome made =
            limited(arguments(files, "large " + family,
                              QStringList{"--family", family, "--max-length", "40", "--batch-size", "256"} + small),
                    rlim_t{2} << 30);
        VERIFY_DONE(made);
        QVERIFY(made.json["cells"].toInt() > 99'000);
        QVERIFY(made.json["validation_loss"].toDouble() > 0.0);
    }
};

QTEST_GUILESS_MAIN(TestCliPretrain)
#include "tst_cli_pretrain.moc"
