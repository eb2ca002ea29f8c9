// Whatever cannot be used says why: every action, button, field and row of the window and of its forms, in every state that a
// person meets; and what can be used does no harm in any of them.
#include "tests/ui/window_fixture.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/panels/inspector_panel.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"
#include "ui/shell/path_steps.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QTabBar>
#include <QThread>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

bool isSentence(const QString &text) { return text.size() > 10 && text.endsWith('.'); }

// "Save &as…" as Qt makes a tool tip of it when none was given.
QString plain(QString text) { return text.remove('&').remove(QStringLiteral("…")).remove(QStringLiteral("...")).trimmed(); }

bool says(const QAction &action)
{
    const QString tip = action.toolTip();
    return plain(tip) != plain(action.text()) && isSentence(tip);
}

QStringList silentActions(const Actions &actions)
{
    QStringList silent;
    for (const QAction *action : actions.all()) {
        const QString why = actions.whyNot(action->objectName());
        if (action->isEnabled() != why.isEmpty()) silent << action->objectName() + " is not as its reason says: " + why;
        if (action->isEnabled()) continue;
        if (!isSentence(why) || !action->toolTip().contains(why) || action->statusTip() != why) silent << action->objectName();
    }
    return silent;
}

QStringList silentEntries(QMenu &menu)
{
    QMetaObject::invokeMethod(&menu, "aboutToShow");
    QStringList silent;
    for (QAction *action : menu.actions()) {
        if (action->isSeparator()) continue;
        if (!action->isEnabled() && (!says(*action) || !menu.toolTipsVisible()))
            silent << "menu " + menu.title() + " > " + action->text();
        if (action->menu()) silent << silentEntries(*action->menu());
    }
    return silent;
}

// Parts of Qt's own widgets: a bar with nothing to scroll, the field inside a spin box, the list of a combo box.
bool isPart(const QWidget &widget)
{
    return qobject_cast<const QScrollBar *>(&widget) || qobject_cast<const QTabBar *>(widget.parentWidget()) ||
           widget.objectName().startsWith("qt_") || widget.inherits("QComboBoxPrivateContainer") ||
           qobject_cast<const QAbstractItemView *>(widget.parentWidget());
}

QStringList silentWidgets(const QWidget &window)
{
    QStringList silent;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        const bool itself = !widget->isEnabled() && (widget->isWindow() || widget->parentWidget()->isEnabled());
        if (!itself || isPart(*widget) || qobject_cast<const QMenu *>(widget)) continue;
        if (!isSentence(widget->toolTip()))
            silent << QString("%1 “%2” in %3: “%4”")
                          .arg(widget->metaObject()->className(), widget->objectName(), widget->parentWidget()->objectName(),
                               widget->toolTip());
    }
    return silent;
}

QStringList silentRows(const QWidget &window)
{
    QStringList silent;
    for (const QAbstractItemView *view : window.findChildren<QAbstractItemView *>()) {
        const QAbstractItemModel *model = view->model();
        if (!model || !(qobject_cast<const QListView *>(view))) continue;
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row, 0);
            if (!(index.flags() & Qt::ItemIsEnabled) && index.data(Qt::ToolTipRole).toString().isEmpty())
                silent << view->objectName() + ": " + index.data().toString();
        }
    }
    return silent;
}

QStringList silentIn(MainWindow &window)
{
    QStringList silent = silentActions(window.actions());
    for (QAction *top : window.menuBar()->actions()) silent << silentEntries(*top->menu());
    QMenu *const docks = window.createPopupMenu();  // on a right click beside the side bars
    for (const QAction *action : docks->actions())
        if (action->isVisible() && !action->isEnabled() && !says(*action)) silent << "docks: " + action->text();
    delete docks;
    silent << silentWidgets(window) << silentRows(window);
    const auto steps = pathSteps(window.bench(), !window.views()->panes().empty());
    for (const auto &step : steps)
        if (!step.enabled && !isSentence(step.whyNot)) silent << "path: " + step.title;
    return silent;
}

// The forms are children of the window, so that silentIn() sees into them.
void closeForms(MainWindow &window)
{
    for (QDialog *dialog : window.findChildren<QDialog *>()) delete dialog;
}

}  // namespace

class TestActions : public QObject, private WindowFixture {
    Q_OBJECT

