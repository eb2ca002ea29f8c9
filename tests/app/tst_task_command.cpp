// A task that is only a value in the table is a command: in the help, with its options, its refusals and its output.
#include "app/lexicell-cli/task_command.h"
#include "tests/app/cli_process.h"
#include "tests/app/throw_away_task.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace lexicell;
using namespace lexicell::test;

class TestTaskCommand : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_mapped;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    // This program is the command line with one more task. Not by an argument: the command line may start itself anew with its
    // own.
    static Outcome asCli(const QStringList &arguments)
    {
        return runProgram(QCoreApplication::applicationFilePath(), arguments, {{"LEXICELL_TEST_AS_CLI", "1"}});
    }
    static Outcome run(const QStringList &arguments) { return asCli(arguments + QStringList{"--json"}); }

  private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_DONE(test::cli({"simulate", path("cells.h5ad"), "--cells", "90", "--genes", "120"}));
        m_mapped = path("mapped.h5ad");
        VERIFY_DONE(test::cli({"analyze", path("cells.h5ad"), m_mapped, "--n-top-genes", "60", "--n-pcs", "5"}));
    }

    void helpNamesIt()
    {
        const QByteArray all = asCli({"--help"}).out.simplified();
        QVERIFY(all.contains("seen") && all.contains("The share of cells in which each gene is seen."));
        const QByteArray own = asCli({"seen", "--help"}).out.simplified();
        for (const char *word : {"--at-least", "stricter", "Unit: counts", "CSV: gene, share.", "--layer", "--gene-column"})
            QVERIFY2(own.contains(word), word);
        QVERIFY(!own.contains("--model"));
    }

    void itRuns()
    {
        const Outcome made = run({"seen", m_mapped, path("seen.csv"), "--at-least", "2"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes"].toInt(), 120);
        const auto lines = fileBytes(path("seen.csv")).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("gene,share"));
        QCOMPARE(lines.size(), qsizetype{121});
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const double share = lines[i].split(',').at(1).toDouble();
            QVERIFY(share >= 0.0 && share <= 1.0);
        }
    }

    // The sentence is whyNot()'s: tst_task_window compares the window's with the same.
    void itIsRefusedInTheTablesWords()
    {
        const Outcome refused = run({"seen", path("cells.h5ad"), path("none.csv")});
        QCOMPARE(refused.errorClass(), QString("missing_neighbors"));
        const data::Dataset empty;
        const auto why = whyNot(seenTask(), {&empty, nullptr});
        QVERIFY(why);
        QCOMPARE(refused.message(), QString::fromStdString(why->message));
        QVERIFY(!QFile::exists(path("none.csv")));
    }

    void outputsAreProtectedLikeAllOthers()
    {
        QVERIFY(writeText(path("there.csv"), "precious"));
        QCOMPARE(run({"seen", m_mapped, path("there.csv")}).errorClass(), QString("output_exists"));
        QCOMPARE(run({"seen", m_mapped, m_mapped, "--force"}).errorClass(), QString("output_is_input"));
        QCOMPARE(fileBytes(path("there.csv")), QByteArray("precious"));
    }

    // A layout is no representation that a menu offers, but it may be named.
    void aNamedRepresentationCounts()
    {
        data::Dataset dataset;
        dataset.obsm.set("X_mine", data::makeElement(data::Array(data::DType::Float32, {4, 2})));
        const auto *neighbors = models::tasks::TaskTable::builtIn().find("neighbors");
        QVERIFY(whyNot(*neighbors, {.dataset = &dataset})->is(errors::missingEmbedding));
        QVERIFY(!whyNot(*neighbors, {.dataset = &dataset, .representation = "X_mine"}));
        QVERIFY(whyNot(*neighbors, {.dataset = &dataset, .representation = "X_other"}));
    }

    void everyTaskOfTheTableIsACommand()
    {
        const QByteArray help = runProgram(cliProgram(), {"--help"}).out;
        for (const auto &task : models::tasks::TaskTable::builtIn().all())
            QVERIFY2(help.contains(task.id.c_str()), task.id.c_str());
    }
};

int main(int argc, char **argv)
{
    if (std::getenv("LEXICELL_TEST_AS_CLI")) {
        static const models::tasks::TaskTable tasks = tableWithSeen();
        cli::CommandLine line;
        cli::addTasks(line, tasks);
        return line.run(argc, argv);
    }
    QCoreApplication application(argc, argv);
    TestTaskCommand test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_task_command.moc"
