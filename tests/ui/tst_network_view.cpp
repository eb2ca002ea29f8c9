// The network view as a person uses it: drawn by OpenGL, picked, lassoed, cut, walked, kept.
#include "tests/ui/shown_network.h"

#include <QShortcut>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestNetworkView : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void nodesAndEdgesAreDrawn_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void nodesAndEdgesAreDrawn()
    {
        QFETCH(bool, dark);
        applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light);
        ShownNetwork shown;
        QVERIFY(shown.network->drawnByOpenGl());
        const QImage picture = seen(shown.network);
        const QColor ground = themeColors().map;
        for (const std::size_t node : shown.model.visible().nodes) {
            const QColor color = shown.model.graph().module[node] >= 0
                                     ? moduleColor(shown.model.graph(), shown.model.graph().module[node])
                                     : missingColor(dark);
            QVERIFY2(isNear(picture.pixelColor(shown.at(node)), color), qPrintable(shown.model.graph().name(node)));
        }
        // The middle of the heaviest edge is no ground.
        const QPointF middle = (shown.network->positionOf(0) + shown.network->positionOf(1)) / 2;
        QVERIFY(!isNear(picture.pixelColor(middle.toPoint()), ground));
        QVERIFY(isNear(picture.pixelColor(4, picture.height() - 4), ground));
        keepPicture(dark ? "network-drawn" : "network", shown.window.grab().toImage());
    }

    // The exported figure and the screen show the same.
    void figureLooksLikeTheScreen()
    {
        ShownNetwork shown;
        shown.network->settle();
        const QImage screen = seen(shown.network);
        QImage painted(screen.size(), QImage::Format_RGB32);
        QPainter painter(&painted);
        paintFigure(painter, shown.page->figure());
        painter.end();
        int different = 0;
        for (int y = 0; y < painted.height(); ++y)
            for (int x = 0; x < painted.width(); ++x)
                different += isNear(screen.pixelColor(x, y), painted.pixelColor(x, y), 60) ? 0 : 1;
        const double share = static_cast<double>(different) / (painted.width() * painted.height());
        QVERIFY2(share < 0.01, qPrintable(QString("%1 of the pixels differ").arg(share)));
    }

    void tellsAndPicks()
    {
        const auto result = named("small-graph");
        ShownNetwork shown(result, {});
        QSignalSpy picked(shown.view, &View::itemPicked);
        auto *search = shown.child<QLineEdit>("nodeSearch");
        search->setFocus();
        QTest::keyClicks(search, "lyz");
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(search, Qt::Key_Escape);
        shown.network->settle();
        const QPoint middle = shown.network->rect().center();
        QVERIFY(shown.network->nodeAt(middle) >= 0);
        QCOMPARE(shown.model.graph().name(static_cast<std::size_t>(shown.network->nodeAt(middle))), QString("LYZ"));
        QVERIFY(shown.network->shownNames().contains("LYZ"));
        pointAt(shown.network, middle);
        QTRY_VERIFY2(tipText().startsWith("LYZ\nneighbors: ") && tipText().contains("cosine"), qPrintable(tipText()));
        keepPicture("network-hover", shown.window.grab().toImage());
        QTest::mouseClick(shown.network, Qt::LeftButton, {}, middle);
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", "LYZ"}));
        search->setText("NOPE");
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(shown.child<QLabel>("nodeFound")->text(), QString("NOPE is not in the network"));
        const QJsonObject state = shown.view->state();
        QVERIFY(state.contains("scale"));
        ShownNetwork again(result, {});
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_0);
        QVERIFY(shown.network->isFitted());
    }

    void pastedNamesAreSelected()
    {
        ShownNetwork shown;
        auto *search = shown.child<QLineEdit>("nodeSearch");
        QGuiApplication::clipboard()->setText("E\nF, nope\nHUB");
        search->setFocus();
        search->paste();
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(shown.model.selected(), (std::set<std::size_t>{0, 5, 6}));
        QVERIFY(shown.child<QLabel>("nodeFound")->text().contains("not in the network: nope"));
        for (const std::size_t node : {0, 5, 6}) QVERIFY(shown.network->rect().contains(shown.at(node)));
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("HUB\nE\nF"));
    }

    void lassoSelects()
    {
        ShownNetwork shown;
        const QPoint a = shown.at(7), b = shown.at(8);  // X and Y stand alone
        const QRect around = QRect(a, b).normalized().adjusted(-25, -25, 25, 25);
        const std::vector<QPoint> way{around.topLeft(), around.topRight(), around.bottomRight(), around.bottomLeft(),
                                      around.topLeft()};
        QTest::mouseClick(shown.button("lasso"), Qt::LeftButton);
        drag(shown.network, way);
        QCOMPARE(shown.model.selected(), (std::set<std::size_t>{7, 8}));
        QVERIFY(shown.child<QLabel>("nodeFound")->text().startsWith("2 selected: X, Y"));
        QTest::mouseClick(shown.network, Qt::LeftButton, Qt::ControlModifier, shown.at(0));
        QCOMPARE(shown.model.selected().size(), std::size_t{3});
        drag(shown.network, way, Qt::ControlModifier);
        QCOMPARE(shown.model.selected(), (std::set<std::size_t>{0}));
        QTest::mouseClick(shown.button("lasso"), Qt::LeftButton);
        drag(shown.network, way, Qt::ShiftModifier);  // without the tool
        QCOMPARE(shown.model.selected(), (std::set<std::size_t>{7, 8}));
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_Escape);
        QVERIFY(shown.model.selected().empty());
    }

    void sliderCutsAndCounts()
    {
        ShownNetwork shown;
        auto *slider = shown.child<QSlider>("networkCutSlider");
        auto *count = shown.child<QLabel>("networkCount");
        QCOMPARE(count->text(), QString("8 edges · 3 shared with co-expression, 1.6 expected by chance"));
        const QPointF before = shown.network->positionOf(0);
        slider->setValue(slider->maximum() / 2);  // 0.55
        shown.network->settle();
        QCOMPARE(count->text(), QString("4 edges · 2 shared with co-expression, 0.8 expected by chance"));
        QCOMPARE(shown.child<QLabel>("networkCut")->text(), QString("cosine ≥ 0.55"));
        QCOMPARE(shown.model.visible().nodes.size(), std::size_t{5});
        QCOMPARE(shown.network->positionOf(0), before);  // places stay while it is cut
        QCOMPARE(shown.network->nodeAt(shown.at(5)), std::int64_t{-1});
        keepPicture("network-cut", shown.window.grab().toImage());
        QTest::mouseClick(shown.child<QToolButton>("networkSource0"), Qt::LeftButton);
        QCOMPARE(shown.model.visible().edges.size(), std::size_t{2});
        QTest::mouseClick(shown.child<QToolButton>("networkSource1"), Qt::LeftButton);
        shown.network->settle();
        QVERIFY(shown.network->findChild<NetworkOverlay *>()->notice.contains("No edge"));
        keepPicture("network-nothing-left", shown.window.grab().toImage());
        const QJsonObject state = shown.view->state();
        ShownNetwork again;
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
        QCOMPARE(again.child<QSlider>("networkCutSlider")->value(), slider->value());
        QVERIFY(!again.child<QToolButton>("networkSource0")->isChecked());
        // Without a comparison there is nothing to switch.
        ShownNetwork plain(knownNetwork(), {});
        QVERIFY(!plain.child<QToolButton>("networkSource0"));
        QCOMPARE(plain.child<QLabel>("networkCount")->text(), QString("8 edges"));
    }

    void neighborhoodAndBack()
    {
        ShownNetwork shown;
        QVERIFY(!shown.button("filter")->isEnabled());
        QTest::mouseClick(shown.network, Qt::LeftButton, {}, shown.at(0));
        QTest::mouseClick(shown.button("filter"), Qt::LeftButton);
        shown.waitForLayout();
        QCOMPARE(visibleNames(shown.model), (QStringList{"A", "B", "C", "D", "HUB"}));
        keepPicture("network-neighborhood", shown.window.grab().toImage());
        const auto places = shown.network->places();
        QTest::mouseDClick(shown.network, Qt::LeftButton, {}, shown.at(4));  // D: E and F come
        QCOMPARE(shown.model.visible().nodes.size(), std::size_t{7});
        QCOMPARE(shown.network->places()[0], places[0]);
        QTest::mouseDClick(shown.network, Qt::LeftButton, {}, shown.at(4));  // and go
        QCOMPARE(shown.model.visible().nodes.size(), std::size_t{5});
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_N);
        QCOMPARE(shown.model.visible().nodes.size(), std::size_t{9});
        QTest::keyClick(shown.network, Qt::Key_C);
        QVERIFY(shown.model.isCollapsed(4));
        QTest::keyClick(shown.network, Qt::Key_E);
        QVERIFY(!shown.model.isCollapsed(4));
    }

    void draggedNodesArePinned()
    {
        ShownNetwork shown;
        const QPoint from = shown.at(3), to = from + QPoint(40, 30);
        drag(shown.network, {from, from + QPoint(20, 15), to});
        QVERIFY(shown.model.isPinned(3));
        QVERIFY((shown.at(3) - to).manhattanLength() <= 2);
        QTest::mouseClick(shown.button("refresh"), Qt::LeftButton);
        const QVector3D place = shown.network->places()[3];
        shown.waitForLayout();
        QCOMPARE(shown.network->places()[3], place);
        const QJsonObject state = shown.view->state();
        ShownNetwork again;
        again.view->restore(state);
        again.waitForLayout();
        QCOMPARE(again.network->places()[3], place);
        QTest::mouseClick(shown.network, Qt::LeftButton, {}, shown.at(3));
        QVERIFY(shown.button("pin")->isChecked());
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_P);
        QVERIFY(!shown.model.isPinned(3));
    }

    void turnsInSpace()
    {
        ShownNetwork shown(named("small-graph"), {});
        QTest::mouseClick(shown.button("cube"), Qt::LeftButton);
        shown.waitForLayout();
        QCOMPARE(shown.model.dimensions, 3);
        keepPicture("network-space", shown.window.grab().toImage());
        std::vector<QPointF> before;
        for (const std::size_t node : shown.model.visible().nodes) before.push_back(shown.network->positionOf(node));
        QPoint empty(30, shown.network->height() - 30);
        QCOMPARE(shown.network->nodeAt(empty), std::int64_t{-1});
        drag(shown.network, {empty, empty + QPoint(60, -40), empty + QPoint(120, -90)});
        double moved = 0;
        for (std::size_t i = 0; i < before.size(); ++i)
            moved = std::max(moved, QLineF(before[i], shown.network->positionOf(shown.model.visible().nodes[i])).length());
        QVERIFY(moved > 20);
        const QJsonObject state = shown.view->state();
        QVERIFY(state.contains("turn"));
        ShownNetwork again(named("small-graph"), {});
        again.view->restore(state);
        again.waitForLayout();
        QCOMPARE(again.view->state(), state);
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_2);
        shown.waitForLayout();
        QVERIFY(shown.network->camera().turn.isIdentity());
    }

    void otherLayouts()
    {
        ShownNetwork shown(named("small-graph"), {});
        auto *layouts = shown.child<QComboBox>("networkLayout");
        for (const int shape : {1, 2}) {
            layouts->setCurrentIndex(shape);
            Q_EMIT layouts->activated(shape);
            shown.waitForLayout();
            keepPicture(shape == 1 ? "network-circle" : "network-concentric", shown.window.grab().toImage());
            const std::size_t hub = shown.model.visible().nodes.front();
            const float away = shown.network->places()[hub].length();
            QVERIFY(shape == 1 ? away > 1 : away < 0.5F);
        }
    }

    void walkedByKeyboard()
    {
        ShownNetwork shown(named("small-graph"), {});
        QSignalSpy picked(shown.view, &View::itemPicked);
        shown.network->setFocus();
        QTest::keyClick(shown.network, Qt::Key_Right);  // the best connected node
        QCOMPARE(shown.network->current(), static_cast<std::int64_t>(shown.model.visible().nodes.front()));
        std::set<std::int64_t> visited{shown.network->current()};
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up}) {
            const std::int64_t from = shown.network->current();
            QTest::keyClick(shown.network, key);
            const std::int64_t to = shown.network->current();
            if (to == from) continue;  // no neighbor lies there
            const QPoint way = shown.at(static_cast<std::size_t>(to)) - shown.at(static_cast<std::size_t>(from));
            const int along = key == Qt::Key_Right || key == Qt::Key_Left ? way.x() : way.y();
            QVERIFY(key == Qt::Key_Right || key == Qt::Key_Down ? along > 0 : along < 0);
            const QString name = shown.model.graph().name(static_cast<std::size_t>(to));
            QVERIFY(shown.network->accessibleDescription().startsWith(name));
            visited.insert(to);
        }
        QVERIFY(visited.size() > 1);
        const QString last = shown.model.graph().name(static_cast<std::size_t>(shown.network->current()));
        QTest::keyClick(shown.network, Qt::Key_Return);
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", last}));
        QTest::keyClick(shown.network, Qt::Key_Escape);
        QCOMPARE(shown.network->current(), std::int64_t{-1});
        for (std::size_t i = 0; i < shown.model.visible().nodes.size(); ++i) {
            QTest::keyClick(shown.network, Qt::Key_PageDown);
            visited.insert(shown.network->current());
        }
        QCOMPARE(visited.size(), shown.model.visible().nodes.size());
        const double scale = shown.network->camera().scale;
        QTest::keyClick(shown.network, Qt::Key_Plus);
        QVERIFY(shown.network->camera().scale > scale);
    }

    // Whatever has the focus, Ctrl and Alt belong to the window; the network's own keys are single letters.
    void shortcutsOfTheWindowWork()
    {
        ShownNetwork shown;
        QApplication::setActiveWindow(&shown.window);
        QTest::mouseClick(shown.network, Qt::LeftButton, {}, shown.at(0));
        shown.network->setFocus();
        QSignalSpy wished(shown.network, &NetworkWidget::wished);
        const std::set<std::size_t> selected = shown.model.selected();
        const NetworkCamera camera = shown.network->camera();
        for (const Qt::Key key : {Qt::Key_E, Qt::Key_C, Qt::Key_A, Qt::Key_D, Qt::Key_L, Qt::Key_N, Qt::Key_P, Qt::Key_2,
                                  Qt::Key_3, Qt::Key_0, Qt::Key_Plus, Qt::Key_Left, Qt::Key_PageDown, Qt::Key_Escape})
            for (const Qt::KeyboardModifiers with :
                 {Qt::KeyboardModifiers(Qt::ControlModifier), Qt::ControlModifier | Qt::ShiftModifier,
                  Qt::KeyboardModifiers(Qt::AltModifier)}) {
                if (key == Qt::Key_E && with == Qt::ControlModifier) continue;  // the network's own
                const QKeySequence keys(QKeyCombination(with, key));
                const QShortcut shortcut(keys, &shown.window);
                const QSignalSpy worked(&shortcut, &QShortcut::activated);
                QTest::keyClick(shown.network, key, with);
                QVERIFY2(worked.size() == 1, qPrintable(keys.toString()));
            }
        QVERIFY(wished.isEmpty());
        QCOMPARE(shown.model.selected(), selected);
        QCOMPARE(shown.network->camera().scale, camera.scale);
        QCOMPARE(shown.network->camera().center, camera.center);
        const QShortcut lasso(QKeySequence(Qt::Key_L), &shown.window);
        const QSignalSpy map(&lasso, &QShortcut::activated);
        QTest::keyClick(shown.network, Qt::Key_L);
        QCOMPARE(wished.size(), 1);
        QVERIFY(map.isEmpty());
        const QShortcut copy(QKeySequence(Qt::CTRL | Qt::Key_E), &shown.window);
        const QSignalSpy copied(&copy, &QShortcut::activated);
        QTest::keyClick(shown.network, Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(wished.size(), 2);
        QCOMPARE(wished.last()[0].value<NetworkWidget::Wish>(), NetworkWidget::Wish::Expand);
        QVERIFY(copied.isEmpty());
    }

    void rowsOfNodesPickGenes()
    {
        ShownNetwork shown;
        QSignalSpy picked(shown.view, &View::itemPicked);
        auto *pages = shown.view->findChild<QTabWidget *>();
        pages->setCurrentIndex(2);
        auto *table = pages->widget(2)->findChild<QTableView *>();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(1, 1)).center());
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", "A"}));
    }
};

QTEST_MAIN(TestNetworkView)
#include "tst_network_view.moc"
