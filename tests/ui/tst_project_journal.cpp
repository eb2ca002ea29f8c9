#include "tests/support/fixtures.h"
#include "tests/ui/project_fixture.h"
#include "ui/workspace/project/project_journal.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;
using lexicell::Error;

namespace {

using Kind = JournalEntry::Kind;

std::vector<Kind> kindsIn(const QString &path)
{
    std::vector<Kind> kinds;
    const auto project = ProjectFile::open(path, ProjectFile::Access::Read);
    if (!project.ok()) return kinds;
    for (const JournalEntry &entry : (*project)->readJournal().entries) kinds.push_back(entry.kind);
    return kinds;
}

}  // namespace

class TestProjectJournal : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_path = m_folder.filePath(QString::number(++m_count) + ".lexicell"); }

    void withoutAProjectNothingIsStoredAndEditsAreTaken()
    {
        ProjectJournal journal;
        QSignalSpy journaled(&journal, &ProjectJournal::journaled);
        VERIFY_OK(journal.append({{}}));
        VERIFY_OK(journal.setState("labels", {}));
        VERIFY_OK(journal.mayEdit());
        QVERIFY(!journal.readOnly());
        QCOMPARE(journaled.count(), 0);
    }

    void entriesAreOnDiskWhenAppendReturns()
    {
        ProjectJournal journal;
        journal.begin(openProject(m_path));
        QSignalSpy journaled(&journal, &ProjectJournal::journaled);
        VERIFY_OK(journal.append({{0, {}, Kind::Edit, {}, {}}}));
        QCOMPARE(journaled.count(), 1);
        QVERIFY(journal.journaledAt().isValid());
        QCOMPARE(rowsOf(m_path), 1);
        journal.setReplaying(true);
        VERIFY_OK(journal.append({{0, {}, Kind::Edit, {}, {}}}));
        QCOMPARE(rowsOf(m_path), 1);
    }

    // The step stays in memory until the next entries are written; they are all in the file, in order, or none of them.
    void aStepThatCannotBeWrittenGoesBeforeTheNextEntries()
    {
        ProjectJournal journal;
        journal.begin(openProject(m_path));
        VERIFY_OK(journal.append({{0, {}, Kind::Edit, {}, {}}}));
        sqlite3 *other = nullptr;
        sqlite3_open(m_path.toUtf8().constData(), &other);
        QCOMPARE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
        QSignalSpy failed(&journal, &ProjectJournal::journalFailed);
        journal.appendStep(Kind::Undo);
        journal.appendStep(Kind::Redo);
        QCOMPARE(failed.count(), 1);  // said once
        QVERIFY(!journal.append({{0, {}, Kind::Edit, {}, {}}}).ok());
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
        QCOMPARE(rowsOf(m_path), 1);
        journal.appendStep(Kind::Undo);
        QCOMPARE(kindsIn(m_path), (std::vector<Kind>{Kind::Edit, Kind::Undo, Kind::Redo, Kind::Undo}));
        VERIFY_OK(journal.append({{0, {}, Kind::Edit, {}, {}}}));
        QCOMPARE(rowsOf(m_path), 5);
    }

    void aHeldProjectTakesNoEditUntilItIsAdopted()
    {
        ProjectJournal journal;
        journal.begin(openProject(m_path));
        journal.project()->hold(journalDamage(m_path, 1));
        QVERIFY(journal.readOnly());
        QCOMPARE(journal.mayEdit().error().errorClass, std::string("journal_damaged"));
        QCOMPARE(journal.whyReadOnly()->errorClass, std::string("journal_damaged"));
        VERIFY_OK(journal.setState("labels", {{"active", "mine"}}));  // nothing is written
        QSignalSpy editable(&journal, &ProjectJournal::editabilityChanged);
        auto project = journal.lend();
        QVERIFY(journal.lent() && !journal.project() && journal.readOnly());
        QVERIFY(!journal.mayEdit().ok());
        journal.giveBack(std::move(project));
        QVERIFY(journal.readOnly() && !journal.lent());
        QCOMPARE(editable.count(), 0);
        project = journal.lend();
        VERIFY_OK(project->begin({}, {}, {}));
        journal.adopt(std::move(project), true);
        QCOMPARE(editable.count(), 1);
        QVERIFY(!journal.readOnly() && journal.hasUnsavedEdits());
        QVERIFY(journal.project()->state("labels").isEmpty());
        VERIFY_OK(journal.append({{0, {}, Kind::Edit, {}, {}}}));
    }

    void refusedEditsNameTheReasonUntilAProjectIsThere()
    {
        ProjectJournal journal;
        QSignalSpy editable(&journal, &ProjectJournal::editabilityChanged);
        journal.refuseEdits({lexicell::errors::diskFull, "full", ""});
        QCOMPARE(journal.mayEdit().error().errorClass, std::string("disk_full"));
        journal.setReplaying(true);
        VERIFY_OK(journal.mayEdit());
        journal.setReplaying(false);
        journal.adopt(openProject(m_path), false);
        VERIFY_OK(journal.mayEdit());
        QVERIFY(!journal.hasUnsavedEdits());
        QCOMPARE(editable.count(), 2);
    }

    void whatIsSavedIsKnown()
    {
        ProjectJournal journal;
        journal.undoStack()->push(new QUndoCommand);
        QVERIFY(journal.hasUnsavedEdits());
        journal.markSaved("a.h5ad");
        QVERIFY(!journal.hasUnsavedEdits());
        QCOMPARE(journal.savedFile(), QString("a.h5ad"));
        journal.setUnsavedStart(true);
        QVERIFY(journal.hasUnsavedEdits());
        journal.clear();
        QVERIFY(!journal.hasUnsavedEdits() && journal.savedFile().isEmpty());
    }

  private:
    QTemporaryDir m_folder;
    QString m_path;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestProjectJournal)
#include "tst_project_journal.moc"
