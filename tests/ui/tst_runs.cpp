#include "ui/workspace/runs.h"

#include <QTest>

using lexicell::ui::RunRecord;
using lexicell::ui::Runs;

class TestRuns : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aNewRunIsUnsavedUntilAnH5adHasIt()
    {
        Runs runs;
        QVERIFY(!runs.unsaved());
        runs.add({{}, "pca", "PCA", {}, 1.0});
        QVERIFY(runs.unsaved());
        runs.markSaved();
        QVERIFY(!runs.unsaved());
        QCOMPARE(runs.count(), qint64{1});
    }

    void restoredResultsAreUnsavedWhenALaterRunMadeThem()
    {
        Runs runs;
        runs.restore({{{}, "pca", "PCA", {}, 1.0}, {{}, "umap", "UMAP", {}, 1.0}});
        QVERIFY(!runs.unsaved());
        runs.setSaved(2);
        runs.resultsRestored(true);
        QVERIFY(!runs.unsaved());
        runs.setSaved(1);
        runs.resultsRestored(false);
        QVERIFY(!runs.unsaved());
        runs.resultsRestored(true);
        QVERIFY(runs.unsaved());
    }
};

QTEST_APPLESS_MAIN(TestRuns)
#include "tst_runs.moc"
