// The gene as an object of the window: the states of its card, gene sets by clicks, sets in forms and tables, and the journey
// from a gene of interest to its neighborhood, its expression by type and an enrichment.
#include "tests/ui/window_fixture.h"
#include "ui/forms/option_form.h"
#include "ui/forms/step_dialog.h"
#include "ui/panels/gene_card.h"
#include "ui/panels/gene_expression.h"
#include "ui/panels/gene_sets_panel.h"
#include "ui/panels/group_chart.h"
#include "ui/panels/models_panel.h"
#include "ui/panels/near_genes_table.h"
#include "ui/shell/gene_docks.h"
#include "ui/views/view.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QJsonArray>
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QTreeWidget>

using namespace lexicell;
using namespace lexicell::ui;

class TestGeneCard : public QObject, private WindowFixture {
    Q_OBJECT

  private:
    Session &session() { return m_window->bench().session; }
    GeneCard *card() { return m_window->genes()->card(); }
    GeneSetsPanel *sets() { return m_window->genes()->sets(); }
    QDockWidget *dock(const QString &name) { return m_window->findChild<QDockWidget *>("dock." + name); }

    // The bundled sample with its maps and its model.
    void openSample()
    {
        m_window->openSample();
        waitIdle(*m_window);
        QVERIFY(session().data().hasDataset() && !m_window->views()->panes().empty());
    }

