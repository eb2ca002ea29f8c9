// Training that is killed at random moments and continued ends in the bytes of an undisturbed run, and leaves nothing else.
// LEXICELL_KILLS=50 kills fifty times, LEXICELL_SEED=N at other moments.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <csignal>

using namespace lexicell::test;

class TestCliTrainingKills : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QStringList command(const QString &task, const QString &out) const
    {
        QStringList all{task, path("cells.h5ad"), path(out), "--threads", "1", "--device", "cpu", "--epochs", "12"};
        if (task == "pretrain")
            return all + QStringList{"--batch-size", "16", "--max-length", "100", "--embedding-size", "16", "--layers", "2"};
        return all + QStringList{"--model",       demoModel(), "--label", "cell_type", "--batch-size", "8",
                                 "--max-length",  "60",        "--lr",    "0.001",     "--adapters",   "none",
                                 "--rare-labels", "leave-out"};
    }

    // False: it ended by itself before.
    static bool killed(const QStringList &arguments, int milliseconds)
    {
        QProcess process;
        process.start(cliProgram(), arguments + QStringList{"--quiet"});
        if (!process.waitForStarted()) return false;
        process.waitForFinished(milliseconds);
        if (process.state() == QProcess::Running) ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        return process.exitStatus() == QProcess::CrashExit;
    }

    // What a person does: continues what can be continued, and starts anew what left nothing.
    QStringList next(const QString &task, const QString &out) const
    {
        const bool left = QFile::exists(path(out + ".resume"));
        return command(task, out) + (left ? QStringList{"--resume"} : QStringList());
    }

    // Names beside the folder, without those that a person might have given (core/files/leftovers.cpp).
    QStringList leftovers(const QString &out) const
    {
        QStringList names = filesIn(m_folder.path()).filter("." + out + ".");
        names.removeIf([](const QString &name) {
            const QString letters = name.section('.', -1);
            return letters == letters.toLower() && !letters.contains(QRegularExpression("[0-9]"));
        });
        return names;
    }

    void verifySame(const QString &task, const QString &out)
    {
        QStringList files{"best_model.pt", "history.csv"};
        if (task == "fine-tune") files << "validation.csv";
        for (const QString &file : files) {
            const QByteArray bytes = fileBytes(path(out + "/" + file));
            QVERIFY2(!bytes.isEmpty() && bytes == fileBytes(path("whole " + task + "/" + file)), qPrintable(file));
        }
        QVERIFY(!QFile::exists(path(out + ".resume")));
        QCOMPARE(leftovers(out), QStringList());
    }

  private slots:
    void initTestCase()
    {
        VERIFY_DONE(
            cli({"simulate", path("cells.h5ad"), "--cells", "160", "--genes", "150", "--batches", "1", "--knockouts", "1"}));
    }

    void endsInTheSameBytes_data()
    {
        QTest::addColumn<QString>("task");
        for (const char *task : {"fine-tune", "pretrain"}) QTest::newRow(task) << task;
    }
    void endsInTheSameBytes()
    {
        QFETCH(QString, task);
        QElapsedTimer timer;
        timer.start();
        VERIFY_DONE(cli(command(task, "whole " + task)));
        const auto wholeRun = static_cast<int>(timer.elapsed());
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("LEXICELL_KILLS", &given);
        const int wanted = given ? asked : 3;
        QRandomGenerator random(static_cast<quint32>(qEnvironmentVariableIntValue("LEXICELL_SEED") + 1));
        int kills = 0, resumed = 0, runs = 0, begun = 0;
        while (kills < wanted) {
            const QString out = QString("%1 %2").arg(task).arg(++runs);
            bool disturbed = true;
            // A run may always go on, so a moment is drawn until it is over.
            while (disturbed && kills < wanted) {
                const QStringList arguments = next(task, out);
                disturbed = killed(arguments, random.bounded(1, wholeRun + wholeRun / 4));
                if (!disturbed) break;
                ++kills;
                resumed += arguments.contains("--resume") ? 1 : 0;
                begun += QFile::exists(path(out + ".resume")) ? 1 : 0;
                const bool complete = QFile::exists(path(out));  // then killed on its way out
                if (complete && !QFile::exists(path(out + ".resume"))) break;
            }
            if (disturbed && !(QFile::exists(path(out)) && !QFile::exists(path(out + ".resume"))))
                VERIFY_DONE(cli(next(task, out)));
            verifySame(task, out);
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%s: %d kills in %d runs; %d of them had left something to continue, %d hit a continued run", qPrintable(task),
              kills, runs, begun, resumed);
    }
};

QTEST_GUILESS_MAIN(TestCliTrainingKills)
#include "tst_cli_training_kills.moc"
