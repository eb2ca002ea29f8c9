// The network view in motion: laid out in the background, dragged, zoomed, and with as many edges as it draws.
#include "tests/ui/shown_network.h"

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestNetworkMotion : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void laidOutInTheBackground()
    {
        QWidget window;
        auto *view = static_cast<GraphView *>(makeResultView({"Network", {}, named("graph")}, &window));
        window.resize(600, 400);
        view->setGeometry(window.rect());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(!view->isLaidOut());
        QVERIFY(!view->findChild<NetworkWidget *>()->isVisible());
        keepPicture("network-waiting", window.grab().toImage());
        QSignalSpy laidOut(view, &GraphView::laidOut);
        QVERIFY(laidOut.wait(30000));
        QVERIFY(view->findChild<NetworkWidget *>()->isVisible());
        // One that dies while it waits takes nothing with it.
        delete makeResultView({"Network", {}, named("graph")}, nullptr);
        QTest::qWait(50);
    }

    void draggedAndZoomed()
    {
        ShownNetwork shown(named("graph"), {});
        const NetworkCamera before = shown.network->camera();
        QPoint from(12, 12), to = from + QPoint(60, 40);
        QCOMPARE(shown.network->nodeAt(from), std::int64_t{-1});
        drag(shown.network, {from, from + QPoint(30, 20), to});
        QCOMPARE(shown.network->camera().scale, before.scale);
        const QPointF moved = shown.network->positionOf(0) - before.toWidget(shown.network->places()[0]) - QPointF(60, 40);
        QVERIFY(std::hypot(moved.x(), moved.y()) < 1);
        const QPointF pointer(200, 150);
        const QVector3D under = shown.network->camera().toPlace(pointer, shown.network->camera().center);
        QWheelEvent wheel(pointer, shown.network->mapToGlobal(pointer), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(shown.network, &wheel);
        QVERIFY(shown.network->camera().scale > before.scale * 1.3);
        const QPointF still = shown.network->camera().toWidget(under) - pointer;
        QVERIFY(std::hypot(still.x(), still.y()) < 0.5);
        keepPicture("network-zoomed", shown.window.grab().toImage());
    }

    // Every edge is drawn when nothing moves. How fast: ./test bench window.
    void twentyThousandEdgesAreDrawn()
    {
        tasks::Graph many = graph(3000, 26'000);
        const auto network = std::make_shared<const NetworkGraph>(networkGraph(shared(std::move(many)), {}));
        QCOMPARE(network->edges(), mostDrawnEdges);
        auto model = std::make_shared<NetworkModel>(network);
        NetworkWidget widget(model, nullptr);
        widget.resize(900, 700);
        Random random(4, 4);
        std::vector<QVector3D> places(network->nodes());
        for (QVector3D &place : places)
            place = {static_cast<float>(40 * random.uniform()), static_cast<float>(40 * random.uniform()), 0};
        widget.setPlaces(std::move(places));
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
        widget.zoomToFit();
        widget.settle();
        auto *canvas = widget.findChild<NetworkCanvas *>();
        QVERIFY(canvas);
        const QImage frame = canvas->grabFramebuffer();
        std::set<QRgb> colors;
        for (int y = 0; y < frame.height(); y += 5)
            for (int x = 0; x < frame.width(); x += 5) colors.insert(frame.pixel(x, y));
        QVERIFY(colors.size() > 50);

        const NetworkCamera before = widget.camera();
        NetworkCamera nearer = before;
        nearer.zoomAt({300, 300}, 1.2);  // as one step of the wheel
        widget.setCamera(nearer);
        widget.settle();
        const QImage whole = canvas->grabFramebuffer();
        QVERIFY(whole != frame);
        widget.setCamera(before);
        widget.settle();
        QCOMPARE(canvas->grabFramebuffer(), frame);
        // A hand that moves it may leave out the lightest edges; once it rests, all are there.
        QWheelEvent wheel({300, 300}, widget.mapToGlobal(QPointF(300, 300)), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&widget, &wheel);
        widget.settle();
        QCOMPARE(widget.camera().scale, nearer.scale);
        QVERIFY(canvas->grabFramebuffer() != frame);
        QTRY_COMPARE(canvas->grabFramebuffer(), whole);
    }
};

QTEST_MAIN(TestNetworkMotion)
#include "tst_network_motion.moc"
