// How long the network view takes for a frame of 20,000 edges, as JSON in milliseconds: drawn by OpenGL, drawn while a hand moves
// it, and painted as the exported figure is. Needs a display.
#include "tests/ui/result_fixture.h"
#include "ui/views/network/network_canvas.h"
#include "ui/views/network/network_overlay.h"
#include "ui/views/network/network_widget.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QWheelEvent>

#include <cstdio>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr int frames = 5;
constexpr QSize size(900, 700);
constexpr QPointF pointer(300, 300);

// Milliseconds of a frame. `work` gets the frame's number: every other one zooms out again.
template <class Work> double milliseconds(Work work)
{
    work(frames);  // fills caches
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < frames; ++i) work(i);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6 / frames;
}

void spread(NetworkWidget &widget, std::size_t nodes)
{
    Random random(4, 4);
    std::vector<QVector3D> places(nodes);
    for (QVector3D &place : places)
        place = {static_cast<float>(40 * random.uniform()), static_cast<float>(40 * random.uniform()), 0};
    widget.setPlaces(std::move(places));
}

}  // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const auto network = std::make_shared<const NetworkGraph>(networkGraph(test::shared(test::graph(3000, 26'000)), {}));
    NetworkWidget widget(std::make_shared<NetworkModel>(network), nullptr);
    widget.resize(size);
    spread(widget, network->nodes());
    widget.show();
    widget.zoomToFit();
    QApplication::processEvents();
    auto *canvas = widget.findChild<NetworkCanvas *>();
    if (!canvas) {
        std::fprintf(stderr, "There is no OpenGL here.\n");
        return 1;
    }
    const double drawn = milliseconds([&](int i) {
        NetworkCamera camera = widget.camera();
        camera.zoomAt(pointer, i % 2 ? 1.2 : 1 / 1.2);
        widget.setCamera(camera);  // not by hand: every edge is drawn
        widget.settle();
        canvas->grabFramebuffer();
    });
    const double painted = milliseconds([&](int) {
        QImage image(size, QImage::Format_RGB32);
        QPainter painter(&image);
        paintFast(painter, widget.figure(size));
    });
    const double moved = milliseconds([&](int i) {
        QWheelEvent wheel(pointer, widget.mapToGlobal(pointer), {}, {0, i % 2 ? 120 : -120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&widget, &wheel);
        widget.settle();
        canvas->grabFramebuffer();
    });
    std::printf("{\"edges\": %zu, \"drawn\": %.2f, \"moved\": %.2f, \"painted\": %.2f}\n", network->edges(), drawn, moved,
                painted);
    return 0;
}