    void openWithoutModel()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
    }

    bool isSeen(const QString &name) { return !dock(name)->visibleRegion().isEmpty(); }

    void look(const QString &gene)
    {
        m_window->showPanel("gene");
        QTRY_VERIFY(isSeen("gene"));
        session().genes().setCurrent(gene);
        waitIdle(*m_window);
    }

    QString textOf(const char *label) { return card()->findChild<QLabel *>(label)->text(); }

    // A click where a person clicks, counted.
    void click(QWidget *widget, const QPoint &at)
    {
        QVERIFY(widget->isVisible() && widget->isEnabled());
        QTest::mouseClick(widget, Qt::LeftButton, {}, at);
        ++m_clicks;
    }
    void click(QWidget *widget) { click(widget, widget->rect().center()); }
    void clickCell(QTableWidget *table, int row, int column)
    {
        auto *scroll = card()->findChild<QScrollArea *>();
        scroll->ensureWidgetVisible(table);
        click(table->viewport(), table->visualItemRect(table->item(row, column)).center());
    }
    QPushButton *button(const QString &name) { return card()->findChild<QPushButton *>("card." + name); }

    GeneSetEdit create(const QString &name, const QStringList &genes)
    {
        GeneSetEdit edit;
        edit.sets = {{name, genes, {}}};
        return edit;
    }

    int m_clicks = 0;

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        m_clicks = 0;
        openWindow();
    }
    void cleanup() { m_window.reset(); }

    // --- the card
    void withoutAGeneItSaysHowToFindOne()
    {
        openWithoutModel();
        m_window->showPanel("gene");
        QTRY_VERIFY(isSeen("gene"));
        auto *find = card()->findChild<QPushButton *>("findGene");
        click(find);
        QVERIFY(m_window->findChild<QLineEdit *>("geneSearch")->isVisible());
        QCOMPARE(m_window->actions().whyNot("genes.neighborhood"),
                 QString("Choose a gene first: find it by any of its names (G)."));
        QVERIFY(!m_window->actions().get("genes.neighborhood")->isEnabled());
    }

    void aGeneThatTheDataLackIsNamed()
    {
        openWithoutModel();
        look("no-such-gene");
        bool named = false;
        for (const QLabel *label : card()->findChildren<QLabel *>())
            named = named || (label->isVisible() && label->text() == "no-such-gene is not among these genes");
        QVERIFY(named);
        QVERIFY(!m_window->actions().get("genes.addToSet")->isEnabled());
    }

    void withoutAModelCoexpressionStandsAlone()
    {
        openWithoutModel();
        look("CD3E");
        QCOMPARE(textOf("geneSymbol"), QString("CD3E"));
        QVERIFY2(textOf("geneIdentity").contains("ENSG00000198851"), qPrintable(textOf("geneIdentity")));
        QCOMPARE(card()->neighborhoods().size(), 1);
        QTableWidget *table = card()->neighborhoods().first()->table();
        QCOMPARE(table->rowCount(), int(Neighborhood::count));
        QVERIFY(table->isColumnHidden(0) && !table->isColumnHidden(2));
        QVERIFY(textOf("nearState").contains("No model is loaded"));
        auto *load = card()->findChild<QPushButton *>("nearAction");
        QVERIFY(load->isVisible());
        QCOMPARE(load->text(), QString("Load a model…"));
    }

    void withAModelBothListsStandSideBySide()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        openSample();
        look("CD3E");
        QCOMPARE(card()->neighborhoods().size(), int(m_window->models()->shelf().models().size()));
        QTableWidget *table = card()->neighborhoods().first()->table();
        QCOMPARE(table->rowCount(), int(Neighborhood::count));
        for (int row = 1; row < table->rowCount(); ++row)
            for (const int column : {1, 3})
                QVERIFY(table->item(row, column)->text().toDouble() <= table->item(row - 1, column)->text().toDouble());
        QVERIFY(textOf("nearState").contains("In the vocabulary"));
        QVERIFY2(textOf("nearSentence").contains("chance would share"), qPrintable(textOf("nearSentence")));
        // Marked in both columns or in none.
        QStringList marked[2];
        for (int row = 0; row < table->rowCount(); ++row)
            for (const int column : {0, 2})
                if (table->item(row, column)->text().startsWith("•"))
                    marked[column / 2] << table->item(row, column)->data(Qt::UserRole).toString();
        for (QStringList &names : marked) names.sort();
        QCOMPARE(marked[0], marked[1]);
        QVERIFY(textOf("nearSentence").startsWith(QString::number(marked[0].size()) + " of 10"));
    }

    void aClickOnANearGeneLooksAtIt()
    {
        openSample();
        look("CD3E");
        QTableWidget *table = card()->neighborhoods().first()->table();
        const QString name = table->item(2, 2)->data(Qt::UserRole).toString();
        clickCell(table, 2, 3);  // the number leads there as well
        QCOMPARE(session().genes().current(), name);
        QCOMPARE(m_window->views()->active()->colorKey(), name);
        waitIdle(*m_window);
        QVERIFY(textOf("geneSymbol") == name);
        QCOMPARE(m_clicks, 1);
    }

    void expressionIsShownByTheChosenLabels()
    {
        openSample();
        look("CD3E");
        const GroupChart *chart = card()->expression()->chart();
        QVERIFY(chart);
        auto *fields = card()->findChild<QComboBox *>("expressionField");
        const LabelFieldPtr field = session().labels().field(fields->currentText());
        QVERIFY(field);
        std::int64_t cells = 0;
        for (std::size_t i = 0; i < chart->groups().size(); ++i) {
            const GroupExpression &group = chart->groups()[i];
            cells += group.cells;
            QVERIFY(group.share >= 0 && group.share <= 1);
            if (i > 0) QVERIFY(group.mean <= chart->groups()[i - 1].mean);
        }
        QCOMPARE(cells, session().data().cells() - field->unlabeled());
        // A click on a group selects its cells.
        auto *shown = card()->expression()->chart();
        QTest::qWait(50);  // it takes its place
        QTest::mouseClick(shown->viewport(), Qt::LeftButton, {}, shown->dotAt(0));
        QCOMPARE(session().selection().count(), chart->groups().front().cells);
        // Other labels, other groups.
        const int other = fields->currentIndex() == 0 ? 1 : 0;
        fields->setCurrentIndex(other);
        Q_EMIT fields->activated(other);
        waitIdle(*m_window);
        const LabelFieldPtr second = session().labels().field(fields->currentText());
        QVERIFY(second && second->name != field->name);
        for (const GroupExpression &group : card()->expression()->chart()->groups()) QVERIFY(second->indexOf(group.name) >= 0);
    }

    void aModelThatCannotBeOpenedCanBeTriedAgain()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        QTemporaryDir folder;
        for (const QString &file : QDir(m_model).entryList(QDir::Files)) QFile::copy(m_model + "/" + file, folder.filePath(file));
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}, QJsonObject{{"do", "load-model"}, {"path", folder.path()}}});
        const QString weights = folder.filePath("best_model.pt"), away = folder.filePath("away");
        QVERIFY(QFile::rename(weights, away));
        look("CD3E");
        auto *again = card()->findChild<QPushButton *>("nearAction");
        QVERIFY(again->isVisible());
        QCOMPARE(again->text(), QString("Try again"));
        QVERIFY(card()->neighborhoods().first()->table()->isColumnHidden(0));
        QVERIFY(QFile::rename(away, weights));
        again->click();
        waitIdle(*m_window);
        QVERIFY(!again->isVisible());
        QVERIFY(!card()->neighborhoods().first()->table()->isColumnHidden(0));
    }

    void aHiddenCardReadsNothing()
    {
        openWithoutModel();
        dock("gene")->hide();
        session().genes().setCurrent("CD3E");
        QVERIFY(m_window->bench().jobs.idle());
        QVERIFY(dock("gene")->isHidden());  // a person closed it
        dock("gene")->show();
        dock("gene")->raise();
        QTRY_COMPARE(textOf("geneSymbol"), QString("CD3E"));
        waitIdle(*m_window);
    }

    // --- sets
    void aSetIsMadeByPastingAndUndone()
    {
        openWithoutModel();
        m_window->showPanel("gene-sets");
        click(sets()->findChild<QPushButton *>("empty.genes.newSet"));
        auto *dialog = m_window->findChild<QDialog *>("geneSetDialog");
        QVERIFY(dialog && dialog->isVisible());
        dialog->findChild<QComboBox *>("setName")->setCurrentText("T cells");
        dialog->findChild<QPlainTextEdit *>("setText")->setPlainText("CD3D, CD3E\nno-such-gene");
        QVERIFY(dialog->findChild<QLabel *>("setFacts")->text().contains("Not in these data: no-such-gene"));
        click(dialog->findChild<QPushButton *>("setAdd"));
        QCOMPARE(session().genes().sets(), (GeneSets{{"T cells", {"CD3D", "CD3E", "no-such-gene"}, {}}}));
        auto *list = sets()->findChild<QTreeWidget *>("geneSetList");
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(1), QString("3"));
        QCOMPARE(sets()->findChild<QListWidget *>("setGenes")->count(), 3);
        m_window->actions().get("edit.undo")->trigger();
        QVERIFY(session().genes().sets().empty());
        QVERIFY(sets()->findChild<QPushButton *>("empty.genes.newSet")->isVisible());
    }

    void setsAreRenamedThinnedAndDeletedInTheirList()
    {
        openWithoutModel();
        const QString first = QString::fromStdString(session().data().dataset()->var.index.values[0]);
        VERIFY_OK(session().genes().edit(create("a", {"CD3E", first})));
        VERIFY_OK(session().genes().edit(create("b", {})));
        m_window->showPanel("gene-sets");
        sets()->choose("a");
        auto *list = sets()->findChild<QTreeWidget *>("geneSetList");
        list->currentItem()->setText(0, "b");  // taken
        QTRY_COMPARE(list->currentItem()->text(0), QString("a"));
        QVERIFY(lastBanner(*m_window).contains("There is already a gene set"));
        list->currentItem()->setText(0, "c");
        QTRY_COMPARE(sets()->chosen(), QString("c"));
        auto *genes = sets()->findChild<QListWidget *>("setGenes");
        auto *out = sets()->findChild<QToolButton *>("takeOut");
        QVERIFY(!out->isEnabled());
        QCOMPARE(out->toolTip(), QString("Choose genes of the set first."));
        QTest::mouseClick(genes->viewport(), Qt::LeftButton, {}, genes->visualItemRect(genes->item(1)).center());
        QCOMPARE(session().genes().current(), first);
        click(out);
        QCOMPARE(findSet(session().genes().sets(), "c")->genes, QStringList{"CD3E"});
        click(sets()->findChild<QToolButton *>("deleteSet"));
        QCOMPARE(session().genes().sets(), (GeneSets{{"b", {}, {}}}));
    }

    void aFormTakesASet()
    {
        openWithoutModel();
        showTaskForm(m_window->bench(), m_window.get(), "gene-scores", {});
        auto *form = m_window->findChild<OptionForm *>();
        auto *menuButton = form->findChild<QToolButton *>("fromGeneSet.genes");
        QVERIFY(menuButton && !menuButton->isEnabled());
        QVERIFY(menuButton->toolTip().endsWith('.'));
        VERIFY_OK(session().genes().edit(create("T & NK", {"CD3E", "NKG7"})));
        QVERIFY(menuButton->isEnabled());
        QMetaObject::invokeMethod(menuButton->menu(), "aboutToShow");
        QCOMPARE(menuButton->menu()->actions().size(), 1);
        menuButton->menu()->actions().first()->trigger();
        QCOMPARE(qobject_cast<QLineEdit *>(form->editor("genes"))->text(), QString("CD3E, NKG7"));
    }

    void genesOfATableGoIntoASet()
    {
        openWithoutModel();
        runScript({QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"genes", QJsonArray{"CD3E"}}, {"k", 5}}});
        View *view = dock("result.1")->findChild<View *>();
        QVERIFY(view);
        QTableView *table = nullptr;  // of the edges; the nodes have another
        for (auto *each : view->findChildren<QTableView *>("resultTable"))
            if (each->model()->headerData(1, Qt::Horizontal).toString().startsWith("gene")) table = each;
        QVERIFY(table);
        table->selectRow(0);
        auto *collect = table->findChild<QAction *>("collectGenes");
        QVERIFY(collect);
        collect->trigger();
        auto *dialog = m_window->findChild<QDialog *>("geneSetDialog");
        QVERIFY(dialog);
        const QString text = dialog->findChild<QPlainTextEdit *>("setText")->toPlainText();
        QCOMPARE(text.split('\n').size(), 2);  // the two ends of an edge
    }

    // --- the journey: clicks of the mouse alone count; a name is typed
    void fromAGeneToItsEnrichmentInFourClicks()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        openSample();
        m_window->showPanel("jobs");  // somewhere else
        QElapsedTimer clock;
        clock.start();
        m_window->actions().get("edit.findGene")->trigger();  // the key G
        auto *line = m_window->findChild<QLineEdit *>("geneSearch");
        QTest::keyClicks(line, "CD3E");
        auto *hits = m_window->findChild<QListWidget *>("geneHits");
        QTRY_VERIFY(hits->count() > 0 && hits->item(0)->text() == "CD3E");
        click(hits->viewport(), hits->visualItemRect(hits->item(0)).center());
        QVERIFY(card()->isVisible());
        waitIdle(*m_window);
        QVERIFY(card()->expression()->chart());                                                    // by type
        QCOMPARE(card()->neighborhoods().first()->table()->rowCount(), int(Neighborhood::count));  // in the model
        const QStringList near = card()->nearestNames();
        QCOMPARE(near.size(), qsizetype{11});
        click(button("genes.neighborhood"));
        auto *form = m_window->findChild<StepDialog *>();
        QVERIFY(form);
        QCOMPARE(qobject_cast<QLineEdit *>(form->findChild<OptionForm *>()->editor("genes"))->text(), QString("CD3E"));
        click(form->findChild<QPushButton *>("runStep"));
        waitIdle(*m_window);
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});  // the network
        click(button("genes.enrichNearest"));
        waitIdle(*m_window);
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{2});
        const StoredResult &enrichment = m_window->bench().results.all().back();
        QCOMPARE(enrichment.task, std::string("enrich"));
        QCOMPARE(QString::fromStdString(valueOf(enrichment.record.options, "genes")).split(',').size(), near.size());
        qInfo("%d clicks, %.1f s with all computations", m_clicks, static_cast<double>(clock.elapsed()) / 1000.0);
        QVERIFY(m_clicks <= 4);
    }
};

QTEST_MAIN(TestGeneCard)
#include "tst_gene_card.moc"
