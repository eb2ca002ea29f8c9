// The window as a person sees it: opened, colored, lassoed and labeled by the event loop alone, and looked at through the X
// server. Nothing is settled; 60,000 cells, 300,000, and 3.5 million (as many as one published map has).
#include "tests/ui/scatter_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/label_form.h"
#include "ui/views/views_area.h"
#include "ui/look/palettes.h"

#include <QElapsedTimer>
#include <QScreen>
#include <QWindow>

#include <algorithm>
#include <map>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr int categories = 20;
constexpr int patience = 60'000;  // milliseconds; a busy machine is slow, an empty map stays empty

// Cells in 20 clouds, one category each; GENE0 is counted in the cells of the first, GENE1 once in all.
data::Dataset clouds(std::int64_t cells, std::vector<float> &places)
{
    std::vector<std::int32_t> codes;
    places = gaussianBlobs(static_cast<std::size_t>(cells), categories, &codes);
    data::Dataset dataset;
    data::CsrBlock block;
    block.rows = cells;
    block.columns = 2;
    data::Categorical types;
    types.codes = codes;
    for (std::int64_t i = 0; i < cells; ++i) {
        dataset.obs.index.values.push_back(std::to_string(i));
        if (codes[static_cast<std::size_t>(i)] == 0) {
            block.indices.push_back(0);
            block.values.push_back(3.0F);
        }
        block.indices.push_back(1);
        block.values.push_back(1.0F);
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    dataset.obs.index.shape = {cells};
    dataset.var.index.values = {"GENE0", "GENE1"};
    dataset.var.index.shape = {2};
    data::StringArray names;
    for (int i = 0; i < categories; ++i) names.values.push_back("type " + std::to_string(i));
    names.shape = {categories};
    types.categories = data::makeElement(std::move(names));
    dataset.obs.columns.set("cell_type", data::makeElement(std::move(types)));
    data::Array umap(data::DType::Float32, {cells, 2});
    std::copy(places.begin(), places.end(), umap.as<float>());
    dataset.obsm.set("X_umap", data::makeElement(std::move(umap)));
    return dataset;
}

QPointF middleOf(int cloud)
{
    const double angle = cloud * 2.399963, distance = 3.2 * std::sqrt(cloud + 0.5);
    return {distance * std::cos(angle), distance * std::sin(angle)};
}

// Whether points of `color` are seen: as they are, or, where they are too small for a rim, in the color of the rim that
// makes pale ones stand out from the ground.
bool shows(const QColor &seen, const QColor &color, int tolerance = 6)
{
    const QColor ground = themeColors().map;
    return near(seen, color, tolerance) || near(seen, rimColor(color, ground), tolerance) ||
           near(seen, rimColor(color, ground, selectedContrast), tolerance);
}

// Counts what becomes of a native window.
class NativeWatch : public QObject {
  public:
    explicit NativeWatch(QWidget *window) : m_window(window)
    {
        window->installEventFilter(this);
        window->windowHandle()->installEventFilter(this);
    }
    int lost = 0;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool own = watched == m_window || watched == m_window->windowHandle();
        if (own &&
            (event->type() == QEvent::WinIdChange || event->type() == QEvent::Hide || event->type() == QEvent::PlatformSurface))
            ++lost;
        return false;
    }

  private:
    QWidget *m_window;
};

}  // namespace

