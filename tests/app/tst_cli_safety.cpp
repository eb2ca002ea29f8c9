// What the command line must never do to files of others, and hostile files it must survive.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <csignal>
#include <cstring>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace lexicell::test;

class TestCliSafety : public QObject {
    Q_OBJECT

    QTemporaryDir m_root;
    QString m_folder, m_cells;

    QString path(const QString &name) const { return m_folder + "/" + name; }

    static ino_t inode(const QString &file)
    {
        struct stat status {};
        return ::lstat(QFile::encodeName(file).constData(), &status) == 0 ? status.st_ino : 0;
    }
    // Refused with status 2, and everything in the folder is what and as it was.
    void verifyRefused(const QStringList &command, const QString &errorClass) const
    {
        const QStringList before = filesIn(m_folder);
        QList<QByteArray> contents;
        QList<ino_t> inodes;
        for (const QString &name : before) {
            inodes << inode(path(name));
            if (QFileInfo(path(name)).isFile()) contents << fileBytes(path(name));
        }
        const Outcome outcome = cli(command);
        QVERIFY2(outcome.status == 2, qPrintable(outcome.text()));
        QVERIFY2(outcome.errorClass() == errorClass, qPrintable(outcome.text()));
        QCOMPARE(filesIn(m_folder), before);
        for (const QString &name : before) {
            QCOMPARE(inode(path(name)), inodes.takeFirst());
            if (QFileInfo(path(name)).isFile()) QVERIFY2(fileBytes(path(name)) == contents.takeFirst(), qPrintable(name));
        }
    }

  private slots:
    void initTestCase()
    {
        m_cells = m_root.filePath("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "60", "--genes", "120"}));
    }
    void init()
    {
        m_folder = m_root.filePath(QTest::currentTestFunction());
        QDir(m_folder).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder));
        QVERIFY(QFile::copy(m_cells, path("in.h5ad")));
    }

    // A second Ctrl-C ends the program at once, in the middle of writing.
    void ctrlCRemovesNothingOfOthers_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("output");
        QTest::newRow("simulate") << QStringList{"simulate", "sim.h5ad", "--cells", "300000", "--genes", "15000"} << "sim.h5ad";
#ifdef LEXICELL_WITH_TORCH
        QTest::newRow("pretrain") << QStringList{"pretrain", "in.h5ad", "model", "--epochs", "100000"} << "model";
#endif
    }
    void ctrlCRemovesNothingOfOthers()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, output);
        QProcess process;
        process.setWorkingDirectory(m_folder);
        process.start(cliProgram(), command + QStringList{"--quiet", "--log", "log"}, QIODevice::ReadOnly);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("log")), 60'000);
        QTest::qWait(300);
        for (const QString &name : {"my_" + output, output + ".part1", "." + output + ".copy", output + ".txt"})
            QVERIFY(writeText(path(name), "precious"));
        QVERIFY(QDir(m_folder).mkpath(output + "_figures"));
        QVERIFY(writeText(path(output + "_figures/fig1.svg"), "precious"));
        QStringList kept = filesIn(m_folder);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
            QTest::qWait(50);
        }
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(process.exitCode(), 130);
        // Its own unfinished folder may have been there already when the list was made. Training keeps what it can go on from.
        if (command.front() == "pretrain") kept << output << output + ".resume";
        for (const QString &name : filesIn(m_folder)) QVERIFY2(kept.contains(name), qPrintable(name));
        for (const QString &name : {"my_" + output, output + ".part1", "." + output + ".copy", output + ".txt"})
            QCOMPARE(fileBytes(path(name)), QByteArray("precious"));
        QCOMPARE(fileBytes(path(output + "_figures/fig1.svg")), QByteArray("precious"));
        // Training that heard the first signal in time keeps what it learned.
        if (QFile::exists(path(output))) QVERIFY(QFile::exists(path(output + "/best_model.pt")));
        const QRegularExpression ours("^\\." + QRegularExpression::escape(output) + "\\.\\w{6}$");
        QVERIFY(filesIn(m_folder).filter(ours).isEmpty());
    }

