// What the tests of the map share: nine cells on a lattice in a view that is on the screen, and mouse drags over it.
#pragma once

#include "tests/support/fixtures.h"

#include "ui/look/theme.h"
#include "ui/views/scatter/scatter_view.h"

#include <QApplication>
#include <QImage>
#include <QSignalSpy>

#include <cmath>
#include <random>

using lexicell::ui::ScatterView;
using Cells = std::vector<std::int64_t>;
using Combine = ScatterView::Combine;
using Tool = ScatterView::Tool;

Q_DECLARE_METATYPE(ScatterView::Combine)

// Nine cells on a 3 x 3 lattice, cell = 3 * row + column, one unit apart.
inline std::vector<float> lattice()
{
    std::vector<float> xy;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            xy.push_back(static_cast<float>(column));
            xy.push_back(static_cast<float>(row));
        }
    return xy;
}

inline std::vector<float> gaussianBlobs(std::size_t cells, int blobs, std::vector<std::int32_t> *codes = nullptr)
{
    std::mt19937 random(5);
    std::normal_distribution<float> noise(0, 1);
    std::vector<float> xy(2 * cells);
    if (codes) codes->resize(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        const int blob = static_cast<int>(random() % static_cast<unsigned>(blobs));
        const double angle = blob * 2.399963, distance = 3.2 * std::sqrt(blob + 0.5);  // sunflower
        xy[2 * i] = static_cast<float>(distance * std::cos(angle)) + noise(random);
        xy[2 * i + 1] = static_cast<float>(distance * std::sin(angle)) + noise(random);
        if (codes) (*codes)[i] = blob;
    }
    return xy;
}

inline bool near(const QColor &a, const QColor &b, int tolerance = 6)
{
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

// What the screen shows at a data point: through the real widget, OpenGL included.
inline QColor colorAt(ScatterView &view, double x, double y)
{
    const QPixmap shot = view.grab();
    const QPointF at = view.toWidget(x, y) * shot.devicePixelRatio();
    return shot.toImage().pixelColor(static_cast<int>(at.x()), static_cast<int>(at.y()));
}

inline void drag(QWidget &widget, const std::vector<QPointF> &path, Qt::KeyboardModifiers modifiers = Qt::NoModifier,
                 Qt::MouseButton button = Qt::LeftButton)
{
    QTest::mousePress(&widget, button, modifiers, path.front().toPoint());
    for (const QPointF &point : path) {
        QMouseEvent move(QEvent::MouseMove, point, widget.mapToGlobal(point), Qt::NoButton, button, modifiers);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, button, modifiers, path.back().toPoint());
}

class ScatterFixture {
  protected:
    std::unique_ptr<ScatterView> m_view;
    std::unique_ptr<QSignalSpy> m_drawn;

    void showLattice()
    {
        m_view->setPoints(lattice());
        m_view->setPointSize(12);
        std::vector<std::int32_t> codes{0, 1, 2, 0, 1, 2, 0, 1, -1};
        m_view->setCategories(codes, {QColor("#d62728"), QColor("#1f77b4"), QColor("#279e68")});
        m_view->settle();
    }
    Cells lastDrawn() const { return m_drawn->last().at(0).value<Cells>(); }
    Combine lastCombine() const { return m_drawn->last().at(1).value<Combine>(); }
    // Corners of a box around data region [x0, x1] x [y0, y1], in widget coordinates.
    std::vector<QPointF> corners(double x0, double y0, double x1, double y1) const
    {
        return {m_view->toWidget(x0, y0), m_view->toWidget(x1, y0), m_view->toWidget(x1, y1), m_view->toWidget(x0, y1),
                m_view->toWidget(x0, y0)};
    }

    static void prepare()
    {
        qRegisterMetaType<Cells>("std::vector<std::int64_t>");
        qRegisterMetaType<Combine>("lexicell::ui::ScatterView::Combine");
        lexicell::ui::applyTheme(*qApp, lexicell::ui::ThemeMode::Light);
    }

    void openView()
    {
        m_view = std::make_unique<ScatterView>();
        m_view->resize(400, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_drawn = std::make_unique<QSignalSpy>(m_view.get(), &ScatterView::selectionDrawn);
        showLattice();
    }

    void closeView()
    {
        m_drawn.reset();
        m_view.reset();
    }
};
