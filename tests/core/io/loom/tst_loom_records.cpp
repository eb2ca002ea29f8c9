// Layouts, clusterings and regulons that pySCENIC keeps in a loom file as records.
#include "core/io/loom/loom_records.h"

#include "tests/core/siblings.h"

using namespace lexicell;
using namespace lexicell::test;

class TestLoomRecords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void layouts()
    {
        const auto read = readFile(sibling("scope.loom"));
        VERIFY_OK(read);
        QVERIFY2(read->warnings.empty(), read->allWarnings().c_str());
        const auto &dataset = read->dataset;
        const auto at = [&](const char *key, int cell, int axis) {
            const auto layout = dataset.embedding(key);
            return layout.ok() && layout->dim(1) == 2 ? layout->at(2 * cell + axis) : -1.0;
        };
        QCOMPARE(at("X_Embedding", 3, 0), 3.0);
        QCOMPARE(at("X_Embedding", 3, 1), 9.0);
        QCOMPARE(at("X_SCENIC UMAP", 3, 0), 4.0);  // named in the metadata
        QCOMPARE(at("X_SCENIC UMAP", 3, 1), -3.0);
        QCOMPARE(at("X_Embedding_1", 3, 0), 5.0);
        QVERIFY(!dataset.obsm.find("X_Embedding_-1"));  // the default, told twice
    }

    void clusteringsAreColumns()
    {
        const auto read = readFile(sibling("scope.loom"));
        VERIFY_OK(read);
        const auto described = labelsOf(read->dataset.obs, "Leiden"), numbered = labelsOf(read->dataset.obs, "Clustering_1");
        QCOMPARE(described.size(), std::size_t{12});
        QCOMPARE(described[3], std::string("T cells"));
        QCOMPARE(numbered[5], std::string("2"));
    }

    void otherRecordsAreFrames()
    {
        const auto read = readFile(sibling("scope.loom"));
        VERIFY_OK(read);
        QCOMPARE(frameColumn(read->dataset.obsm, "RegulonsAUC", "JUN/FOS(+)")[4], 0.2f / 1.0);
        QCOMPARE(frameColumn(read->dataset.varm, "Regulons", "PAX5(+)")[3], 1.0);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        QCOMPARE(frameColumn(saved->dataset.varm, "Regulons", "JUN_FOS(+)")[5], 2.0);
    }

    void theRestIsNotLost()
    {
        const auto read = readFile(sibling("scope.loom"));
        VERIFY_OK(read);
        QCOMPARE(numbersOf(read->dataset.obs.columns.find("CD4/CD8"))[7], 7.0);
        QCOMPARE(read->dataset.obsm.find("pair")->as<data::StringArray>()->values[3], std::string("1"));
        QCOMPARE(read->dataset.uns.find("title")->as<data::StringArray>()->values.front(), std::string("of the old format"));
    }
};

QTEST_APPLESS_MAIN(TestLoomRecords)
#include "tst_loom_records.moc"
