// Results and dropped cells in the history, with the three parts that they concern and nothing else.
#include "tests/ui/small_dataset.h"
#include "ui/workspace/data_history.h"

#include <QSignalSpy>
#include <QTest>

using namespace lexicell::ui;
namespace data = lexicell::data;

class TestDataHistory : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init()
    {
        m_journal.clear();
        m_labels.clear();
        m_file = lexicell::test::smallDataset(6);
        m_data.begin(m_file, std::make_shared<const DatasetFacts>());
        m_labels.setDataset(m_file);
    }

    void aResultIsTakenBackAndComesAgain()
    {
        data::Dataset output = *m_file;
        output.obs.columns.set("leiden", m_file->obs.columns.get("cell_type"));
        output.obsm.set("X_umap", data::makeElement(data::Array(data::DType::Float32, {6, 2})));
        QSignalSpy added(&m_data, &DatasetStore::resultsAdded), back(&m_data, &DatasetStore::resultsTakenBack);
        QSignalSpy fields(&m_labels, &Labels::fieldListChanged);
        QStringList seen;  // the field is there when the results are announced
        connect(&m_data, &DatasetStore::resultsAdded, this, [&] { seen = m_labels.fieldNames(); });
        m_history.add(*m_file, std::make_shared<const data::Dataset>(output), "Cluster");
        QCOMPARE(seen, (QStringList{"cell_type", "leiden"}));
        const ResultKeys keys{{data::Slot::Obs, "leiden"}, {data::Slot::Obsm, "X_umap"}};
        QVERIFY(added[0][0].value<ResultKeys>() == keys);
        QCOMPARE(m_journal.undoStack()->undoText(), QString("Cluster"));
        m_journal.undoStack()->undo();
        QVERIFY(back[0][0].value<ResultKeys>() == keys);
        QCOMPARE(m_data.dataset(), m_file);
        QCOMPARE(m_labels.fieldNames(), QStringList{"cell_type"});
        m_journal.undoStack()->redo();
        QCOMPARE(m_labels.fieldNames().size(), 2);
        QCOMPARE(fields.count(), 3);
    }

    void restoredResultsAreNoStepOfTheHistory()
    {
        data::Dataset results = *m_file;
        results.obsm.set("X_umap", data::makeElement(data::Array(data::DType::Float32, {6, 2})));
        const ResultKeys keys = m_history.restore(results);
        QVERIFY(std::find(keys.begin(), keys.end(), data::ResultKey{data::Slot::Obsm, "X_umap"}) != keys.end());
        QCOMPARE(m_journal.undoStack()->count(), 0);
        QCOMPARE(m_data.embeddings(), QStringList{"X_umap"});
    }

    void cellsOfAnotherFileAreNotShown()
    {
        QSignalSpy replaced(&m_data, &DatasetStore::cellsReplaced);
        QVERIFY(!m_history.reduce(lexicell::test::smallDataset(3), {{0, 1}, {0, 1, 2}}));
        QCOMPARE(replaced.count(), 0);
        QVERIFY(m_history.reduce(lexicell::test::smallDataset(2), {{0, 1}, {0, 1, 2}}));
        QCOMPARE(m_data.cells(), std::int64_t{2});
        QVERIFY(!m_history.reduce(lexicell::test::smallDataset(2), {{1, 5}, {0, 1, 2}}));  // 5 was dropped
        m_journal.undoStack()->undo();
        QCOMPARE(m_data.cells(), std::int64_t{6});
        QVERIFY(!m_data.filter());
        QCOMPARE(replaced.count(), 2);
    }

  private:
    DatasetPtr m_file;
    DatasetStore m_data;
    ProjectJournal m_journal;
    Labels m_labels{m_journal};
    DataHistory m_history{m_data, m_labels, m_journal};
};

QTEST_GUILESS_MAIN(TestDataHistory)
#include "tst_data_history.moc"
