// The maps in the middle: names dropped on them, windows of their own, cells dropped and brought back.
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"
#include "ui/views/view_window.h"
#include "ui/views/views_area.h"
#include "ui/widgets/key_drag.h"

#include <QComboBox>
#include <QDockWidget>
#include <QDrag>
#include <QDragEnterEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

// True: the widget took it.
bool drop(QWidget *widget, QMimeData *data)
{
    const QPoint at = widget->rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, data, Qt::LeftButton, {});
    QApplication::sendEvent(widget, &enter);
    if (!enter.isAccepted()) return false;
    QDropEvent dropped(at, Qt::CopyAction, data, Qt::LeftButton, {});
    QApplication::sendEvent(widget, &dropped);
    return dropped.isAccepted();
}

}  // namespace

class TestViewsArea : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aNameDroppedOnAViewColorsIt()
    {
        ViewPane *second = openMapped();
        QVERIFY(m_window->views()->active() != second);
        const QString gene = QString::fromStdString(m_window->bench().session.data().dataset()->var.index.values[3]);
        std::unique_ptr<QMimeData> data(KeyDrag::dataOf(gene));
        QVERIFY(drop(second, data.get()));
        QTRY_VERIFY(second->colors().kind == PaneColors::Kind::Numbers);
        QCOMPARE(second->colorKey(), gene);
        QCOMPARE(m_window->views()->active(), second);
        data.reset(KeyDrag::dataOf("batch"));
        QVERIFY(drop(second, data.get()));
        QCOMPARE(second->colorKey(), QString("batch"));
        QMimeData plain;
        plain.setText("no such gene");
        QVERIFY(drop(second, &plain));
        QVERIFY(lastBanner(*m_window).contains("no such gene"));
        QCOMPARE(second->colorKey(), QString("batch"));
    }

    void twoViewsAndBothSideBarsLeaveTheMapsTheirNames()
    {
        openMapped();
        QCOMPARE(m_window->width(), 1440);
        for (ViewPane *pane : m_window->views()->panes()) {
            const auto *selector = pane->findChild<QComboBox *>("embedding");
            QCOMPARE(selector->currentText(), QString("UMAP · PCA baseline"));
            QTRY_VERIFY2(selector->width() >= selector->sizeHint().width(),
                         qPrintable(QString("%1 of %2").arg(selector->width()).arg(selector->sizeHint().width())));
        }
    }

    void aFileDroppedAnywhereIsOpened()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_data)});
        QVERIFY(drop(m_window.get(), &data));
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().hasDataset());
        ViewPane *pane = openMapped();
        QSignalSpy opened(&m_window->bench().session, &Session::datasetOpened);
        QVERIFY(drop(pane, &data));  // the view leaves it to the window around it
        waitIdle(*m_window);
        QCOMPARE(opened.count(), 1);
        QMimeData nothing;
        QVERIFY(!drop(m_window.get(), &nothing));
    }

    void genesCanBeDraggedOutOfTheList()
    {
        openMapped();
        m_window->showPanel("genes");
        auto *hits = m_window->findChild<QListWidget *>("geneHits");
        QTRY_VERIFY(hits->isVisible() && hits->count() > 2);
        QSignalSpy started(hits->findChild<KeyDrag *>("geneDrag"), &KeyDrag::started);
        const QPoint from = hits->visualItemRect(hits->item(1)).center();
        QTimer::singleShot(200, [] { QDrag::cancel(); });
        QTest::mousePress(hits->viewport(), Qt::LeftButton, {}, from);
        for (const int distance : {5, 20, 40}) {
            const QPoint at = from + QPoint(distance, 0);
            QMouseEvent move(QEvent::MouseMove, at, hits->viewport()->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(hits->viewport(), &move);
        }
        QTest::mouseRelease(hits->viewport(), Qt::LeftButton, {}, from);
        QCOMPARE(started.count(), 1);
        QCOMPARE(started[0][0].toString(), hits->item(1)->data(Qt::UserRole).toString());
    }

    void aViewGoesIntoAWindowOfItsOwnAndBack()
    {
        ViewPane *pane = openMapped();
        ViewsArea *views = m_window->views();
        pane->findChild<QAction *>("ownWindow")->trigger();
        auto *own = qobject_cast<ViewWindow *>(pane->window());
        QVERIFY(own && own->isVisible());
        QVERIFY2(own->windowTitle().contains("UMAP"), qPrintable(own->windowTitle()));
        QCOMPARE(views->panes().size(), std::size_t{2});
        // it stays linked, and the window's shortcuts work in it
        m_window->bench().session.selection().set(
            std::vector<std::uint8_t>(static_cast<std::size_t>(m_window->bench().session.data().cells()), 1));
        QVERIFY(QTest::qWaitForWindowExposed(own));
        QApplication::setActiveWindow(own);
        views->setTool(ScatterView::Tool::Pan);
        QTest::keyClick(own, Qt::Key_R);
        QCOMPARE(views->tool(), ScatterView::Tool::Rectangle);
        QTest::keyClick(own, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_window->bench().session.selection().count(), std::int64_t{0});
        own->close();
        QCOMPARE(pane->window(), m_window.get());
        QTRY_VERIFY(pane->isVisible());
        QTRY_VERIFY(m_window->findChildren<ViewWindow *>().isEmpty());
    }

    void floatingViewsAreClosedAndCloseWithTheData()
    {
        openMapped();
        ViewsArea *views = m_window->views();
        const auto panes = views->panes();
        for (ViewPane *pane : panes) views->setAway(pane, true);
        QCOMPARE(m_window->findChildren<ViewWindow *>().size(), 2);
        for (QPushButton *button : m_window->findChildren<QPushButton *>())
            if (button->text() == "Bring them back") QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(m_window->findChildren<ViewWindow *>().isEmpty());
        QCOMPARE(views->panes().size(), std::size_t{2});
        views->setAway(panes[1], true);
        QTest::mouseClick(panes[1]->findChild<QToolButton *>("closeView"), Qt::LeftButton);
        QTRY_VERIFY(m_window->findChildren<ViewWindow *>().isEmpty());
        QCOMPARE(views->panes().size(), std::size_t{1});
        views->setAway(panes[0], true);
        m_window->bench().session.close();
        QTRY_VERIFY(m_window->findChildren<ViewWindow *>().isEmpty());
        QVERIFY(views->panes().empty());
    }

    // Maps are views like any other: moved, stacked as tabs, and each back in its place when the data are opened again.
    void mapsComeBackWhereAPersonPutThem()
    {
        ViewPane *second = openMapped();
        ViewsArea *views = m_window->views();
        QVERIFY(views->panes()[0]->y() == second->y());
        auto *dock = qobject_cast<QDockWidget *>(second->parentWidget());
        QVERIFY(dock && second->parentWidget()->objectName() == "dock." + views->nameOf(second));
        views->addDockWidget(Qt::BottomDockWidgetArea, dock);
        QTRY_VERIFY(dock->y() > 100);
        QTRY_COMPARE(m_window->bench().session.journal().project()->state("layout"), views->layoutState());
        waitIdle(*m_window);
        m_window.reset();

        m_window = std::make_unique<MainWindow>();
        m_window->resize(1440, 900);
        m_window->show();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        views = m_window->views();
        QCOMPARE(views->panes().size(), std::size_t{2});
        dock = qobject_cast<QDockWidget *>(views->panes()[1]->parentWidget());
        QVERIFY(dock);
        QCOMPARE(views->dockWidgetArea(dock), Qt::BottomDockWidgetArea);
        QTRY_VERIFY(dock->isVisible() && dock->y() > 100);

        views->resetLayout();
        QCOMPARE(views->dockWidgetArea(dock), Qt::LeftDockWidgetArea);
        QTRY_VERIFY(dock->isVisible() && dock->y() < 10);
    }

    void stackedMapsAreOneAboveTheOther()
    {
        ViewPane *second = openMapped();
        ViewsArea *views = m_window->views();
        const auto place = [views](const ViewPane *pane) { return pane->mapTo(views, QPoint()); };
        const ViewPane *first = views->panes()[0];
        QTRY_VERIFY(place(second).x() > place(first).x() + 100);
        QTRY_VERIFY(std::abs(first->width() - second->width()) < 10);
        views->setStacked(true);
        QTRY_VERIFY(place(second).y() > place(first).y() + 100);
        QTRY_COMPARE(place(second).x(), place(first).x());
        views->setStacked(false);
        QTRY_COMPARE(place(second).y(), place(first).y());
    }

    // The maps fill the middle, whatever is not there.
    void theMapsFillTheMiddle()
    {
        ViewPane *second = openMapped();
        const ViewsArea *views = m_window->views();
        QTRY_VERIFY(second->mapTo(views, QPoint(second->width(), 0)).x() >= views->width() - 4);
        QTRY_VERIFY(second->mapTo(views, QPoint(0, second->height())).y() >= views->height() - 4);
    }

    void mapsFollowTheCellsThatQualityControlDrops()
    {
        ViewPane *pane = openMapped();
        Session &session = m_window->bench().session;
        const std::int64_t before = session.data().cells();
        std::vector<std::int64_t> kept;
        for (std::int64_t cell = 0; cell < before; cell += 2) kept.push_back(cell);
        const DatasetPtr input = session.data().dataset();
        auto part = data::subset(*input, &kept, nullptr);
        VERIFY_OK(part);
        part->obsm.erase("X_umap");
        session.addResults(*input, std::make_shared<const data::Dataset>(std::move(*part)), {});
        waitIdle(*m_window);
        for (ViewPane *shown : m_window->views()->panes())
            QCOMPARE(shown->title(), QString("PCA 1/2"));  // no UMAP of these cells
        session.journal().undoStack()->undo();
        waitIdle(*m_window);
        QCOMPARE(session.data().cells(), before);
        QCOMPARE(m_window->views()->panes().size(), std::size_t{2});
        pane = m_window->views()->panes()[0];
        QCOMPARE(pane->embedding(), QString("X_umap"));
        VERIFY_OK(pane->exportTo(m_folder.filePath("again.png")));
    }

    void aSecondWindowOnTheSameDataLooksOn()
    {
        openMapped();
        MainWindow second;
        second.show();
        openDataset(second.bench(), m_data);
        waitIdle(second);
        QVERIFY(second.bench().session.journal().readOnly());
        bool told = false;
        for (const Banner *banner : second.findChildren<Banner *>()) told = told || banner->message().contains("another window");
        QVERIFY(told);
        LabelEdit edit;
        edit.kind = LabelEdit::Kind::CreateField;
        edit.field = "mine";
        QVERIFY(!second.bench().session.labels().edit(edit).ok());
        QVERIFY(m_window->bench().session.labels().edit(edit).ok());
    }

  private:
    // Two views of the sample; the first is the active one, the second is returned.
    ViewPane *openMapped()
    {
        runScript(
            {QJsonObject{{"do", "open"}, {"file", m_data}}, QJsonObject{{"do", "analyze"}, {"n-top-genes", 200}, {"n-pcs", 8}}});
        ViewsArea *views = m_window->views();
        if (views->panes().empty()) return nullptr;
        ViewPane *first = views->panes().front();
        while (views->panes().size() < 2) views->addPane(first->embedding(), "batch");
        Q_EMIT first->activated();
        return views->panes()[1];
    }
};

QTEST_MAIN(TestViewsArea)
#include "tst_views_area.moc"
