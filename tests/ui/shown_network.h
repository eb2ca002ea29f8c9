// A network in a window of its own, and the hand that works in it: for the tests of the network view.
#pragma once

#include "tests/ui/network_fixture.h"
#include "tests/ui/result_window.h"

#include "ui/look/palettes.h"
#include "ui/views/network/network_canvas.h"
#include "ui/views/network/network_figure.h"
#include "ui/views/network/network_overlay.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QSignalSpy>
#include <QSlider>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

namespace lexicell::test {

using namespace lexicell::ui;

// What X shows of a widget, once it shows anything.
inline QImage seen(QWidget *widget)
{
    widget->window()->raise();
    QTest::qWait(120);
    const QPoint at = widget->mapToGlobal(QPoint(0, 0));
    return widget->screen()->grabWindow(0, at.x(), at.y(), widget->width(), widget->height()).toImage();
}

inline bool isNear(const QColor &a, const QColor &b, int tolerance = 12)
{
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

inline void drag(QWidget *widget, const std::vector<QPoint> &way, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mousePress(widget, Qt::LeftButton, modifiers, way.front());
    for (const QPoint &at : way) {
        QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(QPointF(at)), Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, Qt::LeftButton, modifiers, way.back());
}

struct ShownNetwork : Shown {
    explicit ShownNetwork(std::shared_ptr<const tasks::TaskResult> result = knownNetwork(),
                          const QJsonObject &summary = knownSummary(), QSize size = {900, 620})
        : Shown(std::move(result), size, summary), page(view->findChild<NetworkPage *>()), network(page->network()),
          model(page->model())
    {
        network->settle();
    }
    QPoint at(std::size_t node) const { return network->positionOf(node).toPoint(); }
    QToolButton *button(const QString &icon) const { return child<QToolButton>("network-" + icon); }
    void waitForLayout() const
    {
        QSignalSpy laidOut(page, &NetworkPage::laidOut);
        QVERIFY(laidOut.wait(30000));
        network->settle();
    }

    NetworkPage *page;
    NetworkWidget *network;
    NetworkModel &model;
};

}  // namespace lexicell::test
