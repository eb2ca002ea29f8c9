// Labels of a project without its data and without a window; reading a project changes nothing in it.
#include "tests/app/cli_process.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/export_labels.h"
#include "ui/workspace/project/cell_names.h"
#include "ui/workspace/project/packed_numbers.h"
#include "ui/workspace/session.h"

#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::ui;

class TestExportLabels : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_project;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    // As opening a file finds them: a project keeps the names of the cells that it counts.
    static std::shared_ptr<const DatasetFacts> facts()
    {
        DatasetFacts facts;
        facts.identity.fingerprint = "small";
        facts.cellNames = packNames(test::smallDataset(10)->obs.index.values);
        return std::make_shared<const DatasetFacts>(facts);
    }

  private Q_SLOTS:
    void init()
    {
        static int number = 0;
        m_project = path(QString("p%1.lexicell").arg(++number));
        Session session;
        session.open(test::smallDataset(10), facts(), openProject(m_project));
        VERIFY_OK(session.labels().edit(assign(3)));
        LabelEdit note;
        note.kind = LabelEdit::Kind::Note;
        note.field = "cell_type";
        note.label = "mine";
        note.to = "by \"eye\", twice";
        VERIFY_OK(session.labels().edit(note));
        VERIFY_OK(session.labels().edit(assign(5)));
        session.journal().undoStack()->undo();  // an edit that was undone does not count
        session.close();
    }

    void theTableIsTheWindows()
    {
        const auto exported =
            exportProjectLabels(m_project.toStdString(), path("labels.csv").toStdString(), files::Existing::Replaced);
        VERIFY_OK(exported);
        QCOMPARE(exported->cells, std::int64_t{10});
        QCOMPARE(exported->fields, std::vector<std::string>{"cell_type"});
        const auto lines = test::fileBytes(path("labels.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype{12});  // comment, heading, ten cells
        QVERIFY(lines[0].startsWith("# Labels of p"));
        QCOMPARE(lines[1].split(',').first(), QByteArray("index"));
        QVERIFY(lines[2 + 3].contains(",mine,\"by \"\"eye\"\", twice\""));
        QVERIFY(!lines[2 + 5].contains("mine"));
    }

    void theProjectStaysAsItIs()
    {
        const QByteArray before = test::fileBytes(m_project);
        VERIFY_OK(exportProjectLabels(m_project.toStdString(), path("a.csv").toStdString(), files::Existing::Replaced));
        QCOMPARE(test::fileBytes(m_project), before);
        QCOMPARE(rowsOf(m_project), 5);  // the column as it was, three edits, one undo
    }

    void whileAWindowWrites()
    {
        const auto window = openProject(m_project);
        QVERIFY(window && window->writable());
        VERIFY_OK(exportProjectLabels(m_project.toStdString(), path("b.csv").toStdString(), files::Existing::Replaced));
    }

    void refusals()
    {
        const auto refused = [&](const QString &project, files::Existing existing = files::Existing::Replaced) {
            return exportProjectLabels(project.toStdString(), path("none.csv").toStdString(), existing).error().errorClass;
        };
        QCOMPARE(refused(path("nowhere.lexicell")), std::string("not_found"));
        QVERIFY(!QFile::exists(path("nowhere.lexicell")));  // and is not made
        QVERIFY(test::writeText(path("text.lexicell"), QByteArray(4096, 'x')));
        QCOMPARE(refused(path("text.lexicell")), std::string("project_damaged"));
        {
            Session session;
            session.open(test::smallDataset(10), facts(), openProject(path("empty.lexicell")));
        }
        QCOMPARE(refused(path("empty.lexicell")), std::string("no_labels"));
        QVERIFY(!QFile::exists(path("none.csv")));
        QVERIFY(test::writeText(path("none.csv"), "precious"));
        QCOMPARE(refused(m_project, files::Existing::Refused), std::string("output_exists"));
        QCOMPARE(test::fileBytes(path("none.csv")), QByteArray("precious"));
    }

    // Numbers of a damaged journal that point beyond the cells are never followed.
    void aJournalOfOtherCellsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("fewer codes than cells")
            << QByteArray("UPDATE journal SET bytes=x'" + packNumbers({0, 1, 0}).toHex() + "' WHERE sequence=1");
        QTest::newRow("more codes than cells") << QByteArray(
            "UPDATE journal SET bytes=x'" + packNumbers(std::vector<std::int64_t>(90, 0)).toHex() + "' WHERE sequence=1");
        for (const std::int64_t cell : {std::int64_t{10}, std::int64_t{-1}, std::int64_t{1} << 40})
            QTest::addRow("cell %lld", static_cast<long long>(cell))
                << QByteArray("UPDATE journal SET bytes=x'" + packNumbers({cell}).toHex() + "' WHERE sequence=2");
        QTest::newRow("a cell that quality control dropped")
            << QByteArray("UPDATE journal SET kind='cells', payload='{\"genes\":\"" + packNumbers({0}).toBase64() +
                          "\"}', bytes=x'" + packNumbers({0, 1}).toHex() + "' WHERE sequence=3");
    }
    void aJournalOfOtherCellsIsRefused()
    {
        QFETCH(QByteArray, sql);
        sqlite3 *database = nullptr;
        sqlite3_open(m_project.toUtf8().constData(), &database);
        sqlite3_exec(database, "DELETE FROM journal WHERE kind='undo'", nullptr, nullptr, nullptr);
        QCOMPARE(sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
        const auto exported =
            exportProjectLabels(m_project.toStdString(), path("damaged.csv").toStdString(), files::Existing::Replaced);
        QVERIFY(!exported.ok());
        QCOMPARE(exitStatus(exported.error()), 3);
        QVERIFY(!QFile::exists(path("damaged.csv")));
    }

    void theCommand()
    {
        const test::Outcome made = test::cli({"export-labels", m_project, path("cli.csv")});
        VERIFY_DONE(made);
        QCOMPARE(made.json["n_obs"].toInt(), 10);
        QCOMPARE(made.json["fields"].toArray(), QJsonArray{"cell_type"});
        QCOMPARE(test::cli({"export-labels", m_project, path("cli.csv")}).errorClass(), QString("output_exists"));
        QCOMPARE(test::cli({"export-labels", path("nowhere"), path("x.csv")}).errorClass(), QString("not_found"));
    }
};

QTEST_GUILESS_MAIN(TestExportLabels)
#include "tst_export_labels.moc"