    void open()
    {
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().hasDataset());
    }
    void load()
    {
        loadModel(m_window->bench(), m_model);
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.models().outline());
    }
    void map()
    {
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 100}, {"n-pcs", 5}}}}});
        waitIdle(*m_window);
        QVERIFY(m_window->views()->active());
    }
    void select() { runScript({QJsonObject{{"do", "select"}, {"cells", QJsonArray{0, 1, 2}}}}); }

    // Every form that can be opened now, and whatever can be done without asking: nothing else may become silent.
    void tryEverything()
    {
        MainWindow &window = *m_window;
        for (const char *id : {"analysis.map", "analysis.qc", "analysis.pca", "analysis.neighbors", "analysis.umap",
                               "analysis.leiden", "model.load", "model.fit", "model.embed", "edit.preferences", "edit.palette"}) {
            QAction *action = window.actions().get(id);
            QVERIFY2(action, id);
            if (!action->isEnabled()) continue;
            action->trigger();
            const QStringList silent = silentIn(window);
            QVERIFY2(silent.isEmpty(), qPrintable(QLatin1String(id) + ": " + silent.join("\n")));
            closeForms(window);
        }
        const QStringList leaves{"file.", "help.", "edit.undo", "edit.redo", "analysis."};
        for (QAction *action : window.actions().all()) {
            const bool asks = action->text().endsWith(QStringLiteral("…"));
            const bool leaving = std::any_of(leaves.begin(), leaves.end(),
                                             [&](const QString &start) { return action->objectName().startsWith(start); });
            if (!action->isEnabled() || asks || leaving) continue;
            action->trigger();
            if (action->isCheckable() && !action->actionGroup()) action->trigger();
            QCoreApplication::processEvents();
            closeForms(window);
        }
        waitIdle(window);
        const QStringList silent = silentIn(window);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join("\n")));
    }

  private Q_SLOTS:
    void initTestCase()
    {
        prepare();
        JobContext context;
        auto simulated = simulate::simulate({.cells = 150, .genes = 300, .batches = 2, .knockouts = 2, .seed = 1}, context);
        VERIFY_OK(simulated);
        m_data = m_folder.filePath("simulated.h5ad");
        VERIFY_OK(io::writeH5ad(*simulated, m_data.toStdString(), {}, context));
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aSilentButtonIsFound()
    {
        QVERIFY(silentIn(*m_window).isEmpty());
        auto *button = m_window->inspector()->findChild<QAbstractButton *>("assignLabel");
        QVERIFY(button && !button->isEnabled());
        const QString reason = button->toolTip();
        QCOMPARE(reason, QString("Open a data set first."));
        button->setToolTip({});
        QCOMPARE(silentIn(*m_window).size(), qsizetype{1});
        button->setToolTip(reason);
        m_window->actions().get("file.close")->setToolTip("Close");
        QVERIFY(silentIn(*m_window).size() >= 2);  // as an action, and in its menu
    }

    void inEveryState_data()
    {
        QTest::addColumn<QString>("states");
        QTest::addRow("nothing open") << "";
        QTest::addRow("a model without data") << "model";
        QTest::addRow("data without a model") << "data";
        QTest::addRow("a selection without a map") << "data select";
        QTest::addRow("data and a model") << "data model";
        QTest::addRow("a map") << "data map";
        QTest::addRow("a map and a selection") << "data model map select";
        QTest::addRow("labels") << "data map select label";
        QTest::addRow("closed again") << "data model map select label close";
    }

    void inEveryState()
    {
        QFETCH(const QString, states);
        if (states.contains("model") && m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        if (states.contains("data")) open();
        if (states.contains("model")) load();
        if (states.contains("map")) map();
        if (states.contains("select")) select();
        if (states.contains("label")) runScript({QJsonObject{{"do", "label"}, {"name", "T cell"}}});
        if (states.contains("close")) m_window->bench().session.close();
        const QStringList silent = silentIn(*m_window);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join("\n")));
        tryEverything();
    }

    void reasonsFollowTheState()
    {
        Actions &actions = m_window->actions();
        QCOMPARE(actions.whyNot("model.embed"), QString("Open a data set first."));
        open();
        QCOMPARE(actions.whyNot("model.embed"), QString("Load a model first."));
        QVERIFY(actions.whyNot("view.zoomSelected").contains("Map the cells"));
        select();
        QVERIFY(actions.whyNot("view.zoomSelected").contains("Map the cells"));  // there is nothing to zoom
        QVERIFY(actions.get("label.assign")->isEnabled());
        QVERIFY(!actions.get("label.assignLast")->isEnabled());
        QVERIFY(actions.get("label.assign1")->isEnabled());  // pressed, it says that there is no such label
        QVERIFY(!actions.get("label.clear")->isEnabled());
        runScript({QJsonObject{{"do", "label"}, {"name", "T cell"}}});
        QVERIFY(actions.get("label.assignLast")->isEnabled());
        QVERIFY(actions.get("label.assign1")->isEnabled());
        QVERIFY(actions.get("label.clear")->isEnabled());
    }

    void whileAJobRuns()
    {
        open();
        QCOMPARE(m_window->actions().whyNot("jobs.cancelAll"), QString("No job is running or waiting."));
        JobRunner &jobs = m_window->bench().jobs;
        jobs.start(
            {"test", "Wait to be cancelled"}, m_window.get(),
            [](JobContext &context) -> Result<int> {
                while (!context.cancelled()) QThread::msleep(5);
                return cancelled();
            },
            [](const Result<int> &) {});
        QVERIFY(!jobs.idle());
        QTRY_VERIFY(m_window->actions().get("jobs.cancelAll")->isEnabled());
        const QStringList silent = silentIn(*m_window);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join("\n")));
        m_window->actions().get("jobs.cancelAll")->trigger();
        waitIdle(*m_window);
        QTRY_VERIFY(!m_window->actions().get("jobs.cancelAll")->isEnabled());
    }

    void aProjectThatAnotherWindowWrites()
    {
        open();
        MainWindow second;
        second.show();
        openDataset(second.bench(), m_data);
        waitIdle(second);
        QVERIFY(second.bench().session.journal().readOnly());
        second.bench().session.selection().set(std::vector<std::uint8_t>(150, 1));
        for (const char *id : {"label.assign", "label.newField", "label.clear"}) {
            const QString why = second.actions().whyNot(id);
            QVERIFY2(why.contains("Another window"), id);
        }
        QVERIFY(second.actions().get("select.none")->isEnabled());
        const QStringList silent = silentIn(second);
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join("\n")));
    }

    void nothingToMap()
    {
        open();
        m_window->actions().get("analysis.map")->trigger();
        auto *form = m_window->findChild<QDialog *>("mapForm");
        QVERIFY(form);
        auto *run = form->findChild<QAbstractButton *>("runStep");
        QVERIFY(run->isEnabled());
        for (QAbstractButton *box : form->findChildren<QAbstractButton *>())
            if (box->isCheckable() && box->isChecked() && box->text() == "PCA baseline") box->click();
        QVERIFY(!run->isEnabled());
        QVERIFY(isSentence(run->toolTip()));
    }
};

QTEST_MAIN(TestActions)
#include "tst_actions.moc"
