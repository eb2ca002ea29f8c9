// Two models on the same data: loaded together, compared, switched between with real clicks, and their maps side by side.
#include "core/base/platform/resources.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "tests/support/fixtures.h"
#include "ui/commands/load_model.h"
#include "ui/commands/map_cells.h"
#include "ui/commands/open_dataset.h"
#include "ui/shell/main_window.h"
#include "ui/workspace/models/model_memory.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/model_card_view.h"
#include "ui/panels/models_panel.h"
#include "ui/views/views_area.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QStandardPaths>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr int longTime = 300'000;

void waitIdle(MainWindow &window) { QTRY_VERIFY_WITH_TIMEOUT(window.bench().jobs.idle(), longTime); }

QPushButton *button(QWidget *parent, const char *name) { return parent->findChild<QPushButton *>(QLatin1String(name)); }

// An empty map has one for the ground and few for its furniture.
qsizetype colorsOf(ScatterView &view)
{
    view.settle();
    const QImage picture = view.grab().toImage();
    QSet<QRgb> colors;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) colors.insert(picture.pixel(x, y));
    return colors.size();
}

QString text(QWidget *parent, const char *name) { return parent->findChild<QLabel *>(QLatin1String(name))->text(); }

}  // namespace

class TestModelsPanel : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;
    QString m_sample, m_demo, m_other;
    QTemporaryDir m_folder;

    ModelsPanel &panel() { return *m_window->models(); }
    void load(const QString &path)
    {
        loadModel(m_window->bench(), path);
        waitIdle(*m_window);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setApplicationName("lexicell-models-test");
        QApplication::setOrganizationName("lexicell");
        const auto sample = resourceFile("sample/lexicell_sample.h5ad");
        const auto demo = resourceFile("sample/demo_scgpt");
        if (!sample.ok() || !demo.ok()) QSKIP("the sample is missing");
        // Every sixth cell of the sample: two maps in seconds.
        JobContext context;
        const auto whole = io::readH5ad(*sample, {}, context);
        VERIFY_OK(whole);
        std::vector<std::int64_t> cells;
        for (std::int64_t cell = 0; cell < whole->cells(); cell += 6) cells.push_back(cell);
        const auto some = data::subset(*whole, &cells, nullptr);
        VERIFY_OK(some);
        m_sample = m_folder.filePath("sample.h5ad");
        VERIFY_OK(io::writeH5ad(*some, m_sample.toStdString(), {}, context));
        m_demo = QString::fromStdString(demo->string());
        if (const auto root = test::fixtures("scemb"))
            if (const auto cases = test::caseFolders(*root, "config.json"); !cases.empty())
                m_other = QString::fromStdString(cases.front().string());
    }

    void init()
    {
        QSettings().clear();
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QVERIFY(m_window->showPanel("models"));
    }

    void cleanup() { m_window.reset(); }

    void withoutModelsItSaysWhatToDo()
    {
        QVERIFY(panel().cards().isEmpty());
        QVERIFY(button(&panel(), "loadFromFolder")->isEnabled());
        CatalogRow *demo = panel().catalog()->row("demo_scgpt");
        QVERIFY(demo && !button(demo, "loadEntry")->isHidden());
        // A plain URL can be downloaded, and nothing was begun by itself.
        CatalogRow *exceiver = panel().catalog()->row("exceiver_tabula_sapiens");
        QVERIFY(exceiver && !button(exceiver, "download")->isHidden());
        QVERIFY(!panel().downloads().running("exceiver_tabula_sapiens"));
        QVERIFY(button(exceiver, "download")->toolTip().startsWith("https://"));
    }

    void stepsWithoutAUrlCanBeCopied()
    {
        CatalogRow *row = panel().catalog()->row("scgpt_human");
        QVERIFY(row && button(row, "download")->isHidden());
        QVERIFY(row->findChild<QLabel *>("instructions")->isHidden());
        button(row, "howTo")->click();
        QVERIFY(!row->findChild<QLabel *>("instructions")->isHidden());
        button(row, "copyInstructions")->click();
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains("best_model.pt") && copied.contains("vocab.json") && copied.startsWith("1. "),
                 qPrintable(copied));
    }

    void theDemoIsLoadedFromTheCatalog()
    {
        button(panel().catalog()->row("demo_scgpt"), "loadEntry")->click();
        waitIdle(*m_window);
        QCOMPARE(panel().cards().size(), qsizetype{1});
        QCOMPARE(text(panel().cards()[0], "modelName"), QString("demo_scgpt"));
        QVERIFY(text(panel().cards()[0], "modelCoverage").contains("Open data"));
    }

    void disabledButtonsSayWhy()
    {
        load(m_demo);
        ModelCardView *card = panel().cards()[0];
        for (const char *name : {"useModel", "unloadModel"}) {
            const QPushButton *disabled = button(card, name);
            QVERIFY2(!disabled->isEnabled(), name);
            QVERIFY2(disabled->toolTip().contains("in use"), qPrintable(disabled->toolTip()));
        }
        const QAction *embed = m_window->actions().get("model.embed");
        QVERIFY(!embed->isEnabled());
        QVERIFY2(embed->toolTip().contains("Open a data set first"), qPrintable(embed->toolTip()));
    }

    void coverageOfTwoModelsSideBySide()
    {
        if (m_other.isEmpty()) QSKIP("no scEMB-style fixtures: set LEXICELL_FIXTURES");
        load(m_demo);
        load(m_other);
        openDataset(m_window->bench(), m_sample);
        waitIdle(*m_window);
        QCOMPARE(panel().cards().size(), qsizetype{2});
        for (ModelCardView *card : panel().cards())
            QVERIFY2(text(card, "modelCoverage").contains("% of the counts"), qPrintable(text(card, "modelCoverage")));
        const auto *table = panel().findChild<QTableWidget *>("comparisonTable");
        QVERIFY(table && table->isVisibleTo(&panel()));
        QVERIFY(table->item(1, 0)->text() != table->item(1, 1)->text());
        QVERIFY(table->item(1, 0)->text().contains(" of "));
        const auto &models = panel().shelf().models();
        QVERIFY(models[0].coverage->genesMatched > models[1].coverage->genesMatched);
    }

    void switchesModelsAndSeesBothMaps()
    {
        if (m_other.isEmpty()) QSKIP("no scEMB-style fixtures: set LEXICELL_FIXTURES");
        Session &session = m_window->bench().session;
        openDataset(m_window->bench(), m_sample);
        waitIdle(*m_window);
        load(m_demo);
        load(m_other);
        MapOptions options;
        options.baseline = false;
        const auto mapInUse = [&] {
            Result<void> outcome;
            mapCells(m_window->bench(), options, [&](const Result<void> &result) { outcome = result; });
            waitIdle(*m_window);
            VERIFY_OK(outcome);
        };
        QCOMPARE(session.models().outline()->card.family, std::string("scemb"));
        mapInUse();
        QVERIFY(session.data().embeddings().contains("X_scEMB"));
        QPushButton *use = button(panel().cards()[0], "useModel");
        QVERIFY(use->isEnabled());
        use->click();
        QTRY_COMPARE(session.models().outline()->card.family, std::string("scgpt"));
        waitIdle(*m_window);
        QVERIFY(!session.models().model());  // its network was not opened yet; the other's stays in memory
        QVERIFY(panel().shelf().models()[1].network);
        mapInUse();
        QVERIFY(session.data().embeddings().contains("X_scGPT"));
        QVERIFY(session.data().embeddings().contains("X_scEMB"));

        // Both maps are on the screen, beside each other, each with its cells drawn.
        QStringList shown;
        QList<QRect> places;
        for (const ViewPane *pane : m_window->views()->panes()) {
            if (!pane->isVisible()) continue;
            shown << pane->embedding();
            places << QRect(pane->mapTo(m_window.get(), QPoint()), pane->size());
            QVERIFY2(colorsOf(*pane->scatter()) > 20, qPrintable(pane->embedding()));
        }
        QVERIFY2(shown.contains("X_umap_scGPT") && shown.contains("X_umap_scEMB"), qPrintable(shown.join(", ")));
        QCOMPARE(places.size(), qsizetype{2});
        QCOMPARE(places[0].top(), places[1].top());
        QVERIFY2(m_window->minimumSizeHint().width() <= 1280, qPrintable(QString::number(m_window->minimumSizeHint().width())));
        QVERIFY(places[0].right() < places[1].left() && places[0].width() > 200 && places[1].width() > 200);
        // Both networks are in memory now; back to the first, which needs no opening.
        QVERIFY(panel().shelf().models()[0].network && panel().shelf().models()[1].network);
        button(panel().cards()[1], "useModel")->click();
        QTRY_COMPARE(session.models().outline()->card.family, std::string("scemb"));
        QVERIFY(session.models().model() && session.models().coverage());

        // A budget for one of them only: the one used longest ago goes.
        const auto bytes = networkBytes(session.models().outline()->card);
        panel().shelf().setBudget(bytes);
        QVERIFY(!panel().shelf().models()[0].network);
        QVERIFY(panel().shelf().models()[1].network);
        // And for less than that: once it is out of memory the step is refused, and says what to change.
        waitIdle(*m_window);  // while a job may need the network, the button is disabled
        button(panel().cards()[1], "unloadModel")->click();
        QTRY_VERIFY(!panel().shelf().models()[1].network);
        QVERIFY(!session.models().model());
        panel().shelf().setBudget(bytes - 1);
        Result<void> refused;
        mapCells(m_window->bench(), options, [&](const Result<void> &result) { refused = result; });
        waitIdle(*m_window);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("out_of_memory"));
        QVERIFY(refused.error().message.find("models may take") != std::string::npos);
        waitIdle(*m_window);
        button(panel().cards()[0], "unloadModel")->click();
        QTRY_COMPARE(panel().cards().size(), qsizetype{1});
    }
};

QTEST_MAIN(TestModelsPanel)
#include "tst_models_panel.moc"
