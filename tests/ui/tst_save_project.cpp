// Saving a project while it is worked on: the copy is made by a job, and what was edited meanwhile is in it.
#include "tests/support/fixtures.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/commands/save_project.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;
using lexicell::Result;

namespace {

FactsPtr facts() { return std::make_shared<const DatasetFacts>(); }

}  // namespace

class TestSaveProject : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init()
    {
        m_session.close();
        m_folder = std::make_unique<QTemporaryDir>();
        m_done.reset();
        m_data = lexicell::test::smallDataset(10);
    }

    void editsDuringTheCopyAreInBothProjects()
    {
        const QString first = m_folder->filePath("a.lexicell"), second = m_folder->filePath("b.lexicell");
        m_session.open(m_data, facts(), openProject(first));
        VERIFY_OK(m_session.labels().edit(assign(0)));
        saveProject(m_bench, second, m_then);
        QVERIFY(!m_done);  // nothing was copied on this thread
        VERIFY_OK(m_session.labels().edit(assign(2)));
        m_session.journal().undoStack()->undo();
        VERIFY_OK(m_session.labels().edit(assign(4)));
        m_session.labels().setActiveField("cell_type");
        QCOMPARE(rowsOf(first), 5);
        QTRY_VERIFY(m_done.has_value());
        VERIFY_OK(*m_done);
        QCOMPARE(m_session.journal().project()->path(), second);
        QCOMPARE(rowsOf(second), 5);
        VERIFY_OK(m_session.labels().edit(assign(6)));
        QCOMPARE(m_session.journal().undoStack()->count(), 3);  // the history goes on
        m_session.close();
        QCOMPARE(rowsOf(first), 5);

        Session again;
        QVERIFY(!again.open(m_data, facts(), openProject(second)).damaged);
        const auto &codes = again.labels().field("cell_type")->codes;
        QCOMPARE(codes, (std::vector<std::int32_t>{2, 1, 0, 1, 2, 1, 2, 1, 0, 1}));
        QCOMPARE(again.labels().activeField(), QString("cell_type"));
    }

    void labelsWithoutAProjectThatChangeMeanwhileAreWrittenAgain()
    {
        const QString path = m_folder->filePath("b.lexicell");
        m_session.open(m_data, facts(), nullptr);
        VERIFY_OK(m_session.labels().edit(assign(0)));
        saveProject(m_bench, path, m_then);
        VERIFY_OK(m_session.labels().edit(assign(2)));
        QTRY_VERIFY(m_done.has_value());
        VERIFY_OK(*m_done);
        QVERIFY(m_session.hasUnsavedWork());
        m_session.close();
        Session again;
        QVERIFY(!again.open(m_data, facts(), openProject(path)).damaged);
        QCOMPARE(again.labels().field("cell_type")->codes[2], 2);
    }

    void otherDataThatWereOpenedKeepTheirOwnProject()
    {
        const QString first = m_folder->filePath("a.lexicell"), second = m_folder->filePath("b.lexicell");
        m_session.open(m_data, facts(), openProject(first));
        VERIFY_OK(m_session.labels().edit(assign(0)));
        saveProject(m_bench, second, m_then);
        m_session.open(lexicell::test::smallDataset(5), facts(), openProject(m_folder->filePath("c.lexicell")));
        QTRY_VERIFY(m_done.has_value());
        QCOMPARE(m_done->error().kind, lexicell::ErrorKind::Cancelled);
        QCOMPARE(m_session.journal().project()->path(), m_folder->filePath("c.lexicell"));
        QVERIFY(openProject(second));  // and it is not locked
    }

    void aProjectThatAnotherWindowHasIsNotReplaced()
    {
        const QString first = m_folder->filePath("a.lexicell"), second = m_folder->filePath("b.lexicell");
        const auto other = openProject(second);
        m_session.open(m_data, facts(), openProject(first));
        saveProject(m_bench, second, m_then);
        QTRY_VERIFY(m_done.has_value());
        QCOMPARE(m_done->error().errorClass, std::string("project_locked"));
        QCOMPARE(m_session.journal().project()->path(), first);
        VERIFY_OK(m_session.labels().edit(assign(0)));
    }

    void aDecisionIsWrittenByAJobAndEditsWaitForIt()
    {
        const QString path = m_folder->filePath("a.lexicell");
        m_session.open(m_data, facts(), openProject(path));
        VERIFY_OK(m_session.labels().edit(assign(0)));
        m_session.journal().project()->hold(journalDamage(path, 3));
        std::optional<Result<QString>> copy;
        renewJournal(m_bench, Session::Keep::Labels, [&](const Result<QString> &result) { copy = result; });
        QVERIFY(!copy);
        QVERIFY(m_session.journal().lent());
        QCOMPARE(m_session.labels().edit(assign(2)).error().errorClass, std::string("project_locked"));
        QTRY_VERIFY(copy.has_value());
        VERIFY_OK(*copy);
        QVERIFY(QFile::exists(**copy));
        QCOMPARE(rowsOf(**copy), 2);
        QCOMPARE(rowsOf(path), 2);  // the start of a journal, and the field
        VERIFY_OK(m_session.labels().edit(assign(2)));
        QCOMPARE(rowsOf(path), 3);

        renewJournal(m_bench, Session::Keep::Labels, [&](const Result<QString> &result) { copy = result; });
        QCOMPARE(copy->error().errorClass, std::string("nothing_to_decide"));
    }

    void dataClosedDuringTheDecisionLeaveAProjectThatCanBeOpened()
    {
        const QString path = m_folder->filePath("a.lexicell");
        m_session.open(m_data, facts(), openProject(path));
        VERIFY_OK(m_session.labels().edit(assign(0)));
        m_session.journal().project()->hold(journalDamage(path, 3));
        std::optional<Result<QString>> copy;
        renewJournal(m_bench, Session::Keep::Labels, [&](const Result<QString> &result) { copy = result; });
        m_session.close();
        QTRY_VERIFY(copy.has_value());
        QCOMPARE(copy->error().kind, lexicell::ErrorKind::Cancelled);
        m_session.open(m_data, facts(), openProject(path));
        QVERIFY(!m_session.journal().readOnly());
        QCOMPARE(m_session.labels().field("cell_type")->codes[0], 2);
    }

  private:
    std::unique_ptr<QTemporaryDir> m_folder;
    DatasetPtr m_data;
    Session m_session;
    JobRunner m_jobs;
    Notices m_notices;
    Results m_results;
    Workbench m_bench{m_session, m_jobs, m_notices, m_results};
    std::optional<Result<void>> m_done;
    Then m_then = [this](const Result<void> &done) { m_done = done; };
};

QTEST_GUILESS_MAIN(TestSaveProject)
#include "tst_save_project.moc"
