// Arrows of a knock-out on the map, in the window: seen through the X server, told under the map, in figures, dashed where the
// null reaches as far, and gone when they are switched off; the shifts of single cells as a color; the task that keeps them, as
// one step of the history.
#include "tests/ui/scatter_fixture.h"
#include "tests/ui/window_fixture.h"
#include "core/steps/step_output.h"
#include "ui/commands/open_dataset.h"
#include "ui/views/shift_arrows.h"
#include "ui/views/views_area.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QSignalSpy>
#include <QUndoStack>

#include <limits>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr int patience = 60'000, categories = 4;
constexpr std::int64_t cellCount = 1200;
const std::string key = "lexicell_shift_GENE0", nullKey = "lexicell_shiftnull_GENE0";

// Genes of like expression move cells less than the gene moves the first cloud, or more; or their shifts were not stored.
enum class Null { Less, More, None };
constexpr std::int64_t nullGenes = 30;

QPointF middleOf(int cloud)
{
    const double angle = cloud * 2.399963, distance = 3.2 * std::sqrt(cloud + 0.5);
    return {distance * std::cos(angle), distance * std::sin(angle)};
}

// Four clouds; a cell's vector is its place on the map. Knocked out, the cells of the first go to the second; those of the third
// stay; those of the fourth lack the gene.
data::Dataset clouds(bool withVectors, Null null = Null::Less)
{
    std::vector<std::int32_t> codes;
    const std::vector<float> places = gaussianBlobs(static_cast<std::size_t>(cellCount), categories, &codes);
    const QPointF way = middleOf(1) - middleOf(0);
    data::Dataset dataset;
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = 1;
    data::Categorical types;
    types.codes = codes;
    std::vector<float> vectors, changes, others;
    std::vector<double> shifts;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        dataset.obs.index.values.push_back(std::to_string(i));
        block.indices.push_back(0);
        block.values.push_back(1.0F);
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        vectors.insert(vectors.end(), {places[2 * i], places[2 * i + 1], 1.0F, 0.0F});
        const float share = codes[i] == 0 ? 1.0F : codes[i] == 3 ? std::numeric_limits<float>::quiet_NaN() : 0.0F;
        changes.insert(changes.end(),
                       {share * static_cast<float>(way.x()), share * static_cast<float>(way.y()), share * 0.0F, share * 0.0F});
        for (std::int64_t gene = 0; gene < nullGenes; ++gene)
            others.push_back((null == Null::More ? 0.01F : 0.0005F) * static_cast<float>(gene));
        shifts.push_back(codes[i] == 0 ? 0.02 : codes[i] == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.001);
    }
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    dataset.obs.index.shape = {cellCount};
    dataset.var.index.values = {"GENE0"};
    dataset.var.index.shape = {1};
    data::StringArray names;
    for (int i = 0; i < categories; ++i) names.values.push_back("type " + std::to_string(i));
    names.shape = {categories};
    types.categories = data::makeElement(std::move(names));
    dataset.obs.columns.set("cell_type", data::makeElement(std::move(types)));
    dataset.obs.columns.set(key, steps::column(shifts));
    dataset.obsm.set("X_umap", steps::matrixElement(places, cellCount, 2));
    if (withVectors) dataset.obsm.set("X_scGPT", steps::matrixElement(vectors, cellCount, 4));
    dataset.obsm.set(key, steps::matrixElement(changes, cellCount, 4));
    if (null != Null::None) dataset.obsm.set(nullKey, steps::matrixElement(others, cellCount, nullGenes));
    if (withVectors) steps::record(dataset, {"embed", "obsm/X_scGPT", {}, {{"model", "feed"}}});
    steps::record(dataset, {"knock-out", "obsm/" + key, {}, {{"model", "feed"}}});
    return dataset;
}

}  // namespace