#ifdef LEXICELL_WITH_TORCH
    // SIGKILL leaves a run that goes on and ends with the bytes of an undisturbed one.
    void aKilledTrainingGoesOn()
    {
        const QStringList options{"--epochs",   "120", "--batch-size", "4", "--layers",  "1", "--embedding-size", "16",
                                  "--contrast", "10",  "--heads",      "2", "--threads", "1", "--max-length",     "80"};
        VERIFY_DONE(cli(QStringList{"pretrain", path("in.h5ad"), path("straight")} + options));
        const QString state = path("model.resume");
        const QStringList command = QStringList{"pretrain", path("in.h5ad"), path("model"), "--quiet"} + options;
        for (const int delay : {0, 3, 7, 12, 20}) {
            QProcess process;
            const QByteArray former = fileBytes(state);
            process.start(cliProgram(), command + (former.isEmpty() ? QStringList() : QStringList{"--resume"}));
            QTRY_VERIFY_WITH_TIMEOUT(fileBytes(state) != former || process.state() == QProcess::NotRunning, 60'000);
            QTest::qWait(delay);
            QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError().constData());
            process.kill();  // SIGKILL
            QVERIFY(process.waitForFinished(60'000));
            QVERIFY(!QFile::exists(path("model")));
            QVERIFY(QFile::exists(state));
        }
        QProcess process;
        const QByteArray former = fileBytes(state);
        process.start(cliProgram(), command + QStringList{"--resume"});
        QTRY_VERIFY_WITH_TIMEOUT(fileBytes(state) != former || process.state() == QProcess::NotRunning, 60'000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("(--resume)"));
        QVERIFY(QFile::exists(path("model/best_model.pt")));  // the best so far

        QCOMPARE(cli(command).errorClass(), QString("output_exists"));
        QStringList other = command;
        other[other.indexOf("--contrast") + 1] = "11";
        QCOMPARE(cli(other << "--resume").errorClass(), QString("bad_option"));
        const Outcome resumed = cli(QStringList(command) << "--resume");
        VERIFY_DONE(resumed);
        for (const char *file : {"best_model.pt", "history.csv", "args.json", "vocab.json"})
            QVERIFY2(fileBytes(path("model/") + file) == fileBytes(path("straight/") + file), file);
        QVERIFY(!QFile::exists(state));
        QCOMPARE(cli(QStringList(command) << "--resume"
                                          << "--force")
                     .errorClass(),
                 QString("not_found"));
    }
#endif

    void forceReplacesOnlyFiles_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"fifo", "socket", "folder", "link to a device", "link to a fifo", "link to a folder", "device"})
            QTest::newRow(kind) << kind;
    }
    void forceReplacesOnlyFiles()
    {
        QFETCH(QString, kind);
        const QString out = path("out.h5ad");
        const QByteArray name = QFile::encodeName(out);
        if (kind == "fifo") {
            QCOMPARE(::mkfifo(name, 0600), 0);
        } else if (kind == "socket") {
            const QString shortName = QDir::temp().filePath("s" + QString::number(::getpid()));
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            std::strncpy(address.sun_path, QFile::encodeName(shortName), sizeof address.sun_path - 1);
            const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
            QCOMPARE(::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
            ::close(socket);
            QCOMPARE(::rename(QFile::encodeName(shortName), name), 0);
        } else if (kind == "folder") {
            QVERIFY(QDir().mkpath(out));
        } else if (kind == "device") {
            if (::mknod(name, S_IFCHR | 0600, 0x103) != 0) return;  // not everybody may make one
        } else {
            QCOMPARE(::mkfifo(QFile::encodeName(path("pipe")), 0600), 0);
            QVERIFY(QDir().mkpath(path("dir")));
            const QString target = kind == "link to a device" ? "/dev/null" : kind == "link to a fifo" ? "pipe" : "dir";
            QCOMPARE(::symlink(QFile::encodeName(target), name), 0);
        }
        const bool folder = kind.endsWith("folder");
        verifyRefused({"convert", path("in.h5ad"), out, "--force"}, folder ? "output_exists" : "not_a_file");
        verifyRefused({"simulate", out, "--cells", "30", "--genes", "30", "--force"}, folder ? "output_exists" : "not_a_file");
        verifyRefused({"gene-network", path("in.h5ad"), out, "--source", "coexpression", "--force"},
                      folder ? "output_exists" : "not_a_file");
        if (!folder) verifyRefused({"convert-model", demoModel(), out, "--force"}, "output_exists");
        if (!folder) verifyRefused({"pretrain", path("in.h5ad"), out, "--force"}, "output_exists");
    }

    void theDeviceItselfStays()
    {
        struct stat before {
        }, after{};
        QCOMPARE(::stat("/dev/null", &before), 0);
        QCOMPARE(cli({"convert", m_cells, "/dev/null", "--force"}).errorClass(), QString("not_a_file"));
        QCOMPARE(::stat("/dev/null", &after), 0);
        QVERIFY(S_ISCHR(after.st_mode) && after.st_ino == before.st_ino);
    }

    void aLinkToAFileStays_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("h5ad") << QStringList{"convert", "in.h5ad", "OUT"};
        QTest::newRow("csv") << QStringList{"gene-network", "in.h5ad", "OUT", "--source", "coexpression", "--genes", "CD3D"};
    }
    void aLinkToAFileStays()
    {
        QFETCH(QStringList, command);
        QVERIFY(QDir().mkpath(path("elsewhere")));
        QVERIFY(writeText(path("elsewhere/file"), "old"));
        QCOMPARE(::symlink("elsewhere/file", QFile::encodeName(path("link"))), 0);
        command[1] = path(command[1]);
        command[2] = path("link");
        verifyRefused(command, "output_exists");
        const Outcome outcome = cli(command << "--force");
        if (command.front() == "convert") QVERIFY2(outcome.status == 0, qPrintable(outcome.text()));
        if (outcome.status != 0) return;  // no such gene among the simulated ones
        QVERIFY(QFileInfo(path("link")).isSymLink());
        QVERIFY(fileBytes(path("elsewhere/file")) != "old");
        QCOMPARE(filesIn(path("elsewhere")), QStringList{"file"});
    }

    void theLogReplacesNothing_data()
    {
        QTest::addColumn<QString>("log");
        QTest::addColumn<bool>("force");
        QTest::addColumn<QString>("errorClass");
        for (const bool force : {false, true}) {
            const auto row = [&](const char *log, const char *errorClass) {
                QTest::addRow("%s%s", log, force ? ", --force" : "") << log << force << errorClass;
            };
            row("in.h5ad", "log_is_input");
            row("../theLogReplacesNothing/./in.h5ad", "log_is_input");
            row("hard", "log_is_input");
            row("link", "log_is_input");
            row("genes.txt", "log_is_input");
            row("model/args.json", "log_is_input");
            row("out.h5ad", "log_is_output");
            row("./out.h5ad", "log_is_output");
            row("dir", "not_a_file");
            row("pipe", "not_a_file");
            if (!force) row("notes.txt", "output_exists");
        }
    }
    void theLogReplacesNothing()
    {
        QFETCH(QString, log);
        QFETCH(bool, force);
        QFETCH(QString, errorClass);
        QCOMPARE(::link(QFile::encodeName(path("in.h5ad")), QFile::encodeName(path("hard"))), 0);
        QCOMPARE(::symlink("in.h5ad", QFile::encodeName(path("link"))), 0);
        QCOMPARE(::mkfifo(QFile::encodeName(path("pipe")), 0600), 0);
        QVERIFY(QDir().mkpath(path("dir")));
        QVERIFY(writeText(path("notes.txt"), "precious"));
        QVERIFY(writeText(path("genes.txt"), "CD3D\n"));
        QVERIFY(copyFolder(demoModel(), path("model")));
        QStringList command{"embed",       path("in.h5ad"),   path("out.h5ad"), "--model", path("model"),
                            "--gene-list", path("genes.txt"), "--log",          path(log)};
        const QByteArray model = fileBytes(path("model/args.json"));
        verifyRefused(force ? command << "--force" : command, errorClass);
        QCOMPARE(fileBytes(path("model/args.json")), model);
    }

    void theLogMayBeReplaced()
    {
        QVERIFY(writeText(path("log"), "old"));
        VERIFY_DONE(cli({"info", path("in.h5ad"), "--log", path("log"), "--force"}));
        QVERIFY(fileBytes(path("log")).contains("in.h5ad"));
        QVERIFY(!fileBytes(path("log")).contains("old"));
    }

    // "--log --force" neither writes a file "--force" nor loses what --force would have said.
    void anOptionIsNoValue_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("log") << QStringList{"info", "in.h5ad", "--log", "--force"};
        QTest::newRow("key") << QStringList{"embed", "in.h5ad", "out.h5ad", "--model", demoModel(), "--key", "--force"};
        QTest::newRow("model") << QStringList{"embed", "in.h5ad", "out.h5ad", "--model", "--layer", "raw"};
        QTest::newRow("threads") << QStringList{"info", "in.h5ad", "--threads", "--quiet"};
        QTest::newRow("last") << QStringList{"info", "in.h5ad", "--log"};
    }
    void anOptionIsNoValue()
    {
        QFETCH(QStringList, command);
        QProcess process;
        process.setWorkingDirectory(m_folder);
        process.start(cliProgram(), command, QIODevice::ReadOnly);
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 2, said.constData());
        QCOMPARE(filesIn(m_folder), QStringList{"in.h5ad"});
        if (QString(QTest::currentDataTag()) == "last") return;
        const QString option = "--" + QString(QTest::currentDataTag());
        QVERIFY2(said.contains((option + " needs a value, but " + command[command.indexOf(option) + 1]).toUtf8()),
                 said.constData());
    }

    // A model or a list is never replaced by what is made from it; a data set may be (outputMayBeTheInput in tst_cli).
    void outputsAreNoInputs()
    {
        QVERIFY(copyFolder(demoModel(), path("model")));
        const QString weights = path("model/best_model.pt");
        const QByteArray before = fileBytes(weights);
        verifyRefused({"convert-model", path("model"), path("model"), "--force"}, "output_is_input");
        verifyRefused({"convert-model", weights, path("model/../model/"), "--force"}, "output_is_input");
        verifyRefused({"embed", path("in.h5ad"), weights, "--model", path("model"), "--force"}, "output_is_input");
        verifyRefused({"gene-network", path("in.h5ad"), path("in.h5ad"), "--source", "coexpression", "--force"},
                      "output_is_input");
        QVERIFY(QFile::copy(path("in.h5ad"), path("cells.csv")));
        verifyRefused({"convert", path("cells.csv"), path("cells.csv"), "--force"}, "output_is_input");
        QCOMPARE(fileBytes(weights), before);
    }

    void deepTextIsSurvived_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        const QByteArray lists = QByteArray(100'000, '[') + QByteArray(100'000, ']');
        QByteArray objects;
        for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
        objects += "1" + QByteArray(100'000, '}');
        for (const char *name :
             {"args.json", "config.json", "vocab.json", "id2label.json", "hparams.yaml", "model.safetensors.index.json"}) {
            QTest::addRow("%s of lists", name) << name << lists;
            QTest::addRow("%s of objects", name) << name << objects;
            QTest::addRow("%s within an object", name) << name << "{\"embsize\": " + lists + "}";
        }
        QTest::newRow("hparams.yaml, a deep value") << "hparams.yaml"
                                                    << "nhead: " + lists + "\n";
        QTest::newRow("safetensors") << "model.safetensors" << QByteArray("\x40\x0d\x03\0\0\0\0\0", 8) + lists;
        QTest::newRow("safetensors, a deep tensor")
            << "model.safetensors" << QByteArray("\x48\x0d\x03\0\0\0\0\0", 8) + "{\"abc\":" + lists + "}";
    }
    void deepTextIsSurvived()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        QStringList replaced{name};
        if (name.startsWith("model.")) replaced << "best_model.pt";
        if (name == "config.json" || name == "hparams.yaml") replaced << "args.json";
        QVERIFY(copyFolder(demoModel(), path("model"), replaced));
        QVERIFY(writeText(path("model/" + name), text));
        for (const char *command : {"info", "convert-model"}) {
            QStringList arguments{command, path("model")};
            if (arguments[0] != "info") arguments << path("copy");
            const Outcome outcome = cli(arguments);
            QVERIFY2(outcome.status == 0 || outcome.status == 3, qPrintable(outcome.text()));
            QCOMPARE(outcome.err.count("error: "), outcome.status == 3 ? 1 : 0);
        }
    }

    void deepOptionsAreSurvived()
    {
        QVERIFY(writeText(path("config.json"), "{\"epochs\": " + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}"));
        const Outcome outcome = cli({"pretrain", path("in.h5ad"), path("model"), "--config", path("config.json")});
        QVERIFY2(outcome.status == 2, qPrintable(outcome.text()));
        QVERIFY(outcome.message().contains("config.json"));
    }
};

QTEST_GUILESS_MAIN(TestCliSafety)
#include "tst_cli_safety.moc"
