// One view fills the middle of the window for a while; a low window leaves each page of a result room for its rows.
#include "tests/ui/knock_out_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/view.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QAction>
#include <QDockWidget>
#include <QGraphicsView>
#include <QLabel>
#include <QScrollArea>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;

class TestViewDesk : public QObject, private WindowFixture {
    Q_OBJECT

    static constexpr int leastRows = 8;

    ViewsArea *desk() { return m_window->views(); }
    QDockWidget *dock(const QString &name) { return m_window->findChild<QDockWidget *>("dock." + name); }
    View *view() { return dock("result.1")->findChild<View *>(); }
    QToolButton *tool(const char *name) { return dock("result.1")->findChild<QToolButton *>(QLatin1String(name)); }
    // Two maps, and a knock-out with groups.
    void open(QSize size)
    {
        m_window->resize(size);
        runScript(
            {QJsonObject{{"do", "open"}, {"file", m_data}}, QJsonObject{{"do", "analyze"}, {"n-top-genes", 200}, {"n-pcs", 8}}});
        while (desk()->panes().size() < 2) desk()->addPane(desk()->panes().front()->embedding(), "batch");
        add();
        QTRY_VERIFY(view()->isVisible());
    }
    void add()
    {
        Results &results = m_window->bench().results;
        test::KnockOutTexts texts;
        texts.groups = {"", "B", "NK"};
        results.add(
            {results.nextId(), "knock-out", {}, "{}", test::shared(test::knockOut(30, texts)), {"knock-out", {}, {}, {}}});
    }
    QTabWidget *pages() { return view()->findChild<QTabWidget *>(); }
    // Rows of the chart that are seen at once.
    int shownRows()
    {
        const auto *chart = view()->findChild<RankingChart *>();
        const QWidget *seen = chart->parentWidget();  // the viewport
        int rows = 0;
        while (rows < 30 && seen->rect().contains(chart->mapTo(seen, chart->dotAt(rows)) + QPoint(0, 8))) ++rows;
        return rows;
    }
    // Each page of the result has room for so many rows of its own.
    void everyPageHasRoom()
    {
        QVERIFY(QTest::qWaitFor([this] { return shownRows() >= leastRows; }));
        for (int page = 1; page < pages()->count(); ++page) {
            pages()->setCurrentIndex(page);
            QTest::qWait(50);
            QWidget *shown = pages()->currentWidget();
            if (const auto *table = shown->findChild<QTableView *>()) {
                QVERIFY2(table->viewport()->height() >= leastRows * table->rowHeight(0),
                         qPrintable(QString::number(table->viewport()->height())));
            } else {
                const auto *area = shown->findChild<QScrollArea *>();
                QVERIFY2(area && area->viewport()->height() >= 200, qPrintable(pages()->tabText(page)));
            }
        }
        pages()->setCurrentIndex(0);
        view()->findChild<QToolButton *>("showVolcano")->click();
        const auto volcanoHeight = [this] {
            return view()->findChild<QGraphicsView *>("volcanoChart")->viewport()->visibleRegion().boundingRect().height();
        };
        QVERIFY2(QTest::qWaitFor([&] { return volcanoHeight() >= 200; }), qPrintable(QString::number(volcanoHeight())));
        view()->findChild<QToolButton *>("showDots")->click();
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aLowWindowShowsEightRows_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("message");
        QTest::newRow("1280 x 800") << QSize(1280, 800) << false;
        QTest::newRow("1280 x 800, with a message") << QSize(1280, 800) << true;
        QTest::newRow("1440 x 900") << QSize(1440, 900) << false;
    }
    void aLowWindowShowsEightRows()
    {
        QFETCH(QSize, size);
        QFETCH(bool, message);
        open(size);
        if (message)
            m_window->bench().notices.post(
                {Tone::Warning,
                 "Knock out genes with demo",
                 "Every cell counts as a replicate. Cells of one donor are alike, so standard errors and "
                 "intervals are too small. Choose the column that holds donors, samples or guides.",
                 {}});
        for (ViewPane *pane : desk()->panes()) QVERIFY(pane->isVisible() && pane->height() >= 80);  // the maps are there as well
        everyPageHasRoom();
        if (!message) return;
        const Banner *banner = m_window->findChildren<Banner *>().last();
        QTRY_VERIFY2(banner->height() < 60, qPrintable(QString::number(banner->height())));
        QTest::mouseClick(banner->findChild<QToolButton *>("unfoldBanner"), Qt::LeftButton);
        QTRY_VERIFY2(banner->height() >= 60, qPrintable(QString::number(banner->height())));  // all of it
    }

