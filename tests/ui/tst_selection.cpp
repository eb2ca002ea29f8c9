#include "ui/workspace/selection.h"

#include <QSignalSpy>
#include <QTest>

using lexicell::ui::Selection;

class TestSelection : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void onlyAChangeIsTold()
    {
        Selection selection;
        QSignalSpy changed(&selection, &Selection::selectionChanged);
        selection.set({0, 1, 0, 1});
        selection.set({0, 1, 0, 1});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(selection.count(), std::int64_t{2});
        QCOMPARE(selection.cells(), (std::vector<std::int64_t>{1, 3}));
    }

    void noCellIsNoSelection()
    {
        Selection selection;
        QSignalSpy changed(&selection, &Selection::selectionChanged);
        selection.set({0, 0, 0});
        QCOMPARE(changed.count(), 0);
        selection.set({1, 0, 0});
        selection.set({0, 0, 0});
        QCOMPARE(changed.count(), 2);
        QVERIFY(selection.flags().empty() && selection.cells().empty());
    }

    void aClosedDataSetIsForgottenInSilence()
    {
        Selection selection;
        selection.set({1});
        QSignalSpy changed(&selection, &Selection::selectionChanged);
        selection.forget();
        QCOMPARE(changed.count(), 0);
        QCOMPARE(selection.count(), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"
