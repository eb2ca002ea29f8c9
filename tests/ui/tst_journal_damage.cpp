// A journal that cannot be read to its end, or not be written: told in one sentence, what lies behind the damage stays, and no
// label is acknowledged that is not there next time.
#include "tests/ui/decide_now.h"
#include "tests/support/fixtures.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/project/packed_numbers.h"
#include "ui/workspace/session.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace lexicell::ui;

class TestJournalDamage : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void damageInTheJournalIsToldAndNothingIsLost_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("soundEdits");  // that are shown
        const auto row = [](const char *name, const char *sql, int sound = 2) {
            QTest::newRow(name) << QByteArray(sql) << sound;
        };
        // Entries: 1 the column as it was, 2 to 5 the edits.
        row("kind", "UPDATE journal SET kind='dance' WHERE sequence=4");
        row("payload is no JSON", "UPDATE journal SET payload='{\"do\":' WHERE sequence=4");
        row("payload is a list", "UPDATE journal SET payload='[]' WHERE sequence=4");
        row("payload of nothing", "UPDATE journal SET payload='{}' WHERE sequence=4");
        row("payload is empty", "UPDATE journal SET payload='' WHERE sequence=4");
        row("field is missing", "UPDATE journal SET payload='{\"do\":\"assign\",\"label\":\"x\"}' WHERE sequence=4");
        row("unknown edit", "UPDATE journal SET payload='{\"do\":\"fly\",\"field\":\"cell_type\"}' WHERE sequence=4");
        row("nested deep",
            "UPDATE journal SET payload=replace(hex(zeroblob(50000)),'00','[')||replace(hex(zeroblob(50000)),'00',']') "
            "WHERE sequence=4");
        row("nested deep in an object",
            "UPDATE journal SET payload='{\"do\":'||replace(hex(zeroblob(50000)),'00','[')||'}' WHERE sequence=4");
        row("cells do not inflate", "UPDATE journal SET bytes=x'000000ff00112233' WHERE sequence=4");
        row("cells claim four gigabytes", "UPDATE journal SET bytes=x'ffffffff789c' WHERE sequence=4");
        row("cells cut off", "UPDATE journal SET bytes=substr(bytes,1,length(bytes)-2) WHERE sequence=4");
        row("cells are gone", "UPDATE journal SET bytes=NULL WHERE sequence=4");
        row("cells are empty", "UPDATE journal SET bytes=x'00000000' WHERE sequence=4");
        const QByteArray beyond = "UPDATE journal SET bytes=x'" + packNumbers({99}).toHex() +
                                  "', payload='{\"do\":\"assign\",\"label\":\"x\",\"field\":\"cell_type\"}' WHERE sequence=4";
        row("a cell that is not there", beyond.constData());
        row("undo of nothing", "UPDATE journal SET kind='undo' WHERE sequence=2", 0);
        row("redo of nothing", "UPDATE journal SET kind='redo' WHERE sequence=4");
        row("start: no labels", "UPDATE journal SET payload='{\"field\":\"cell_type\"}' WHERE sequence=1", 0);
        row("start: fewer codes than cells",
            "UPDATE journal SET bytes=(SELECT bytes FROM journal WHERE sequence=2) WHERE sequence=1", 0);
        row("start: codes beyond the labels",
            "UPDATE journal SET payload='{\"field\":\"cell_type\",\"labels\":[]}' WHERE sequence=1", 0);
        row("start: does not inflate", "UPDATE journal SET bytes=x'0102' WHERE sequence=1", 0);
        row("replacement: fewer codes than cells",
            "UPDATE journal SET payload='{\"do\":\"replace\",\"field\":\"cell_type\",\"replacement\":"
            "{\"field\":\"cell_type\",\"labels\":[{\"name\":\"a\",\"color\":\"#000000\"}]}}', bytes=(SELECT bytes FROM journal "
            "WHERE sequence=2) "
            "WHERE sequence=4");
    }

    void damageInTheJournalIsToldAndNothingIsLost()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, soundEdits);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        const auto dataset = lexicell::test::smallDataset(10);
        const auto facts = std::make_shared<const DatasetFacts>();
        {
            Session session;
            session.open(dataset, facts, openProject(path));
            for (std::int64_t cell = 0; cell < 4; ++cell) QVERIFY(session.labels().edit(assign(cell * 2)).ok());
        }
        sqlite3 *database = nullptr;
        sqlite3_open(path.toUtf8().constData(), &database);
        QCOMPARE(sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        QCOMPARE(sqlite3_changes(database), 1);
        sqlite3_close(database);
        {
            Session session;
            const auto restored = session.open(dataset, facts, openProject(path));
            QVERIFY(restored.damaged);
            QCOMPARE(restored.edits, soundEdits);
            QVERIFY2(restored.problem.contains("Entry"), qPrintable(restored.problem));
            for (std::int64_t cell = 0; cell < 4; ++cell)
                QCOMPARE(session.labels().field("cell_type")->codes[static_cast<std::size_t>(cell * 2)],
                         cell < soundEdits ? 2 : 0);
            const auto refused = session.labels().edit(assign(9));
            QVERIFY(!refused.ok());
            QCOMPARE(refused.error().errorClass, std::string("journal_damaged"));
            QVERIFY(session.journal().readOnly() && !session.journal().undoStack()->canUndo());
        }
        QCOMPARE(rowsOf(path), 5);  // what lies behind the damage is still there

        Session session;
        session.open(dataset, facts, openProject(path));
        const auto copy = beginJournal(session, Session::Keep::Labels);
        VERIFY_OK(copy);
        QCOMPARE(rowsOf(*copy), 5);
        VERIFY_OK(session.labels().edit(assign(9)));
        session.close();
        const auto restored = session.open(dataset, facts, openProject(path));
        QVERIFY(!restored.damaged);
        const LabelFieldPtr field = session.labels().field("cell_type");
        QCOMPARE(field->labels[static_cast<std::size_t>(field->codes[9])].name, QString("mine"));
    }

    void aBrokenPageInTheMiddleOfTheJournalIsNotItsEnd()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        const auto dataset = lexicell::test::smallDataset(3000);
        const auto facts = std::make_shared<const DatasetFacts>();
        {
            Session session;
            session.open(dataset, facts, openProject(path));
            for (std::int64_t cell = 0; cell < 800; ++cell) QVERIFY(session.labels().edit(assign(cell * 2)).ok());
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.size() > 20 * 4096);
        // One page of the table in the middle of the file.
        file.seek(file.size() / 4096 / 2 * 4096);
        file.write(QByteArray(4096, '\x5a'));
        file.close();

        Session session;
        const auto restored = session.open(dataset, facts, openProject(path));
        QVERIFY(restored.damaged);
        QVERIFY2(restored.edits > 0 && restored.edits < 800, qPrintable(QString::number(restored.edits)));
        QVERIFY(!session.labels().edit(assign(1)).ok());
        const auto copy = beginJournal(session, Session::Keep::Labels);
        VERIFY_OK(copy);
        QVERIFY(QFileInfo(*copy).size() > 20 * 4096);
        VERIFY_OK(session.labels().edit(assign(1)));
        session.close();
        QVERIFY(!session.open(dataset, facts, openProject(path)).damaged);
        const LabelFieldPtr field = session.labels().field("cell_type");
        QCOMPARE(field->counts()[2], std::int64_t{restored.edits + 1});
    }

    void whereNoCopyCanBeMadeNothingIsAcknowledged_data()
    {
        QTest::addColumn<int>("room");  // bytes that a file may have
        QTest::newRow("nothing can be written") << 1024;
        QTest::newRow("the journal could go on, but a copy does not fit") << 500'000;
    }
    void whereNoCopyCanBeMadeNothingIsAcknowledged()
    {
#ifdef Q_OS_UNIX
        QFETCH(int, room);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        const auto dataset = lexicell::test::smallDataset(10);
        const auto facts = std::make_shared<const DatasetFacts>();
        {
            Session session;
            session.open(dataset, facts, openProject(path));
            QVERIFY(session.labels().edit(assign(0)).ok() && session.labels().edit(assign(2)).ok());
        }
        sqlite3 *database = nullptr;
        sqlite3_open(path.toUtf8().constData(), &database);
        sqlite3_exec(database, "UPDATE journal SET payload='x' WHERE sequence=3", nullptr, nullptr, nullptr);
        sqlite3_exec(database, "INSERT INTO state(key, value) VALUES('ballast', hex(randomblob(500000)))", nullptr, nullptr,
                     nullptr);
        sqlite3_close(database);
        Session session;
        session.open(dataset, facts, openProject(path));
        // As on a full disk: no file may grow beyond this.
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = static_cast<rlim_t>(room);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto refused = beginJournal(session, Session::Keep::Labels);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!refused.ok());
        QVERIFY2(!refused.error().message.empty(), refused.error().message.c_str());
        QVERIFY(!session.labels().edit(assign(4)).ok());
        QCOMPARE(session.labels().field("cell_type")->codes[4], 0);
        session.close();
        QCOMPARE(rowsOf(path), 3);
