// Knock-outs in the window: from two lassos to a ranking by clicks, the same by keys, the panel in its states, and the way back
// from a result to its cells, its options, its command and its methods text.
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_knock_out.h"
#include "ui/forms/option_form.h"
#include "ui/panels/group_slot.h"
#include "ui/panels/knock_out_genes.h"
#include "ui/panels/knock_out_panel.h"
#include "ui/views/view.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"
#include "ui/widgets/path_bar.h"
#include "ui/workspace/gene_names.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <set>

using namespace lexicell;
using namespace lexicell::ui;

class TestKnockOutPanel : public QObject, private WindowFixture {
    Q_OBJECT

    int m_clicks = 0;

    Session &session() { return m_window->bench().session; }
    template <class Widget> Widget *find(const char *name) { return m_window->findChild<Widget *>(QLatin1String(name)); }
    KnockOutPanel *panel() { return find<KnockOutPanel>("knockOutPanel"); }
    QPushButton *run() { return find<QPushButton>("knockOutRun"); }
    GroupSlot *slot(const char *name) { return find<GroupSlot>(name); }
    QString why() { return find<QLabel>("knockOutWhyNot")->text(); }

    void click(QWidget *widget, const QPoint &at = QPoint())
    {
        QVERIFY2(widget && widget->isVisible() && widget->isEnabled(), widget ? qPrintable(widget->objectName()) : "no widget");
        ++m_clicks;
        QTest::mouseClick(widget, Qt::LeftButton, {}, at.isNull() ? widget->rect().center() : at);
    }
    void pathClick(int step)
    {
        auto *path = find<PathBar>("pathBar");
        click(path, path->stepRect(step).center());
    }
    // A lasso around the cells in the middle of this type: one drag.
    void lasso(const QString &type)
    {
        constexpr int half = 26;  // pixels
        ScatterView &view = *m_window->views()->panes()[0]->scatter();
        view.settle();
        session().selection().set({});
        const QPoint middle = middleOf(type);
        const QList<QPoint> corners{{-half, -half}, {half, -half}, {half, half}, {-half, half}, {-half, 2 - half}};
        QWidget *target = view.childAt(middle);
        if (!target) target = &view;
        const auto at = [&](const QPoint &offset) { return target->mapFrom(&view, middle + offset); };
        ++m_clicks;
        QTest::mousePress(target, Qt::LeftButton, {}, at(corners.first()));
        for (qsizetype i = 1; i < corners.size(); ++i)
            for (int step = 1; step <= 6; ++step) {
                const QPoint point = at(corners[i - 1] + (corners[i] - corners[i - 1]) * step / 6);
                QMouseEvent move(QEvent::MouseMove, point, target->mapToGlobal(point), Qt::NoButton, Qt::LeftButton, {});
                QApplication::sendEvent(target, &move);
            }
        QTest::mouseRelease(target, Qt::LeftButton, {}, at(corners.last()));
        QTRY_VERIFY2(session().selection().count() >= 10, qPrintable(QString::number(session().selection().count())));
    }
    // Where the cell lies that is nearest to the mean of its type.
    QPoint middleOf(const QString &type)
    {
        const ScatterView &view = *m_window->views()->panes()[0]->scatter();
        const auto places = mapCoordinates(*session().data().dataset(), m_window->views()->panes()[0]->source());
        const LabelFieldPtr field = session().labels().field("cell_type");
        if (!places.ok() || !field) return {};
        std::vector<QPointF> cells;
        QPointF mean;
        for (std::size_t i = 0; i < field->codes.size(); ++i)
            if (field->codes[i] == field->indexOf(type)) {
                cells.emplace_back((*places)[2 * i], (*places)[2 * i + 1]);
                mean += cells.back();
            }
        mean /= static_cast<double>(cells.size());
        const auto distance = [&mean](const QPointF &cell) { return QPointF::dotProduct(cell - mean, cell - mean); };
        const QPointF nearest = *std::min_element(cells.begin(), cells.end(),
                                                  [&](const QPointF &a, const QPointF &b) { return distance(a) < distance(b); });
        return view.toWidget(nearest.x(), nearest.y()).toPoint();
    }
    QStringList types() { return session().labels().field("cell_type")->labelNames(); }
    void openMapped()
    {
        if (m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        m_window->openSample();
        QTRY_VERIFY_WITH_TIMEOUT(session().models().coverage() && !m_window->views()->panes().empty(), longTime);
        waitIdle(*m_window);
        QApplication::setActiveWindow(m_window.get());
    }
    QAction *resultAction(const char *name)
    {
        for (QAction *action : m_window->findChild<QDockWidget *>("dock.result.1")->findChild<View *>()->actions())
            if (action->objectName() == QLatin1String(name)) return action;
        return nullptr;
    }
    void typeGenes(const QString &names)
    {
        auto *line = find<QLineEdit>("knockOutGene");
        line->setFocus();
        QTest::keyClicks(line, names);
        QTest::keyClick(line, Qt::Key_Return);
    }

    void wayBack(const std::vector<std::uint8_t> &a, const std::vector<std::uint8_t> &b)
    {
        // A gene's number leads to the cells that have the gene.
        selectCellsOfGene(m_window->bench(), 1, "LYZ");
        waitIdle(*m_window);
        const auto values = session().data().dataset()->x.column(findGene(session(), "LYZ"));
        VERIFY_OK(values);
        std::vector<std::uint8_t> expected = a;
        for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = a[i] && (*values)[i] > 0 ? 1 : 0;
        QCOMPARE(session().selection().count(), std::count(expected.begin(), expected.end(), std::uint8_t{1}));
        if (session().selection().count() > 0) QCOMPARE(session().selection().flags(), expected);
        resultAction("showQueryCells")->trigger();
        QCOMPARE(session().selection().flags(), a);
        // Again with changes
        panel()->setRequest({});
        QVERIFY(!slot("groupA")->group());
        resultAction("runAgain")->trigger();
        QCOMPARE(slot("groupA")->group()->cells, a);
        QCOMPARE(slot("groupB")->group()->cells, b);
        QCOMPARE(find<KnockOutGenes>("knockOutGenes")->genes(), (QStringList{"CD3E", "NKG7", "LYZ", "NOTAGENE"}));
        QCOMPARE(find<QComboBox>("knockOutMode")->currentData().toString(), QString("delete"));
        QVERIFY(run()->isEnabled());
        // Words
        resultAction("copyCommand")->trigger();
        const QString command = QApplication::clipboard()->text();
        QVERIFY2(command.contains("lexicell-cli knock-out ") && command.contains("--genes CD3E,NKG7,LYZ,NOTAGENE"),
                 qPrintable(command));
        resultAction("copyMethods")->trigger();
        QVERIFY(QApplication::clipboard()->text().contains("selected by hand"));
        // The cells as labels, one step of the history
        resultAction("keepAsLabels")->trigger();
        const LabelFieldPtr field = session().labels().field(groupsColumn);
        QVERIFY(field);
        QCOMPARE(field->counts(), (std::vector<std::int64_t>{std::count(a.begin(), a.end(), std::uint8_t{1}),
                                                             std::count(b.begin(), b.end(), std::uint8_t{1})}));
        session().journal().undoStack()->undo();
        QVERIFY(!session().labels().field(groupsColumn));
        exportInThreeClicks();
    }

    void exportInThreeClicks()
    {
        auto *dock = m_window->findChild<QDockWidget *>("dock.result.1");
        m_clicks = 0;
        const QString file = m_folder.filePath("ranking.svg");
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        bool saved = false;
        QTimer::singleShot(300, this, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog) return;
            dialog->findChild<QLineEdit *>("fileNameEdit")->setText(file);
            for (QPushButton *button : dialog->findChildren<QPushButton *>())
                if (button->isVisible() && button->isDefault()) {
                    saved = true;
                    return click(button);
                }
            dialog->reject();
        });
        click(dock->findChild<QToolButton *>("exportResult"));
        QVERIFY(saved);
        QVERIFY(m_clicks <= 3);
        QVERIFY2(QFileInfo(file).size() > 1000, qPrintable(lastBanner(*m_window)));
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        m_clicks = 0;
    }
    void cleanup() { m_window.reset(); }

    void withoutDataOrModelItSaysWhatToDo()
    {
        QVERIFY(!run()->isEnabled());
        QCOMPARE(why(), QString("Open a data set first."));
        QCOMPARE(run()->toolTip(), why());
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        m_window->showPanel("knock-outs");
        QVERIFY(!run()->isEnabled() && why().contains("model", Qt::CaseInsensitive));
        auto *load = find<QPushButton>("knockOutLoadModel");
        QVERIFY(load->isVisible());
        click(load);
        QVERIFY(visibleChild<QDialog>(m_window.get(), "modelDialog") || !m_window->findChildren<QDialog *>().isEmpty());
        const auto *take = find<QToolButton>("groupA.take");
        QVERIFY(!take->isEnabled() && take->toolTip().contains("lasso"));
    }

    // Journey 3 of the window's design: which genes move these cells toward those?
    void fromTwoLassosToARanking()
    {
        openMapped();
        m_window->views()->panes()[0]->scatter()->setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_L);
        QCOMPARE(m_window->views()->panes()[0]->scatter()->tool(), ScatterView::Tool::Lasso);
        lasso(types().first());
        const auto a = session().selection().flags();
        pathClick(4);  // the panel takes the selection
        QTRY_VERIFY(panel()->isVisible());
        QCOMPARE(slot("groupA")->group()->cells, a);
        lasso(types().last());  // lies elsewhere on the map
        const auto b = session().selection().flags();
        click(find<QToolButton>("groupB.take"));
        QCOMPARE(slot("groupB")->group()->cells, b);
        typeGenes("CD3E, NKG7 LYZ NOTAGENE");
        QTRY_VERIFY2(find<QLabel>("knockOutEstimate")->text().contains("passes"), qPrintable(why()));
        click(run());
        waitIdle(*m_window);
        QVERIFY2(m_clicks <= 6, qPrintable(QString::number(m_clicks)));
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const StoredResult &result = m_window->bench().results.all().front();
        auto *dock = m_window->findChild<QDockWidget *>("dock.result.1");
        QTRY_VERIFY(dock && dock->isVisible() && dock->findChild<QWidget *>("rankingChart"));

        // The groups are in the record, and not in the data.
        QCOMPARE(valueOf(result.record.options, "groupby"), std::string(groupsColumn));
        QCOMPARE(valueOf(result.record.inputs, groupsColumn), hashOfGroups({{}, {}, a}, CellGroup{{}, {}, b}));
        QVERIFY(!session().data().dataset()->obs.columns.find(groupsColumn));
        QVERIFY(find<QLabel>("resultCaption")->text().contains("genes tested · delete · selection A, "));
        QVERIFY(find<QLabel>("baselineSentence")->text().contains("with mean expression"));
        QVERIFY(find<QLabel>("withoutNumbers")->text().contains("NOTAGENE (not in the data)"));
        const auto pass = measuredSecondsPerPass(m_window->bench().results, result.model);
        QVERIFY(pass && *pass > 0.0);
        QTRY_VERIFY(find<QLabel>("knockOutEstimate")->text().startsWith("about "));
        wayBack(a, b);
    }

    void byKeysAlone()
    {
        openMapped();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(panel()->isVisible());
        const auto type = labeledGroup(session(), "cell_type", types().last());
        QVERIFY(type);
        session().selection().set(type->cells);
        auto *take = find<QToolButton>("groupA.take");
        take->setFocus();
        QTest::keyClick(take, Qt::Key_Space);
        QCOMPARE(slot("groupA")->group()->cells, type->cells);
        // Tab leads on to the genes and to Run.
        std::set<QString> passed;
        for (int i = 0; i < 24 && QApplication::focusWidget(); ++i) {
            passed.insert(QApplication::focusWidget()->objectName());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (const char *name : {"groupA.choose", "groupB.take", "knockOutGene", "knockOutMode", "knockOutReplicate"})
            QVERIFY2(passed.contains(name), name);
        typeGenes("CD3E");
        find<QComboBox>("knockOutMode")->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QVERIFY(find<QComboBox>("knockOutMode")->currentIndex() == 1);
        run()->setFocus();
        QVERIFY2(run()->isEnabled(), qPrintable(why()));
        QTest::keyClick(run(), Qt::Key_Space);
        waitIdle(*m_window);
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        const StoredResult &result = m_window->bench().results.all().front();
        QCOMPARE(valueOf(result.record.options, "mode"), std::string("zero"));
    }

    void groupsThatCannotBeComparedAreRefused()
    {
        openMapped();
        m_window->showPanel("knock-outs");
        KnockOutRequest request;
        request.options.genes = {"CD3E"};
        request.from = allCells(session());
        panel()->setRequest(request);
        QVERIFY2(run()->isEnabled(), qPrintable(why()));
        request.toward = labeledGroup(session(), "cell_type", types()[0]);
        panel()->setRequest(request);
        QVERIFY2(!run()->isEnabled() && why().contains("are in both groups"), qPrintable(why()));
        request.from = request.toward;
        panel()->setRequest(request);
        QVERIFY2(why().contains("the same group"), qPrintable(why()));
        request.from->cells.assign(request.from->cells.size(), 0);
        request.from->cells[0] = 1;
        request.from->column.clear();
        request.toward.reset();
        panel()->setRequest(request);
        QVERIFY2(why().startsWith("1 cell"), qPrintable(why()));
        click(find<QToolButton>("groupA.remove"));
        QVERIFY2(why().startsWith("Take the cells to change first"), qPrintable(why()));
        request.from = labeledGroup(session(), "cell_type", types()[0]);
        request.options.genes.clear();
        panel()->setRequest(request);
        QVERIFY2(why().contains("Name the genes"), qPrintable(why()));
        click(find<QCheckBox>("knockOutAll"), QPoint(8, 8));
        QVERIFY2(run()->isEnabled(), qPrintable(why()));
        // A click on the count selects the cells.
        click(find<QToolButton>("groupA.count"));
        QCOMPARE(session().selection().flags(), request.from->cells);
    }

    void theMenuOffersGroupsOfColumns()
    {
        openMapped();
        m_window->showPanel("knock-outs");
        auto *menu = find<QToolButton>("groupA.choose")->menu();
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().first()->text(), QString("All cells"));
        QMenu *column = nullptr;
        for (QAction *action : menu->actions())
            if (action->text() == "cell_type") column = action->menu();
        QVERIFY(column);
        Q_EMIT column->aboutToShow();
        QCOMPARE(column->actions().size(), types().size());
        column->actions().first()->trigger();
        QCOMPARE(slot("groupA")->group()->column, QString("cell_type"));
        QVERIFY(find<QLabel>("groupA.name")->text().endsWith(" of cell_type"));
        // The goal has no "all cells".
        auto *goal = find<QToolButton>("groupB.choose")->menu();
        Q_EMIT goal->aboutToShow();
        QVERIFY(goal->actions().first()->text() != "All cells");
    }

    void genesAreTypedPastedAndTaken()
    {
        openMapped();
        m_window->showPanel("knock-outs");
        auto *genes = find<KnockOutGenes>("knockOutGenes");
        auto *line = find<QLineEdit>("knockOutGene");
        QCOMPARE(namesIn("CD3E, LYZ;NKG7\nCD3E GNLY"), (QStringList{"CD3E", "LYZ", "NKG7", "GNLY"}));
        QCOMPARE(namesIn("CD3E\t0.1\t12\nLYZ\t0.2\t13"), (QStringList{"CD3E", "LYZ"}));  // rows of a table
        QApplication::clipboard()->setText("CD3E\t0.1\t12\nLYZ\t0.2\t13\nNOPE\t1\t2");
        line->setFocus();
        QTest::keySequence(line, QKeySequence::Paste);
        QCOMPARE(genes->genes(), (QStringList{"CD3E", "LYZ", "NOPE"}));
        QVERIFY(find<QLabel>("knockOutGeneNote")->text().contains("Not in these data: NOPE."));
        QCOMPARE(genes->columns().size(), std::size_t{2});
        auto *list = find<QListView>("knockOutGeneList");
        list->setCurrentIndex(list->model()->index(2, 0));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(genes->genes(), (QStringList{"CD3E", "LYZ"}));
        const auto *current = find<QToolButton>("knockOutCurrentGene");
        QVERIFY(!current->isEnabled() && current->toolTip().startsWith("Choose a gene first"));
        session().genes().setCurrent("NKG7");
        QCOMPARE(current->text(), QString("Add NKG7"));
        click(find<QToolButton>("knockOutCurrentGene"));
        QCOMPARE(genes->genes().last(), QString("NKG7"));
        click(find<QToolButton>("knockOutClearGenes"));
        QVERIFY(genes->genes().isEmpty());
        genes->setGenes({}, true);
        QVERIFY(!line->isEnabled() && genes->genes().isEmpty() && genes->allExpressed());
    }

    void furtherOptionsStay()
    {
        openMapped();
        m_window->showPanel("knock-outs");
        click(find<QPushButton>("knockOutFurther"));
        auto *form = find<QDialog>("knockOutOptions");
        QVERIFY(form && form->isVisible());
        auto *options = form->findChild<OptionForm *>();
        QVERIFY(options->editor("min-cells") && !options->editor("genes") && !options->editor("from"));
        options->setValue("min-cells", "25");
        QTest::mouseClick(form->findChild<QPushButton *>("runStep"), Qt::LeftButton);
        QCOMPARE(panel()->request().options.minCells, std::int64_t{25});
    }

    void everythingHasAName()
    {
        openMapped();
        m_window->showPanel("knock-outs");
        for (const QWidget *widget : panel()->findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus) continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     qPrintable(widget->objectName()));
            if (!widget->isEnabled()) QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->objectName()));
        }
    }
};

QTEST_MAIN(TestKnockOutPanel)
#include "tst_knock_out_panel.moc"
