// Curves that grow while a job runs: the view opens by itself, draws what is measured, tells how the job ended, and becomes a
// result of the project. With long curves the window stays fluid.
#include "tests/app/measuring_task.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_task.h"
#include "ui/views/results/curves_chart.h"
#include "ui/views/results/curves_panel.h"
#include "ui/views/results/curves_view.h"
#include "ui/views/results/live_curves_view.h"
#include "ui/views/views_area.h"
#include "ui/workspace/facts/result_caption.h"

#include <QAbstractButton>
#include <QChart>
#include <QCheckBox>
#include <QLabel>
#include <QLineSeries>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>
#include <cmath>
#include <ctime>

using namespace lexicell;
using namespace lexicell::ui;

class TestLiveCurves : public QObject, private WindowFixture {
    Q_OBJECT

    const models::tasks::TaskTable m_tasks = test::tableWithMeasuring();

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QJsonObject step(int points, int pause, bool fail = false) const
    {
        return {{"do", "measuring"}, {"points", points},      {"pause", pause},
                {"fail", fail},      {"output", path("out")}, {"force", true}};
    }
    // Starts the task without waiting for its end.
    void start(int points, int pause)
    {
        const auto *task = m_window->bench().tasks.find("measuring");
        test::MeasuringOptions options{points, pause, false};
        runTask(m_window->bench(), *task, OptionValues(options), {{}, {}, path("out"), true});
    }
    LiveCurvesView *live() { return m_window->findChild<LiveCurvesView *>(); }
    const StoredResult &result() { return m_window->bench().results.all().back(); }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow(m_tasks);
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }
    void cleanup() { m_window.reset(); }

    void theyGrowWhileTheJobRuns()
    {
        start(10'000, 5);
        QVERIFY(live());
        QVERIFY(m_window->views()->isShown(live()));
        QTRY_COMPARE(live()->findChildren<CurvesChart *>().size(), 2);  // losses, and scores below
        auto *chart = live()->findChildren<CurvesChart *>().front();
        const QString before = chart->accessibleDescription();
        QVERIFY2(before.startsWith("cls "), qPrintable(before));
        QTRY_VERIFY(chart->accessibleDescription() != before);  // the last value is another one
        QTRY_COMPARE(chart->keptText(), QString("kept: epoch 1"));
        QTRY_VERIFY(live()->findChild<QLabel *>("liveStage")->text().startsWith("Step "));
        const QString file = path("live.csv");
        VERIFY_OK(live()->exportTo(file));
        VERIFY_OK(live()->exportTo(path("live.png")));
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readLine(), QByteArray("curve,step,value,measure\n"));
        // Cancel
        auto *cancel = live()->findChild<QPushButton *>("cancelLive");
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        waitIdle(*m_window);
        QCOMPARE(m_window->bench().jobs.jobs().back().state, JobInfo::State::Cancelled);
        // The curves up to there are a result, which took the place of the live view.
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        QCOMPARE(result().task, std::string("measuring"));
        QVERIFY2(resultCaption(result()).contains("Cancelled"), qPrintable(resultCaption(result())));
        QVERIFY(resultCaption(result()).contains("epoch 1"));
        QCOMPARE(valueOf(result().record.options, "points"), std::string("10000"));
        QTRY_VERIFY(!live());
        auto *view = m_window->findChild<CurvesView *>();
        QVERIFY(view && m_window->views()->isShown(view));
        QVERIFY(view->findChild<CurvesChart *>()->keptText().contains("epoch 1"));
    }

    void theResultComesBackWithTheProject()
    {
        runScript({step(6, 0)});
        const auto stored = std::get<models::tasks::Curves>(*result().result);
        QCOMPARE(stored.curves.front().y.size(), std::size_t{6});
        QVERIFY(resultCaption(result()).contains("Finished."));
        m_window.reset();
        showWindow(m_tasks);
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        QTRY_COMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const auto again = std::get<models::tasks::Curves>(*result().result);
        QCOMPARE(again.axes, stored.axes);
        QCOMPARE(again.kept, 2.0);
        QCOMPARE(again.keptName, std::string("epoch 1"));
        QCOMPARE(again.curves.back().y, stored.curves.back().y);
    }

    void anErrorIsTold()
    {
        runScript({step(4, 0, true)}, "diverged");
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        QVERIFY2(resultCaption(result()).contains("failed"), qPrintable(resultCaption(result())));
        QVERIFY(lastBanner(*m_window).contains("diverged"));
    }

    void aWaitingJobSaysSo()
    {
        start(10'000, 5);
        start(10'000, 5);
        const auto views = m_window->findChildren<LiveCurvesView *>();
        QCOMPARE(views.size(), 2);
        QVERIFY(views.back()->findChild<QLabel *>("liveStage")->text().startsWith("Waiting"));
        QVERIFY(m_window->actions().whyNot("jobs.curves").isEmpty());
        QTRY_VERIFY(!views.front()->findChildren<CurvesChart *>().isEmpty());  // it has a point to keep
        m_window->bench().jobs.cancelAll();
        waitIdle(*m_window);
        // The one that never began has nothing to keep.
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        QCOMPARE(m_window->findChildren<LiveCurvesView *>().size(), 1);
    }

    void theMenuBringsAClosedViewBack()
    {
        QVERIFY(!m_window->actions().whyNot("jobs.curves").isEmpty());
        start(10'000, 5);
        m_window->views()->setShown(live(), false);
        QVERIFY(!m_window->views()->isShown(live()));
        m_window->actions().get("jobs.curves")->trigger();
        QVERIFY(m_window->views()->isShown(live()));
        // And the button in the list of jobs
        m_window->views()->setShown(live(), false);
        m_window->showPanel("jobs");
        auto *button = visibleChild<QAbstractButton>(m_window.get(), "jobCurves");
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_window->views()->isShown(live()));
        m_window->bench().jobs.cancelAll();
        waitIdle(*m_window);
    }

    void logarithmsLeaveOutWhatHasNone()
    {
        models::tasks::Curves curves{.xName = "step", .yName = "loss", .curves = {{"a", {1, 2, 3}, {100, 0, 1}, false}}};
        CurvesPanel panel(curves, nullptr);
        panel.resize(600, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto *box = panel.findChild<QCheckBox *>("logarithmic");
        QVERIFY(box->isEnabled());
        QSignalSpy changed(&panel, &CurvesPanel::stateChanged);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space);
        QVERIFY(box->isChecked());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(panel.state(), (QJsonObject{{"logarithmic", true}}));
        const QPoint high = panel.charts().front()->positionOf(0, 0), low = panel.charts().front()->positionOf(0, 2);
        QVERIFY(high.y() < low.y());
        curves.curves.front().y = {0, 0, 0};
        panel.refresh();
        QTest::keyClick(box, Qt::Key_Space);
        QVERIFY(!box->isEnabled());
        QVERIFY(box->toolTip().contains("above 0"));
    }

    // Long curves are drawn by as many points as short ones, so a growth costs the same after an hour as after a minute.
    void longCurvesAreDrawnByFewPoints()
    {
        auto curves = std::make_shared<models::tasks::Curves>();
        *curves = {.xName = "step", .yName = "loss", .curves = {}};
        for (int i = 0; i < 8; ++i) curves->curves.push_back({"term " + std::to_string(i), {}, {}, false});
        const auto grow = [&](int steps) {
            for (int i = 0; i < steps; ++i)
                for (models::tasks::Curve &curve : curves->curves) {
                    curve.x.push_back(static_cast<double>(curve.x.size()));
                    curve.y.push_back(std::sin(0.37 * static_cast<double>(curve.x.size())) + 2.0);
                }
        };
        grow(100'000);
        LiveCurvesView view("Long", curves, nullptr);
        view.resize(900, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        std::vector<double> milliseconds;
        for (int round = 0; round < 9; ++round) {
            grow(50);
            const std::clock_t before = std::clock();
            view.grow();
            view.grab();
            milliseconds.push_back(1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
        }
        std::nth_element(milliseconds.begin(), milliseconds.begin() + 4, milliseconds.end());
        qInfo("one growth of 8 curves with 100,000 points: %.1f ms of processor time", milliseconds[4]);
        qsizetype points = 0, last = 0;
        const auto *chart = view.findChild<CurvesChart *>();
        for (const QAbstractSeries *series : chart->chart()->series()) {
            const QList<QPointF> drawn = static_cast<const QLineSeries *>(series)->points();
            points += drawn.size();
            last += !drawn.isEmpty() && drawn.back().x() == 100'449.0;
        }
        QVERIFY2(points > 8 * 200 && points <= 8 * 402, qPrintable(QString::number(points)));
        QCOMPARE(last, qsizetype{8});
    }
};

QTEST_MAIN(TestLiveCurves)
#include "tst_live_curves.moc"
