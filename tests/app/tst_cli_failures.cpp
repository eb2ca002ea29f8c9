// What happens when something is wrong: a message that helps, the right exit status, and nothing written.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <csignal>

using namespace lexicell::test;

class TestCliFailures : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    // A table of counts with cells in rows, known gene symbols, and one value of our choice.
    static QByteArray table(int cells, const QByteArray &value, const QByteArray &prefix = {})
    {
        QByteArray text = "cell";
        const QList<QByteArray> genes{"CD3E", "MS4A1", "NKG7", "LYZ", "CD8A", "IL7R", "CD14", "GNLY", "MT-CO1", "ACTB"};
        for (const auto &gene : genes) text += "," + prefix + gene;
        for (int cell = 0; cell < cells; ++cell) {
            text += "\ncell" + QByteArray::number(cell);
            for (int gene = 0; gene < genes.size(); ++gene)
                text += "," + (cell == 0 && gene == 1 ? value : QByteArray::number((cell * 7 + gene * 3) % 5));
        }
        return text + "\n";
    }

  private slots:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "150", "--genes", "300", "--batches", "2", "--knockouts", "2"}));
        QVERIFY(writeText(path("nan.csv"), table(20, "nan")));
        QVERIFY(writeText(path("negative.csv"), table(20, "-1")));
        QVERIFY(writeText(path("fraction.csv"), table(20, "0.5")));
        QVERIFY(writeText(path("one_cell.csv"), table(1, "3")));
        QVERIFY(writeText(path("no_cells.csv"), "cell,CD3E,MS4A1\n"));
        QVERIFY(writeText(path("empty.csv"), ""));
        QVERIFY(writeText(path("foreign.csv"), table(20, "3", "zz9_")));
        const QByteArray whole = fileBytes(m_cells);
        QVERIFY(writeText(path("truncated.h5ad"), whole.left(whole.size() * 6 / 10)));
        QVERIFY(writeText(path("text.h5ad"), "this is no HDF5 file\n"));
        QVERIFY(copyFolder(demoModel(), path("no_vocabulary"), {"vocab.json"}));
        QVERIFY(QDir().mkpath(path("empty_folder")));
    }

    void badInputIsNamedAndNothingIsWritten_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("input");
        QTest::addColumn<int>("status");
        QTest::addColumn<QStringList>("classes");  // any of them
        const QStringList convert{"convert"};
        QTest::newRow("absent") << convert << "absent.h5ad" << 3 << QStringList{"not_found"};
        QTest::newRow("truncated") << convert << "truncated.h5ad" << 3 << QStringList{"truncated"};
        QTest::newRow("not HDF5") << convert << "text.h5ad" << 3 << QStringList{"not_hdf5"};
        QTest::newRow("zero bytes") << convert << "empty.csv" << 3 << QStringList{"empty_file"};
        QTest::newRow("NaN") << convert << "nan.csv" << 3 << QStringList{"non_finite"};
        QTest::newRow("NaN, analyze") << QStringList{"analyze"} << "nan.csv" << 3 << QStringList{"non_finite"};
        QTest::newRow("negative, analyze") << QStringList{"analyze"} << "negative.csv" << 3 << QStringList{"counts_needed"};
        QTest::newRow("normalized, seurat_v3")
            << QStringList{"pca", "--hvg-flavor", "seurat_v3"} << "fraction.csv" << 3 << QStringList{"counts_needed"};
        QTest::newRow("normalized, analyze") << QStringList{"analyze"} << "fraction.csv" << 3 << QStringList{"counts_needed"};
        QTest::newRow("one cell, analyze") << QStringList{"analyze"} << "one_cell.csv" << 3 << QStringList{"too_small"};
        QTest::newRow("no cells, analyze") << QStringList{"analyze"} << "no_cells.csv" << 3
                                           << QStringList{"empty_file", "empty_data"};
        QTest::newRow("no representation") << QStringList{"analyze", "--rep", "X_scGPT"} << "cells.h5ad" << 3
                                           << QStringList{"missing_embedding"};
        QTest::newRow("no neighbors") << QStringList{"umap"} << "cells.h5ad" << 3 << QStringList{"missing_neighbors"};
        QTest::newRow("no such batch") << QStringList{"analyze", "--batch", "plate"} << "cells.h5ad" << 3
                                       << QStringList{"missing_column"};
        QTest::newRow("no such layer") << QStringList{"analyze", "--layer", "spliced"} << "cells.h5ad" << 3
                                       << QStringList{"missing_layer"};
        QTest::newRow("everything filtered")
            << QStringList{"qc", "--min-genes", "100000"} << "cells.h5ad" << 3 << QStringList{"no_cells_left"};
        QTest::newRow("bad neighborhood") << QStringList{"analyze", "--n-neighbors", "0"} << "cells.h5ad" << 2
                                          << QStringList{"bad_option"};
