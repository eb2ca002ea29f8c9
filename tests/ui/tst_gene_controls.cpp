// Every control of the gene side and of knock-outs, in every panel, page and view: named, reached by the keyboard, and with a
// reason while it is disabled. And both journeys by the keyboard alone: gene to neighborhood, ranking to figure.
#include "tests/ui/control_check.h"
#include "tests/ui/knock_out_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/forms/step_dialog.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/view.h"
#include "ui/views/views_area.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;

class TestGeneControls : public QObject, private WindowFixture {
    Q_OBJECT

    Session &session() { return m_window->bench().session; }
    QDockWidget *dock(const QString &name) { return m_window->findChild<QDockWidget *>("dock." + name); }
    void openData()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
    }
    void add(test::tasks::TaskResult result, const std::string &task)
    {
        Results &results = m_window->bench().results;
        results.add({results.nextId(), task, {}, "{}", test::shared(std::move(result)), {task, {}, {}, {}}});
    }
    void checkPanels(const QString &state)
    {
        for (const char *name : {"gene", "gene-sets", "knock-outs"}) {
            m_window->showPanel(name);
            QTRY_VERIFY(dock(name)->isVisible());
            int controls = 0;
            const QStringList faults = test::faultsOfControls(dock(name)->widget(), &controls);
            QVERIFY2(faults.isEmpty(), qPrintable(state + ": " + faults.join("; ")));
            QVERIFY2(controls > 0, name);
        }
    }
    void checkPages(int result)
    {
        QWidget *content = dock(QString("result.%1").arg(result))->widget();
        auto *pages = content->findChild<QTabWidget *>();
        for (int page = 0; page < (pages ? pages->count() : 1); ++page) {
            if (pages) pages->setCurrentIndex(page);
            QTest::qWait(30);
            int controls = 0;
            const QStringList faults = test::faultsOfControls(content, &controls);
            QVERIFY2(faults.isEmpty(),
                     qPrintable((pages ? pages->tabText(page) : QString("the page")) + ": " + faults.join("; ")));
            QVERIFY(controls >= 4);  // at least the buttons of the head
        }
    }
    // Presses Tab until this widget has the keyboard.
    void tabTo(const QString &name)
    {
        for (int i = 0; i < 400; ++i) {
            const QWidget *focus = QApplication::focusWidget();
            if (focus && focus->objectName() == name) return;
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), Qt::Key_Tab);
        }
        QFAIL(qPrintable("Tab does not reach " + name));
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void panelsInEachState()
    {
        openData();
        checkPanels("no gene");
        GeneSetEdit edit;
        edit.sets = {{"T cells", {"CD3E", "NKG7", "NOPE"}, "by hand"}};
        VERIFY_OK(session().genes().edit(edit));
        session().genes().setCurrent("CD3E");
        waitIdle(*m_window);
        checkPanels("a gene and a set");
        if (m_model.isEmpty()) return;
        runScript({QJsonObject{{"do", "load-model"}, {"path", m_model}}});
        waitIdle(*m_window);
        checkPanels("with a model");
    }

    void pagesOfResults()
    {
        openData();
        test::KnockOutTexts texts;
        texts.groups = {"", "B", "NK"};
        add(test::knockOut(30, texts), "knock-out");
        checkPages(1);
        dock("result.1")->findChild<QToolButton *>("showVolcano")->click();
        checkPages(1);
        add(test::graph(40, 60), "gene-network");
        checkPages(2);
        add(test::heatmap(12, 9, true), "gene-context");
        checkPages(3);
        add(test::table(30), "enrich");
        checkPages(4);
    }

    void fromAGeneToItsNeighborhoodByKeys()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        m_window->openSample();
        waitIdle(*m_window);
        QTest::keyClick(m_window.get(), Qt::Key_G);
        auto *line = m_window->findChild<QLineEdit *>("geneSearch");
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(line));
        QTest::keyClicks(line, "CD3E");
        auto *hits = m_window->findChild<QListWidget *>("geneHits");
        QTRY_VERIFY(hits->count() > 0 && hits->item(0)->text() == "CD3E");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(session().genes().current(), QString("CD3E"));
        waitIdle(*m_window);
        tabTo("card.genes.neighborhood");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        StepDialog *form = nullptr;
        QTRY_VERIFY((form = m_window->findChild<StepDialog *>()) && form->isVisible());
        QTest::keyClick(form, Qt::Key_Return);
        waitIdle(*m_window);
        QTRY_COMPARE(m_window->bench().results.all().size(), std::size_t{1});
        QTRY_VERIFY(dock("result.1") && dock("result.1")->isVisible());
    }

    void fromARankingToAFigureByKeys()
    {
        openData();
        add(test::knockOut(30), "knock-out");
        auto *chart = dock("result.1")->findChild<RankingChart *>();
        QTRY_VERIFY(chart && chart->isVisible());
        QApplication::setActiveWindow(m_window.get());
        chart->setFocus();
        tabTo("exportResult");
        const QString file = m_folder.filePath("ranking.svg");
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QTimer poll;  // the dialog runs an event loop of its own
        connect(&poll, &QTimer::timeout, this, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog) return;
            poll.stop();
            dialog->setDirectory(m_folder.path());  // while a path is typed the dialog goes to its folders
            auto *name = dialog->findChild<QLineEdit *>("fileNameEdit");
            name->setFocus();
            name->selectAll();
            QTest::keyClicks(name, "ranking.svg");
            QTest::keyClick(name, Qt::Key_Return);
            if (dialog->isVisible()) dialog->reject();
        });
        poll.start(50);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY2(QFileInfo(file).size() > 1000, qPrintable(lastBanner(*m_window)));
    }
};

QTEST_MAIN(TestGeneControls)
#include "tst_gene_controls.moc"
