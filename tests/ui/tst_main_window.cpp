// The whole path with real clicks and keys: open, embed and map, lasso, new label, undo, redo, save, reopen. On the bundled
// sample and its demo model where they are, else on simulated cells with a reference checkpoint.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/save_files.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/views/views_area.h"
#include "ui/widgets/path_bar.h"

#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

// Draws with the left button around all of the view but a margin.
void lasso(ScatterView &view)
{
    const QList<QPoint> corners{
        {20, 20}, {view.width() - 20, 20}, {view.width() - 20, view.height() - 20}, {20, view.height() - 20}, {20, 22}};
    QWidget *target = view.childAt(corners.first());
    if (!target) target = &view;
    const auto at = [&](const QPoint &point) { return target->mapFrom(&view, point); };
    QTest::mousePress(target, Qt::LeftButton, {}, at(corners.first()));
    for (qsizetype i = 1; i < corners.size(); ++i) {
        const QPoint from = corners[i - 1], to = corners[i];
        for (int step = 1; step <= 8; ++step) {
            const QPoint point = at(from + (to - from) * step / 8);
            QMouseEvent move(QEvent::MouseMove, point, target->mapToGlobal(point), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(target, &move);
        }
    }
    QTest::mouseRelease(target, Qt::LeftButton, {}, at(corners.last()));
}

}  // namespace

