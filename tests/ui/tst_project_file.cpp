#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/project/project_file.h"
#include "ui/workspace/session.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <sqlite3.h>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

using namespace lexicell::ui;

namespace {

// The program under the knife: edits without end, and says after each how many it has shown.
int editUntilKilled(const QString &path, bool undoing)
{
    const auto dataset = lexicell::test::smallDataset(2000);
    Session session;
    session.open(dataset, std::make_shared<const DatasetFacts>(), openProject(path));
    for (std::int64_t cell = 0; cell < 2000; ++cell) {
        if (!session.labels().edit(assign(cell)).ok()) return 1;
        if (undoing && cell % 10 == 9) {
            session.journal().undoStack()->undo();
            LabelEdit other = assign(cell);
            other.label = "other";
            if (!session.labels().edit(other).ok()) return 1;
        }
        std::printf("%lld\n", static_cast<long long>(cell + 1));
        std::fflush(stdout);
    }
    QThread::sleep(60);
    return 0;
}

}  // namespace

class TestProjectFile : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsWhatItIsGiven()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("sub/p.lexicell");
        {
            const auto project = openProject(path);
            QVERIFY(project);
            QVERIFY(project->dataset().ok() && !*project->dataset());
            QVERIFY(project->setDataset({folder.filePath("d.h5ad"), "abc", 5'000'000'000, 10, 3}).ok());
            QVERIFY(project
                        ->append({{0, {}, JournalEntry::Kind::Edit, {{"do", "assign"}}, QByteArray("\0\1x", 3)},
                                  {0, {}, JournalEntry::Kind::Undo, {}, {}}})
                        .ok());
            QVERIFY(project->setState("view/0", {{"color", "CD3E"}}).ok());
            QVERIFY(project->setState("view/0", {{"color", "NKG7"}}).ok());
            QVERIFY(project->addRun({{}, "umap", "UMAP", {{"min-dist", "0.5"}}, 1.25}).ok());
        }
        const auto project = openProject(path);
        QCOMPARE((*project->dataset())->bytes, qint64(5'000'000'000));
        QCOMPARE((*project->dataset())->fingerprint, QString("abc"));
        const auto journal = project->journal();
        QVERIFY(journal.ok());
        QCOMPARE(journal->size(), std::size_t{2});
        QCOMPARE((*journal)[0].bytes, QByteArray("\0\1x", 3));
        QCOMPARE((*journal)[0].payload["do"].toString(), QString("assign"));
        QVERIFY((*journal)[0].time.isValid());
        QVERIFY((*journal)[1].kind == JournalEntry::Kind::Undo);
        QCOMPARE(project->state("view/0")["color"].toString(), QString("NKG7"));
        QCOMPARE(project->runs()->size(), std::size_t{1});
        QCOMPARE((*project->runs())[0].seconds, 1.25);
    }

    void aProjectThatMovedWithItsDataFindsThem()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath("old") && QDir(folder.path()).mkpath("new"));
        {
            const auto project = openProject(folder.filePath("old/p.lexicell"));
            QVERIFY(project->setDataset({folder.filePath("old/d.h5ad"), "abc", 1, 1, 1}).ok());
        }
        QVERIFY(QFile::rename(folder.filePath("old/p.lexicell"), folder.filePath("new/p.lexicell")));
        QFile moved(folder.filePath("new/d.h5ad"));
        QVERIFY(moved.open(QIODevice::WriteOnly));
        QCOMPARE((*openProject(folder.filePath("new/p.lexicell"))->dataset())->path, folder.filePath("new/d.h5ad"));
    }

    void copiesAreCompleteAndReplace()
    {
        QTemporaryDir folder;
        const auto project = openProject(folder.filePath("a.lexicell"));
        QVERIFY(project->append({{0, {}, JournalEntry::Kind::Undo, {}, {}}}).ok());
        QVERIFY(project->copyTo(folder.filePath("b.lexicell")).ok());
        QVERIFY(project->append({{0, {}, JournalEntry::Kind::Redo, {}, {}}}).ok());
        QVERIFY(project->copyTo(folder.filePath("b.lexicell")).ok());
        QCOMPARE(openProject(folder.filePath("b.lexicell"))->journal()->size(), std::size_t{2});
        const auto refused = project->copyTo(folder.filePath("no/such/folder/b.lexicell"));
        QVERIFY(!refused.ok());
    }

    void aHeldProjectTakesNothing()
    {
        QTemporaryDir folder;
        const auto project = openProject(folder.filePath("a.lexicell"));
        QVERIFY(project->setDataset({folder.filePath("d.h5ad"), "abc", 1, 1, 1}).ok());
        QVERIFY(project->append({{0, {}, JournalEntry::Kind::Undo, {}, {}}}).ok());
        project->hold({lexicell::errors::datasetChanged, "decide first", ""});
        for (const auto &refused : {project->setState("labels", {}), project->append({{}}), project->addRun({}),
                                    project->setDataset({}), project->setCellNames("x")})
            QCOMPARE(refused.error().message, std::string("decide first"));
        QCOMPARE(project->journal()->size(), std::size_t{1});
        QCOMPARE((*project->dataset())->fingerprint, QString("abc"));
        QVERIFY(project->begin({}, {}, {}).ok());  // the decision
        QVERIFY(project->append({{0, {}, JournalEntry::Kind::Undo, {}, {}}}).ok());
    }

    void oneWindowWritesOthersRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        auto first = openProject(path);
        QVERIFY(first && first->writable());
        QVERIFY(first->setState("labels", {{"active", "mine"}}).ok());
        const auto second = ProjectFile::open(path);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().errorClass, std::string("project_locked"));
        const std::string process = std::to_string(QCoreApplication::applicationPid());
        QVERIFY2(second.error().message.find(process) != std::string::npos, second.error().message.c_str());

        const auto reader = ProjectFile::open(path, ProjectFile::Access::Read);
        QVERIFY(reader.ok() && !(*reader)->writable());
        QCOMPARE((*reader)->state("labels")["active"].toString(), QString("mine"));
        for (const auto &refused : {(*reader)->setState("labels", {}), (*reader)->append({{}}), (*reader)->begin({}, {}, {}),
                                    (*reader)->addRun({}), (*reader)->setDataset({})})
            QCOMPARE(refused.error().errorClass, std::string("project_locked"));
        first.reset();
        QVERIFY(openProject(path));
        QVERIFY(!QFile::exists(path + ".lock"));
    }

    void aSecondWindowLooksOnAndMayGoOnUnderAnotherName()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        const auto dataset = lexicell::test::smallDataset(10);
        const auto facts = std::make_shared<const DatasetFacts>();
        Session first, second;
        first.open(dataset, facts, openProject(path));
        QVERIFY(first.labels().edit(assign(3)).ok());
        auto reader = ProjectFile::open(path, ProjectFile::Access::Read);
        QVERIFY(reader.ok());
        second.open(dataset, facts, std::move(*reader));
        QVERIFY(second.journal().readOnly());
        QCOMPARE(second.labels().field("cell_type")->codes[3], 2);
        QVERIFY(!second.journal().undoStack()->canUndo());
        const auto refused = second.labels().edit(assign(4));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("project_locked"));
        QCOMPARE(second.labels().field("cell_type")->codes[4], 0);

        const QString other = folder.filePath("b.lexicell");
        QVERIFY(second.journal().project()->copyTo(other).ok());
        auto adopted = openProject(other);
        const ProjectStart start = second.projectStart();
        QVERIFY(beginProject(*adopted, start).ok());
        second.startIn(std::move(adopted), start);
        QVERIFY(!second.journal().readOnly());
        QVERIFY(second.labels().edit(assign(4)).ok());
        second.close();
        first.close();
        Session third;
        QVERIFY(!third.open(dataset, facts, openProject(other)).damaged);
        QCOMPARE(third.labels().field("cell_type")->codes[3], 2);
        QCOMPARE(third.labels().field("cell_type")->codes[4], 2);
        QVERIFY(!Session().journal().readOnly());
    }

    void damageAndNewerVersionsAreNamed()
    {
        QTemporaryDir folder;
        QFile garbage(folder.filePath("g.lexicell"));
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write(QByteArray(4096, 'x'));
        garbage.close();
        const auto damaged = ProjectFile::open(garbage.fileName());
        QVERIFY(!damaged.ok());
        QCOMPARE(damaged.error().errorClass, std::string("project_damaged"));

        const QString newer = folder.filePath("n.lexicell");
        openProject(newer);
        sqlite3 *database = nullptr;
        sqlite3_open(newer.toUtf8().constData(), &database);
        sqlite3_exec(database, "PRAGMA user_version=99", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        const auto tooNew = ProjectFile::open(newer);
        QVERIFY(!tooNew.ok());
        QCOMPARE(tooNew.error().errorClass, std::string("project_too_new"));
    }

    // LEXICELL_KILLS=100 kills a hundred times.
    void killsAtRandomMomentsLoseNothing()
    {
#ifdef Q_OS_UNIX
        bool given = false;
        const int wanted = qEnvironmentVariableIntValue("LEXICELL_KILLS", &given);
        for (int kill = 0; kill < (given ? wanted : 4); ++kill) {
            QTemporaryDir folder;
            const QString path = folder.filePath("killed.lexicell");
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {"--edit-until-killed", path, "undo"});
            QVERIFY(child.waitForStarted());
            QVERIFY(child.waitForReadyRead(20000));
            QThread::msleep(static_cast<unsigned long>(QRandomGenerator::global()->bounded(1, 400)));
            ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            const QByteArray shown = child.readAllStandardOutput();
            const auto lines = shown.left(shown.lastIndexOf('\n')).split('\n');
            const std::int64_t seen = lines.back().toLongLong();
            Session session;
            const auto restored =
                session.open(lexicell::test::smallDataset(2000), std::make_shared<const DatasetFacts>(), openProject(path));
            QVERIFY2(!restored.damaged, qPrintable(restored.problem));
            const LabelFieldPtr field = session.labels().field("cell_type");
            // Every tenth edit was undone and another given; the last moments before the kill may be there or not.
            for (std::int64_t cell = 0; cell + 1 < seen; ++cell)
                QCOMPARE(field->codes[static_cast<std::size_t>(cell)] >= 2, true);
        }
#else
        QSKIP("needs POSIX signals");
#endif
    }

    void aKilledProgramLosesNothing()
    {
#ifdef Q_OS_UNIX
        QTemporaryDir folder;
        const QString path = folder.filePath("killed.lexicell");
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {"--edit-until-killed", path});
        QVERIFY(child.waitForStarted());
        QByteArray shown;
        while (shown.count('\n') < 40) {
            QVERIFY(child.waitForReadyRead(20000));
            shown += child.readAllStandardOutput();
        }
        ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
        QVERIFY(child.waitForFinished());
        shown += child.readAllStandardOutput();
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        const auto lines = shown.left(shown.lastIndexOf('\n')).split('\n');
        const std::int64_t seen = lines.back().toLongLong();

        const auto dataset = lexicell::test::smallDataset(2000);
        Session session;
        const auto restored = session.open(dataset, std::make_shared<const DatasetFacts>(), openProject(path));
        QVERIFY(!restored.damaged);
        // What was journaled but not yet shown may be there as well; what was shown must be.
        QVERIFY2(restored.edits >= seen, qPrintable(QString("%1 of %2").arg(restored.edits).arg(seen)));
        const LabelFieldPtr field = session.labels().field("cell_type");
        for (std::int64_t cell = 0; cell < seen; ++cell) QCOMPARE(field->codes[static_cast<std::size_t>(cell)], 2);
#else
        QSKIP("needs POSIX signals");
#endif
    }
};

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    if (argc >= 3 && qstrcmp(argv[1], "--edit-until-killed") == 0)
        return editUntilKilled(QString::fromLocal8Bit(argv[2]), argc == 4);
    TestProjectFile test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_project_file.moc"
