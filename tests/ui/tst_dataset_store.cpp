#include "tests/ui/small_dataset.h"
#include "ui/workspace/dataset_store.h"

#include <QSignalSpy>
#include <QTest>

using namespace lexicell::ui;
using lexicell::test::smallDataset;
namespace data = lexicell::data;

class TestDatasetStore : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void resultsLeaveTheOriginalAlone()
    {
        DatasetStore store;
        QVERIFY(!store.hasDataset());
        const auto file = smallDataset(4);
        store.begin(file, std::make_shared<const DatasetFacts>());
        data::Dataset more = *file;
        more.obsm.set("X_pca", data::makeElement(data::Array(data::DType::Float32, {4, 5})));
        more.obsm.set("X_umap", data::makeElement(data::Array(data::DType::Float32, {4, 2})));
        more.obsm.set("one", data::makeElement(data::Array(data::DType::Float32, {4, 1})));
        QCOMPARE(store.replaceResults(std::make_shared<const data::Dataset>(more)), file);
        QCOMPARE(store.original(), file);
        QCOMPARE(store.embeddings(), (QStringList{"X_umap", "X_pca"}));
        store.clear();
        QVERIFY(!store.hasDataset() && !store.original() && store.embeddings().isEmpty());
    }

    void aSearchForOtherGenesIsIgnored()
    {
        DatasetStore store;
        const auto file = smallDataset(4);
        store.begin(file, std::make_shared<const DatasetFacts>());
        QCOMPARE(store.genes().find("CD3E", 1).size(), std::size_t{1});
        data::Dataset other = *file;
        other.var.index.values = {"a", "b", "c"};
        store.setGenes(std::make_shared<const data::Dataset>(other), std::make_shared<const lexicell::genes::GeneSearch>());
        QCOMPARE(store.genes().find("CD3E", 1).size(), std::size_t{1});
        store.setGenes(file, std::make_shared<const lexicell::genes::GeneSearch>());
        QVERIFY(store.genes().find("CD3E", 1).empty());
    }

    void itAnnouncesNothingOnItsOwn()
    {
        DatasetStore store;
        QSignalSpy added(&store, &DatasetStore::resultsAdded), replaced(&store, &DatasetStore::cellsReplaced);
        store.begin(smallDataset(4), std::make_shared<const DatasetFacts>());
        store.setView({smallDataset(3), store.facts(), AxisFilter{{0, 1, 2}, {0, 1, 2}}});
        QCOMPARE(store.cells(), std::int64_t{3});
        QVERIFY(store.filter().has_value());
        QCOMPARE(added.count() + replaced.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestDatasetStore)
#include "tst_dataset_store.moc"
