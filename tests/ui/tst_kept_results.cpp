// Results of tasks outlive the window: they are in the project before they are shown, and come back with their docks.
#include "tests/app/throw_away_task.h"
#include "tests/ui/result_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/keep_result.h"
#include "ui/commands/save_project.h"
#include "ui/views/results/result_view.h"
#include "ui/views/view_window.h"
#include "ui/views/views_area.h"
#include "ui/workspace/results/kept_results.h"

#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <sqlite3.h>

using namespace lexicell;
using namespace lexicell::ui;

class TestKeptResults : public QObject, private WindowFixture {
    Q_OBJECT

    const models::tasks::TaskTable m_tasks = test::tableWithSeen();

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        forgetEverything();
        openAgain();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }
    void cleanup() { m_window.reset(); }

    void inTheProjectBeforeTheDock()
    {
        std::size_t rows = 0;
        connect(&results(), &Results::resultAdded, this, [&] { rows = stored().results.size(); });
        show(test::ranking(30));
        QCOMPARE(rows, std::size_t{1});
        QVERIFY(dock(1)->isVisible());
    }

    void aLargeResultIsWrittenByAJobAndShownThen()
    {
        std::size_t rows = 0;
        connect(&results(), &Results::resultAdded, this, [&] { rows = stored().results.size(); });
        show(test::heatmap(600, 300, false));
        QVERIFY(results().all().empty());
        QVERIFY(!m_window->bench().jobs.idle());
        waitIdle(*m_window);
        QCOMPARE(rows, std::size_t{1});
        QVERIFY(dock(1));
    }

    // The numbers of a knock-out lie in its complete table.
    void aRankingWithALargeTableIsLarge()
    {
        models::tasks::Ranking ranking = test::ranking(30);
        ranking.complete.columns.push_back({"effect", std::vector<double>(60'000, 0.5), {}});
        show(std::move(ranking));
        QVERIFY(results().all().empty());
        waitIdle(*m_window);
        QCOMPARE(results().all().size(), std::size_t{1});
    }

    void theyComeBack()
    {
        runScript(
            {QJsonObject{{"do", "analyze"}, {"n-top-genes", 60}, {"n-pcs", 5}}, QJsonObject{{"do", "seen"}, {"at-least", 2}}});
        show(test::ranking(30), "scGPT_human");
        show(test::graph(30, 60));
        const QString title = view(2)->title(), caption = view(2)->caption();
        QVERIFY2(title.contains("scGPT_human"), qPrintable(title));
        view(2)->findChild<QTabWidget *>()->setCurrentIndex(1);
        // The second of the tabs is the one that is seen; the network stands below, the table of genes is closed.
        m_window->views()->addDockWidget(Qt::BottomDockWidgetArea, dock(3));
        dock(2)->raise();
        dock(1)->close();
        QTRY_COMPARE(project()->state("layout"), m_window->views()->layoutState());
        const QRect network = dock(3)->geometry();
        const auto before = *results().find(1);

        reopen();
        QCOMPARE(results().all().size(), std::size_t{3});
        const StoredResult *seen = results().find(1);
        QCOMPARE(seen->task, std::string("seen"));
        QCOMPARE(valueOf(seen->record.options, "at-least"), std::string("2"));
        QVERIFY(seen->record.inputs == before.record.inputs && !seen->record.inputs.empty());
        QVERIFY(std::get<models::tasks::Table>(*seen->result).columns[0].values ==
                std::get<models::tasks::Table>(*before.result).columns[0].values);
        QCOMPARE(view(2)->title(), title);
        QCOMPARE(view(2)->caption(), caption);
        QVERIFY(dock(1)->isHidden());
        QTRY_VERIFY(dock(2)->isVisible());
        QCOMPARE(view(2)->findChild<QTabWidget *>()->currentIndex(), 1);
        QCOMPARE(m_window->views()->QMainWindow::dockWidgetArea(dock(3)), Qt::BottomDockWidgetArea);
        QTRY_VERIFY(std::abs(dock(3)->geometry().height() - network.height()) < 30);
        show(test::ranking(5));  // ids go on
        QVERIFY(results().find(4));
        QVERIFY(m_window->views()->panes().size() >= 1);
    }

    void theTabThatWasSeenIsSeenAgain()
    {
        for (int i = 0; i < 3; ++i) show(test::ranking(10 + i));
        dock(2)->raise();
        QTRY_COMPARE(project()->state("layout"), m_window->views()->layoutState());
        const auto seenTab = [this] {
            for (const QTabBar *bar : m_window->views()->findChildren<QTabBar *>(Qt::FindDirectChildrenOnly))
                if (bar->count() == 3) return bar->currentIndex();
            return -1;
        };
        QCOMPARE(seenTab(), 1);
        reopen();
        QTRY_COMPARE(seenTab(), 1);
    }

    void aClosedResultIsInTheMenu()
    {
        show(test::ranking(30));
        dock(1)->close();
        QCOMPARE(results().all().size(), std::size_t{1});
        QAction *action = menuEntry(view(1)->title());
        QVERIFY(action && !action->isChecked());
        action->trigger();
        QTRY_VERIFY(dock(1)->isVisible());
        QVERIFY(menuEntry(view(1)->title())->isChecked());
    }

    void removingIsAStepOfTheHistory()
    {
        show(test::ranking(30));
        QTest::mouseClick(dock(1)->findChild<QToolButton *>("removeResult"), Qt::LeftButton);
        QTRY_VERIFY(!dock(1));
        QVERIFY(results().all().empty());
        QVERIFY(stored().results.empty());
        QUndoStack *history = m_window->bench().session.journal().undoStack();
        QVERIFY2(history->undoText().startsWith("Remove"), qPrintable(history->undoText()));
        QVERIFY(!m_window->bench().session.hasUnsavedWork());  // no h5ad could take a result
        history->undo();
        QTRY_VERIFY(dock(1) && dock(1)->isVisible());
        QCOMPARE(stored().results.size(), std::size_t{1});
        history->redo();
        reopen();
        QVERIFY(results().all().empty());
    }

    void aWindowOfItsOwnComesBackAsOne()
    {
        show(test::ranking(30));
        QTest::mouseClick(dock(1)->findChild<QToolButton *>("ownWindow"), Qt::LeftButton);
        auto *own = m_window->findChild<ViewWindow *>();
        QVERIFY(own && own->isVisible() && own->isAncestorOf(view(1)));
        QVERIFY2(own->windowTitle().contains(view(1)->title()), qPrintable(own->windowTitle()));
        QVERIFY(dock(1)->isHidden());
        QTRY_COMPARE(project()->state("layout"), m_window->views()->layoutState());
        reopen();
        own = m_window->findChild<ViewWindow *>();
        QVERIFY(own && own->isVisible() && own->isAncestorOf(view(1)));
        own->close();
        QTRY_VERIFY(dock(1)->isVisible() && dock(1)->isAncestorOf(view(1)));
    }

    void otherDataHaveOtherResults()
    {
        show(test::ranking(30));
        const QString file = project()->path();
        QCOMPARE(keptResults(file, "another fingerprint").results.size(), std::size_t{0});
        QCOMPARE(keptResults(file, "another fingerprint").lastId, 1);
        m_window->bench().session.close();
        QTRY_VERIFY(!dock(1));
        QCOMPARE(keptResults(file, fingerprint(file)).results.size(), std::size_t{1});
    }

    void aDamagedResultLeavesTheOthers()
    {
        show(test::ranking(30));
        show(test::ranking(20));
        const QString file = project()->path();
        m_window.reset();
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
        sqlite3_exec(database, "UPDATE results SET packed=x'00112233' WHERE id=1", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        openAgain();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        QCOMPARE(results().all().size(), std::size_t{1});
        QVERIFY(results().find(2));
        bool told = false;
        for (const Banner *banner : m_window->findChildren<Banner *>())
            told = told || banner->message().contains("could not be read");
        QVERIFY(told);
    }

    void aProjectOfSchema3GetsTheTable()
    {
        const QString file = project()->path();
        m_window.reset();
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
        sqlite3_exec(database, "DROP TABLE results; PRAGMA user_version=3", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        QCOMPARE(keptResults(file, {}).results.size(), std::size_t{0});
        openAgain();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        show(test::ranking(30));
        QCOMPARE(stored().results.size(), std::size_t{1});
    }

    void aProjectUnderAnotherNameHasThem()
    {
        show(test::ranking(30));
        const QString file = m_folder.filePath("mine.lexicell");
        std::optional<Result<void>> saved;
        saveProject(m_window->bench(), file, [&](const Result<void> &done) { saved = done; });
        show(test::ranking(20));  // while the project is copied
        QTRY_VERIFY(saved.has_value());
        VERIFY_OK(*saved);
        show(test::ranking(10));
        QCOMPARE(keptResults(file, m_window->bench().session.data().facts()->identity.fingerprint).results.size(),
                 std::size_t{3});
    }

  private:
    void openAgain()
    {
        if (m_window) waitIdle(*m_window);  // a quit cancels jobs: what they keep would be missing
        m_window.reset();
        showWindow(m_tasks);
    }
    void reopen()
    {
        openAgain();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }

    Results &results() { return m_window->bench().results; }
    ProjectFile *project() { return m_window->bench().session.journal().project(); }
    QDockWidget *dock(int id) { return m_window->findChild<QDockWidget *>(QString("dock.result.%1").arg(id)); }
    View *view(int id) { return m_window->views()->find(QString("result.%1").arg(id)); }
    KeptResults stored()
    {
        return keptResults(project()->path(), m_window->bench().session.data().facts()->identity.fingerprint);
    }

    static QString fingerprint(const QString &file)
    {
        const auto opened = ProjectFile::open(file, ProjectFile::Access::Read);
        return opened.ok() ? (*(*opened)->dataset())->fingerprint : QString();
    }

    // As a task gives it back.
    template <class Type> void show(Type result, const std::string &model = {})
    {
        StoredResult made;
        made.task = "seen";
        made.model = model;
        made.summary = "{}";
        made.result = test::shared(std::move(result));
        made.record = {"seen", {}, {{"at-least", "1"}}, {}};
        addResult(m_window->bench(), std::move(made), {});
    }

    QAction *menuEntry(const QString &text)
    {
        for (const QAction *top : m_window->menuBar()->actions())
            for (QAction *entry : top->menu()->actions()) {
                if (!entry->menu() || !entry->text().contains("esults")) continue;
                Q_EMIT entry->menu()->aboutToShow();
                for (QAction *result : entry->menu()->actions())
                    if (result->text() == text) return result;
            }
        return nullptr;
    }
};

QTEST_MAIN(TestKeptResults)
#include "tst_kept_results.moc"
