// Zooming, panning and selecting on the map with real mouse and key events. Needs OpenGL: runs under xvfb-run.
#include "tests/ui/scatter_fixture.h"

#include "ui/views/scatter/point_index.h"

#include <QWheelEvent>

class TestScatterGestures : public QObject, private ScatterFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openView(); }
    void cleanup() { closeView(); }

    void wheelZoomsAtThePointer()
    {
        const QPointF at = m_view->toWidget(2, 2);
        const double before = m_view->toWidget(1, 0).x() - m_view->toWidget(0, 0).x();
        QWheelEvent wheel(at, m_view->mapToGlobal(at), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(m_view.get(), &wheel);
        QVERIFY(std::abs(m_view->toWidget(2, 2).x() - at.x()) < 1e-6);
        QVERIFY(std::abs(m_view->toWidget(2, 2).y() - at.y()) < 1e-6);
        const double after = m_view->toWidget(1, 0).x() - m_view->toWidget(0, 0).x();
        QVERIFY(std::abs(after / before - 1.44) < 1e-6);
        QVERIFY(near(colorAt(*m_view, 1, 2), QColor("#1f77b4")));
        m_view->zoomToFit();
        QVERIFY(std::abs(m_view->toWidget(1, 0).x() - m_view->toWidget(0, 0).x() - before) < 1e-6);
    }

    void rightMiddleAndSpaceDragPan_data()
    {
        QTest::addColumn<int>("button");
        QTest::addColumn<bool>("space");
        QTest::newRow("right") << int(Qt::RightButton) << false;
        QTest::newRow("middle") << int(Qt::MiddleButton) << false;
        QTest::newRow("space and left") << int(Qt::LeftButton) << true;
    }
    void rightMiddleAndSpaceDragPan()
    {
        QFETCH(int, button);
        QFETCH(bool, space);
        QSignalSpy menu(m_view.get(), &ScatterView::contextMenuWanted);
        const QPointF before = m_view->toWidget(1, 1);
        m_view->setFocus();
        if (space) QTest::keyPress(m_view.get(), Qt::Key_Space);
        drag(*m_view, {{100, 100}, {120, 110}, {160, 130}}, Qt::NoModifier, Qt::MouseButton(button));
        if (space) QTest::keyRelease(m_view.get(), Qt::Key_Space);
        const QPointF moved = m_view->toWidget(1, 1) - before;
        QVERIFY(std::hypot(moved.x() - 60, moved.y() - 30) < 1e-6);
        QCOMPARE(m_drawn->count(), 0);
        QCOMPARE(menu.count(), 0);
    }

    void rightClickAsksForAMenuOnTheCell()
    {
        QSignalSpy menu(m_view.get(), &ScatterView::contextMenuWanted);
        QTest::mouseClick(m_view.get(), Qt::RightButton, Qt::NoModifier, m_view->toWidget(2, 1).toPoint());
        QCOMPARE(menu.count(), 1);
        QCOMPARE(menu.last().at(1).value<std::int64_t>(), std::int64_t{5});
    }

    void rectangleSelectsExactlyTheCellsInside()
    {
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(-0.3, 1.3), m_view->toWidget(0.5, 0.5), m_view->toWidget(1.4, -0.4)});
        QCOMPARE(m_drawn->count(), 1);
        QCOMPARE(lastDrawn(), (Cells{0, 1, 3, 4}));
        QCOMPARE(lastCombine(), Combine::Replace);
    }

    void lassoSelectsExactlyTheCellsInside()
    {
        m_view->setTool(Tool::Lasso);
        // A "U": takes the outer columns and the bottom row, leaves (1,1) and (1,2) out.
        std::vector<QPointF> path;
        const std::vector<QPointF> outline{{-0.4, 2.4}, {0.4, 2.4}, {0.4, 0.4},  {1.6, 0.4},
                                           {1.6, 2.4},  {2.4, 2.4}, {2.4, -0.4}, {-0.4, -0.4}};
        for (std::size_t i = 0; i + 1 < outline.size(); ++i)
            for (double t = 0; t < 1; t += 0.1) {
                const QPointF at = outline[i] * (1 - t) + outline[i + 1] * t;
                path.push_back(m_view->toWidget(at.x(), at.y()));
            }
        drag(*m_view, path);
        QCOMPARE(lastDrawn(), (Cells{0, 1, 2, 3, 5, 6, 8}));
    }

    void polygonClosesByDoubleClickAndByEnter()
    {
        m_view->setTool(Tool::Polygon);
        const auto box = corners(0.5, 0.5, 2.5, 2.5);
        for (int i = 0; i < 3; ++i)
            QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, box[std::size_t(i)].toPoint());
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, box[3].toPoint());
        QTest::mouseDClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, box[3].toPoint());
        QCOMPARE(m_drawn->count(), 1);
        QCOMPARE(lastDrawn(), (Cells{4, 5, 7, 8}));
        for (int i = 0; i < 4; ++i)
            QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, box[std::size_t(i)].toPoint());
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(m_drawn->count(), 2);
        QCOMPARE(lastDrawn(), (Cells{4, 5, 7, 8}));
    }

    void escapeGivesThePolygonUpThenClears()
    {
        m_view->setTool(Tool::Polygon);
        const auto box = corners(0.5, 0.5, 2.5, 2.5);
        for (int i = 0; i < 4; ++i)
            QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::NoModifier, box[std::size_t(i)].toPoint());
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(m_drawn->count(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(m_drawn->count(), 1);
        QVERIFY(lastDrawn().empty());
    }

    void modifiersSayHowToCombine_data()
    {
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("combine");
        QTest::newRow("plain") << int(Qt::NoModifier) << int(Combine::Replace);
        QTest::newRow("Shift") << int(Qt::ShiftModifier) << int(Combine::Add);
        QTest::newRow("Ctrl") << int(Qt::ControlModifier) << int(Combine::Remove);
        QTest::newRow("both") << int(Qt::ControlModifier | Qt::ShiftModifier) << int(Combine::Intersect);
    }
    void modifiersSayHowToCombine()
    {
        QFETCH(int, modifiers);
        QFETCH(int, combine);
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(0.5, 2.5), m_view->toWidget(1.5, 1.5)}, Qt::KeyboardModifiers(modifiers));
        QCOMPARE(lastDrawn(), (Cells{7}));
        QCOMPARE(int(lastCombine()), combine);
    }

    void hiddenCategoriesAreNeitherDrawnNorSelected()
    {
        m_view->setCategories({0, 1, 2, 0, 1, 2, 0, 1, -1}, {QColor("#d62728"), QColor("#1f77b4"), QColor("#279e68")},
                              {false, true, false, false});
        m_view->settle();
        QVERIFY(near(colorAt(*m_view, 1, 1), QColor(Qt::white)));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2, 3, 5, 6, 8}));
        m_view->setVisibleCells({1, 1, 1, 0, 0, 0, 0, 0, 0});
        m_view->settle();
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2}));
    }

    void hoverNamesTheCellUnderThePointer()
    {
        QSignalSpy hovered(m_view.get(), &ScatterView::cellHovered);
        QTest::mouseMove(m_view.get(), m_view->toWidget(2, 0).toPoint());
        QTRY_VERIFY(hovered.count() > 0);
        QCOMPARE(hovered.last().at(0).value<std::int64_t>(), std::int64_t{2});
        QTest::mouseMove(m_view.get(), m_view->toWidget(1.5, 0.5).toPoint());
        QTRY_COMPARE(hovered.last().at(0).value<std::int64_t>(), std::int64_t{-1});
    }

    void lassoAgreesWithTestingEveryCell()
    {
        const auto xy = std::make_shared<const std::vector<float>>(gaussianBlobs(20000, 7));
        const lexicell::ui::PointIndex index(xy);
        std::mt19937 random(3);
        std::uniform_real_distribution<double> place(-9, 9);
        for (int round = 0; round < 25; ++round) {
            QPolygonF outline;
            for (int i = 0; i < 3 + round; ++i) outline << QPointF(place(random), place(random));
            Cells expected;
            for (std::size_t i = 0; i < xy->size() / 2; ++i)
                if (outline.containsPoint(QPointF((*xy)[2 * i], (*xy)[2 * i + 1]), Qt::WindingFill))
                    expected.push_back(static_cast<std::int64_t>(i));
            const Cells found = index.inside(outline);
            Cells difference;
            std::set_symmetric_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                                          std::back_inserter(difference));
            QVERIFY2(difference.size() <= 1, qPrintable(QString("round %1: %2 differ").arg(round).arg(difference.size())));
        }
    }
};

QTEST_MAIN(TestScatterGestures)
#include "tst_scatter_gestures.moc"
