// The map with real mouse and key events, looked at through its pixels. Needs OpenGL: runs under xvfb-run.
#include "tests/support/fixtures.h"

#include "ui/theme.h"
#include "ui/views/palettes.h"
#include "ui/views/point_index.h"
#include "ui/views/scatter_view.h"

#include <QApplication>
#include <QImage>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>
#include <random>

using lexicell::ui::ScatterView;
using Cells = std::vector<std::int64_t>;
using Combine = ScatterView::Combine;
using Tool = ScatterView::Tool;

Q_DECLARE_METATYPE(ScatterView::Combine)

namespace {

// Nine cells on a 3 x 3 lattice, cell = 3 * row + column, one unit apart.
std::vector<float> lattice()
{
    std::vector<float> xy;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            xy.push_back(static_cast<float>(column));
            xy.push_back(static_cast<float>(row));
        }
    return xy;
}

std::vector<float> gaussianBlobs(std::size_t cells, int blobs, std::vector<std::int32_t> *codes = nullptr)
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

bool near(const QColor &a, const QColor &b, int tolerance = 6)
{
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

// What the screen shows at a data point: through the real widget, OpenGL included.
QColor colourAt(ScatterView &view, double x, double y)
{
    const QPixmap shot = view.grab();
    const QPointF at = view.toWidget(x, y) * shot.devicePixelRatio();
    return shot.toImage().pixelColor(static_cast<int>(at.x()), static_cast<int>(at.y()));
}

void drag(QWidget &widget, const std::vector<QPointF> &path, Qt::KeyboardModifiers modifiers = Qt::NoModifier,
          Qt::MouseButton button = Qt::LeftButton)
{
    QTest::mousePress(&widget, button, modifiers, path.front().toPoint());
    for (const QPointF &point : path) {
        QMouseEvent move(QEvent::MouseMove, point, widget.mapToGlobal(point), Qt::NoButton, button, modifiers);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, button, modifiers, path.back().toPoint());
}

}  // namespace

class TestScatterView : public QObject {
    Q_OBJECT

  private:
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