class TestMainWindow : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void startPageOffersThreeWaysAndDisabledActionsSayWhy()
    {
        QVERIFY(visibleChild<QPushButton>(m_window.get(), "openTile"));
        QVERIFY(visibleChild<QPushButton>(m_window.get(), "sampleTile"));
        for (const char *id : {"file.saveCopy", "analysis.map", "label.assign", "model.embed", "view.zoomFit"}) {
            const QAction *action = m_window->actions().get(id);
            QVERIFY2(action && !action->isEnabled(), id);
            QVERIFY2(action->toolTip().contains("first"), qPrintable(action->toolTip()));
        }
        QVERIFY(m_window->actions().get("file.open")->isEnabled());
        QVERIFY(!m_window->actions().get("edit.undo")->isEnabled());
    }

    void everySideBarIsInTheWindowMenu()
    {
        QList<QAction *> entries;
        for (const QAction *top : m_window->menuBar()->actions()) entries << top->menu()->actions();
        for (QDockWidget *dock : m_window->findChildren<QDockWidget *>())
            QVERIFY2(entries.contains(dock->toggleViewAction()), qPrintable(dock->objectName()));
    }

    void wholePath()
    {
        if (m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        MainWindow &window = *m_window;
        Session &session = window.bench().session;
        openDataset(window.bench(), m_data);
        waitIdle(window);
        QVERIFY(session.data().hasDataset());
        QVERIFY(session.data().facts()->simulated);
        QVERIFY(window.windowTitle().contains("simulated"));
        QVERIFY(visibleChild<QAbstractButton>(&window, "simulatedTag"));

        // the model, through its dialog
        auto *path = window.findChild<PathBar *>("pathBar");
        QTest::mouseClick(path, Qt::LeftButton, {}, path->stepRect(1).center());
        QTRY_VERIFY(window.findChild<QDialog *>("modelDialog"));
        auto *dialog = window.findChild<QDialog *>("modelDialog");
        auto *modelPath = dialog->findChild<QComboBox *>("modelPath");
        modelPath->lineEdit()->selectAll();
        QTest::keyClicks(modelPath->lineEdit(), m_model);
        QTest::mouseClick(dialog->findChild<QPushButton *>("loadModel"), Qt::LeftButton);
        waitIdle(window);
        QVERIFY2(session.models().outline() != nullptr, qPrintable(lastBanner(window)));
        QTRY_VERIFY(session.models().coverage() != nullptr);
        QVERIFY(dialog->findChild<QLabel *>("coverageText")->text().contains("genes known to the model"));
        dialog->close();

        // Map: one button, one form
        QTest::mouseClick(path, Qt::LeftButton, {}, path->stepRect(2).center());
        QTRY_VERIFY(window.findChild<QDialog *>("mapForm"));
        QTest::mouseClick(window.findChild<QDialog *>("mapForm")->findChild<QPushButton *>("runStep"), Qt::LeftButton);
        QTRY_VERIFY(!window.bench().jobs.idle());
        waitIdle(window);
        const std::string key = session.models().outline()->card.embeddingKey;
        for (const std::string &name : {std::string("X_pca"), std::string("X_umap"), key, "X_umap_" + key.substr(2)})
            QVERIFY2(session.data().dataset()->obsm.find(name) != nullptr,
                     (name + " " + lastBanner(window).toStdString()).c_str());
        QVERIFY(session.labels().field("leiden") && session.labels().field("leiden_scGPT"));
        // the baseline stands beside the model
        QCOMPARE(window.views()->panes().size(), std::size_t{2});
        QCOMPARE(window.views()->panes()[0]->embedding(), QString::fromStdString("X_umap_" + key.substr(2)));
        QCOMPARE(window.views()->panes()[1]->embedding(), QString("X_umap"));

        // lasso with the mouse after pressing L
        ScatterView *scatter = window.views()->panes()[0]->scatter();
        scatter->settle();
        QApplication::setActiveWindow(&window);  // the dialogs took that with them
        window.views()->setTool(ScatterView::Tool::Pan);
        scatter->setFocus();
        QTest::keyClick(&window, Qt::Key_L);
        QCOMPARE(scatter->tool(), ScatterView::Tool::Lasso);
        lasso(*scatter);
        QTRY_VERIFY(session.selection().count() > session.data().cells() / 2);
        const std::int64_t selected = session.selection().count();
        QTRY_VERIFY(
            window.findChild<QLabel *>("selectionTitle")->text().contains(QLocale().toString(static_cast<qlonglong>(selected))));

        // a new label in a new field, typed
        auto *form = window.findChild<QWidget *>("labelForm");
        auto *field = form->findChild<QComboBox *>("labelField");
        auto *label = form->findChild<QComboBox *>("labelName");
        field->lineEdit()->selectAll();
        QTest::keyClicks(field->lineEdit(), "my_labels");
        QTest::keyClicks(label->lineEdit(), "Blood cell");
        QTest::mouseClick(form->findChild<QPushButton *>("assignLabel"), Qt::LeftButton);
        QTRY_VERIFY(session.labels().field("my_labels"));
        QCOMPARE(session.labels().field("my_labels")->counts(), std::vector<std::int64_t>{selected});

        // undo and redo by key
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session.labels().field("my_labels")->labels.empty());
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(session.labels().field("my_labels")->counts(), std::vector<std::int64_t>{selected});

        // save, and look into the file
        const QString saved = m_folder.filePath("annotated.h5ad");
        saveH5ad(window.bench(), saved);
        waitIdle(window);
        QVERIFY(!session.hasUnsavedWork());
        JobContext context;
        const auto file = io::readH5ad(saved.toStdString(), {}, context);
        VERIFY_OK(file);
        const auto *column = file->obs.columns.find("my_labels")->as<data::Categorical>();
        QVERIFY(column);
        QCOMPARE(column->categoryNames(), std::vector<std::string>{"Blood cell"});
        QCOMPARE(static_cast<std::int64_t>(std::count(column->codes.begin(), column->codes.end(), 0)), selected);
        QVERIFY(file->uns.find("my_labels_colors") && file->uns.find("lexicell"));
        QVERIFY(file->obsm.find(key) && file->obsp.find("connectivities"));

        // the saved file opens with its maps and labels, without a project
        openDataset(window.bench(), saved);
        waitIdle(window);
        QCOMPARE(session.labels().field("my_labels")->counts(), std::vector<std::int64_t>{selected});
        QCOMPARE(window.views()->panes().size(), std::size_t{2});
        QCOMPARE(window.views()->panes()[0]->embedding(), QString::fromStdString("X_umap_" + key.substr(2)));
        openDataset(window.bench(), m_data);
        waitIdle(window);

        // never over the input
        saveH5ad(window.bench(), m_data);
        waitIdle(window);
        QVERIFY2(lastBanner(window).contains("Not saved"), qPrintable(lastBanner(window)));

        // close and open the same data again: edits and maps are there
        session.close();
        openDataset(window.bench(), m_data);
        waitIdle(window);
        QVERIFY(session.labels().field("my_labels"));
        QCOMPARE(session.labels().field("my_labels")->counts(), std::vector<std::int64_t>{selected});
        QCOMPARE(window.views()->panes().size(), std::size_t{2});
        QVERIFY(session.data().dataset()->obsm.find("X_umap") != nullptr);
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session.labels().field("my_labels")->labels.empty());
    }

    void brokenFileGivesABannerAndChangesNothing()
    {
        QFile broken(m_folder.filePath("broken.h5ad"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\x89HDF\r\n\x1a\n and then nothing");
        broken.close();
        openDataset(m_window->bench(), broken.fileName());
        waitIdle(*m_window);
        QTRY_VERIFY(lastBanner(*m_window).contains("could not be opened"));
        QVERIFY(!m_window->bench().session.data().hasDataset());
        QVERIFY(visibleChild<QPushButton>(m_window.get(), "openTile"));
        loadModel(m_window->bench(), m_folder.path());
        waitIdle(*m_window);
        QVERIFY2(lastBanner(*m_window).contains("could not be loaded"), qPrintable(lastBanner(*m_window)));
    }

    void genesAndColumnsColorTheMap()
    {
        MainWindow &window = *m_window;
        openDataset(window.bench(), m_data);
        waitIdle(window);
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 300}, {"n-pcs", 10}}}}});
        ViewPane *pane = window.views()->active();
        QVERIFY(pane);
        const QString gene = QString::fromStdString(window.bench().session.data().dataset()->var.index.values[3]);
        auto *box = pane->findChild<QComboBox *>("colorBy");
        box->lineEdit()->selectAll();
        QTest::keyClicks(box->lineEdit(), gene);
        QTest::keyClick(box->lineEdit(), Qt::Key_Return);
        QTRY_VERIFY(pane->colors().kind == PaneColors::Kind::Numbers);
        QCOMPARE(pane->colors().numbers.title, gene);
        QVERIFY(pane->colors().numbers.unit.contains("log1p"));
        QVERIFY(pane->colors().numbers.maximum > pane->colors().numbers.minimum);

        auto *columns = window.findChild<QListWidget *>("obsList");
        QTRY_VERIFY(!columns->findItems("batch", Qt::MatchExactly).isEmpty());
        QTest::mouseClick(columns->viewport(), Qt::LeftButton, {},
                          columns->visualItemRect(columns->findItems("batch", Qt::MatchExactly).first()).center());
        QCOMPARE(pane->colorKey(), QString("batch"));
        QVERIFY(pane->colors().kind == PaneColors::Kind::Labels);

        box->lineEdit()->selectAll();
        QTest::keyClicks(box->lineEdit(), "no such gene");
        QTest::keyClick(box->lineEdit(), Qt::Key_Return);
        QVERIFY(lastBanner(window).contains("no such gene"));
        QCOMPARE(pane->colorKey(), QString("batch"));

        // exported figures are there and say what they show
        const QString svg = m_folder.filePath("figure.svg");
        VERIFY_OK(pane->exportTo(svg));
        QFile figure(svg);
        QVERIFY(figure.open(QIODevice::ReadOnly));
        QVERIFY(figure.readAll().contains("batch"));
        VERIFY_OK(pane->exportTo(m_folder.filePath("figure.png")));
        QVERIFY(!QImage(m_folder.filePath("figure.png")).isNull());
    }

    void runningAStepAgainIsInTheLogOnly()
    {
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        const QJsonArray steps{QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 300}, {"n-pcs", 10}}}}};
        runScript(steps);
        const auto banners = m_window->findChildren<Banner *>().size();
        const auto *log = m_window->findChild<QPlainTextEdit *>("jobsLog");
        QVERIFY(!log->toPlainText().contains("is replaced"));
        runScript(steps);
        waitIdle(*m_window);
        QCOMPARE(m_window->findChildren<Banner *>().size(), banners);
        QVERIFY(log->toPlainText().contains("obsm[\"X_umap\"] was there and is replaced."));
    }

    void paletteFindsActions()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *line = visibleChild<QLineEdit>(m_window.get(), "paletteLine");
        QVERIFY(line);
        QTest::keyClicks(line, "job list");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(visibleChild<QWidget>(m_window.get(), "jobsPanel"));
    }

    void labelsGoOutAsCsv()
    {
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        runScript({QJsonObject{{"do", "select"}, {"cells", QJsonArray{1}}}, QJsonObject{{"do", "label"}, {"name", "A, \"B\""}}});
        const QString csv = m_folder.filePath("labels.csv");
        exportLabels(m_window->bench(), csv);
        waitIdle(*m_window);
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QVERIFY(lines[0].startsWith('#'));
        QVERIFY(lines[1].startsWith("index,"));
        QVERIFY(lines[2].endsWith(",unassigned"));
        QVERIFY2(lines[3].endsWith(",\"A, \"\"B\"\"\""), lines[3].constData());
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