#ifdef LEXICELL_WITH_TORCH
        const QStringList embed{"embed", "--model", demoModel()};
        QTest::newRow("negative, embed") << embed << "negative.csv" << 3 << QStringList{"negative_counts"};
        QTest::newRow("no cells, embed") << embed << "no_cells.csv" << 3 << QStringList{"empty_file", "empty_data"};
        QTest::newRow("foreign genes") << embed << "foreign.csv" << 3 << QStringList{"no_gene_matches"};
        QTest::newRow("no checkpoint") << QStringList{"embed", "--model", path("empty_folder")} << "cells.h5ad" << 3
                                       << QStringList{"no_checkpoint"};
        QTest::newRow("no vocabulary") << QStringList{"embed", "--model", path("no_vocabulary")} << "cells.h5ad" << 3
                                       << QStringList{"no_vocabulary"};
#endif
    }

    void badInputIsNamedAndNothingIsWritten()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, input);
        QFETCH(int, status);
        QFETCH(QStringList, classes);
        const QStringList before = filesIn(m_folder.path());
        const QString name = command.takeFirst();
        const Outcome outcome = cli(QStringList{name, path(input), path("out.h5ad")} + command);
        QVERIFY2(outcome.status == status, qPrintable(outcome.text()));
        QVERIFY2(classes.contains(outcome.errorClass()), qPrintable(outcome.text()));
        QVERIFY(!outcome.message().isEmpty());
        QCOMPARE(outcome.err.count("error: "), 1);
        QVERIFY(outcome.err.endsWith('\n'));
        QCOMPARE(filesIn(m_folder.path()), before);
    }

    void oneCellIsStillACell()
    {
        VERIFY_DONE(cli({"convert", path("one_cell.csv"), path("one_cell.h5ad"), "--orientation", "cells-in-rows"}));
        QCOMPARE(cli({"info", path("one_cell.h5ad")}).json["n_obs"].toInt(), 1);
    }

    // A file system of 300 kB where the system lets us mount one, else a limit on file size: both fail while writing.
    void aFullDiskLeavesTheOldFile()
    {
        const QString script =
            "mkdir -p %1 && mount -t tmpfs -o size=300k tmpfs %1 && echo precious > %1/out.h5ad && "
            "%2 convert %3 %1/out.h5ad --force --json; status=$?; ls %1 >&2; cat %1/out.h5ad >&2; exit $status";
        Outcome outcome = runProgram(
            "unshare", {"--map-root-user", "--mount", "sh", "-c", script.arg(path("small"), cliProgram(), path("big.h5ad"))});
        const bool mounted = outcome.err.contains("precious");
        if (mounted) {
            QVERIFY2(outcome.status == 4, qPrintable(outcome.text()));
            QCOMPARE(outcome.errorClass(), QString("disk_full"));
            QVERIFY2(outcome.err.endsWith("out.h5ad\nprecious\n"), qPrintable(outcome.text()));  // alone, and as it was
        }
        QVERIFY(writeText(path("limited.h5ad"), "precious"));
        const QStringList before = filesIn(m_folder.path());
        outcome = runProgram("sh", {"-c", QString("ulimit -f 100; %1 convert %2 %3 --force --json")
                                              .arg(cliProgram(), path("big.h5ad"), path("limited.h5ad"))});
        QVERIFY2(outcome.status == 4, qPrintable(outcome.text()));
        QCOMPARE(fileBytes(path("limited.h5ad")), QByteArray("precious"));
        QCOMPARE(filesIn(m_folder.path()), before);
    }

    void aFullDiskLeavesTheOldFile_data()
    {
        VERIFY_DONE(cli({"simulate", path("big.h5ad"), "--cells", "1500", "--genes", "800"}));
        QTest::addColumn<int>("nothing");
        QTest::newRow("convert") << 0;
    }

    void withoutLibTorchEverythingElseWorks()
    {
        const Environment nowhere{{"LEXICELL_MODELS_TORCH", path("nowhere")}};
        const Outcome embed = cli({"embed", m_cells, path("out.h5ad"), "--model", demoModel()}, nowhere);
        QVERIFY2(embed.status == 4, qPrintable(embed.text()));
        QCOMPARE(embed.errorClass(), QString("missing_libtorch"));
        QVERIFY(!QFile::exists(path("out.h5ad")));
        VERIFY_DONE(cli({"info", demoModel(), "--with", m_cells}, nowhere));
        VERIFY_DONE(cli({"tokens", m_cells, "--model", demoModel(), "--cells", "0,5"}, nowhere));
    }

    void ctrlCLeavesNothing_data()
    {
        QTest::addColumn<int>("afterMs");
        for (const int milliseconds : {0, 400, 1500}) QTest::newRow(qPrintable(QString::number(milliseconds))) << milliseconds;
    }

    void ctrlCLeavesNothing()
    {
        QFETCH(int, afterMs);
        const QString log = path(QString("log%1.txt").arg(afterMs));
        QProcess process;
        process.start(cliProgram(),
                      {"simulate", path("huge.h5ad"), "--cells", "300000", "--genes", "6000", "--json", "--log", log},
                      QIODevice::ReadOnly);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(log), 60'000);  // earlier, the program has not begun
        const QStringList before = filesIn(m_folder.path());
        QTest::qWait(afterMs);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const QJsonObject answer = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QCOMPARE(answer["error"].toObject()["kind"].toString(), QString("Cancelled"));
        QCOMPARE(filesIn(m_folder.path()), before);
    }
};

QTEST_GUILESS_MAIN(TestCliFailures)
#include "tst_cli_failures.moc"