  private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<Cells>("std::vector<std::int64_t>");
        qRegisterMetaType<Combine>("lexicell::ui::ScatterView::Combine");
        lexicell::ui::applyTheme(*qApp, lexicell::ui::ThemeMode::Light);
    }

    void init()
    {
        m_view = std::make_unique<ScatterView>();
        m_view->resize(400, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_drawn = std::make_unique<QSignalSpy>(m_view.get(), &ScatterView::selectionDrawn);
        showLattice();
    }

    void cleanup()
    {
        m_drawn.reset();
        m_view.reset();
    }

    void isDrawnByOpenGlHere() { QVERIFY2(m_view->drawnByOpenGl(), "this test is about the OpenGL path: run it under xvfb-run"); }

    void pointsAreDrawnWhereToWidgetSays()
    {
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor("#d62728")));
        QVERIFY(near(colourAt(*m_view, 1, 0), QColor("#1f77b4")));
        QVERIFY(near(colourAt(*m_view, 2, 1), QColor("#279e68")));
        QVERIFY(near(colourAt(*m_view, 2, 2), lexicell::ui::missingColour(false)));
        QVERIFY(near(colourAt(*m_view, 0.5, 0.5), QColor(Qt::white)));
        // y grows upwards
        QVERIFY(m_view->toWidget(0, 2).y() < m_view->toWidget(0, 0).y());
        const QPointF there = m_view->toData(m_view->toWidget(1.25, 0.75));
        QVERIFY(std::hypot(there.x() - 1.25, there.y() - 0.75) < 1e-9);
    }

    void largePointsAreRound()
    {
        m_view->setPointSize(40);
        const QPointF middle = m_view->toWidget(1, 1);
        const QImage shot = m_view->grab().toImage();
        QVERIFY(near(shot.pixelColor((middle + QPointF(17, 0)).toPoint()), QColor("#1f77b4")));
        QVERIFY(near(shot.pixelColor((middle + QPointF(17, 17)).toPoint()), QColor(Qt::white)));
    }

    void processorAndCardDrawTheSamePicture()
    {
        const QImage card = m_view->grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QImage processor = m_view->grabImage().convertToFormat(QImage::Format_RGB32);
        QCOMPARE(card.size(), processor.size());
        int different = 0;
        for (int y = 0; y < card.height(); ++y)
            for (int x = 0; x < card.width(); ++x)
                if (!near(card.pixelColor(x, y), processor.pixelColor(x, y), 40)) ++different;
        QVERIFY2(different < 20, qPrintable(QString("%1 pixels differ").arg(different)));
    }

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
        QVERIFY(near(colourAt(*m_view, 1, 2), QColor("#1f77b4")));
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
        QVERIFY(near(colourAt(*m_view, 1, 1), QColor(Qt::white)));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2, 3, 5, 6, 8}));
        m_view->setVisibleCells({1, 1, 1, 0, 0, 0, 0, 0, 0});
        m_view->settle();
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2}));
    }

    void selectionDimsTheOthersAndRecoloursNone()
    {
        m_view->setSelection({0, 0, 0, 0, 1, 0, 0, 0, 0});
        m_view->settle();
        QVERIFY(near(colourAt(*m_view, 1, 1), QColor("#1f77b4")));
        const QColor other = colourAt(*m_view, 0, 0);
        QVERIFY(!near(other, QColor("#d62728"), 40));
        QVERIFY(!near(other, QColor(Qt::white), 6));  // still there
        m_view->setSelection({});
        m_view->settle();
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor("#d62728")));
    }

    void valuesUseTheMapAndMissingIsGrey()
    {
        m_view->setValues({0, 1, 2, 3, 4, 5, 6, 7, NAN}, "viridis", 0, 7);
        m_view->settle();
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor(0x44, 0x01, 0x54)));
        QVERIFY(near(colourAt(*m_view, 1, 2), QColor(0xfd, 0xe7, 0x25)));
        QVERIFY(near(colourAt(*m_view, 2, 2), lexicell::ui::missingColour(false)));
    }

    void highValuesAreOnTop()
    {
        m_view->setPoints({0, 0, 0, 0, 0, 0, 0, 0});
        m_view->setValues({1, 9, NAN, 3}, "viridis", 0, 9);
        m_view->settle();
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor(0xfd, 0xe7, 0x25)));
    }

    void darkGroundAndMissingCoordinates()
    {
        m_view->setPoints({0, 0, NAN, 1, 2, 2});
        m_view->setUniformColour();
        m_view->setDark(true);
        m_view->settle();
        QVERIFY(near(colourAt(*m_view, 1, 1), lexicell::ui::darkTheme().map));
        QVERIFY(near(colourAt(*m_view, 2, 2), lexicell::ui::uniformColour(true)));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {m_view->toWidget(-0.4, 2.4), m_view->toWidget(2.4, -0.4)});
        QCOMPARE(lastDrawn(), (Cells{0, 2}));
    }

    void resizeKeepsAllInSightAndReparentKeepsDrawing()
    {
        m_view->resize(700, 300);
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor("#d62728")));
        QVERIFY(near(colourAt(*m_view, 2, 1), QColor("#279e68")));
        QVERIFY(m_view->rect().contains(m_view->toWidget(2, 2).toPoint()));
        QWidget other;
        other.resize(500, 500);
        auto *column = new QVBoxLayout(&other);
        column->addWidget(m_view.get());
        other.show();
        QVERIFY(QTest::qWaitForWindowExposed(&other));
        QVERIFY(near(colourAt(*m_view, 0, 0), QColor("#d62728")));
        m_view->hide();
        m_view->show();
        QVERIFY(near(colourAt(*m_view, 1, 0), QColor("#1f77b4")));
        m_view->setParent(nullptr);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(near(colourAt(*m_view, 1, 1), QColor("#1f77b4")));
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

    void millionCellsAreSetAndSelected()
    {
        const std::size_t cells = 1'000'000;
        std::vector<std::int32_t> codes;
        std::vector<float> xy = gaussianBlobs(cells, 12, &codes);
        std::vector<std::uint8_t> expected(cells, 0);
        m_view->setPointSize(0);
        m_view->setPoints(xy);
        m_view->setCategories(codes, lexicell::ui::scanpyPalette20());
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->shownRegion().isEmpty() && m_view->shownRegion().width() > 10, 20000);
        m_view->settle();
        m_view->setTool(Tool::Rectangle);
        const QPointF from = m_view->toWidget(-2, 3), to = m_view->toWidget(4, -1);
        drag(*m_view, {from, (from + to) / 2, to});
        QTRY_COMPARE_WITH_TIMEOUT(m_drawn->count(), 1, 20000);
        const QRectF box = QRectF(m_view->toData(from.toPoint()), m_view->toData(to)).normalized();
        // Press and release are whole pixels, so compare with the box they span.
        std::int64_t inside = 0, border = 0;
        const double pixel = 1.5 / (m_view->toWidget(1, 0).x() - m_view->toWidget(0, 0).x());
        for (std::size_t i = 0; i < cells; ++i) {
            const QPointF at(xy[2 * i], xy[2 * i + 1]);
            if (box.adjusted(pixel, pixel, -pixel, -pixel).contains(at)) ++inside;
            else if (box.adjusted(-pixel, -pixel, pixel, pixel).contains(at)) ++border;
        }
        const auto found = static_cast<std::int64_t>(lastDrawn().size());
        QVERIFY(found >= inside && found <= inside + border);
        QVERIFY(inside > 10000);
    }

    void largeMapsAreThinnedWhileMovingAndWholeAgainAtRest()
    {
        std::mt19937 random(1);
        std::uniform_real_distribution<float> place(0, 1);
        std::vector<float> xy(2 * 300'000);
        for (float &value : xy) value = place(random);
        m_view->setPoints(xy);
        m_view->setUniformColour();
        m_view->setPointSize(1);
        m_view->settle();
        const auto inked = [this] {
            const QImage shot = m_view->grab().toImage();
            int count = 0;
            for (int y = 0; y < shot.height(); ++y)
                for (int x = 0; x < shot.width(); ++x) count += shot.pixelColor(x, y).lightness() < 250;
            return count;
        };
        // 300,000 random points cover 92 % of 344 x 344 pixels, half of them 72 %.
        QVERIFY(inked() > 100'000);
        // However fast this machine is: before the first whole frame is measured, motion is thinned by number.
        m_view->setPoints(xy);
        m_view->settle();
        drag(*m_view, {{200, 200}, {205, 205}, {210, 210}}, Qt::NoModifier, Qt::RightButton);
        const int moving = inked();
        QVERIFY2(moving < 92'000 && moving > 78'000, qPrintable(QString::number(moving)));
        QTRY_VERIFY(inked() > 100'000);
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

    void figuresAreWritten_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {"png", "svg", "pdf"}) QTest::newRow(suffix) << QString(suffix);
    }
    void figuresAreWritten()
    {
        QFETCH(QString, suffix);
        QTemporaryDir folder;
        const QString file = folder.filePath("map." + suffix);
        lexicell::ui::FigureOptions options;
        options.title = "UMAP <of> nine";
        options.simulated = true;
        options.dpi = 150;
        options.legend.entries = {{0, "T & B", QColor("#d62728"), 3, 0, false}};
        m_view->setAxisNames("UMAP 1", "UMAP 2");
        VERIFY_OK(m_view->exportFigure(file, options));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray bytes = written.readAll();
        if (suffix == "svg") {
            QVERIFY(bytes.contains(">UMAP 1</text>"));
            QVERIFY(bytes.contains("UMAP &lt;of&gt; nine</text>"));
            QVERIFY(bytes.contains(">T &amp; B</text>"));
            QVERIFY(bytes.contains("n = 9 cells"));
            QVERIFY(bytes.contains("simulated data"));
            QCOMPARE(bytes.count("<circle"), 9 + 1);  // cells and the legend's swatch
        } else if (suffix == "png") {
            const QImage image = QImage::fromData(bytes);
            QCOMPARE(image.dotsPerMeterX(), qRound(150 / 0.0254));
            QVERIFY(image.text("Description").contains("n = 9 cells"));
        } else {
            QVERIFY(bytes.startsWith("%PDF"));
        }
        QVERIFY(!m_view->exportFigure(folder.filePath("no/such/folder/map." + suffix), options).ok());
    }

    void dyingWhileWorkIsUnderWayIsSafe()
    {
        m_view->setPoints(gaussianBlobs(300'000, 5));
        m_view->setTool(Tool::Rectangle);
        drag(*m_view, {{20, 20}, {200, 200}, {380, 380}});
        m_drawn.reset();
        m_view.reset();
        QTest::qWait(400);
    }
};

QTEST_MAIN(TestScatterView)
#include "tst_scatter_view.moc"
