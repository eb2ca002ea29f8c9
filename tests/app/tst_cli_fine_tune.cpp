// Fine-tuning from the command line: the folder and its numbers, a killed run that goes on to the same bytes, and a full disk.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QThread>

#include <cmath>
#include <csignal>

using namespace lexicell::test;

class TestCliFineTune : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QStringList arguments(const QString &out, const QStringList &more = {}, const QString &label = "cell_type") const
    {
        return QStringList{"fine-tune", path("cells.h5ad"), path(out), "--model", demoModel(), "--label", label} +
               QStringList{"--batch-size", "8", "--max-length", "200", "--lr", "0.001", "--threads", "1", "--device", "cpu"} +
               QStringList{"--adapters", "none", "--rare-labels", "leave-out"} + more;
    }

  private slots:
    void initTestCase()
    {
        VERIFY_DONE(
            cli({"simulate", path("cells.h5ad"), "--cells", "200", "--genes", "300", "--batches", "2", "--knockouts", "1"}));
    }

    void writesAModelThatOpens()
    {
        const Outcome made = cli(arguments("tuned", {"--epochs", "2"}));
        VERIFY_DONE(made);
        QVERIFY(made.json["accuracy"].isDouble() && made.json["macro_f1"].isDouble());
        QStringList methods;
        for (const auto &score : made.json["scores"].toArray()) methods << score.toObject()["method"].toString();
        QCOMPARE(methods, QStringList({"fine_tuned", "model-logistic", "model-knn", "model-prototype", "logistic-l2",
                                       "logistic-l1", "knn-pca", "singler", "majority"}));
        QVERIFY(made.warningClasses().contains("leaky_split"));  // simulated cells name their batch
        const Outcome info = cli({"info", path("tuned")});
        VERIFY_DONE(info);
        QVERIFY(info.json["abilities"].toArray().contains(QJsonValue("labels")));
        const QJsonObject record = QJsonDocument::fromJson(fileBytes(path("tuned/lexicell.json"))).object();
        QVERIFY(QJsonDocument(record).toJson().contains("\"fine-tune\""));
        QCOMPARE(cli(arguments("tuned", {"--epochs", "2"})).status, 2);  // it exists
    }

    // What pretraining is worth: the same network from random weights, with intervals over seeds.
    void randomWeightsAreCompared()
    {
        const Outcome made = cli(arguments("compared", {"--epochs", "1", "--random-starts", "2"}));
        VERIFY_DONE(made);
        QCOMPARE(made.json["scores"].toArray().last().toObject()["method"].toString(), QString("random_start"));
        QVERIFY(fileBytes(path("compared/validation.csv")).contains("random_start,"));
        const QJsonObject accuracy = made.json["random_starts"].toObject()["accuracy"].toObject();
        for (const char *start : {"checkpoint", "random_start", "difference"}) {
            const QJsonObject of = accuracy[start].toObject();
            QVERIFY2(of["low"].toDouble() <= of["mean"].toDouble() && of["mean"].toDouble() <= of["high"].toDouble(), start);
        }
        // The fine-tuned model is that of a run without the comparison.
        VERIFY_DONE(cli(arguments("alone", {"--epochs", "1"})));
        QVERIFY(fileBytes(path("compared/best_model.pt")) == fileBytes(path("alone/best_model.pt")));
        QCOMPARE(cli(arguments("none", {"--task", "integration", "--batch", "batch", "--random-starts", "2"})).errorClass(),
                 QString("bad_option"));
    }

    void refusalsHaveTheirClass()
    {
        const Outcome column = cli(arguments("none", {}, "celltype"));
        QCOMPARE(column.status, 3);
        QCOMPARE(column.errorClass(), QString("missing_column"));
        const Outcome task = cli(arguments("none", {"--task", "expression"}));
        QCOMPARE(task.status, 3);
        QCOMPARE(task.errorClass(), QString("unsupported"));
        const Outcome precision = cli(arguments("none", {"--precision", "bf16"}));  // the device is the processor
        QCOMPARE(precision.status, 2);
        QCOMPARE(precision.errorClass(), QString("bad_option"));
        QVERIFY2(precision.message().contains("needs a CUDA device"), qPrintable(precision.text()));
        QVERIFY(!QDir(path("none")).exists());
    }

    // The demo model has no dropout, so what its frozen layers make of a cell is kept without being asked for.
    void frozenOutputsAreKept()
    {
        const QStringList frozen{"--epochs", "2", "--freeze", "embeddings,0"};
        QMap<QString, double> losses;
        for (const char *reuse : {"auto", "never", "always"}) {
            const Outcome made = cli(arguments(reuse, frozen + QStringList{"--reuse-frozen", reuse}));
            VERIFY_DONE(made);
            losses[reuse] = made.json["validation_loss"].toDouble();
        }
        QVERIFY(fileBytes(path("auto/best_model.pt")) == fileBytes(path("always/best_model.pt")));
        QVERIFY2(std::abs(losses["auto"] - losses["never"]) < 1e-4 * losses["never"],
                 qPrintable(QString::number(losses["auto"])));
        QVERIFY(fileBytes(path("auto/lexicell.json")).contains("reuse-frozen"));
    }

    // Ever less memory: done, with smaller parts of the minibatch and the same result, or one clear refusal that leaves nothing.
    void aLackOfMemorySplitsTheMinibatch()
    {
        VERIFY_DONE(cli({"simulate", path("wide.h5ad"), "--cells", "300", "--genes", "1200", "--knockouts", "1"}));
        const auto command = [&](const QString &out) {
            return QStringList{"fine-tune", path("wide.h5ad"), path(out), "--model", demoModel(), "--label", "cell_type"} +
                   QStringList{"--batch-size", "256", "--epochs", "1", "--threads", "1", "--device", "cpu"} +
                   QStringList{"--adapters", "none", "--rare-labels", "leave-out"};
        };
        const Outcome whole = cli(command("roomy"));
        VERIFY_DONE(whole);
        QVERIFY(!whole.warningClasses().contains("reduced"));
        int divided = 0;
        for (int mebibytes = 1450; mebibytes >= 850; mebibytes -= 150) {
            const QString out = QString("narrow %1").arg(mebibytes);
            const Outcome made = limited(command(out), static_cast<rlim_t>(mebibytes) << 20);
            QVERIFY2(made.status == 0 || made.errorClass() == "out_of_memory", qPrintable(out + made.text()));
            QCOMPARE(QDir(path(out)).exists(), made.status == 0);
            if (made.status != 0) continue;
            divided += made.warningClasses().contains("reduced") ? 1 : 0;
            const double loss = made.json["validation_loss"].toDouble(), expected = whole.json["validation_loss"].toDouble();
            QVERIFY2(std::abs(loss - expected) < 1e-5 * expected, qPrintable(out + QString(": %1").arg(loss)));
        }
        QVERIFY(divided > 0);
        QCOMPARE(filesIn(m_folder.path()).filter(QRegularExpression("^\\.")), QStringList());
    }

    // The benchmark's row: a step on every cell, in minibatches that another program can repeat.
    void theBenchmarkTimesSteps()
    {
        const Outcome made = cli({"benchmark", "train", "--input", path("cells.h5ad"), "--batch-size", "32", "--adapters", "none",
                                  "--threads", "1", "--device", "cpu", "--max-length", "60"});
        VERIFY_DONE(made);
        const QJsonObject row = made.json["benchmarks"].toArray().first().toObject();
        QVERIFY(row["cells_per_second"].toDouble() > 0.0 && row["seconds"].toDouble() > 0.0);
        QCOMPARE(row["losses"].toArray().size(), row["batches"].toArray().size());
        int cells = 0;
        for (const auto &batch : row["batches"].toArray()) {
            const QJsonObject step = batch.toObject();
            QCOMPARE(step["cells"].toArray().size(), step["labels"].toArray().size());
            cells += static_cast<int>(step["cells"].toArray().size());
        }
        QCOMPARE(cells, row["cells"].toInt());
    }

    // The batches of simulated cells: a checkpoint that embeds cells of these batches, by their names.
    void bringsBatchesTogether()
    {
        const Outcome unnamed = cli(arguments("joined", {"--task", "integration"}));
        QCOMPARE(unnamed.status, 2);
        QCOMPARE(unnamed.errorClass(), QString("bad_option"));
        const Outcome made =
            cli(arguments("joined", {"--task", "integration", "--batch", "batch", "--epochs", "2", "--variable-genes", "100"}));
        VERIFY_DONE(made);
        QVERIFY(made.json["avg_bio"].isDouble() && made.json["avg_batch"].isDouble());
        QCOMPARE(made.json["genes_fed"].toInt(), 100);
        QStringList methods;
        for (const auto &score : made.json["scores"].toArray()) methods << score.toObject()["method"].toString();
        QCOMPARE(methods, QStringList({"fine_tuned", "zero_shot", "pca", "variable_genes", "harmony", "mnn", "random"}));
        const QStringList embed{"embed", path("cells.h5ad"), path("embedded.h5ad"), "--model", path("joined"), "--threads", "1"};
        QCOMPARE(cli(embed).errorClass(), QString("batches_needed"));
        VERIFY_DONE(cli(embed + QStringList{"--batch", "batch"}));
        QCOMPARE(cli(embed + QStringList{"--batch", "cell_type", "--force"}).errorClass(), QString("unknown_batch"));
    }

    // Genes and proteins of a MuData file, cells of which lack one of them, to the vectors of the same file by the written model.
    void learnsFromGenesAndProteins()
    {
        const QString mosaic = QString::fromStdString((sourceRoot() / "tests/fixtures/formats/mudata/mosaic.h5mu").string());
        const QStringList command{
            "fine-tune",    mosaic, path("multiomic"), "--model", demoModel(), "--task", "multiomic",  "--epochs", "2",
            "--batch-size", "8",    "--threads",       "1",       "--device",  "cpu",    "--adapters", "none",     "--validation",
            "0.2"};
        const Outcome made = cli(command);
        VERIFY_DONE(made);
        QCOMPARE(made.json["prot_fed"].toInt(), 4);
        QCOMPARE(made.json["new_tokens"].toInt(), 4);
        QCOMPARE(made.json["cells_rna+prot"].toInt(), 12);
        QCOMPARE(made.json["scores"].toArray().first()["method"].toString(), QString("fine_tuned"));
        for (const char *file : {"vocab.json", "vocab_mod.json", "batches.json", "history.csv", "validation.csv"})
            QVERIFY2(QFile::exists(path("multiomic/") + file), file);
        const Outcome embedded = cli({"embed", mosaic, path("joint.h5ad"), "--model", path("multiomic"), "--threads", "1"});
        VERIFY_DONE(embedded);
        const Outcome info = cli({"info", path("joint.h5ad")});
        QVERIFY(info.json["obsm"].toArray().contains(QJsonValue("X_scGPT")));
        const Outcome alone = cli({"fine-tune", path("cells.h5ad"), path("none"), "--model", demoModel(), "--task", "multiomic"});
        QCOMPARE(alone.status, 3);
        QCOMPARE(alone.errorClass(), QString("missing_feature_type"));
    }

    void aKilledRunGoesOnToTheSameBytes()
    {
        VERIFY_DONE(cli(arguments("whole", {"--epochs", "6"})));
        const QString resume = path("killed.resume");
        QProcess process;
        process.start(cliProgram(), arguments("killed", {"--epochs", "6", "--quiet"}));
        QVERIFY(process.waitForStarted());
        QElapsedTimer timer;
        timer.start();
        while (!QFile::exists(resume) && process.state() == QProcess::Running && timer.elapsed() < 300'000)
            process.waitForFinished(20);
        QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError().constData());
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        QVERIFY(!QDir(path("killed")).exists());
        QCOMPARE(cli(arguments("killed", {"--epochs", "6"})).errorClass(), QString("output_exists"));  // not by accident
        VERIFY_DONE(cli(arguments("killed", {"--epochs", "6", "--resume"})));
        for (const char *file : {"best_model.pt", "history.csv", "validation.csv"})
            QVERIFY2(fileBytes(path(QString("killed/") + file)) == fileBytes(path(QString("whole/") + file)), file);
        QVERIFY(!QFile::exists(resume));
    }

    // A file system of 300 kB where the system lets us mount one.
    void aFullDiskLeavesNothing()
    {
        const QString script = "mkdir -p %1 && mount -t tmpfs -o size=300k tmpfs %1 && echo mounted >&2 && %2; status=$?; "
                               "ls -a %1 | grep -v '^\\.*$' >&2; exit $status";
        QStringList command{cliProgram()};
        command += arguments("small/out", {"--epochs", "1", "--json"});
        const Outcome outcome = runProgram(
            "unshare", {"--map-root-user", "--mount", "sh", "-c", script.arg(path("small"), "'" + command.join("' '") + "'")});
        if (!outcome.err.contains("mounted")) QSKIP("this system mounts no file systems for users");
        QVERIFY2(outcome.status == 4, qPrintable(outcome.text()));
        QCOMPARE(outcome.errorClass(), QString("disk_full"));
        for (const char *left : {"\nbest_model", "\nout", "\n.out"})
            QVERIFY2(!outcome.err.contains(left), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliFineTune)
#include "tst_cli_fine_tune.moc"
