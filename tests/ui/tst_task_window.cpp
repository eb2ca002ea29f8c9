// A task that is only a value in the table is in the window: menu entry, form, script step, job, result; refused in the same
// words as on the command line.
#include "core/io/dataset_hash.h"
#include "core/steps/step_output.h"
#include "tests/app/throw_away_task.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_task.h"
#include "ui/forms/option_form.h"
#include "ui/forms/step_dialog.h"
#include "ui/views/view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>

using namespace lexicell;
using namespace lexicell::ui;

class TestTaskWindow : public QObject, private WindowFixture {
    Q_OBJECT

    const models::tasks::TaskTable m_tasks = test::tableWithSeen();

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(m_tasks); }
    void cleanup() { m_window.reset(); }

    void itIsInTheMenu()
    {
        QAction *action = m_window->actions().get("genes.seen");
        QVERIFY(action);
        QCOMPARE(action->text(), QString("Genes seen…"));
        QVERIFY(!action->isEnabled());
        QCOMPARE(m_window->actions().whyNot("genes.seen"), QString("Open a data set first."));
        bool inMenu = false;
        for (const QAction *menu : m_window->menuBar()->actions())
            inMenu = inMenu || (menu->menu() && menu->menu()->actions().contains(action));
        QVERIFY(inMenu);
    }

    void everyTaskHasAnEntryAndAForm()
    {
        for (const auto &task : m_tasks.all()) {
            const QString id = QString::fromStdString(task.id);
            bool entry = id == "analyze";  // a part of Map cells
            for (const QAction *action : m_window->actions().all()) entry = entry || action->objectName().endsWith('.' + id);
            QVERIFY2(entry, task.id.c_str());
            showTaskForm(m_window->bench(), m_window.get(), id, {});
            auto *form = m_window->findChild<QDialog *>();
            QVERIFY2(form && form->isVisible(), task.id.c_str());
            const auto *run = form->findChild<QAbstractButton *>("runStep");
            const bool mapForm = id == "analyze";  // runs what can run
            QVERIFY2(mapForm || run->isEnabled() == run->toolTip().isEmpty(), task.id.c_str());
            delete form;
        }
    }

    void itIsRefusedInTheTablesWords()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        const data::Dataset &dataset = *m_window->bench().session.data().dataset();
        const auto why = models::tasks::whyNot(test::seenTask(), {&dataset, nullptr});
        QVERIFY(why);  // the sample comes without a neighbor graph
        QCOMPARE(m_window->actions().whyNot("genes.seen"), QString::fromStdString(why->message));
        runScript({QJsonObject{{"do", "seen"}}}, "missing_neighbors");
    }

    void itsFormRunsIt()
    {
        map();
        QAction *action = m_window->actions().get("genes.seen");
        QVERIFY2(action->isEnabled(), qPrintable(action->toolTip()));
        action->trigger();
        auto *form = m_window->findChild<QDialog *>();
        QVERIFY(form && form->isVisible());
        auto *options = form->findChild<OptionForm *>();
        auto *atLeast = qobject_cast<QDoubleSpinBox *>(options->editor("at-least"));
        QVERIFY(atLeast);
        QCOMPARE(atLeast->value(), 1.0);
        atLeast->setValue(2.0);
        QTest::mouseClick(form->findChild<QAbstractButton *>("runStep"), Qt::LeftButton);
        waitIdle(*m_window);
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const StoredResult &result = m_window->bench().results.all().front();
        QCOMPARE(result.task, std::string("seen"));
        QCOMPARE(result.record.step, std::string("seen"));
        QCOMPARE(valueOf(result.record.options, "at-least"), std::string("2"));
        JobContext context;
        const auto hash = io::hashDataset(m_data.toStdString(), context);
        VERIFY_OK(hash);
        QCOMPARE(valueOf(result.record.inputs, "file"), *hash);
        const auto jobs = m_window->bench().jobs.jobs();
        QCOMPARE(jobs.back().kind, std::string("seen"));
        QCOMPARE(jobs.back().title, QString("Genes seen"));
        const auto *dock = m_window->findChild<QDockWidget *>("dock.result.1");
        QVERIFY(dock && dock->isVisible() && dock->findChild<View *>());
        QCOMPARE(dock->window(), m_window.get());
        const auto *caption = dock->findChild<QLabel *>("resultCaption");
        QVERIFY(caption && caption->text().contains("rows"));
    }

    void aScriptRunsIt()
    {
        map();
        runScript({QJsonObject{{"do", "seen"}, {"at-least", 3}}});
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        runScript({QJsonObject{{"do", "seen"}, {"at-leest", 3}}}, "unknown_option");
    }

    // As on the command line: the file, every option, the seed.
    void provenanceIsComplete()
    {
        map();
        JobContext context;
        const auto hash = io::hashDataset(m_data.toStdString(), context);
        VERIFY_OK(hash);
        const data::Dataset saved = m_window->bench().session.datasetToSave();
        const auto steps = recordedSteps(lexicell::steps::recordOf(saved));
        const auto leiden =
            std::find_if(steps.begin(), steps.end(), [](const ProvenanceStep &step) { return step.step == "leiden"; });
        QVERIFY(leiden != steps.end());
        QCOMPARE(valueOf(leiden->inputs, "file"), *hash);
        QCOMPARE(valueOf(leiden->options, "resolution"), std::string("1"));
        QVERIFY(!valueOf(leiden->options, "seed").empty());
    }

    void resultsGoWithTheirData()
    {
        map();
        runScript({QJsonObject{{"do", "seen"}}});
        m_window->bench().session.close();
        QVERIFY(m_window->bench().results.all().empty());
        QTRY_VERIFY(!m_window->findChild<QDockWidget *>("dock.result.1"));
    }

    // The table's own network, without a line of code in the window.
    void aGeneNetworkIsShown()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}},
                   QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"k", 3}, {"max-cells", 100}}});
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const auto *graph = std::get_if<models::tasks::Graph>(m_window->bench().results.all().front().result.get());
        QVERIFY(graph && !graph->weight.empty());
        QVERIFY(m_window->findChild<QDockWidget *>("dock.result.1"));
    }

    // The table in a dock with its caption, the entry in the data set, the labels of the window, the columns in the form.
    void markersAreATableAndAnEntry()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}},
                   QJsonObject{{"do", "select"}, {"cells", QJsonArray{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}},
                   QJsonObject{{"do", "label"}, {"name", "chosen"}, {"field", "mine"}}});
        const auto names = m_window->bench().session.labels().fieldNames();
        const QString field = QStringLiteral("mine");
        QVERIFY(names.contains(field));
        showTaskForm(m_window->bench(), m_window.get(), QStringLiteral("markers"), {});
        auto *form = m_window->findChild<QDialog *>();
        QVERIFY(form && form->isVisible());
        const auto *columns = qobject_cast<QComboBox *>(form->findChild<OptionForm *>()->editor("groupby"));
        QVERIFY(columns && columns->findData(field) >= 0);
        delete form;

        runScript({QJsonObject{{"do", "markers"}, {"groupby", field}, {"group", "chosen"}}});
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const auto *table = std::get_if<models::tasks::Table>(m_window->bench().results.all().front().result.get());
        QVERIFY(table);
        const data::Dataset &dataset = *m_window->bench().session.data().dataset();
        QCOMPARE(static_cast<std::int64_t>(table->rows()), dataset.genes());
        QVERIFY(dataset.uns.find("rank_genes_groups"));
        const auto *dock = m_window->findChild<QDockWidget *>("dock.result.1");
        QVERIFY(dock);
        const QString caption = dock->findChild<QLabel *>("resultCaption")->text();
        QVERIFY2(caption.contains("Wilcoxon") && caption.contains("chosen 10 :") && caption.contains("replicates"),
                 qPrintable(caption));
        runScript({QJsonObject{{"do", "markers"}, {"groupby", "no such column"}}}, "missing_column");
    }

    // Through the form: labels to color by, and the scores, the confusion matrix and the trade-off in docks of their own.
    void anAnnotationIsShown()
    {
        JobContext context;
        const auto reference = simulate::simulate({.cells = 300, .genes = 600, .batches = 2, .knockouts = 2, .seed = 1}, context);
        VERIFY_OK(reference);
        const QString file = m_folder.filePath("reference.h5ad");
        VERIFY_OK(io::writeH5ad(*reference, file.toStdString(), {}, context));
        runScript({QJsonObject{{"do", "open"}, {"file", file}}});
        m_window->actions().get("analysis.annotate")->trigger();
        auto *form = m_window->findChild<QDialog *>();
        QVERIFY(form && form->isVisible());
        auto *options = form->findChild<OptionForm *>();
        QVERIFY(visibleChild<QAbstractButton>(form, "chooseFile.reference"));
        options->setValue("reference", file);
        options->setValue("label", "cell_type");
        options->setValue("rounds", "20");
        auto *run = form->findChild<QAbstractButton *>("runStep");
        QVERIFY2(run->isEnabled(), qPrintable(run->toolTip()));
        run->click();
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.labels().fieldNames().contains("lexicell_label"));
        QVERIFY(m_window->bench().session.data().dataset()->obs.columns.find("lexicell_confidence"));
        const auto &results = m_window->bench().results.all();
        QCOMPARE(results.size(), std::size_t{3});
        QVERIFY(std::holds_alternative<models::tasks::Table>(*results[0].result));
        QVERIFY(std::holds_alternative<models::tasks::Heatmap>(*results[1].result));
        QVERIFY(std::holds_alternative<models::tasks::Curves>(*results[2].result));
        for (const StoredResult &result : results) {
            QCOMPARE(result.record.step, std::string("annotate"));
            const auto *dock = m_window->findChild<QDockWidget *>("dock.result." + QString::number(result.id));
            QVERIFY(dock && dock->findChild<View *>());
        }
        // The labels it gave are scored as a confusion matrix.
        runScript({QJsonObject{{"do", "evaluate"}, {"predicted", "lexicell_label"}, {"label", "cell_type"}}});
        QVERIFY(std::holds_alternative<models::tasks::Heatmap>(*m_window->bench().results.all().back().result));
    }

  private:
    void map()
    {
        runScript(
            {QJsonObject{{"do", "open"}, {"file", m_data}}, QJsonObject{{"do", "analyze"}, {"n-top-genes", 60}, {"n-pcs", 5}}});
    }
};

QTEST_MAIN(TestTaskWindow)
#include "tst_task_window.moc"
