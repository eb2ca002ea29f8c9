// One map: which coordinates it shows, what it says of cells without any, and which gene is meant by what is typed.
#include "core/preprocess/normalize.h"
#include "tests/ui/small_dataset.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"
#include "ui/forms/axes_dialog.h"
#include "ui/forms/command_palette.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSet>
#include <QThread>

#include <atomic>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr std::int64_t cells = 40;

data::ElementPtr places(double x, std::int64_t without = 0)
{
    data::Array array(data::DType::Float32, {cells, 2});
    for (std::int64_t i = 0; i < cells; ++i) {
        const bool gone = i < without;
        const auto place = static_cast<float>(x + static_cast<double>(i));
        array.as<float>()[2 * i] = gone && i % 2 ? std::numeric_limits<float>::infinity() : place;
        array.as<float>()[2 * i + 1] = gone ? NAN : static_cast<float>(i * i);
    }
    return data::makeElement(std::move(array));
}

// A matrix whose first column takes until the gate is open, as a file that is stored by row.
class SlowMatrix final : public data::MatrixSource {
  public:
    explicit SlowMatrix(data::ExpressionMatrix matrix) : m_matrix(std::move(matrix)) {}

    std::int64_t rows() const override { return m_matrix.cells(); }
    std::int64_t columns() const override { return m_matrix.genes(); }
    data::Storage storage() const override { return data::Storage::Csr; }
    data::DType dtype() const override { return m_matrix.source().dtype(); }
    std::int64_t stored() const override { return m_matrix.source().stored(); }
    bool inMemory() const override { return false; }
    Result<data::CsrBlock> readRows(std::int64_t begin, std::int64_t end) const override { return m_matrix.rows(begin, end); }
    bool columnNeedsPass() const override { return !m_open; }
    Result<std::vector<float>> readColumn(std::int64_t column, JobContext *context) const override
    {
        while (!m_open && !context->cancelled()) QThread::msleep(1);
        return context->cancelled() ? Result<std::vector<float>>(cancelled()) : m_matrix.column(column);
    }
    Result<data::ElementPtr> load() const override { return m_matrix.load(); }
    Result<data::ElementPtr> loadSlice(std::int64_t begin, std::int64_t end) const override
    {
        return m_matrix.source().loadSlice(begin, end);
    }

    void open() { m_open = true; }

  private:
    data::ExpressionMatrix m_matrix;
    std::atomic<bool> m_open{false};
};

}  // namespace

