// Tasks with ever less memory: done, or one clear refusal, and never a half-written file. A knock-out may leave what it has
// computed, and goes on from it.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace lexicell;

namespace {

constexpr rlim_t mebibyte = rlim_t{1} << 20;
// Less than this and the program does not get as far as main(): OpenBLAS, which igraph brings, waits for memory while it is
// loaded.
constexpr rlim_t least = 320 * mebibyte;

}  // namespace

class TestCliMemory : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        VERIFY_DONE(test::cli({"simulate", path("cells.h5ad"), "--cells", "200", "--genes", "1500", "--knockouts", "0"}));
    }

    void doneOrRefused_data()
    {
        QTest::addColumn<QStringList>("task");  // its name and options
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("unfinished");  // what a refusal may leave
        QTest::addColumn<int>("step");            // MiB
        QTest::newRow("embed") << QStringList{"embed"} << "out.h5ad" << QString() << 24;
        QTest::newRow("knock-out") << knockOut << "out.csv"
                                   << "out.csv.partial" << 48;
    }
    void doneOrRefused()
    {
        QFETCH(QStringList, task);
        QFETCH(QString, output);
        QFETCH(QString, unfinished);
        QFETCH(int, step);
        rlim_t enough = 16384 * mebibyte;
        rlim_t little = least;
        const auto run = [&](rlim_t limit) {
            for (const QString &file : test::filesIn(m_folder.path()))
                if (file != "cells.h5ad") QFile::remove(path(file));
            return test::limited(command(task, output), limit);
        };
        const test::Outcome whole = run(enough);
        QVERIFY2(whole.status == 0, "sixteen gigabytes must do");
        const QByteArray bytes = test::fileBytes(path(output));
        QByteArray kept;  // by a refused run
        int refused = 0;
        const auto refuse = [&](const test::Outcome &outcome, rlim_t limit) {
            refused += refusedForMemory(outcome, limit, unfinished) ? 1 : 0;
            if (const QByteArray left = test::fileBytes(path(unfinished)); left.size() > kept.size()) kept = left;
        };
        // The boundary to within 8 MiB; on the way, failures far from it and close to it.
        while (enough - little > 8 * mebibyte) {
            const rlim_t limit = little + (enough - little) / 2;
            const test::Outcome outcome = run(limit);
            if (outcome.status == 0) {
                enough = limit;
                continue;
            }
            little = limit;
            refuse(outcome, limit);
            if (QTest::currentTestFailed()) return;
        }
        // Steps across the whole run: reading the cells, loading LibTorch, the network, its passes.
        for (rlim_t limit = little; limit >= least; limit -= static_cast<rlim_t>(step) * mebibyte) {
            refuse(run(limit), limit);
            if (QTest::currentTestFailed()) return;
        }
        QVERIFY(refused > 0);
        if (!kept.isEmpty()) goesOn(task, output, kept, bytes);
    }

    void twoGigabytes_data()
    {
        QTest::addColumn<int>("mebibytes");
        // Between these, oneDNN's primitives and the variables of threads are what does not fit.
        for (const int mebibytes : {1536, 1900, 2048, 2200}) QTest::addRow("%d MiB", mebibytes) << mebibytes;
    }
    // A data set that is large for two gigabytes of address space, a whole knock-out of some of its cells.
    void twoGigabytes()
    {
        QFETCH(int, mebibytes);
        QTemporaryDir folder;
        const QString data = folder.filePath("large.h5ad"), table = folder.filePath("table.csv");
        if (!QFile::exists(path("large"))) {
            QVERIFY(QDir(m_folder.path()).mkdir("large"));
            VERIFY_DONE(
                test::cli({"simulate", path("large/large.h5ad"), "--cells", "60000", "--genes", "3000", "--knockouts", "0"}));
        }
        QVERIFY(QFile::copy(path("large/large.h5ad"), data));
        const test::Outcome outcome =
            test::limited({"knock-out", data, table, "--model", test::demoModel(), "--genes", "FOS", "--groupby", "cell_type",
                           "--from", "Platelet", "--cells", "n_counts > 3500", "--min-cells", "3"},
                          static_cast<rlim_t>(mebibytes) * mebibyte);
        QVERIFY2(outcome.status == 0 || outcome.status == 4, qPrintable(outcome.text()));
        QStringList files = test::filesIn(folder.path());
        if (outcome.status == 0) {
            QCOMPARE(files, (QStringList{"large.h5ad", "table.csv", "table.csv.json"}));
            return;
        }
        QVERIFY2(outcome.errorClass() == "out_of_memory", qPrintable(outcome.text()));
        if (files.removeAll("table.csv.partial") > 0)
            QVERIFY2(outcome.message().contains("table.csv.partial; the run can go on from it"), qPrintable(outcome.text()));
        QCOMPARE(files, QStringList{"large.h5ad"});
    }

  private:
    const QStringList knockOut{"knock-out", "--genes", "FOS,LYZ", "--groupby", "cell_type", "--from", "B", "--min-cells", "3"};

    QString path(const QString &name) const { return m_folder.filePath(name); }

    // One thread: OpenMP ends the program where it cannot start one.
    QStringList command(const QStringList &task, const QString &output) const
    {
        return QStringList{task.first(),      path("cells.h5ad"), path(output), "--model",
                           test::demoModel(), "--threads",        "1",          "--force"} +
               task.mid(1);
    }

    bool refusedForMemory(const test::Outcome &outcome, rlim_t limit, const QString &unfinished)
    {
        const QString text = QString("limit %1 MiB, %2").arg(limit / mebibyte).arg(outcome.text());
        QStringList files = test::filesIn(m_folder.path());
        [&] {
            QVERIFY2(outcome.status == 4, qPrintable(text));
            QVERIFY2(outcome.errorClass() == "out_of_memory", qPrintable(text));
            QVERIFY2(outcome.message().contains("memory"), qPrintable(text));
            if (files.removeAll(unfinished) > 0) QVERIFY2(outcome.message().contains(unfinished), qPrintable(text));
            QVERIFY2(files == QStringList{"cells.h5ad"}, qPrintable(text + files.join(' ')));
        }();
        return outcome.status == 4;
    }

    void goesOn(const QStringList &task, const QString &output, const QByteArray &kept, const QByteArray &expected)
    {
        QVERIFY(test::writeText(path("kept.partial"), kept));
        VERIFY_DONE(test::cli(command(task, output) + QStringList{"--resume", path("kept.partial")}));
        QCOMPARE(test::fileBytes(path(output)), expected);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliMemory)
#include "tst_cli_memory.moc"