    void aResultFillsTheMiddleAndGivesItBack()
    {
        open({1280, 800});
        QTest::qWait(100);  // the result takes its place
        const QJsonObject before = desk()->layoutState();
        const QList<QRect> places{desk()->panes()[0]->parentWidget()->geometry(), dock("result.1")->geometry()};
        QTest::mouseClick(tool("maximizeView"), Qt::LeftButton);
        QCOMPARE(desk()->maximized(), view());
        for (ViewPane *pane : desk()->panes()) {
            QVERIFY(!pane->isVisible());
            QVERIFY(desk()->isShown(pane));  // not closed
        }
        QTRY_VERIFY(dock("result.1")->height() >= desk()->height() - 4 && dock("result.1")->width() >= desk()->width() - 4);
        everyPageHasRoom();
        QCOMPARE(desk()->layoutState()["docks"], before["docks"]);
        QCOMPARE(desk()->layoutState()["maximized"].toString(), QString("result.1"));
        QVERIFY(tool("maximizeView")->toolTip().startsWith("Show the other views"));
        QTest::mouseClick(tool("maximizeView"), Qt::LeftButton);
        QVERIFY(!desk()->maximized() && tool("maximizeView")->toolTip().startsWith("Fill"));
        const auto near = [](const QRect &a, const QRect &b) {
            return (a.topLeft() - b.topLeft()).manhattanLength() < 12 && std::abs(a.height() - b.height()) < 12;
        };
        QTRY_VERIFY(near(desk()->panes()[0]->parentWidget()->geometry(), places[0]));
        QTRY_VERIFY(near(dock("result.1")->geometry(), places[1]));
        for (ViewPane *pane : desk()->panes()) QVERIFY(pane->isVisible());
    }

    void byADoubleClickAndByTheKeyboard()
    {
        open({1280, 800});
        auto *title = dock("result.1")->findChild<QLabel *>("resultTitle");
        QTest::mouseDClick(title, Qt::LeftButton);
        QCOMPARE(desk()->maximized(), view());
        QTest::mouseDClick(title, Qt::LeftButton);
        QVERIFY(!desk()->maximized());
        view()->findChild<RankingChart *>()->setFocus();
        QAction *action = m_window->actions().get("view.maximize");
        QVERIFY(action->isEnabled() && !action->shortcuts().isEmpty());
        action->trigger();
        QCOMPARE(desk()->maximized(), view());
        action->trigger();
        desk()->panes()[1]->scatter()->setFocus();
        action->trigger();
        QCOMPARE(desk()->maximized(), static_cast<View *>(desk()->panes()[1]));
        QVERIFY(!desk()->panes()[0]->isVisible() && !dock("result.1")->isVisible());
    }

    void whatIsOpenedOrClosedEndsIt()
    {
        open({1280, 800});
        desk()->setMaximized(view());
        add();  // a second result, as a tab
        QVERIFY(!desk()->maximized());
        desk()->setMaximized(view());
        desk()->setShown(dock("result.2")->findChild<View *>(), true);  // the other tab is there as well
        QCOMPARE(desk()->maximized(), view());
        desk()->setShown(desk()->panes()[0], true);
        QVERIFY(!desk()->maximized());
        desk()->setMaximized(view());
        QTest::mouseClick(tool("closeResult"), Qt::LeftButton);
        QTRY_VERIFY(!desk()->maximized());
        QVERIFY(!desk()->isShown(view()) && desk()->panes()[0]->isVisible());
        desk()->setShown(view(), true);
        desk()->setMaximized(view());
        dock("result.1")->close();
        QTRY_VERIFY(!desk()->maximized());
        QVERIFY(dock("result.1")->isHidden());
        desk()->setMaximized(desk()->panes()[0]);
        m_window->bench().session.close();
        QVERIFY(!desk()->maximized() && desk()->panes().empty());
    }

    void itComesBackWithTheProject()
    {
        open({1280, 800});
        desk()->setMaximized(desk()->panes()[0]);
        QTRY_COMPARE(m_window->bench().session.journal().project()->state("layout"), desk()->layoutState());
        waitIdle(*m_window);
        m_window.reset();
        showWindow(models::tasks::TaskTable::builtIn());
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
        QTRY_VERIFY(desk()->maximized());
        QCOMPARE(desk()->nameOf(desk()->maximized()), QString("map.1"));
        desk()->setMaximized(nullptr);
        QTRY_VERIFY(desk()->panes()[1]->isVisible());
    }

    void titleAndCaptionAreALineEach()
    {
        open({1280, 800});
        const int line = m_window->fontMetrics().height();
        for (const char *name : {"resultTitle", "resultCaption"}) {
            const auto *label = dock("result.1")->findChild<QLabel *>(QLatin1String(name));
            QVERIFY2(label->height() <= line + 8, name);
        }
        QVERIFY(!dock("result.1")->findChild<QLabel *>("resultTitle")->text().isEmpty());
    }
};

QTEST_MAIN(TestViewDesk)
#include "tst_view_desk.moc"