class TestViewPane : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void cellsWithoutAPlaceAreCounted_data()
    {
        QTest::addColumn<int>("without");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << "";
        QTest::newRow("one") << 1 << "1 cell has no place on this map";
        QTest::newRow("several") << 12 << "12 cells have no place on this map";
        QTest::newRow("all") << 40 << "40 cells have no place on this map";
    }
    void cellsWithoutAPlaceAreCounted()
    {
        QFETCH(int, without);
        QFETCH(QString, text);
        data::Dataset dataset = base();
        dataset.obsm.set("X_umap", places(0, without));
        openIt(dataset);
        QCOMPARE(views()->panes().size(), std::size_t{1});
        const auto *note = pane()->findChild<QLabel *>("withoutPlace");
        QCOMPARE(note->isVisible() ? note->text() : QString(), text);
        const QString file = m_folder.filePath("map.svg");
        VERIFY_OK(pane()->exportTo(file));
        QFile figure(file);
        QVERIFY(figure.open(QIODevice::ReadOnly));
        QCOMPARE(figure.readAll().contains("no place on this map"), without > 0);
    }

    void aMapIsThereWhateverItIsCalled_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key :
             {"UMAP", "TSNE", "umap.harmony", "X_phate", "X_draw_graph_fa", "X_mde", "spatial", "X_pca", "anything"})
            QTest::newRow(key) << QString(key);
    }
    void aMapIsThereWhateverItIsCalled()
    {
        QFETCH(QString, key);
        data::Dataset dataset = base();
        dataset.obsm.set(key.toStdString(), places(0));
        openIt(dataset);
        runScript({QJsonObject{{"do", "color-by"}, {"view", 0}, {"key", "cell_type"}}});
        QCOMPARE(pane()->embedding(), key);
        // y of places in an image counts from the top
        QCOMPARE(pane()->scatter()->shownRegion().center().y() < 0, key == "spatial");
    }

    void columnsOfObsAreAMap()
    {
        data::Dataset dataset = base();
        std::vector<double> x, y;
        for (std::int64_t i = 0; i < cells; ++i) {
            x.push_back(static_cast<double>(i));
            y.push_back(100.0 - static_cast<double>(i));
        }
        dataset.obs.columns.set("UMAP_1", data::makeElement(data::Array::of(x)));
        dataset.obs.columns.set("UMAP_2", data::makeElement(data::Array::of(y)));
        openIt(dataset);
        QCOMPARE(views()->panes().size(), std::size_t{1});
        QCOMPARE(pane()->title(), QString("UMAP_1, UMAP_2 (obs)"));
        QVERIFY(pane()->source() == (MapSource{MapSource::Kind::ObsColumns, "UMAP_1", "UMAP_2"}));

        // any two, through the dialog
        auto *boxes = pane()->findChild<QComboBox *>("embedding");
        boxes->setCurrentIndex(boxes->count() - 1);
        Q_EMIT boxes->activated(boxes->count() - 1);
        QPointer<AxesDialog> dialog = m_window->findChild<AxesDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *draw = dialog->findChild<QPushButton *>("drawAxes");
        dialog->findChild<QComboBox *>("axisX")->setCurrentText("score");
        dialog->findChild<QComboBox *>("axisY")->setCurrentText("score");
        QVERIFY(!draw->isEnabled());
        dialog->findChild<QComboBox *>("axisY")->setCurrentText("UMAP_2");
        QTest::mouseClick(draw, Qt::LeftButton);
        QCOMPARE(pane()->title(), QString("score, UMAP_2 (obs)"));
        QCOMPARE(boxes->currentText(), QString("score, UMAP_2 (obs)"));
    }

    // Two views of one map; it is computed anew: both show the new places.
    void everyViewOfReplacedCoordinatesShowsTheNewOnes()
    {
        data::Dataset dataset = base();
        dataset.obsm.set("X_umap", places(0));
        openIt(dataset);
        views()->addPane(pane()->source(), "score");
        QCOMPARE(views()->panes().size(), std::size_t{2});
        Session &session = m_window->bench().session;
        data::Dataset output = *session.data().dataset();
        output.obsm.set("X_umap", places(1000));
        session.addResults(*session.data().dataset(), std::make_shared<const data::Dataset>(output), {});
        for (ViewPane *each : views()->panes()) {
            each->scatter()->settle();
            QVERIFY2(each->scatter()->shownRegion().center().x() > 900, qPrintable(each->title()));
        }
        session.journal().undoStack()->undo();
        for (ViewPane *each : views()->panes()) {
            each->scatter()->settle();
            QVERIFY(each->scatter()->shownRegion().center().x() < 100);
        }
    }

    void noTwoMapsShareATitle()
    {
        data::Dataset dataset = base();
        for (const char *key : {"X_umap", "UMAP", "X_UMAP", "X_tsne", "tsne", "PCA"}) dataset.obsm.set(key, places(0));
        openIt(dataset);
        QSet<QString> titles;
        const auto *box = pane()->findChild<QComboBox *>("embedding");
        int maps = 0;
        for (int i = 0; i < box->count(); ++i) {
            if (box->itemData(i).isNull()) continue;
            titles.insert(box->itemText(i));
            ++maps;
        }
        QCOMPARE(maps, 6);
        QCOMPARE(titles.size(), 6);
    }

    void viewsComeBackByTheirKeys()
    {
        data::Dataset dataset = base();
        dataset.obsm.set("X_umap", places(0));
        dataset.obsm.set("UMAP", places(1000));
        const QString file = openIt(dataset);
        while (views()->panes().size() > 1) Q_EMIT views()->panes().back()->closeWanted();
        pane()->setEmbedding("UMAP");
        views()->addPane(MapSource{MapSource::Kind::ObsColumns, "score", "rank"}, "cell_type");
        views()->addPane("X_umap", "cell_type");
        std::vector<MapSource> before;
        for (ViewPane *each : views()->panes()) before.push_back(each->source());
        m_window->bench().session.close();
        openDataset(m_window->bench(), file);
        waitIdle(*m_window);
        std::vector<MapSource> after;
        for (ViewPane *each : views()->panes()) after.push_back(each->source());
        QVERIFY(before == after);
        views()->panes()[0]->scatter()->settle();
        QVERIFY(views()->panes()[0]->scatter()->shownRegion().center().x() > 900);
    }

    void anAliasIsMeantByItsWholeName_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("gene");
        QTest::newRow("CD16") << "CD16"
                              << "FCGR3A";
        QTest::newRow("cd20") << "cd20"
                              << "MS4A1";
        QTest::newRow("a symbol") << "CD160"
                                  << "CD160";
    }
    void anAliasIsMeantByItsWholeName()
    {
        QFETCH(QString, typed);
        QFETCH(QString, gene);
        openMarkers();
        // the by box
        auto *by = pane()->findChild<QComboBox *>("colorBy");
        by->setFocus();
        by->lineEdit()->selectAll();
        QTest::keyClicks(by->lineEdit(), typed);
        QTest::keyClick(by->lineEdit(), Qt::Key_Return);
        QCOMPARE(pane()->colorKey(), gene);
        // the list of genes
        pane()->colorBy("cell_type");
        m_window->showPanel("genes");
        auto *line = m_window->findChild<QLineEdit *>("geneSearch");
        line->clear();
        QTest::keyClicks(line, typed);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(pane()->colorKey(), gene);
        const QString first = m_window->findChild<QListWidget *>("geneHits")->item(0)->text();
        QCOMPARE(first, typed == gene ? gene : typed.toUpper() + " → " + gene);
        // search everything
        pane()->colorBy("cell_type");
        m_window->actions().get("edit.palette")->trigger();
        auto *palette = m_window->findChild<QLineEdit *>("paletteLine");
        QTest::keyClicks(palette, typed);
        QTest::keyClick(palette, Qt::Key_Return);
        QCOMPARE(pane()->colorKey(), gene);
    }

    // The first gene of a matrix in a file is a pass over all of it: listed, can be cancelled, and hovers do not wait for it.
    void aPassOverTheMatrixLeavesTheInteractiveLaneFree()
    {
        openMarkers();
        Workbench &bench = m_window->bench();
        const auto slow = std::make_shared<SlowMatrix>(bench.session.data().dataset()->x);
        data::Dataset dataset = *bench.session.data().dataset();
        dataset.x = data::ExpressionMatrix(slow);
        bench.session.open(std::make_shared<const data::Dataset>(std::move(dataset)), bench.session.data().facts(), nullptr);
        QTRY_VERIFY(pane());
        const std::size_t before = bench.jobs.jobs().size();

        pane()->colorBy("MS4A1");
        QTRY_COMPARE(bench.jobs.jobs().size(), before + 1);
        const int pass = bench.jobs.jobs().back().id;
        QTRY_COMPARE(bench.jobs.job(pass)->state, JobInfo::State::Running);
        bool hovered = false;
        bench.jobs.start(
            {"test", "hover"}, this, [](JobContext &) { return Result<int>(1); }, [&](const Result<int> &) { hovered = true; },
            JobRunner::Lane::Interactive);
        QTRY_VERIFY(hovered);
        QCOMPARE(bench.jobs.job(pass)->state, JobInfo::State::Running);

        // another gene is wanted meanwhile
        pane()->colorBy("CD200");
        QTRY_COMPARE(bench.jobs.job(pass)->state, JobInfo::State::Cancelled);
        slow->open();
        QTRY_VERIFY(pane()->colors().kind == PaneColors::Kind::Numbers);
        QCOMPARE(pane()->colors().numbers.title, QString("CD200"));
        const std::size_t listed = bench.jobs.jobs().size();
        pane()->colorBy("CD160");
        QTRY_COMPARE(pane()->colors().numbers.title, QString("CD160"));
        QCOMPARE(bench.jobs.jobs().size(), listed);
    }

    // The numbers of a map are those of the analysis steps, to the last bit.
    void shownExpressionIsLogNormalized()
    {
        const data::Dataset dataset = *test::smallDataset(cells);
        JobContext context;
        const auto facts = factsOf(dataset, context);
        VERIFY_OK(facts);
        auto block = *dataset.x.all();
        preprocess::logNormalize(block, 1);
        const auto normalized = data::ExpressionMatrix::ofCsr(std::move(block));
        for (std::int64_t gene = 0; gene < dataset.genes(); ++gene) {
            const auto shown = shownExpression(dataset, *facts, gene, context);
            VERIFY_OK(shown);
            QCOMPARE(*shown, *normalized.column(gene));
        }
    }

    void aNameThatNoGeneHasLeavesTheColors()
    {
        openMarkers();
        pane()->colorBy("cell_type");
        m_window->showPanel("genes");
        auto *line = m_window->findChild<QLineEdit *>("geneSearch");
        QTest::keyClicks(line, "no such gene");
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(pane()->colorKey(), QString("cell_type"));
        QVERIFY(pane()->colors().kind == PaneColors::Kind::Labels);
        auto *by = pane()->findChild<QComboBox *>("colorBy");
        by->lineEdit()->selectAll();
        QTest::keyClicks(by->lineEdit(), "no such gene");
        QTest::keyClick(by->lineEdit(), Qt::Key_Return);
        QCOMPARE(pane()->colorKey(), QString("cell_type"));
    }

  private:
    static data::Dataset base()
    {
        data::Dataset dataset = *test::smallDataset(cells);
        std::vector<double> rank;
        for (std::int64_t i = 0; i < cells; ++i) rank.push_back(static_cast<double>(i % 7));
        dataset.obs.columns.set("rank", data::makeElement(data::Array::of(rank)));
        return dataset;
    }

    void openMarkers()
    {
        data::Dataset dataset = base();
        data::CsrBlock block;
        block.rows = cells;
        block.columns = 5;
        for (std::int64_t i = 0; i < cells; ++i) {
            for (std::int32_t gene = 0; gene < 5; ++gene) {
                block.indices.push_back(gene);
                block.values.push_back(static_cast<float>(1 + (i + gene) % 4));
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
        dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
        dataset.var = {};
        dataset.var.index.values = {"CD160", "CD200", "FCGR3A", "MS4A1", "CD3E"};
        dataset.var.index.shape = {5};
        // A column whose name only begins so comes after the gene of the whole name.
        dataset.obs.columns.set("CD16 protein", data::makeElement(data::Array::of(std::vector<double>(cells, 1.0))));
        dataset.obsm.set("X_umap", places(0));
        openIt(dataset);
    }

    QString openIt(const data::Dataset &dataset)
    {
        const QString file = m_folder.filePath(QString("data%1.h5ad").arg(m_files++));
        JobContext context;
        [&] { VERIFY_OK(io::writeH5ad(dataset, file.toStdString(), {.overwrite = true}, context)); }();
        openDataset(m_window->bench(), file);
        waitIdle(*m_window);
        return file;
    }

    ViewsArea *views() const { return m_window->views(); }
    ViewPane *pane() const { return m_window->views()->active(); }

    int m_files = 0;
};

QTEST_MAIN(TestViewPane)
#include "tst_view_pane.moc"
