// Files that end a process inside HDF5: the command line refuses them in one sentence, as any other damaged file.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliDamaged : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

  private slots:
    void killersAreRefused_data()
    {
        QTest::addColumn<QString>("file");
        const QDir corpus(QString::fromStdString((sourceRoot() / "tests/fuzz/corpus/h5ad").string()));
        const QStringList names = corpus.entryList({"kills_*"}, QDir::Files);
        QVERIFY(!names.isEmpty());
        for (const QString &name : names) QTest::newRow(qPrintable(name)) << corpus.filePath(name);
    }
    void killersAreRefused()
    {
        QFETCH(QString, file);
        const QString output = m_folder.filePath("out.h5ad");
        for (const QStringList &command : {QStringList{"convert", file, output}, QStringList{"info", file}}) {
            const Outcome outcome = cli(command);
            QVERIFY2(outcome.status == 3, qPrintable(outcome.text()));
            QCOMPARE(outcome.errorClass(), QString("corrupt_data"));
            QVERIFY(outcome.message().contains(file));
        }
        QVERIFY(!QFile::exists(output));
    }

    // A program without its probe still opens files, and says what it lacks.
    void aMissingProbeIsSaid()
    {
        const QString program = m_folder.filePath("lexicell-cli"), cells = m_folder.filePath("cells.h5ad");
        QVERIFY(QFile::copy(cliProgram(), program));
        VERIFY_DONE(cli({"simulate", cells, "--cells", "20", "--genes", "100"}));
        const Outcome complete = cli({"info", cells});
        QVERIFY(!complete.warningClasses().contains("missing_program"));
        const Outcome alone = runProgram(program, {"info", cells, "--json"});
        QVERIFY2(alone.status == 0, qPrintable(alone.text()));
        QVERIFY2(alone.warningClasses().contains("missing_program"), qPrintable(alone.text()));
    }
};

QTEST_GUILESS_MAIN(TestCliDamaged)
#include "tst_cli_damaged.moc"
