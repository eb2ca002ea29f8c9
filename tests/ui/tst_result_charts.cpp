// Ranking, heat map, curves and network: what they tell under the pointer and by the keyboard, and what a click picks.
#include "tests/ui/result_window.h"

#include "ui/views/results/curves_chart.h"
#include "ui/views/results/heatmap_canvas.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/results/ranking_facts.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

#include <set>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestResultCharts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void rankingTellsAndPicks()
    {
        Shown shown(named("ranking"));
        auto *chart = shown.child<RankingChart>("rankingChart");
        QSignalSpy picked(shown.view, &View::itemPicked);
        pointAt(chart->viewport(), chart->dotAt(1));
        QTRY_VERIFY2(tipText().startsWith("IL7R"), qPrintable(tipText()));
        const QString tip = tipText();
        for (const char *part : {"IL7R", "shift toward CD4 T cells (cosine): 0.", " ± 0.", "differential expression (baseline): ",
                                 "adjusted p: 5.01E-30", "n_cells: ", "null: -0.04 to 0.05"})
            QVERIFY2(tip.contains(part), qPrintable(tip));
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, chart->dotAt(1));
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", "IL7R"}));
        // Item 3 has no effect: the row after LTB is GNLY.
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, chart->dotAt(3));
        QCOMPARE(picked[1][1].toString(), QString("GNLY"));
        // By keys
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Home);
        QTest::keyClick(chart, Qt::Key_Down);
        QTest::keyClick(chart, Qt::Key_Down);
        QTest::keyClick(chart, Qt::Key_Return);
        QCOMPARE(picked[2][1].toString(), QString("LTB"));
        keepPicture("ranking-hover", shown.window.grab().toImage());
        // And in the table
        shown.view->findChild<QTabWidget *>()->setCurrentIndex(1);
        auto *table = shown.child<QTableView>("resultTable");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 1)).center());
        QCOMPARE(picked.last()[1].toString(), QString("CD3E"));
        QVERIFY(shown.view->caption().contains("first 40 of 1,999 shown"));
        QVERIFY(shown.view->caption().contains("1 without an effect"));
    }

    void sentenceOnTheBaseline()
    {
        Shown shown(named("ranking"));
        auto *sentence = shown.child<QLabel>("baselineSentence");
        QVERIFY(sentence->isVisible());
        QVERIFY2(sentence->text().contains("(differential expression)") && sentence->text().contains("n = 1,998"),
                 qPrintable(sentence->text()));
        tasks::Ranking ranking = lexicell::test::ranking(10);
        ranking.baseline = ranking.effect;
        QVERIFY(baselineSentence(ranking).contains("almost the same: Spearman correlation 1.00 over n = 10."));
        for (double &value : ranking.baseline) value = -value;
        QVERIFY(baselineSentence(ranking).contains("other way round: Spearman correlation -1.00"));
        std::fill(ranking.baseline.begin(), ranking.baseline.end(), 2.0);
        QVERIFY(baselineSentence(ranking).contains("too few numbers"));
        ranking.baselineName.clear();
        QCOMPARE(baselineSentence(ranking), QString());
    }

    void heatmapTells()
    {
        Shown shown(named("heatmap"));
        auto *canvas = shown.child<HeatmapCanvas>("heatmapCanvas");
        pointAt(canvas, canvas->cellRect(0, 1).center().toPoint());
        QTRY_VERIFY2(tipText().startsWith("CD3E × CD14 Monocytes\nshare of cells: "), qPrintable(tipText()));
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Down);
        QVERIFY2(tipText().startsWith("IL7R × CD14 Monocytes"), qPrintable(tipText()));
        keepPicture("heatmap-hover", shown.window.grab().toImage());
        const int before = canvas->height();
        for (int i = 0; i < 4; ++i) QTest::keyClick(canvas, Qt::Key_Plus);
        QVERIFY(canvas->height() > before);
        const QJsonObject state = shown.view->state();
        Shown again(named("heatmap"));
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
    }

    void namesStayWhileAHeatmapIsScrolled()
    {
        Shown shown(named("large-heatmap"), {640, 360});
        auto *canvas = shown.child<HeatmapCanvas>("heatmapCanvas");
        auto *area = shown.view->findChild<QScrollArea *>();
        auto *columns = shown.child<QWidget>("columnNames"), *rows = shown.child<QWidget>("rowNames");
        QVERIFY(area && columns && rows);
        QVERIFY(area->verticalScrollBar()->maximum() > 500 && area->horizontalScrollBar()->maximum() > 100);
        const QImage before = columns->grab().toImage(), rowsBefore = rows->grab().toImage();
        area->verticalScrollBar()->setValue(500);
        QCOMPARE(columns->mapTo(area->viewport(), QPoint()), QPoint());
        QCOMPARE(columns->grab().toImage(), before);
        QVERIFY(rows->grab().toImage() != rowsBefore);
        area->horizontalScrollBar()->setValue(100);
        QVERIFY(columns->grab().toImage() != before);
        keepPicture("heatmap-scrolled", shown.window.grab().toImage());
        // The keyboard never goes below the names.
        canvas->setFocus();
        for (int i = 0; i < 40; ++i) QTest::keyClick(canvas, Qt::Key_Down);
        for (int i = 0; i < 40; ++i) QTest::keyClick(canvas, Qt::Key_Up);
        QTest::keyClick(canvas, Qt::Key_Home);
        const QPoint cell = canvas->mapTo(area->viewport(), canvas->cellRect(0, 0).center().toPoint());
        QVERIFY(cell.y() > columns->height() && cell.x() > rows->width());
    }

    void curvesTell()
    {
        Shown shown(named("curves"));
        auto *chart = shown.child<CurvesChart>("curvesChart");
        pointAt(chart->viewport(), chart->positionOf(0, 10));
        QTRY_VERIFY2(tipText().startsWith("scGPT, fine-tuned\nepoch: 10\naccuracy on held-out cells: 0.9"),
                     qPrintable(tipText()));
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right);
        QVERIFY2(tipText().contains("epoch: 11"), qPrintable(tipText()));
        QTest::keyClick(chart, Qt::Key_Down);
        QVERIFY2(tipText().startsWith("scGPT, frozen"), qPrintable(tipText()));
    }

    void networkTellsAndPicks()
    {
        const auto result = named("small-graph");
        Shown shown(result);
        auto *canvas = shown.child<GraphCanvas>("graphCanvas");
        QSignalSpy picked(shown.view, &View::itemPicked);
        const DrawnGraph drawn = drawnGraph(std::get<tasks::Graph>(*result));
        // The search puts the node in the middle.
        auto *search = shown.child<QLineEdit>("nodeSearch");
        search->setFocus();
        QTest::keyClicks(search, "lyz");
        QTest::keyClick(search, Qt::Key_Return);
        const QPoint middle = canvas->rect().center();
        QVERIFY(canvas->nodeAt(middle) >= 0);
        QCOMPARE(drawn.name(static_cast<std::size_t>(canvas->nodeAt(middle))), QString("LYZ"));
        QTest::keyClick(search, Qt::Key_Escape);
        pointAt(canvas, middle);
        QTRY_VERIFY2(tipText().startsWith("LYZ\nneighbors: ") && tipText().contains("cosine"), qPrintable(tipText()));
        keepPicture("graph-hover", shown.window.grab().toImage());
        QTest::mouseClick(canvas, Qt::LeftButton, {}, middle);
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", "LYZ"}));
        search->setText("NOPE");
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(shown.child<QLabel>("nodeFound")->text(), QString("NOPE is not in the network"));
        const QJsonObject state = shown.view->state();
        QVERIFY(state.contains("scale"));
        Shown again(result);
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_0);
        QVERIFY(canvas->isFitted());
    }

    void networkIsWalkedByKeyboard()
    {
        const auto result = named("small-graph");
        Shown shown(result);
        auto *canvas = shown.child<GraphCanvas>("graphCanvas");
        const DrawnGraph drawn = drawnGraph(std::get<tasks::Graph>(*result));
        QSignalSpy picked(shown.view, &View::itemPicked);
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Right);  // the best connected node
        const auto first = static_cast<std::size_t>(canvas->emphasized());
        QCOMPARE(first, drawn.byDegree.front());
        QVERIFY(canvas->accessibleDescription().startsWith(drawn.name(first)));
        std::set<std::int64_t> visited{canvas->emphasized()};
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up}) {
            const std::int64_t from = canvas->emphasized();
            QTest::keyClick(canvas, key);
            const std::int64_t to = canvas->emphasized();
            if (to == from) continue;  // no neighbor lies there
            const auto around = drawn.aroundNode(static_cast<std::size_t>(from));
            QVERIFY(around[static_cast<std::size_t>(to)]);
            const QPointF way =
                canvas->positionOf(static_cast<std::size_t>(to)) - canvas->positionOf(static_cast<std::size_t>(from));
            const bool across = key == Qt::Key_Right || key == Qt::Key_Left;
            const double along = across ? way.x() : way.y();
            QVERIFY(key == Qt::Key_Right || key == Qt::Key_Down ? along > 0 : along < 0);
            QVERIFY(canvas->accessibleDescription().startsWith(drawn.name(static_cast<std::size_t>(to))));
            QVERIFY(canvas->rect().contains(canvas->positionOf(static_cast<std::size_t>(to)).toPoint()));
            visited.insert(to);
        }
        QVERIFY(visited.size() > 1);
        keepPicture("graph-walked", shown.window.grab().toImage());
        const auto last = static_cast<std::size_t>(canvas->emphasized());
        QTest::keyClick(canvas, Qt::Key_Return);
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", drawn.name(last)}));
        // Every node is reached, linked or not.
        QTest::keyClick(canvas, Qt::Key_Escape);
        QCOMPARE(canvas->emphasized(), std::int64_t{-1});
        for (std::size_t i = 0; i < drawn.nodes.size(); ++i) {
            QTest::keyClick(canvas, Qt::Key_PageDown);
            visited.insert(canvas->emphasized());
        }
        QCOMPARE(visited.size(), drawn.nodes.size());
        const QPointF center = canvas->viewport().center;
        QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(canvas->viewport().center.x() > center.x());
    }

    void networkIsDraggedAndZoomed()
    {
        Shown shown(named("graph"));
        QVERIFY2(shown.view->caption().contains("the 2,000 heaviest of"), qPrintable(shown.view->caption()));
        auto *canvas = shown.child<GraphCanvas>("graphCanvas");
        const GraphViewport before = canvas->viewport();
        const QPoint from(300, 300), to(360, 340);
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step) {
            const QPointF at = from + (QPointF(to - from) * step / 4).toPoint();
            QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(canvas, &move);
        }
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
        const QPointF moved = canvas->viewport().toWidget(before.toLayout(from)) - to;
        QVERIFY(std::abs(moved.x()) < 0.5 && std::abs(moved.y()) < 0.5);
        // The wheel keeps what is under the pointer there.
        const QPointF pointer(200, 150), under = canvas->viewport().toLayout(pointer);
        QWheelEvent wheel(pointer, canvas->mapToGlobal(pointer), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &wheel);
        QVERIFY(canvas->viewport().scale > before.scale * 1.3);
        const QPointF still = canvas->viewport().toWidget(under) - pointer;
        QVERIFY(std::abs(still.x()) < 0.5 && std::abs(still.y()) < 0.5);
        keepPicture("graph-zoomed", shown.window.grab().toImage());

        canvas->zoomToFit();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i) canvas->repaint();
        qInfo("2,000 edges: %.1f ms a frame", static_cast<double>(timer.elapsed()) / 20.0);
    }

    void networkIsLaidOutInTheBackground()
    {
        QWidget window;
        auto *network = static_cast<GraphView *>(makeResultView({"Network", {}, named("graph")}, &window));
        window.resize(600, 400);
        network->setGeometry(window.rect());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(!network->isLaidOut());
        QVERIFY(!network->findChild<GraphCanvas *>()->isVisible());
        keepPicture("graph-waiting", window.grab().toImage());
        QSignalSpy laidOut(network, &GraphView::laidOut);
        QVERIFY(laidOut.wait(30000));
        QVERIFY(network->findChild<GraphCanvas *>()->isVisible());
        // One that dies while it waits takes nothing with it.
        delete makeResultView({"Network", {}, named("graph")}, nullptr);
        QTest::qWait(50);
    }

    void wheelIsLeftToTheScrollArea()
    {
        Shown shown(named("ranking"));
        auto *chart = shown.child<RankingChart>("rankingChart");
        const QPoint at(200, 200);
        QWheelEvent wheel(at, chart->mapToGlobal(at), {}, {0, -240}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(chart->viewport(), &wheel);  // Qt hands on to parents what real mice send alone
        QVERIFY(!wheel.isAccepted());
    }

    void labelsDoNotOverlap()
    {
        tasks::Graph graph = lexicell::test::graph(400, 1500);
        auto drawn = drawnGraph(graph);
        Random random(2, 2);
        for (std::size_t i = 0; i < 2 * drawn.nodes.size(); ++i) drawn.positions.push_back(10 * random.uniform());
        const Figure figure = graphFigure(drawn, fittingViewport(drawn, {800, 600}), lightTheme(), -1);
        std::vector<QRectF> boxes;
        for (const FigureItem &item : figure.items)
            if (const auto *text = std::get_if<FigureText>(&item))
                boxes.emplace_back(text->at.x(), text->at.y() - 6, textWidth(text->text, text->pixelSize, false), 12);
        QVERIFY(boxes.size() > 20);
        for (std::size_t a = 0; a < boxes.size(); ++a)
            for (std::size_t b = 0; b < a; ++b) QVERIFY(!boxes[a].intersects(boxes[b]));
    }

    void namesOfFilesAreNoHtml()
    {
        tasks::Ranking ranking = lexicell::test::ranking(5);
        ranking.items[0] = "<b>x</b> & <img src=y>";
        Shown shown(shared(ranking));
        auto *chart = shown.child<RankingChart>("rankingChart");
        pointAt(chart->viewport(), chart->dotAt(0));
        QTRY_VERIFY2(tipText().startsWith("<b>x</b> & <img src=y>"), qPrintable(tipText()));
    }
};

QTEST_MAIN(TestResultCharts)
#include "tst_result_charts.moc"
