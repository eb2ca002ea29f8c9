// The states of the views of genes and knock-outs: empty, loading, partial, error and full, in the light and in the dark.
#include "tests/ui/control_check.h"
#include "tests/ui/knock_out_fixture.h"
#include "tests/ui/result_window.h"

#include "ui/widgets/empty_state.h"

#include <QLabel>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

class TestResultStates : public QObject {
    Q_OBJECT

    static std::shared_ptr<const tasks::TaskResult> of(const QString &name)
    {
        if (name == "knock-out") {
            KnockOutTexts texts;
            texts.groups = {"", "B", "NK"};
            return shared(knockOut(30, texts));
        }
        return named(name);
    }
    // What the view says in words, wherever.
    static QString words(const QWidget &view)
    {
        QStringList all;
        for (const QLabel *label : view.findChildren<QLabel *>())
            if (label->isVisibleTo(&view)) all << label->text();
        return all.join('\n');
    }

  private Q_SLOTS:
    void init() { lightAndWithoutTip(); }

    void emptySaysWhatIsMissing_data()
    {
        QTest::addColumn<QString>("said");
        QTest::newRow("empty-ranking") << "Nothing to rank";
        QTest::newRow("empty-table") << "No rows";
        QTest::newRow("empty-graph") << "No edges";
        QTest::newRow("empty-heatmap") << "No values";
        QTest::newRow("empty-curves") << "No points";
    }
    void emptySaysWhatIsMissing()
    {
        QFETCH(QString, said);
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            applyTheme(*qApp, mode);
            const Shown shown(named(QTest::currentDataTag()));
            QVERIFY2(words(*shown.view).contains(said), qPrintable(words(*shown.view)));
            QVERIFY(shown.view->findChild<EmptyState *>());
            QVERIFY(!shown.view->findChild<QTabWidget *>());
            QVERIFY(!shown.view->exportTo("/nowhere/at/all/figure.png").ok());
        }
    }

    // A network is laid out away from the window: until then it says so, and its tables are there.
    void loading()
    {
        QWidget window;
        View *view = makeResultView({"Network", {}, named("graph")}, &window);
        window.resize(800, 600);
        view->setGeometry(window.rect());
        window.show();
        QVERIFY2(words(*view).contains("Laying out…"), qPrintable(words(*view)));
        auto *pages = view->findChild<QTabWidget *>();
        pages->setCurrentIndex(1);
        QVERIFY(view->findChild<QTableView *>()->model()->rowCount() > 0);
        pages->setCurrentIndex(0);
        QTRY_VERIFY_WITH_TIMEOUT(qobject_cast<GraphView *>(view)->isLaidOut(), 60000);
        QVERIFY(!words(*view).contains("Laying out…"));
    }

    // Genes without a number are told, never dropped: under the chart, in the table, as NA in a heat map.
    void partial()
    {
        const Shown knockedOut(of("knock-out"));
        QVERIFY2(words(*knockedOut.view).contains("NODATA (not in the data)"), qPrintable(words(*knockedOut.view)));
        QVERIFY(knockedOut.view->allNames("gene").contains("NOVOCAB"));
        QVERIFY2(Shown(named("heatmap")).view->caption().contains("NA: "), "missing values");
        const Shown ranked(named("ranking"));
        QVERIFY2(ranked.view->caption().contains("without an effect"), qPrintable(ranked.view->caption()));
    }

    void errorsAreTold_data() { results({"knock-out", "graph", "heatmap", "table", "ranking", "curves"}); }
    void errorsAreTold()
    {
        QFETCH(QString, name);
        const Shown shown(of(name));
        auto *pages = shown.view->findChild<QTabWidget *>();
        for (int page = 0; page < (pages ? pages->count() : 1); ++page) {
            if (pages) pages->setCurrentIndex(page);
            QTest::qWait(20);
            for (const QString &kind : shown.view->exportKinds()) {
                const auto written = shown.view->exportTo("/nowhere/at/all/result." + kind);
                QVERIFY2(!written.ok(), qPrintable(kind));
                if (kind == "svg") QCOMPARE(written.error().errorClass, std::string("not_writable"));
            }
        }
    }

    // Every page in both themes, with no control that lacks a name or a reason.
    void full_data() { results({"knock-out", "graph", "heatmap", "table", "ranking", "curves"}); }
    void full()
    {
        QFETCH(QString, name);
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            applyTheme(*qApp, mode);
            Shown shown(of(name), {690, 470});
            auto *pages = shown.view->findChild<QTabWidget *>();
            for (int page = 0; page < (pages ? pages->count() : 1); ++page) {
                if (pages) pages->setCurrentIndex(page);
                QTest::qWait(20);
                keepPicture(QString("state-%1-%2").arg(name).arg(page), shown.window.grab().toImage());
                const QStringList faults = faultsOfControls(shown.view) + cutOffIn(shown.view);
                QVERIFY2(faults.isEmpty(), qPrintable(faults.join("; ")));
            }
            auto *volcano = shown.child<QToolButton>("showVolcano");
            if (!volcano) continue;
            pages->setCurrentIndex(0);
            volcano->click();
            QTest::qWait(20);
            keepPicture("state-volcano", shown.window.grab().toImage());
        }
        applyTheme(*qApp, ThemeMode::Light);
    }
};

QTEST_MAIN(TestResultStates)
#include "tst_result_states.moc"
