// Label fields without a session: a data set's columns and a journal are all they need.
#include "tests/support/fixtures.h"
#include "tests/ui/project_fixture.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/labels/labels.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;

class TestLabels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void withoutADataSetThereIsNoField()
    {
        ProjectJournal journal;
        Labels labels(journal);
        QVERIFY(labels.fieldNames().isEmpty() && !labels.field("cell_type"));
        QCOMPARE(labels.edit(assign(0)).error().errorClass, std::string("no_dataset"));
    }

    void anEditIsInTheJournalBeforeItIsShown()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.lexicell");
        ProjectJournal journal;
        Labels labels(journal);
        journal.begin(openProject(path));
        labels.setDataset(lexicell::test::smallDataset(6));
        int rows = 0;
        connect(&labels, &Labels::fieldChanged, this, [&] { rows = rowsOf(path); });
        VERIFY_OK(labels.edit(assign(0)));
        QCOMPARE(rows, 2);  // the column as it was, and the edit
        VERIFY_OK(labels.edit(assign(1)));
        QCOMPARE(rows, 3);
        journal.undoStack()->undo();
        QCOMPARE(rows, 4);
        QCOMPARE(labels.field("cell_type")->codes[1], 1);
    }

    void aRefusedEditIsNotShown()
    {
        ProjectJournal journal;
        Labels labels(journal);
        labels.setDataset(lexicell::test::smallDataset(6));
        journal.refuseEdits({lexicell::errors::diskFull, "full", ""});
        QSignalSpy changed(&labels, &Labels::fieldChanged);
        QCOMPARE(labels.edit(assign(0)).error().errorClass, std::string("disk_full"));
        QCOMPARE(changed.count(), 0);
        QVERIFY(labels.edited().empty());
    }

    void choicesAreKeptInTheProject()
    {
        QTemporaryDir folder;
        ProjectJournal journal;
        Labels labels(journal);
        journal.begin(openProject(folder.filePath("a.lexicell")));
        labels.setDataset(lexicell::test::smallDataset(6));
        labels.setActiveField("cell_type");
        labels.setOrder("cell_type", LegendOrder::Size);
        const QJsonObject orders = journal.project()->state("orders"), choice = journal.project()->state("labels");
        labels.clear();
        QVERIFY(labels.activeField().isEmpty());
        labels.setDataset(lexicell::test::smallDataset(6));
        labels.restoreChoices(orders, choice["active"].toString());
        QCOMPARE(labels.activeField(), QString("cell_type"));
        QCOMPARE(labels.orderOf("cell_type"), LegendOrder::Size);
        labels.restoreChoices({}, "no such field");
        QCOMPARE(labels.activeField(), QString("cell_type"));
    }

    void aColumnThatWasReplacedIsReadAgain()
    {
        ProjectJournal journal;
        Labels labels(journal);
        const auto before = lexicell::test::smallDataset(6);
        labels.setDataset(before);
        QCOMPARE(labels.field("cell_type")->codes[1], 1);
        lexicell::data::Dataset now = *before;
        auto column = *before->obs.columns.find("cell_type")->as<lexicell::data::Categorical>();
        column.codes.assign(6, 0);
        now.obs.columns.set("cell_type", lexicell::data::makeElement(std::move(column)));
        labels.setDataset(std::make_shared<const lexicell::data::Dataset>(now));
        labels.columnReplaced("cell_type");
        QCOMPARE(labels.field("cell_type")->codes[1], 0);
    }
};

QTEST_GUILESS_MAIN(TestLabels)
#include "tst_labels.moc"