class TestLiveMap : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ThemeMode::Light);
        prepare();
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void theNativeWindowStaysWhenTheFirstMapComes()
    {
        const WId before = m_window->winId();
        QPointer<QWindow> handle = m_window->windowHandle();
        NativeWatch watch(m_window.get());
        openClouds(2'000);
        QTRY_VERIFY_WITH_TIMEOUT(shows(colorAtCloud(3), colorOfType(3)), patience);
        QCOMPARE(m_window->winId(), before);
        QVERIFY(handle && handle == m_window->windowHandle());
        QCOMPARE(watch.lost, 0);
        QVERIFY(m_window->isVisible());
        // a view that goes into a window of its own and comes back leaves it as it is, too
        m_window->views()->setAway(pane(), true);
        m_window->views()->setAway(pane(), false);
        QTRY_VERIFY_WITH_TIMEOUT(shows(colorAtCloud(3), colorOfType(3)), patience);
        QCOMPARE(m_window->winId(), before);
        QCOMPARE(watch.lost, 0);
    }

    void largeMapsAreDrawnColoredSelectedAndLabeled_data()
    {
        QTest::addColumn<int>("cells");
        for (const int cells : {60'000, 300'000, 3'500'000}) QTest::addRow("%d cells", cells) << cells;
    }
    void largeMapsAreDrawnColoredSelectedAndLabeled()
    {
        QFETCH(int, cells);
        openClouds(cells);
        QTRY_VERIFY_WITH_TIMEOUT(pane() && shows(colorAtCloud(3), colorOfType(3)), patience);
        qInfo("drawn %lld ms after opening", static_cast<long long>(m_sinceOpening.elapsed()));
        for (int cloud = 0; cloud < categories; ++cloud)
            QVERIFY2(shows(colorAtCloud(cloud), colorOfType(cloud)), qPrintable(QString::number(cloud)));

        pane()->colorBy("GENE0");
        QTRY_VERIFY_WITH_TIMEOUT(shows(colorAtCloud(0), QColor(0xfd, 0xe7, 0x25), 12), patience);
        QVERIFY(colorAtCloud(7).lightness() < 110);
        pane()->colorBy("cell_type");
        QTRY_VERIFY_WITH_TIMEOUT(shows(colorAtCloud(7), colorOfType(7)), patience);

        lassoCloud(5);
        Session &session = m_window->bench().session;
        QTRY_VERIFY_WITH_TIMEOUT(session.selection().count() > 0, patience);
        const auto [least, most] = cellsInLasso(5);
        QVERIFY2(session.selection().count() >= least && session.selection().count() <= most,
                 qPrintable(QString("%1, expected %2 to %3").arg(session.selection().count()).arg(least).arg(most)));
        QVERIFY(least > cells / 100);
        // the others are dimmed, those in the lasso are not
        QTRY_VERIFY_WITH_TIMEOUT(!shows(colorAtCloud(7), colorOfType(7), 12), patience);
        QVERIFY(shows(colorAtCloud(5), colorOfType(5)));

        QVERIFY(m_window->inspector()->labels()->assignLabel("Mine"));
        const LabelFieldPtr field = session.labels().field(session.labels().activeField());
        QVERIFY(field && field->indexOf("Mine") >= 0);
        QCOMPARE(field->counts()[static_cast<std::size_t>(field->indexOf("Mine"))], session.selection().count());
        const auto code = static_cast<std::size_t>(field->indexOf("Mine"));
        pane()->colorBy(session.labels().activeField());
        session.selection().set({});
        QTRY_VERIFY_WITH_TIMEOUT(shows(colorAtCloud(5), field->labels[code].color), patience);
    }

  private:
    void openClouds(int cells)
    {
        const QString file = m_folder.filePath(QString("clouds%1.h5ad").arg(cells));
        JobContext context;
        VERIFY_OK(io::writeH5ad(clouds(cells, m_places), file.toStdString(), {.overwrite = true, .gzipLevel = 0}, context));
        m_sinceOpening.start();
        openDataset(m_window->bench(), file);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->bench().session.data().hasDataset(), patience);
    }

    ViewPane *pane() const { return m_window->views()->active(); }

    // The color that most of the inked pixels around the middle of a cloud have on the screen: names may stand on some of them.
    QColor colorAtCloud(int cloud) const
    {
        ScatterView *view = pane()->scatter();
        const QPoint at = view->mapTo(m_window.get(), view->toWidget(middleOf(cloud).x(), middleOf(cloud).y()).toPoint());
        const QImage shot = m_window->screen()->grabWindow(m_window->winId()).toImage();
        std::map<QRgb, int> seen;
        for (int y = -14; y <= 14; ++y)
            for (int x = -14; x <= 14; ++x) ++seen[shot.pixel(at + QPoint(x, y))];
        const QRgb ground = themeColors().map.rgb();
        if (seen.size() > 1) seen.erase(ground);
        return QColor::fromRgb(
            std::max_element(seen.begin(), seen.end(), [](const auto &a, const auto &b) { return a.second < b.second; })->first);
    }

    QColor colorOfType(int type) const
    {
        const LabelFieldPtr field = m_window->bench().session.labels().field("cell_type");
        return field->labels[static_cast<std::size_t>(type)].color;
    }

    QRectF lassoRegion(int cloud) const { return QRectF(middleOf(cloud) - QPointF(0.9, 0.9), QSizeF(1.8, 1.8)); }

    void lassoCloud(int cloud)
    {
        ScatterView *view = pane()->scatter();
        m_window->views()->setTool(ScatterView::Tool::Lasso);
        const QRectF region = lassoRegion(cloud);
        std::vector<QPointF> path;
        for (const QPointF &corner :
             {region.topLeft(), region.topRight(), region.bottomRight(), region.bottomLeft(), region.topLeft()})
            path.push_back(view->toWidget(corner.x(), corner.y()));
        drag(*view, path);
    }

    // Press and release are whole pixels.
    std::pair<std::int64_t, std::int64_t> cellsInLasso(int cloud) const
    {
        const ScatterView *view = pane()->scatter();
        const double pixel = 2.5 / (view->toWidget(1, 0).x() - view->toWidget(0, 0).x());
        const QRectF region = lassoRegion(cloud);
        std::int64_t least = 0, most = 0;
        for (std::size_t i = 0; i < m_places.size(); i += 2) {
            const QPointF at(m_places[i], m_places[i + 1]);
            if (region.adjusted(pixel, pixel, -pixel, -pixel).contains(at)) ++least;
            if (region.adjusted(-pixel, -pixel, pixel, pixel).contains(at)) ++most;
        }
        return {least, most};
    }

    std::vector<float> m_places;
    QElapsedTimer m_sinceOpening;  // told, never judged
};

QTEST_MAIN(TestLiveMap)
#include "tst_live_map.moc"
