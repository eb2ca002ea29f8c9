// Projects of every schema version, as the programs of their time wrote them: opened for writing they get the latest schema and
// keep their content, opened for reading they stay as they are.
#include "tests/support/fixtures.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/project/cell_names.h"
#include "ui/workspace/project/migrations.h"
#include "ui/workspace/project/packed_numbers.h"
#include "ui/workspace/session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;

namespace {

const char *base = R"(
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE journal(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, bytes BLOB);
    CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE runs(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, step TEXT NOT NULL, title TEXT NOT NULL,
                      options TEXT NOT NULL, seconds REAL NOT NULL);
    INSERT INTO state VALUES('labels', '{"active":"mine"}');
    INSERT INTO runs(time, step, title, options, seconds) VALUES('2024-01-01T00:00:00.000Z', 'umap', 'UMAP', '{"min-dist":"0.5"}', 2.5);
    INSERT INTO journal(time, kind, payload) VALUES('2024-01-01T00:00:00.000Z', 'edit', '{"do":"create-field","field":"mine"}');
)";

QByteArray hex(const QByteArray &bytes) { return "x'" + bytes.toHex() + "'"; }

// Label `mine`/`T` of cells 1 and 3, colored #ff8800.
QByteArray edits(const QByteArray &color)
{
    return R"(INSERT INTO journal(time, kind, payload, bytes) VALUES('2024-01-01T00:00:01.000Z', 'edit',
              '{"do":"assign","field":"mine","label":"T","cells":2}', )" +
           hex(packNumbers({1, 3})) +
           R"();
              INSERT INTO journal(time, kind, payload) VALUES('2024-01-01T00:00:02.000Z', 'edit',
              '{"do":")" +
           color + R"(","field":"mine","label":"T",")" + color + R"(":"#ff8800"}');)";
}

QByteArray projectOf(int version)
{
    QByteArray sql = base;
    if (version >= 2)
        sql += "CREATE TABLE names(what TEXT PRIMARY KEY, packed BLOB NOT NULL); INSERT INTO names VALUES('cells', " +
               hex(packNames(lexicell::test::smallDataset(10)->obs.index.values)) + ");";
    if (version >= schemaWithResults)
        sql += "CREATE TABLE results(id INTEGER PRIMARY KEY, time TEXT NOT NULL, task TEXT NOT NULL, about TEXT NOT NULL,"
               " packed BLOB NOT NULL);";
    sql += edits(version >= 3 ? "color" : "colour");
    if (version >= schemaWithGeneSets)
        sql += R"(INSERT INTO journal(time, kind, payload) VALUES('2024-01-01T00:00:03.000Z', 'gene-edit',
                  '{"do":"create","sets":[{"name":"T","genes":["CD3E"],"note":"a paper"}]}');)";
    return sql + "PRAGMA user_version=" + QByteArray::number(version);
}

std::size_t entriesOf(int version) { return version >= schemaWithGeneSets ? 4 : 3; }

int versionOf(const QString &path)
{
    sqlite3 *database = nullptr;
    sqlite3_stmt *statement = nullptr;
    sqlite3_open(path.toUtf8().constData(), &database);
    sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, nullptr);
    const int version = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return version;
}

bool write(const QString &path, const QByteArray &sql)
{
    sqlite3 *database = nullptr;
    sqlite3_open(path.toUtf8().constData(), &database);
    const bool written = sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return written;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestProjectMigrations : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theListHasNoGap()
    {
        int last = 0;
        for (const Migration &step : migrations()) QCOMPARE(step.to, ++last);
        QCOMPARE(latestSchema(), last);
    }

    void everyVersionIsBroughtToTheLatest_data()
    {
        QTest::addColumn<int>("version");
        for (const Migration &step : migrations()) QTest::addRow("schema %d", step.to) << step.to;
    }

    void everyVersionIsBroughtToTheLatest()
    {
        QFETCH(int, version);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        QVERIFY(write(path, projectOf(version)));
        {
            const auto project = openProject(path);
            QVERIFY(project);
            QCOMPARE(project->journal()->size(), entriesOf(version));
            QCOMPARE(project->runs()->front().options["min-dist"].toString(), QString("0.5"));
            VERIFY_OK(project->cellNames());
            QCOMPARE(project->cellNames()->isEmpty(), version < schemaWithNames);
            VERIFY_OK(project->setCellNames("names"));
        }
        QCOMPARE(versionOf(path), latestSchema());
        Session session;
        QVERIFY(
            !session.open(lexicell::test::smallDataset(10), std::make_shared<const DatasetFacts>(), openProject(path)).damaged);
        QCOMPARE(session.labels().activeField(), QString("mine"));
        const LabelFieldPtr field = session.labels().field("mine");
        QVERIFY(field);
        QCOMPARE(field->codes, (std::vector<std::int32_t>{-1, 0, -1, 0, -1, -1, -1, -1, -1, -1}));
        QCOMPARE(field->labels[0].color, QColor("#ff8800"));
        QCOMPARE(session.runs().all().size(), std::size_t{1});
        if (version >= schemaWithGeneSets) QCOMPARE(session.genes().sets(), (GeneSets{{"T", {"CD3E"}, "a paper"}}));
        else QVERIFY(session.genes().sets().empty());
    }

    void readingChangesNothing_data() { everyVersionIsBroughtToTheLatest_data(); }

    void readingChangesNothing()
    {
        QFETCH(int, version);
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        QVERIFY(write(path, projectOf(version)));
        const QByteArray before = contentOf(path);
        {
            const auto project = ProjectFile::open(path, ProjectFile::Access::Read);
            VERIFY_OK(project);
            QCOMPARE((*project)->journal()->size(), entriesOf(version));
            VERIFY_OK((*project)->cellNames());
            QCOMPARE((*project)->cellNames()->isEmpty(), version < schemaWithNames);
        }
        QCOMPARE(contentOf(path), before);
        QCOMPARE(versionOf(path), version);
    }

    // An earlier program set the number last. If it was killed before, the tables are there and the number is 0.
    void tablesWithoutANumberAreTaken()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        QVERIFY(write(path, projectOf(3) + "; PRAGMA user_version=0"));
        const auto project = openProject(path);
        QVERIFY(project);
        QCOMPARE(project->journal()->size(), std::size_t{3});
    }

    void aDamagedTableOfNamesIsAnErrorAndNotNoNames()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        QVERIFY(write(path, projectOf(3) + "; DROP TABLE names"));
        QVERIFY(!openProject(path)->cellNames().ok());
    }
};

QTEST_GUILESS_MAIN(TestProjectMigrations)
#include "tst_project_migrations.moc"
