// Long knock-outs from the command line: what a run will take, a shortlist, and going on with an interrupted run.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace lexicell::test;

class TestCliKnockOutRuns : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QStringList command(const QString &output, const QStringList &more) const
    {
        return QStringList{"knock-out", m_cells, path(output), "--model", demoModel(), "--threads", "1"} + more;
    }

  private Q_SLOTS:
    void initTestCase()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "240", "--genes", "150", "--batches", "3", "--knockouts", "1"}));
    }

    void aDryRunWritesNothing()
    {
        const QStringList files = filesIn(m_folder.path());
        const QStringList options{"--genes", "FOS,LYZ,CD14"};
        const Outcome dry = cli(command("dry.csv", options + QStringList{"--dry-run"}));
        VERIFY_DONE(dry);
        QCOMPARE(filesIn(m_folder.path()), files);
        const Outcome made = cli(command("made.csv", options));
        VERIFY_DONE(made);
        for (const char *key : {"forward_passes", "gene_cell_pairs", "pairs_embedded", "genes_tested", "genes_null", "cells"})
            QCOMPARE(dry.json[key].toInt(), made.json[key].toInt());
        QVERIFY(dry.json["dry_run"].toBool());
        QVERIFY(dry.json["pairs_skipped"].toInt() > 0);
        QVERIFY(dry.json["estimated_seconds"].toDouble() > 0.0);
        QVERIFY(dry.json["memory_mb"].toDouble() > 10.0);
    }

    void aShortlist()
    {
        const Outcome made = cli(command("short.csv", {"--all-expressed", "--shortlist", "5"}));
        VERIFY_DONE(made);
        const QByteArray table = fileBytes(path("short.csv"));
        QCOMPARE(table.count(",ok\n") > 5, true);  // and the null's
        QVERIFY(table.contains(",not_shortlisted"));
        const Outcome refused = cli(command("refused.csv", {"--genes", "LYZ", "--shortlist", "1", "--mode", "over-express"}));
        QCOMPARE(refused.errorClass(), QString("unsupported_mode"));
    }

    void anInterruptedRunGoesOn()
    {
        const QStringList options{"--all-expressed", "--batch-size", "1"};
        VERIFY_DONE(cli(command("whole.csv", options)));
        const QString partial = path("parts.csv.partial");
        // Later and later, until the signal comes after the first changed gene.
        for (int delay = 400; !QFile::exists(partial); delay *= 2) {
            QFile::remove(path("log"));
            QProcess process;
            process.start(cliProgram(), command("parts.csv", options) + QStringList{"--quiet", "--log", path("log")});
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("log")), 60'000);
            QTest::qWait(delay);
            if (process.state() == QProcess::NotRunning) QSKIP("the run is too fast to be interrupted");
            QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
            QVERIFY(process.waitForFinished(60'000));
            QCOMPARE(process.exitCode(), 130);
            QVERIFY(!QFile::exists(path("parts.csv")));
        }

        QCOMPARE(cli(command("parts.csv", options)).errorClass(), QString("output_exists"));
        const QStringList going = options + QStringList{"--resume", partial};
        const Outcome other = cli(command("parts.csv", going + QStringList{"--mode", "zero"}));
        QCOMPARE(other.errorClass(), QString("bad_option"));
        QVERIFY2(other.message().contains("delete"), qPrintable(other.message()));
        QVERIFY(QFile::exists(partial));
        VERIFY_DONE(cli(command("parts.csv", going)));
        QCOMPARE(fileBytes(path("parts.csv")), fileBytes(path("whole.csv")));
        QVERIFY(!QFile::exists(partial));
    }

    void anotherFileIsNoUnfinishedRun()
    {
        const Outcome refused = cli(command("parts.csv", {"--genes", "LYZ", "--force", "--resume", m_cells}));
        QVERIFY2(refused.status == 3, qPrintable(refused.text()));
        QVERIFY2(refused.message().contains(m_cells + " does not hold"), qPrintable(refused.message()));
    }

    // Two gigabytes of address space: done, or one clear refusal. Less memory: tst_cli_memory.
    void littleMemory()
    {
        for (const char *threads : {"1", "2"}) {
            const Outcome outcome = limited({"knock-out", m_cells, path("little.csv"), "--model", demoModel(), "--threads",
                                             threads, "--genes", "FOS,LYZ", "--force"},
                                            rlim_t{2} << 30);
            QVERIFY2(outcome.status == 0 || outcome.status == 4, qPrintable(outcome.text()));
            if (outcome.status != 0) QCOMPARE(outcome.errorClass(), QString("out_of_memory"));
            QCOMPARE(QFile::exists(path("little.csv")), outcome.status == 0);
            QFile::remove(path("little.csv"));
        }
    }
};

QTEST_GUILESS_MAIN(TestCliKnockOutRuns)
#include "tst_cli_knock_out_runs.moc"
