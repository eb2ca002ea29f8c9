// The view of a knock-out in its states: metrics, order, filter, the null of each gene, the volcano, what a skeptic must know,
// and the way from a number to its cells.
#include "tests/ui/knock_out_fixture.h"
#include "tests/ui/result_window.h"

#include "ui/views/results/knock_out_rankings.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/results/ranking_controls.h"
#include "ui/views/results/volcano_chart.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestKnockOutViews : public QObject {
    Q_OBJECT

    static QString sentence(const Shown &shown) { return shown.child<QLabel>("baselineSentence")->text(); }
    static RankingChart *chart(const Shown &shown) { return shown.child<RankingChart>("rankingChart"); }
    static void click(const Shown &shown, const char *button)
    {
        QTest::mouseClick(shown.child<QToolButton>(button), Qt::LeftButton);
        QTest::qWait(20);
    }

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void eachMetricIsARanking()
    {
        const tasks::Ranking whole = knockOut(20);
        QVERIFY(isKnockOut(whole));
        QVERIFY(!isKnockOut(ranking(6)));
        QCOMPARE(metricsIn(whole), (std::vector<std::string>{"shift", "toward"}));
        const tasks::Ranking shift = rankingIn(whole, "shift"), toward = rankingIn(whole, "toward");
        QCOMPARE(shift.items.size(), std::size_t{22});  // genes of the null are none of the ranking
        QCOMPARE(shift.items.front(), std::string("CD3E"));
        QCOMPARE(toward.items.front(), geneNames(20).back());
        QCOMPARE(shift.effectName, std::string("shift (delete)"));
        QVERIFY(numbersIn(shift, "null_mean"));
        QVERIFY(!numbersIn(shift, "de_logfc"));  // a column without numbers says nothing
        QVERIFY(groupsIn(whole).empty());
    }

    void pairsAreNoGenes()
    {
        tasks::Ranking whole = knockOut(20);
        KnockOutRows rows;
        rows.add("CD3E", "tested", "", "shift", 0.1, 1.0, 0.5, "ok");
        rows.add("CD3E+IL7R", "tested", "", "shift", 0.3, unknown, unknown, "ok");
        rows.add("CD3E+IL7R", "tested", "", "interaction", 0.2, unknown, unknown, "ok");
        whole.complete = rows.table();
        QCOMPARE(metricsIn(whole), (std::vector<std::string>{"shift"}));
        QCOMPARE(rankingIn(whole, "shift").items, (std::vector<std::string>{"CD3E"}));
    }

    void groupsAreTakenApart()
    {
        const tasks::Ranking whole = knockOut(20, {.groups = {"B", "T"}});
        QCOMPARE(groupsIn(whole), (std::vector<std::string>{"B", "T"}));
        QVERIFY(rankingIn(whole, "shift", "T").effect.front() > rankingIn(whole, "shift", "B").effect.front() + 0.4);
        Shown shown(test::shared(whole));
        auto *box = shown.child<QComboBox>("rankingGroup");
        QVERIFY(box->isVisible());
        QCOMPARE(box->count(), 2);
    }

    void aSkepticIsTold()
    {
        // mean_expression rises with the effect, the PCA falls with it.
        const QStringList told = skepticsSentences(rankingIn(knockOut(20), "shift"));
        QCOMPARE(told[0], QString("Spearman 1.00 with mean expression: most of this ranking is how widely a gene is expressed."));
        QCOMPARE(told[1], QString("3 of 20 genes pass 5 % FDR."));
        QVERIFY2(told[2].startsWith("Spearman -1.00 with the same change in the PCA (n = "), qPrintable(told[2]));
        QVERIFY2(told[3].contains(" of 20 genes are not variable enough for the PCA."), qPrintable(told[3]));
        QCOMPARE(told.size(), 4);  // neither differential expression nor a second model was computed
        QCOMPARE(skepticsSentences(rankingIn(knockOut(20, {.significant = false}), "shift"))[1],
                 QString("No gene passes 5 % FDR."));
        QCOMPARE(skepticsSentences(rankingIn(knockOut(20, {.tests = false}), "shift"))[1],
                 QString("There are too few genes of like expression for p values."));
    }

    void differentialExpressionCountsBySize()
    {
        tasks::Ranking shift = rankingIn(knockOut(20), "shift");
        std::vector<double> change;
        for (std::size_t i = 0; i < shift.items.size(); ++i) change.push_back((i % 2 ? 1.0 : -1.0) * std::abs(shift.effect[i]));
        shift.columns.push_back({"de_logfc", change});
        QVERIFY(skepticsSentences(shift).contains("Spearman 1.00 with the size of the differential expression (n = 20)."));
    }

    void genesWithoutNumbersAreNamed()
    {
        QCOMPARE(withoutNumbers(rankingIn(knockOut(6), "shift"), 8),
                 QString("NOVOCAB (not in the model's vocabulary), NODATA (not in the data)"));
        QCOMPARE(withoutNumbers(rankingIn(knockOut(6), "shift"), 1),
                 QString("NOVOCAB (not in the model's vocabulary) and 1 more"));
        Shown shown(test::shared(knockOut(6)));
        QVERIFY(shown.child<QLabel>("withoutNumbers")->text().contains("NODATA (not in the data)"));
    }

    void theMetricIsChosen()
    {
        Shown shown(test::shared(knockOut(20)));
        QSignalSpy picked(shown.view, &View::itemPicked);
        QTest::mouseClick(chart(shown)->viewport(), Qt::LeftButton, {}, chart(shown)->dotAt(0));
        QCOMPARE(picked.last()[1].toString(), QString("CD3E"));
        const QString before = sentence(shown);
        auto *metric = shown.child<QComboBox>("rankingMetric");
        QVERIFY(metric->isVisible());
        metric->setCurrentIndex(1);
        QTest::qWait(20);
        QVERIFY(sentence(shown) != before || before.contains("Spearman 1.00"));
        QTest::mouseClick(chart(shown)->viewport(), Qt::LeftButton, {}, chart(shown)->dotAt(0));
        QCOMPARE(picked.last()[1].toString(), QString::fromStdString(geneNames(20).back()));
        // The table follows.
        auto *table = shown.child<QTableView>("resultTable");
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString::fromStdString(geneNames(20).back()));
        QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), QString("toward (delete)"));
    }

    void theTasksOwnMetricComesFirst()
    {
        tasks::Ranking whole = knockOut(20);
        whole.effectName = "toward (delete)";
        Shown shown(test::shared(whole));
        QCOMPARE(shown.child<RankingControls>("rankingControls")->chosenMetric(), std::string("toward"));
    }

    void orderAndFilter()
    {
        const tasks::Ranking shift = rankingIn(knockOut(20), "shift");
        const auto evidence = chosenRows(shift, RankingOrder::Evidence, {}, 40);
        QCOMPARE(evidence.size(), std::size_t{20});  // without the two that have no number
        QCOMPARE(chosenRows(shift, RankingOrder::LargestZ, {}, 40), evidence);
        auto reversed = chosenRows(shift, RankingOrder::SmallestZ, {}, 40);
        std::reverse(reversed.begin(), reversed.end());
        QCOMPARE(reversed, evidence);
        // Where the test has two sides, a gene that moves the cells away is evidence, too.
        tasks::Ranking toward = rankingIn(knockOut(20), "toward");
        for (tasks::Column &column : toward.columns)
            if (column.name == "p") std::get<std::vector<double>>(column.values)[19] = 1e-9;
        QCOMPARE(chosenRows(toward, RankingOrder::Evidence, {}, 40).front(), std::size_t{19});
        const auto cd = chosenRows(shift, RankingOrder::Effect, "cd", 40);
        QCOMPARE(cd.size(), std::size_t{5});  // CD3E, CD79A, CD14, CD8A, CD8B
        QCOMPARE(chosenRows(shift, RankingOrder::Evidence, {}, 5).size(), std::size_t{5});
        Shown shown(test::shared(knockOut(20)));
        QTest::keyClicks(shown.child<QLineEdit>("rankingFilter"), "nothing like it");
        QVERIFY(!chart(shown));
        QVERIFY(!shown.view->exportTo("/tmp/never.png").ok());  // there is no figure
        shown.child<QLineEdit>("rankingFilter")->setText("LTB");
        QVERIFY(chart(shown));
    }

    void numbersLeadToTheirCells()
    {
        Shown shown(test::shared(knockOut(12)));
        QSignalSpy picked(shown.view, &View::itemPicked);
        RankingChart *dots = chart(shown);
        QTest::mouseClick(dots->viewport(), Qt::LeftButton, {}, dots->cellsAt(2));
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{cellsOfGene, "LTB"}));
        // By keys
        dots->setFocus();
        QTest::keyClick(dots, Qt::Key_Home);
        QTest::keyClick(dots, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(picked.last(), (QVariantList{cellsOfGene, "CD3E"}));
        // In the menu of a row
        QContextMenuEvent wanted(QContextMenuEvent::Mouse, dots->dotAt(1), dots->viewport()->mapToGlobal(dots->dotAt(1)));
        QApplication::sendEvent(dots->viewport(), &wanted);
        auto *menu = shown.view->findChild<QMenu *>();
        QVERIFY(menu && menu->actions().size() == 3);  // current gene, its cells, knock it out
        menu->actions()[1]->trigger();
        QCOMPARE(picked.last(), (QVariantList{cellsOfGene, "IL7R"}));
        delete menu;
        // In the table
        shown.view->findChild<QTabWidget *>()->setCurrentIndex(1);
        auto *table = shown.child<QTableView>("resultTable");
        int column = 0;
        while (table->model()->headerData(column, Qt::Horizontal).toString() != "n_cells") ++column;
        table->scrollTo(table->model()->index(0, column));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, column)).center());
        QCOMPARE(picked.last(), (QVariantList{cellsOfGene, "CD3E"}));
    }

    void theVolcanoTellsAndPicks()
    {
        Shown shown(test::shared(knockOut(30)));
        click(shown, "showVolcano");
        auto *volcano = shown.child<VolcanoChart>("volcanoChart");
        QVERIFY(volcano);
        QCOMPARE(volcano->points(), std::size_t{30});
        QVERIFY(!shown.child<QComboBox>("rankingOrder")->isVisible());
        QSignalSpy picked(shown.view, &View::itemPicked);
        pointAt(volcano->viewport(), volcano->pointAt(0));
        QTRY_VERIFY2(tipText().startsWith("CD3E\nshift (delete): "), qPrintable(tipText()));
        QTest::mouseClick(volcano->viewport(), Qt::LeftButton, {}, volcano->pointAt(0));
        QCOMPARE(picked.last(), (QVariantList{"gene", "CD3E"}));
        volcano->setFocus();
        QTest::keyClick(volcano, Qt::Key_Home);
        QTest::keyClick(volcano, Qt::Key_Right);
        QTest::keyClick(volcano, Qt::Key_Return);
        QCOMPARE(picked.last(), (QVariantList{"gene", "IL7R"}));
        keepPicture("volcano", shown.window.grab().toImage());
        // p of the same genes, z at the horizontal axis
        shown.child<QComboBox>("volcanoX")->setCurrentIndex(1);
        QTest::qWait(20);
        volcano = shown.child<VolcanoChart>("volcanoChart");
        QCOMPARE(volcano->points(), std::size_t{30});
        QTemporaryDir folder;
        VERIFY_OK(shown.view->exportTo(folder.filePath("volcano.svg")));
        const QByteArray svg = contentOf(folder.filePath("volcano.svg"));
        QVERIFY(svg.contains("5 % FDR among the tested genes") && svg.contains("NOVOCAB"));
    }

    void aGeneOfTheChartCanBeKnockedOut()
    {
        Shown shown(test::shared(knockOut(20)));
        QSignalSpy wanted(shown.view, &View::knockOutWanted);
        Q_EMIT chart(shown)->menuWanted("CD3E", QPoint(10, 10));
        auto *menu = shown.view->findChild<QMenu *>();
        QVERIFY(menu);
        QAction *knockOutAction = nullptr;
        for (QAction *action : menu->actions())
            if (action->text() == "Knock CD3E out…") knockOutAction = action;
        QVERIFY(knockOutAction);
        knockOutAction->trigger();
        menu->close();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().front().toStringList(), QStringList{"CD3E"});
    }

    void withoutTestsTheVolcanoSaysWhy()
    {
        Shown shown(test::shared(knockOut(8, {.tests = false})));
        click(shown, "showVolcano");
        QVERIFY(!shown.child<VolcanoChart>("volcanoChart"));
        bool said = false;
        for (const QLabel *label : shown.view->findChildren<QLabel *>()) said = said || label->text() == "No p values";
        QVERIFY(said);
        click(shown, "showDots");
        QVERIFY(chart(shown));
    }

    // p are ranks, so they are there also where the null does not vary.
    void withoutZTheVolcanoOfZSaysWhy()
    {
        models::tasks::Ranking ranking = knockOut(8);
        for (models::tasks::Column &column : ranking.complete.columns)
            if (column.name == "z")
                for (double &z : std::get<std::vector<double>>(column.values)) z = test::unknown;
        Shown shown(test::shared(std::move(ranking)));
        click(shown, "showVolcano");
        QVERIFY(shown.child<VolcanoChart>("volcanoChart"));
        shown.child<QComboBox>("volcanoX")->setCurrentIndex(1);
        QVERIFY(!shown.child<VolcanoChart>("volcanoChart"));
        bool said = false;
        for (const QLabel *label : shown.view->findChildren<QLabel *>()) said = said || label->text() == "No z";
        QVERIFY(said);
    }

    void aGeneListWithoutNumbersIsATable()
    {
        Shown shown(test::shared(knockOut(0)));
        QVERIFY(!chart(shown));
        QCOMPARE(shown.child<QTableView>("resultTable")->model()->rowCount(), 2);
    }

    void theStateComesBack()
    {
        Shown shown(test::shared(knockOut(20)));
        shown.child<QComboBox>("rankingMetric")->setCurrentIndex(1);
        shown.child<QComboBox>("rankingOrder")->setCurrentIndex(3);
        shown.child<QLineEdit>("rankingFilter")->setText("C");
        click(shown, "showVolcano");
        const QJsonObject state = shown.view->state();
        Shown again(test::shared(knockOut(20)));
        QVERIFY(again.view->state() != state);
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
        QVERIFY(again.child<VolcanoChart>("volcanoChart"));
    }

    void everyControlHasAName()
    {
        Shown shown(test::shared(knockOut(20)));
        for (const QWidget *widget : shown.child<RankingControls>("rankingControls")->findChildren<QWidget *>())
            if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus) {
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                         qPrintable(widget->objectName()));
            }
        QVERIFY(!chart(shown)->accessibleName().isEmpty());
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
        Shown shown(test::shared(knockOut(30)));
        keepPicture("knock-out", shown.window.grab().toImage());
        applyTheme(*qApp, ThemeMode::Light);
    }
};

QTEST_MAIN(TestKnockOutViews)
#include "tst_knock_out_views.moc"
