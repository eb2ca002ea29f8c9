// The whole window in little room: nothing is cut off, nothing lies over something else, and every control can be used.
#include "tests/ui/control_check.h"
#include "tests/ui/window_fixture.h"
#include "ui/views/results/curves_chart.h"
#include "ui/views/scatter/scatter_overlay.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;

class TestWindowLayout : public QObject, private WindowFixture {
    Q_OBJECT

    static constexpr QSize smallScreen{1280, 800};

    // The bundled sample with its maps, or cells mapped here.
    void openMapped() { runScript({QJsonObject{{"do", "open"}, {"file", m_data}}, QJsonObject{{"do", "map"}}}); }
    ViewPane *pane() { return m_window->views()->panes()[0]; }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        m_window->resize(smallScreen);
    }
    void cleanup() { m_window.reset(); }

    void aSmallScreenHasRoomForAll()
    {
        openMapped();
        runScript({QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"k", 2}}});
        for (const char *panel : {"jobs", "gene-sets", "inspector", "models", "knock-outs", "gene"}) {
            m_window->showPanel(panel);
            QTest::qWait(30);
            m_window->resize(smallScreen);
            QTest::qWait(30);
            QVERIFY2(m_window->size() == smallScreen,
                     qPrintable(QString("%1: %2 x %3").arg(panel).arg(m_window->width()).arg(m_window->height())));
        }
    }

    void theModelsPanelIsNotCutOff()
    {
        if (m_model.isEmpty()) QSKIP("built without LibTorch");
        openMapped();
        runScript({QJsonObject{{"do", "load-model"}, {"path", m_model}}});
        m_window->showPanel("models");
        auto *scroll = m_window->findChild<QWidget *>("modelsPanel")->findChild<QScrollArea *>();
        QTRY_VERIFY(scroll->isVisible());
        QTRY_VERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                     qPrintable(QString("%1 > %2").arg(scroll->widget()->width()).arg(scroll->viewport()->width())));
    }

    void theGripLiesAboveTheTitle()
    {
        openMapped();
        runScript({QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"k", 2}}});
        int docks = 0;
        for (const QDockWidget *dock : m_window->findChildren<QDockWidget *>()) {
            if (!dock->objectName().startsWith("dock.") || !dock->isVisible() || !dock->titleBarWidget()) continue;
            ++docks;
            QVERIFY2(dock->widget()->geometry().top() >= dock->titleBarWidget()->geometry().bottom(),
                     qPrintable(dock->objectName()));
        }
        QVERIFY(docks >= 2);
    }

    void theColumnThatColorsIsReadable()
    {
        openMapped();
        runScript({QJsonObject{{"do", "color-by"}, {"key", "cell_type"}}});
        const QLineEdit *line = pane()->findChild<QComboBox *>("colorBy")->lineEdit();
        QTRY_COMPARE(line->text(), QString("cell_type"));
        QVERIFY2(line->fontMetrics().horizontalAdvance(line->text()) <= line->width(),
                 qPrintable(QString::number(line->width())));
    }

    void eachMapShowsTheScaleOfItsNumbers()
    {
        openMapped();
        const ScatterOverlay *overlay = pane()->findChild<ScatterOverlay *>();
        QVERIFY(overlay);
        runScript({QJsonObject{{"do", "color-by"}, {"key", "n_genes"}}});
        QTRY_VERIFY(overlay->state.scale.has_value());
        QCOMPARE(overlay->state.scale->title, QString("n_genes"));
        QVERIFY(overlay->state.scale->high > overlay->state.scale->low);
        runScript({QJsonObject{{"do", "color-by"}, {"key", "cell_type"}}});
        QTRY_VERIFY(!overlay->state.scale.has_value());
    }

    void onlyTheNewestMessageTakesRoom()
    {
        m_window->resize(1440, 900);
        openMapped();
        const QString why = QString("A reason of some length. ").repeated(8);
        for (int i = 0; i < 2; ++i) m_window->bench().notices.post({Tone::Warning, QString("Message %1").arg(i), why, {}});
        QTest::qWait(50);
        QList<int> heights;
        for (const Banner *banner : m_window->findChildren<Banner *>())
            if (banner->isVisible() && banner->message().startsWith("Message")) heights << banner->height();
        QCOMPARE(heights.size(), 2);
        QVERIFY2(heights[0] < heights[1], qPrintable(QString("%1 and %2").arg(heights[0]).arg(heights[1])));
    }

    // Curves with many baselines are scrolled where there is little room.
    void curvesHaveRoomOnASmallScreen()
    {
        openMapped();
        models::tasks::Curves curves{.xName = "step", .yName = "", .curves = {}};
        for (int i = 0; i < 20; ++i) {
            curves.curves.push_back(
                {.name = "a method with a long name " + std::to_string(i), .x = {1, 2}, .y = {0.5, 1.0 / (1 + i)}});
            curves.axes.push_back(i < 2 ? "loss" : "score");
        }
        Results &results = m_window->bench().results;
        const auto result = std::make_shared<const models::tasks::TaskResult>(curves);
        results.add({results.nextId(), "fine-tune", {}, "{}", result, {"fine-tune", {}, {}, {}}});
        m_window->showPanel("jobs");
        QTest::qWait(50);
        m_window->resize(smallScreen);
        QTest::qWait(50);
        QVERIFY2(m_window->size() == smallScreen, qPrintable(QString("%1 x %2").arg(m_window->width()).arg(m_window->height())));
        const auto charts = m_window->findChildren<CurvesChart *>();
        QCOMPARE(charts.size(), 2);
        for (const CurvesChart *chart : charts)
            QVERIFY2(chart->chart()->plotArea().height() > 60, qPrintable(QString::number(chart->chart()->plotArea().height())));
    }

    // The last line of a result says how far it can be trusted.
    void messagesLeaveResultsFree()
    {
        m_window->resize(1440, 900);
        openMapped();
        runScript({QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"k", 2}}});
        m_window->bench().notices.post({Tone::Warning, "Message", "A reason of some length. ", {}});
        const auto *messages = m_window->findChild<QWidget *>("banners");
        QTRY_VERIFY(messages->isVisible());
        const auto onWindow = [this](const QWidget *widget) {
            return QRect(widget->mapTo(m_window.get(), QPoint()), widget->size());
        };
        int results = 0;
        for (const View *view : m_window->views()->findChildren<View *>()) {
            if (qobject_cast<const ViewPane *>(view) || !view->isVisible()) continue;
            ++results;
            QTRY_VERIFY2(!onWindow(messages).intersects(onWindow(view)), qPrintable(view->title()));
        }
        QCOMPARE(results, 1);
    }

    void everyControlOfTheWindowCanBeUsed_data()
    {
        QTest::addColumn<bool>("open");
        QTest::newRow("no data") << false;
        QTest::newRow("mapped, cells selected") << true;
    }
    void everyControlOfTheWindowCanBeUsed()
    {
        QFETCH(bool, open);
        if (open) openMapped();
        if (open) runScript({QJsonObject{{"do", "select"}, {"cells", QJsonArray{0, 1, 2, 3}}}});
        for (const char *panel :
             {"data", "legend", "gene-sets", "inspector", "gene", "models", "history", "knock-outs", "suggestions", "jobs"}) {
            m_window->showPanel(panel);
            QTest::qWait(20);
            const QStringList faults = test::faultsOfControls(m_window.get());
            for (const QString &fault : faults) qWarning("%s: %s", panel, qPrintable(fault));
            QVERIFY2(faults.isEmpty(), panel);
        }
    }
};

QTEST_MAIN(TestWindowLayout)
#include "tst_window_layout.moc"