#else
        QSKIP("needs POSIX limits");
#endif
    }

    void anUndoThatCannotBeWrittenDoesNotComeBack()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        const auto dataset = lexicell::test::smallDataset(10);
        const auto facts = std::make_shared<const DatasetFacts>();
        Session session;
        session.open(dataset, facts, openProject(path));
        QVERIFY(session.labels().edit(assign(0)).ok() && session.labels().edit(assign(2)).ok());
        sqlite3 *other = nullptr;
        sqlite3_open(path.toUtf8().constData(), &other);
        QCOMPARE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);  // as a busy or full disk would
        QSignalSpy failed(&session.journal(), &ProjectJournal::journalFailed);
        session.journal().undoStack()->undo();
        QCOMPARE(failed.count(), 1);
        QVERIFY(!session.labels().edit(assign(4)).ok());
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
        VERIFY_OK(session.labels().edit(assign(6)));
        const LabelField shown = *session.labels().field("cell_type");
        session.close();
        QVERIFY(!session.open(dataset, facts, openProject(path)).damaged);
        QVERIFY(*session.labels().field("cell_type") == shown);
        QCOMPARE(session.labels().field("cell_type")->codes[2], 0);
    }

    void aDamagedProjectNamesItsTables_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("data set") << QByteArray("UPDATE meta SET value='{' WHERE key='dataset'");
        QTest::newRow("runs") << QByteArray("INSERT INTO runs(time,step,title,options,seconds) VALUES('','','','[',0)");
        QTest::newRow("state") << QByteArray("INSERT OR REPLACE INTO state VALUES('views','[[[')");
        QTest::newRow("names") << QByteArray("DROP TABLE names");
    }
    void aDamagedProjectNamesItsTables()
    {
        QFETCH(QByteArray, sql);
        QTemporaryDir folder;
        const auto project = openProject(folder.filePath("a.lexicell"));
        QVERIFY(project->setDataset({folder.filePath("d.h5ad"), "abc", 1, 1, 1}).ok());
        sqlite3 *database = nullptr;
        sqlite3_open(project->path().toUtf8().constData(), &database);
        QCOMPARE(sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
        const int wrong = int(!project->dataset().ok()) + int(!project->runs().ok()) + int(!project->readState("views").ok()) +
                          int(!project->cellNames().ok());
        QCOMPARE(wrong, 1);
        QVERIFY(project->state("views").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJournalDamage)
#include "tst_journal_damage.moc"
