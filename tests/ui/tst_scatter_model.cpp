// Maps become what was asked of them by the event loop alone: nothing here settles the view that is looked at. Compared with a
// second view of the same state that was settled.
#include "tests/ui/scatter_fixture.h"

#include "ui/look/palettes.h"
#include "ui/views/scatter/scatter_model.h"

#include <QScreen>

#include <functional>

namespace {

constexpr int patience = 60'000;  // milliseconds; a busy machine is slow, an empty map stays empty

// The window as the X server has it.
QImage onScreen(const QWidget &widget)
{
    return widget.screen()->grabWindow(widget.winId()).toImage().convertToFormat(QImage::Format_RGB32);
}

bool alike(QRgb a, QRgb b)
{
    constexpr int tolerance = 40;  // smoothed rims differ a little
    return std::abs(qRed(a) - qRed(b)) <= tolerance && std::abs(qGreen(a) - qGreen(b)) <= tolerance &&
           std::abs(qBlue(a) - qBlue(b)) <= tolerance;
}

// Of the pixels.
template <class Pixel> double share(const QImage &image, Pixel counts)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) found += counts(line[x], x, y) ? 1 : 0;
    }
    return found / static_cast<double>(image.width() * image.height());
}

double differingShare(const QImage &a, const QImage &b)
{
    if (a.size() != b.size()) return 1;
    return share(a, [&](QRgb pixel, int x, int y) { return !alike(pixel, b.pixel(x, y)); });
}

double inkedShare(const QImage &image)
{
    const QRgb ground = image.pixel(0, 0);
    return share(image, [&](QRgb pixel, int, int) { return pixel != ground; });
}

struct Cloud {
    explicit Cloud(std::size_t cells, int blobs = 12)
    {
        places = gaussianBlobs(cells, blobs, &codes);
        mirrored = places;
        for (std::size_t i = 0; i < mirrored.size(); i += 2) mirrored[i] *= -0.5F;
    }
    std::vector<float> places, mirrored;
    std::vector<std::int32_t> codes;
};

using Wishes = std::function<void(ScatterView &, const Cloud &, const std::function<void()> &wait)>;

const std::vector<std::pair<const char *, Wishes>> &orders()
{
    using lexicell::ui::scanpyPalette20;
    static const std::vector<std::pair<const char *, Wishes>> all{
        {"points, colors",
         [](ScatterView &view, const Cloud &cloud, const auto &) {
             view.setPoints(cloud.places);
             view.setCategories(cloud.codes, scanpyPalette20());
         }},
        {"colors after a turn of the loop",
         [](ScatterView &view, const Cloud &cloud, const auto &wait) {
             view.setPoints(cloud.places);
             wait();
             view.setCategories(cloud.codes, scanpyPalette20());
         }},
        {"other points while the first are derived",
         [](ScatterView &view, const Cloud &cloud, const auto &wait) {
             view.setPoints(cloud.places);
             view.setCategories(cloud.codes, scanpyPalette20());
             wait();
             view.setPoints(cloud.mirrored);
         }},
        {"other points at once",
         [](ScatterView &view, const Cloud &cloud, const auto &) {
             view.setPoints(cloud.mirrored);
             view.setUniformColor();
             view.setPoints(cloud.places);
         }},
        {"colors, selection and ground one after the other",
         [](ScatterView &view, const Cloud &cloud, const auto &wait) {
             view.setPoints(cloud.places);
             view.setUniformColor();
             wait();
             std::vector<std::uint8_t> selected(cloud.codes.size());
             for (std::size_t i = 0; i < selected.size(); ++i) selected[i] = cloud.codes[i] < 4;
             view.setSelection(selected);
             view.setCategories(cloud.codes, scanpyPalette20());
             wait();
             view.setDark(true);
         }},
        {"many cells, then few, then many",
         [](ScatterView &view, const Cloud &cloud, const auto &wait) {
             view.setPoints(cloud.mirrored);
             wait();
             view.setPoints(lattice());
             wait();
             view.setPoints(cloud.places);
             view.setCategories(cloud.codes, scanpyPalette20());
         }},
    };
    return all;
}

}  // namespace

class TestScatterModel : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { lexicell::ui::applyTheme(*qApp, lexicell::ui::ThemeMode::Light); }

    void isDrawnByTheEventLoop_data()
    {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("order");
        for (const int cells : {60'000, 300'000})
            for (std::size_t i = 0; i < orders().size(); ++i)
                QTest::addRow("%d cells: %s", cells, orders()[i].first) << cells << static_cast<int>(i);
    }
    void isDrawnByTheEventLoop()
    {
        QFETCH(int, cells);
        QFETCH(int, order);
        const Cloud cloud(static_cast<std::size_t>(cells));
        const Wishes &wishes = orders()[static_cast<std::size_t>(order)].second;
        ScatterView settled;
        settled.resize(400, 400);
        wishes(settled, cloud, [] {});
        const QImage expected = settled.grabImage().convertToFormat(QImage::Format_RGB32);
        QVERIFY2(inkedShare(expected) > 0.1, qPrintable(QString::number(inkedShare(expected))));

        ScatterView view;
        view.resize(400, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        wishes(view, cloud, [] { QCoreApplication::processEvents(); });
        QTRY_VERIFY2_WITH_TIMEOUT(differingShare(onScreen(view), expected) < 0.01,
                                  qPrintable(QString("%1 inked").arg(inkedShare(onScreen(view)))), patience);
    }

    void noEarlierMapIsShownUnderALaterName()
    {
        const Cloud cloud(150'000);
        lexicell::ui::ScatterModel model(nullptr);
        model.setPoints(cloud.places);
        model.settle();
        QCOMPARE(model.cloud()->vertices.size(), cloud.codes.size());
        model.setPoints(cloud.mirrored);
        QVERIFY(model.cloud()->vertices.empty());
        QTRY_COMPARE_WITH_TIMEOUT(model.cloud()->vertices.size(), cloud.codes.size(), patience);
    }

    void aLassoAroundEarlierPlacesSelectsNothing()
    {
        const Cloud cloud(150'000);
        ScatterView view;
        view.resize(400, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setPoints(cloud.places);
        view.settle();
        QSignalSpy drawn(&view, &ScatterView::selectionDrawn);
        view.setTool(Tool::Rectangle);
        drag(view, {{20, 20}, {200, 200}, {380, 380}});
        view.setPoints(lattice());
        QTest::qWait(300);
        for (const auto &signal : drawn)
            for (const std::int64_t cell : signal[0].value<Cells>()) QVERIFY(cell < 9);
    }

    // What is asked for before there is an index comes when there is one.
    void aLassoThatWasDrawnTooEarlyIsAnswered()
    {
        const Cloud cloud(150'000);
        ScatterView view;
        view.resize(400, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy drawn(&view, &ScatterView::selectionDrawn);
        view.setTool(Tool::Rectangle);
        view.setPoints(cloud.places);
        drag(view, {{2, 2}, {200, 200}, {398, 398}});
        QTRY_COMPARE_WITH_TIMEOUT(drawn.count(), 1, patience);
    }
};

QTEST_MAIN(TestScatterModel)
#include "tst_scatter_model.moc"
