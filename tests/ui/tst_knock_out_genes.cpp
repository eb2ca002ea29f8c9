// The genes of a knock-out from what the project has: gene sets, rows chosen in a table, nodes of a network, whole results; and
// gene sets looked up in a network. By keys, and with a reason where something is not to be had.
#include "tests/ui/knock_out_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_task.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/knock_out_genes.h"
#include "ui/views/network/network_page.h"
#include "ui/views/results/graph_view.h"
#include "ui/views/views_area.h"

#include <QCheckBox>
#include <QDialog>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

using namespace lexicell;
using namespace lexicell::ui;

class TestKnockOutGenes : public QObject, private WindowFixture {
    Q_OBJECT

    Session &session() { return m_window->bench().session; }
    template <class Widget> Widget *find(const char *name) { return m_window->findChild<Widget *>(QLatin1String(name)); }
    KnockOutGenes *slot() { return find<KnockOutGenes>("knockOutGenes"); }
    QToolButton *from() { return find<QToolButton>("knockOutFromList"); }
    QWidget *panel() { return find<QWidget>("knockOutPanel"); }
    void addSet(const QString &name, const QStringList &genes)
    {
        GeneSetEdit edit;
        edit.sets = {{name, genes, {}}};
        VERIFY_OK(session().genes().edit(edit));
    }
    static QMenu *opened(QToolButton *button)
    {
        Q_EMIT button->menu()->aboutToShow();
        return button->menu();
    }
    // Null: there is none.
    static QAction *entry(QMenu *menu, const QString &start)
    {
        for (QAction *action : menu->actions())
            if (action->text().startsWith(start)) return action;
        return nullptr;
    }
    View *view(int result) { return find<QDockWidget>(qPrintable(QString("dock.result.%1").arg(result)))->findChild<View *>(); }
    // A co-expression network around CD3E.
    GraphView *network()
    {
        runScript({QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"genes", QJsonArray{"CD3E"}}, {"k", 5}}});
        auto *graph = qobject_cast<GraphView *>(view(1));
        if (!graph) qFatal("no network");
        [&] { QTRY_VERIFY_WITH_TIMEOUT(graph->isLaidOut(), longTime); }();
        return graph;
    }
    QToolButton *tool(GraphView *graph, const char *name) { return graph->findChild<QToolButton *>(QLatin1String(name)); }
    void keepPicture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("LEXICELL_BINARY_DIR", QDir::currentPath()) + "/pictures";
        QDir().mkpath(folder);
        QVERIFY(m_window->grab().save(folder + "/" + name + ".png"));
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        applyTheme(*qApp, ThemeMode::Light);
        openWindow();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
        m_window->showPanel("knock-outs");
        QTRY_VERIFY(panel()->isVisible());
    }
    void cleanup() { m_window.reset(); }

    void geneSetsFillTheSlot()
    {
        QVERIFY(from()->isEnabled() && from()->focusPolicy() == Qt::StrongFocus && !from()->accessibleName().isEmpty());
        QAction *none = opened(from())->actions().first();
        QVERIFY(!none->isEnabled() && none->text().startsWith("No gene set") && none->toolTip().endsWith('.'));
        addSet("T & NK", {"CD3E", "NKG7", "NOPE"});
        addSet("empty", {});
        QAction *empty = entry(opened(from()), "empty (0)");
        QVERIFY(empty && !empty->isEnabled());
        QCOMPARE(empty->toolTip(), QString("This set has no gene yet."));
        QAction *set = entry(from()->menu(), "T && NK (3)");
        QVERIFY(set && set->isEnabled());
        slot()->add({"NKG7"});
        set->trigger();
        QCOMPARE(slot()->genes(), (QStringList{"NKG7", "CD3E", "NOPE"}));  // each once
        QVERIFY(find<QLabel>("knockOutGeneNote")->text().contains("Not in these data: NOPE."));
    }

    void whileAllAreChosenTheListSaysWhyItIsOff()
    {
        slot()->add({"LYZ"});
        find<QCheckBox>("knockOutAll")->setChecked(true);
        for (const char *name :
             {"knockOutGene", "knockOutGeneList", "knockOutFromList", "knockOutCurrentGene", "knockOutClearGenes"}) {
            const auto *widget = find<QWidget>(name);
            QVERIFY2(!widget->isEnabled() && widget->toolTip().startsWith("Every expressed gene is changed"), name);
        }
        slot()->take({"CD3E", "LYZ"});  // from a view: these, not all
        QVERIFY(!slot()->allExpressed());
        QCOMPARE(slot()->genes(), (QStringList{"LYZ", "CD3E"}));
    }

    void withoutDataItSaysWhy()
    {
        session().close();
        waitIdle(*m_window);
        for (const char *name : {"knockOutGene", "knockOutFromList", "knockOutAll", "knockOutClearGenes"}) {
            const auto *widget = find<QWidget>(name);
            QVERIFY2(!widget->isEnabled() && widget->toolTip() == "Open a data set first.", name);
        }
    }

    void rowsOfATable()
    {
        QVERIFY(network());
        QTableView *table = nullptr;  // of the edges; the nodes have another
        for (auto *each : view(1)->findChildren<QTableView *>("resultTable"))
            if (each->model()->headerData(1, Qt::Horizontal).toString().startsWith("gene")) table = each;
        QVERIFY(table);
        auto *knockOut = table->findChild<QAction *>("knockOutGenes"), *collect = table->findChild<QAction *>("collectGenes");
        for (const QAction *action : {knockOut, collect}) {
            QVERIFY(action && !action->isEnabled());
            QCOMPARE(action->toolTip(), QString("Select rows first."));
        }
        table->selectRow(0);
        QVERIFY(knockOut->isEnabled() && collect->isEnabled());
        session().selection().set(std::vector<std::uint8_t>(static_cast<std::size_t>(session().data().cells()), 1));
        m_window->showPanel("history");
        knockOut->trigger();
        QTRY_VERIFY(panel()->isVisible());
        QCOMPARE(slot()->genes().size(), qsizetype{2});  // both ends of the edge
        QVERIFY(slot()->genes().contains(table->model()->index(0, 0).data().toString()));
        QVERIFY(find<QLabel>("groupA.name")->text().startsWith("selection of"));  // as when the panel is opened by its key
        // The same from the slot's own menu, as soon as the table is shown.
        find<QToolButton>("knockOutClearGenes")->click();
        view(1)->findChild<QTabWidget *>()->setCurrentIndex(1);
        QAction *chosen = entry(opened(from()), "Chosen in ");
        QVERIFY(chosen && chosen->text().endsWith("(2)"));
        chosen->trigger();
        QCOMPARE(slot()->genes().size(), qsizetype{2});
    }

    void nodesOfANetwork()
    {
        GraphView *graph = network();
        auto *page = graph->findChild<NetworkPage *>();
        QToolButton *use = tool(graph, "network-knock-out");
        QVERIFY(use && use->isVisible() && use->focusPolicy() != Qt::NoFocus && !use->accessibleName().isEmpty());
        const qsizetype drawn = static_cast<qsizetype>(page->model().visible().nodes.size());
        QAction *all = entry(opened(use), QString("Knock out all %1 drawn genes").arg(drawn));
        QVERIFY2(all, qPrintable(use->menu()->actions().first()->text()));
        all->trigger();
        QCOMPARE(slot()->genes().size(), drawn);
        find<QToolButton>("knockOutClearGenes")->click();
        page->model().select({0, 1});
        const QStringList selected = page->selectedNames();
        QCOMPARE(selected.size(), qsizetype{2});
        QCOMPARE(graph->chosenNames("gene"), selected);
        QVERIFY(graph->chosenNames("cell").isEmpty());
        entry(opened(use), "Knock out 2 selected genes")->trigger();
        QCOMPARE(slot()->genes(), selected);
        // From the slot: those that are selected, and all.
        find<QToolButton>("knockOutClearGenes")->click();
        QVERIFY(entry(opened(from()), graph->title()));
        entry(from()->menu(), "Chosen in ")->trigger();
        QCOMPARE(slot()->genes(), selected);
        // Into a set as well
        entry(opened(use), "Add 2 selected genes to a set")->trigger();
        auto *dialog = find<QDialog>("geneSetDialog");
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QPlainTextEdit *>("setText")->toPlainText().split('\n'), selected);
    }

    void geneSetsAreFoundInANetwork()
    {
        GraphView *graph = network();
        auto *page = graph->findChild<NetworkPage *>();
        QToolButton *sets = tool(graph, "network-gene");
        QVERIFY(sets && sets->isVisible() && sets->focusPolicy() != Qt::NoFocus && !sets->accessibleName().isEmpty());
        QAction *none = opened(sets)->actions().first();
        QVERIFY(!none->isEnabled() && none->toolTip().endsWith('.'));
        const auto &nodes = page->model().visible().nodes;
        const QString first = page->model().graph().name(nodes[0]), second = page->model().graph().name(nodes[1]);
        addSet("two", {first, "NOPE", second});
        entry(opened(sets), "two (3)")->trigger();
        QStringList found = page->selectedNames(), wanted{first, second};
        found.sort();
        wanted.sort();
        QCOMPARE(found, wanted);
        QCOMPARE(graph->findChild<QLineEdit *>("nodeSearch")->text(), QString("%1, NOPE, %2").arg(first, second));
        QVERIFY(graph->findChild<QLabel *>("nodeFound")->text().contains("NOPE"));
    }

    // The panel with its slot filled, not a form: from a gene set, and from the current gene.
    void setsAndTheCurrentGeneFillThePanel()
    {
        if (!m_model.isEmpty()) runScript({QJsonObject{{"do", "load-model"}, {"path", m_model}}});
        waitIdle(*m_window);
        addSet("T cells", {"CD3E", "NKG7"});
        m_window->showPanel("gene-sets");
        auto *use = find<QToolButton>("useSet");
        QVERIFY(use->isEnabled());
        QAction *knockOut = nullptr;
        for (QAction *action : use->menu()->actions())
            if (action->text().startsWith(taskTitle(*m_window->bench().tasks.find("knock-out")))) knockOut = action;
        QVERIFY(knockOut);
        m_window->showPanel("history");
        knockOut->trigger();
        QTRY_VERIFY(panel()->isVisible());
        QCOMPARE(slot()->genes(), (QStringList{"CD3E", "NKG7"}));
        session().genes().setCurrent("LYZ");
        if (m_model.isEmpty()) return;
        m_window->showPanel("history");
        QVERIFY2(m_window->actions().get("genes.knockOut")->isEnabled(),
                 qPrintable(m_window->actions().whyNot("genes.knockOut")));
        m_window->actions().get("genes.knockOut")->trigger();
        QTRY_VERIFY(panel()->isVisible());
        QCOMPARE(slot()->genes(), (QStringList{"CD3E", "NKG7", "LYZ"}));
        QVERIFY(m_window->findChildren<StepDialog *>().isEmpty());  // no form
    }

    // A list costs a look-up for each name, not one for each pair of names.
    void aLongListIsFluid()
    {
        QStringList names{"CD3E"};
        for (int i = 0; i < 100'000; ++i) names << QString("NOPE%1").arg(i);
        QElapsedTimer clock;
        clock.start();
        slot()->add(names);
        QCOMPARE(slot()->genes().size(), names.size());
        auto *list = find<QListView>("knockOutGeneList");
        QTRY_VERIFY(list->model()->index(1, 0).data().toString() == "NOPE0 (not in these data)");
        session().genes().setCurrent("LYZ");
        list->selectAll();
        QTest::keyClick(list, Qt::Key_Delete);
        QVERIFY(slot()->genes().isEmpty());
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));  // quadratic: minutes
    }

    // After some were removed the next one is chosen; two names of one gene are one.
    void theListIsWalkedAndCleaned()
    {
        slot()->add({"CD3E", "LYZ", "NKG7", "CD3E"});
        auto *list = find<QListView>("knockOutGeneList");
        list->setCurrentIndex(list->model()->index(1, 0));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(slot()->genes(), (QStringList{"CD3E", "NKG7"}));
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(slot()->genes(), QStringList{"CD3E"});
        Q_EMIT session().data().genesNamed();  // names of genes came: the list is looked up again
        QCOMPARE(slot()->genes(), QStringList{"CD3E"});
    }

    void longResultsAreNotListed()
    {
        Results &results = m_window->bench().results;
        for (const std::size_t genes : {std::size_t{30}, std::size_t{600}})
            results.add(
                {results.nextId(), "knock-out", {}, "{}", test::shared(test::knockOut(genes)), {"knock-out", {}, {}, {}}});
        QAction *whole = nullptr, *tooLong = nullptr;
        for (QAction *action : opened(from())->actions()) {
            if (action->text().endsWith("(32)")) whole = action;  // and two without numbers
            if (action->text().endsWith("(602)")) tooLong = action;
        }
        QVERIFY(whole && whole->isEnabled() && tooLong && !tooLong->isEnabled());
        QVERIFY2(tooLong->toolTip().startsWith("These are too many"), qPrintable(tooLong->toolTip()));
        whole->trigger();
        QCOMPARE(slot()->genes().size(), qsizetype{32});
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures()
    {
        QFETCH(bool, dark);
        applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light);
        m_window->views()->refreshTheme();
        addSet("T cells", {"CD3E", "NKG7", "LYZ"});
        GraphView *graph = network();
        entry(opened(from()), "T cells")->trigger();
        m_window->showPanel("knock-outs");
        // Nothing is cut off beside the line.
        const auto *line = find<QLineEdit>("knockOutGene");
        QVERIFY(line->width() > 120 && from()->geometry().left() >= line->geometry().right());
        QVERIFY(from()->mapTo(panel(), from()->rect().bottomRight()).x() <= panel()->width());
        graph->findChild<NetworkPage *>()->network()->settle();
        keepPicture(QString("knock-out-genes-") + QTest::currentDataTag());
    }
};

QTEST_MAIN(TestKnockOutGenes)
#include "tst_knock_out_genes.moc"