class TestShiftArrows : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        applyTheme(*qApp, ThemeMode::Light);
        openWindow();
    }
    void cleanup() { m_window.reset(); }

    void arrowsAreSeenToldAndTakenAway_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void arrowsAreSeenToldAndTakenAway()
    {
        QFETCH(bool, dark);
        applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light);
        openClouds(true);
        m_window->views()->refreshTheme();
        QVERIFY(menu()->menuAction()->isVisible());
        for (const std::string &name : {key, nullKey})  // a movement and sizes, no map
            QVERIFY(!m_window->bench().session.data().embeddings().contains(QString::fromStdString(name)));
        QCOMPARE(menu()->actions().size(), 2);  // none, and the gene
        pane()->colorBy("cell_type");
        QVERIFY(note().isEmpty());
        const QPointF start = middleOf(0), end = middleOf(1);
        QTRY_VERIFY_WITH_TIMEOUT(!lineIsSeen(start, end), patience);
        choose(key);
        QTRY_VERIFY_WITH_TIMEOUT(
            note().startsWith("Arrows: mean movement of the cells of each cell_type by the knock-out of GENE0"), patience);
        for (const char *part :
             {"15 nearest intact cells in X_scGPT", "A dot or ring: no visible movement.", "no statistic", "Dashed: "})
            QVERIFY2(pane()->arrows().definition().contains(part), qPrintable(pane()->arrows().definition()));
        QVERIFY2(note().contains("not larger than by 95 % of the genes of like expression."), qPrintable(note()));
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(start, end), patience);
        keepPicture(dark ? "arrows-dark" : "arrows-light");
        QCOMPARE(pane()->state()["arrows"].toString().toStdString(), key);

        // In a figure, with its definition
        const QString file = m_folder.filePath("arrows.svg");
        VERIFY_OK(pane()->exportTo(file));
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::ReadOnly));
        const QString drawing = QString::fromUtf8(opened.readAll());
        QVERIFY(drawing.contains("Arrows: mean") && drawing.contains("arrows: GENE0, mean by cell_type, to scale; dashed: "));

        // Zoomed, the arrow stays with its cells.
        pane()->scatter()->zoomBy(1.4);
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(start, end), patience);
        pane()->scatter()->zoomToFit();
        choose({});
        QVERIFY(note().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!lineIsSeen(start, end), patience);
        QVERIFY(!pane()->state().contains("arrows"));
    }

    // A movement that genes of like expression make as well, or whose null is not known.
    void withinTheNullArrowsAreDashed_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("known");
        QTest::addColumn<QString>("said");
        const QString dashed = "Dashed: the label's mean shift", none = "All dashed: there is no null";
        QTest::newRow("light") << false << true << dashed;
        QTest::newRow("dark") << true << true << dashed;
        QTest::newRow("no null") << false << false << none;
    }
    void withinTheNullArrowsAreDashed()
    {
        QFETCH(bool, dark);
        QFETCH(bool, known);
        QFETCH(QString, said);
        applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light);
        openClouds(true, known ? Null::More : Null::None);
        m_window->views()->refreshTheme();
        pane()->colorBy("cell_type");
        choose(key);
        QTRY_VERIFY2_WITH_TIMEOUT(note().contains(said), qPrintable(note()), patience);
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(middleOf(0), middleOf(1), themeColors().textMuted), patience);
        QVERIFY(!lineIsSeen(middleOf(0), middleOf(1)));
        keepPicture(QString("arrows-dashed-") + QTest::currentDataTag());
    }

    // The groups of the arrows are those of the labels that were last colored by; a hidden label has no arrow.
    void arrowsFollowTheLabels()
    {
        openClouds(true);
        pane()->colorBy("cell_type");
        choose(key);
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(middleOf(0), middleOf(1)), patience);
        pane()->colorBy(QString::fromStdString(key));
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(middleOf(0), middleOf(1)), patience);
        const QJsonObject state = pane()->state();
        choose({});
        pane()->restore(state);
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(middleOf(0), middleOf(1)), patience);
    }

    void theCellsOwnShiftIsAColor()
    {
        openClouds(true);
        const LabelFieldPtr types = m_window->bench().session.labels().field("cell_type");
        pane()->colorBy(QString::fromStdString(key));
        const ContinuousLegend &legend = pane()->colors().numbers;
        QCOMPARE(pane()->colors().kind, PaneColors::Kind::Numbers);
        QCOMPARE(legend.missing, types->counts()[3]);
        QCOMPARE(legend.values, cellCount - types->counts()[3]);
        QVERIFY(std::abs(legend.maximum - 0.02) < 1e-6);
    }

    void withoutTheModelsVectorsThereIsAReason()
    {
        openClouds(false);
        choose(key);
        QTRY_VERIFY_WITH_TIMEOUT(note().startsWith("No arrows: the vectors of the intact cells"), patience);
        QVERIFY(!lineIsSeen(middleOf(0), middleOf(1)));
    }

    // A job that was cancelled, or that ends after another choice, draws nothing.
    void whatIsNoLongerWantedIsNotDrawn()
    {
        openClouds(true);
        pane()->colorBy("cell_type");
        choose(key);
        choose({});
        waitIdle(*m_window);
        QVERIFY(note().isEmpty() && pane()->arrows().definition().isEmpty());
        QVERIFY(!lineIsSeen(middleOf(0), middleOf(1)));
        choose(key);
        m_window->bench().jobs.cancelAll();  // by a person, in the list of jobs
        waitIdle(*m_window);
        if (note().startsWith("Arrows:")) return;  // it was faster
        QVERIFY2(note().startsWith("No arrows: they were cancelled."), qPrintable(note()));
        choose(key);
        QTRY_VERIFY_WITH_TIMEOUT(note().startsWith("Arrows: mean movement"), patience);
    }

    void withoutShiftsThereIsNoMenu()
    {
        data::Dataset bare = clouds(true);
        std::erase_if(bare.obsm.entries, [](const auto &entry) { return entry.first == key; });
        const QString file = m_folder.filePath("without.h5ad");
        JobContext context;
        VERIFY_OK(io::writeH5ad(bare, file.toStdString(), {.overwrite = true, .gzipLevel = 0}, context));
        openDataset(m_window->bench(), file);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->bench().session.data().hasDataset() && pane(), patience);
        QVERIFY(!menu()->menuAction()->isVisible());
    }

    void scriptsDrawThem()
    {
        openClouds(true);
        runScript({QJsonObject{{"do", "color-by"}, {"key", "cell_type"}, {"arrows", "GENE0"}}, QJsonObject{{"do", "wait"}}});
        QTRY_VERIFY_WITH_TIMEOUT(lineIsSeen(middleOf(0), middleOf(1)), patience);
        runScript({QJsonObject{{"do", "color-by"}, {"key", "cell_type"}, {"arrows", "NO_SUCH"}}}, "missing_embedding");
    }

    // The elements of a gene come and go as one step; the ranking stays.
    void theTaskKeepsShiftsAsOneStep()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        const QString file = m_folder.filePath("small.h5ad");
        JobContext context;
        auto simulated = simulate::simulate({.cells = 120, .genes = 150, .batches = 3, .knockouts = 1, .seed = 0}, context);
        VERIFY_OK(simulated);
        VERIFY_OK(io::writeH5ad(*simulated, file.toStdString(), {.overwrite = true, .gzipLevel = 0}, context));
        runScript({QJsonObject{{"do", "open"}, {"file", file}}, QJsonObject{{"do", "load-model"}, {"path", m_model}},
                   QJsonObject{{"do", "knock-out"}, {"genes", QJsonArray{"FOS", "MX1"}}, {"shifts", true}, {"min-cells", 5}}});
        Session &session = m_window->bench().session;
        const auto there = [&](const char *gene) {
            const std::string name = std::string("lexicell_shift_") + gene;
            return session.data().dataset()->obs.columns.find(name) && session.data().dataset()->obsm.find(name) &&
                   session.data().dataset()->obsm.find(std::string("lexicell_shiftnull_") + gene);
        };
        QVERIFY(there("FOS") && there("MX1"));
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        runScript({QJsonObject{{"do", "undo"}}});
        QVERIFY(!there("FOS") && !there("MX1"));
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        runScript({QJsonObject{{"do", "redo"}}});
        QVERIFY(there("FOS") && there("MX1"));
        // Without the option no element is added.
        runScript({QJsonObject{{"do", "knock-out"}, {"genes", QJsonArray{"LYZ"}}, {"min-cells", 5}}});
        QVERIFY(!there("LYZ"));
    }

  private:
    void openClouds(bool withVectors, Null null = Null::Less)
    {
        const QString file = m_folder.filePath(withVectors ? "clouds.h5ad" : "bare.h5ad");
        JobContext context;
        VERIFY_OK(io::writeH5ad(clouds(withVectors, null), file.toStdString(), {.overwrite = true, .gzipLevel = 0}, context));
        openDataset(m_window->bench(), file);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->bench().session.data().hasDataset() && pane(), patience);
    }
    ViewPane *pane() const { return m_window->views()->active(); }
    QMenu *menu() const { return pane()->findChild<QMenu *>("arrowsMenu"); }
    QString note() const
    {
        auto *label = pane()->findChild<QLabel *>("arrowNote");
        return label->isVisible() ? label->text() : QString();
    }
    void choose(const std::string &which) const
    {
        auto *action = menu()->findChild<QAction *>("arrows." + QString::fromStdString(which));
        QVERIFY(action);
        action->trigger();
    }

    // Whether most of the middle of the way is in this color, that of arrows, on the screen. The dot of the third cloud and names
    // are far.
    bool lineIsSeen(const QPointF &from, const QPointF &to, const QColor &color = themeColors().text) const
    {
        ScatterView *view = pane()->scatter();
        const QImage shot = m_window->screen()->grabWindow(m_window->winId()).toImage();
        int seen = 0, places = 0;
        for (double part = 0.35; part < 0.7; part += 0.05, ++places) {
            const QPointF at = from + part * (to - from);
            const QPoint middle = view->mapTo(m_window.get(), view->toWidget(at.x(), at.y()).toPoint());
            bool any = false;
            for (int y = -5; y <= 5; ++y)
                for (int x = -5; x <= 5; ++x) any = any || near(shot.pixelColor(middle + QPoint(x, y)), color, 40);
            seen += any ? 1 : 0;
        }
        return 2 * seen > places;
    }

    void keepPicture(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("LEXICELL_BINARY_DIR", QDir::currentPath()) + "/pictures";
        QDir().mkpath(folder);
        QVERIFY(m_window->screen()->grabWindow(m_window->winId()).save(folder + "/" + name + ".png"));
    }
};

QTEST_MAIN(TestShiftArrows)
#include "tst_shift_arrows.moc"
