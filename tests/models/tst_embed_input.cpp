// Which genes of a data set the embedding task feeds, and what it refuses before anything is computed.
#include "tests/models/counting_model.h"

#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using tasks::EmbedOptions;

class TestEmbedInput : public QObject {
    Q_OBJECT
  private slots:
    void coverageCountsGenesAndCounts()
    {
        const auto dataset = datasetOf({2, 3, {0, 2, 3}, {0, 2, 1}, {3, 5, 2}}, {"GENE0", "GENE1", "OTHER"});
        const CountingModel model(numbered("GENE", 7));
        JobContext context;
        const auto coverage = tasks::coverage(dataset, *model.loaded.tokenizer, exactOptions(), context);
        VERIFY_OK(coverage);
        QCOMPARE(coverage->genesMatched, std::int64_t{2});
        QCOMPARE(coverage->genes, std::int64_t{3});
        QCOMPARE(coverage->countsShare, 0.5);
        QCOMPARE(coverage->geneIds, (std::vector<std::int64_t>{0, 1, -1}));
        QVERIFY(coverage->geneColumn.empty());
    }

    void findsTheColumnWithTheSymbols()
    {
        auto dataset = datasetOf({1, 2, {0, 2}, {0, 1}, {3, 5}}, {"ENSG00000000003", "ENSG00000000005"});
        dataset.var.columns.set("length", data::makeElement(data::Array::of(std::vector<double>{1, 2})));
        dataset.var.columns.set("feature_name", textColumn({"GENE1", "GENE0"}));
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        const auto found = tasks::coverage(dataset, *model.loaded.tokenizer, exactOptions(), context);
        VERIFY_OK(found);
        QCOMPARE(found->geneColumn, std::string("feature_name"));
        QCOMPARE(found->geneIds, (std::vector<std::int64_t>{1, 0}));
        EmbedOptions options = exactOptions();
        options.geneColumn = "index";
        const auto index = tasks::coverage(dataset, *model.loaded.tokenizer, options, context);
        QVERIFY(!index.ok());
        QCOMPARE(index.error().errorClass, std::string("no_gene_matches"));
        options.geneColumn = "nothing";
        const auto missing = tasks::coverage(dataset, *model.loaded.tokenizer, options, context);
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().errorClass, std::string("missing_column"));
        QVERIFY(missing.error().message.find("feature_name") != std::string::npos);
    }

    void resolvesOtherIdentifiers()
    {
        const auto dataset = datasetOf({1, 2, {0, 2}, {0, 1}, {3, 5}}, {"ENSG00000141510.12", "CD3D"});
        const CountingModel model({"CD3D", "TP53"});
        JobContext context;
        EmbedOptions options;
        const auto resolved = tasks::coverage(dataset, *model.loaded.tokenizer, options, context);
        VERIFY_OK(resolved);
        QCOMPARE(resolved->geneIds, (std::vector<std::int64_t>{1, 0}));
        options.geneMatching = "exact";
        QCOMPARE(tasks::coverage(dataset, *model.loaded.tokenizer, options, context)->geneIds,
                 (std::vector<std::int64_t>{-1, 0}));
    }

    void noMatchSaysWhatTheNamesAre()
    {
        const auto dataset = datasetOf({1, 2, {0, 1}, {0}, {3}}, {"FBgn0000001", "FBgn0000002"});
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, {}, context);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().errorClass, std::string("no_gene_matches"));
        QCOMPARE(exitStatus(result.error()), 3);
        QVERIFY(result.error().message.find("FBgn0000001") != std::string::npos);
        QVERIFY(result.error().message.find("GENE0") != std::string::npos);
    }

    void refusesValuesWithoutBins_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("negative") << -0.5F << "negative_counts";
        QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN() << "non_finite";
        QTest::newRow("infinite") << std::numeric_limits<float>::infinity() << "non_finite";
    }
    void refusesValuesWithoutBins()
    {
        QFETCH(float, value);
        auto dataset = datasetOf({2, 2, {0, 1, 2}, {0, 1}, {3, value}}, numbered("GENE", 2));
        dataset.layers.set("counts", staircase(2, 2).x);
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, exactOptions(), context);
        QVERIFY(!result.ok());
        QTEST(QString::fromStdString(result.error().errorClass), "errorClass");
        QCOMPARE(exitStatus(result.error()), 3);
        QVERIFY(result.error().message.find("cell1") != std::string::npos);
        QVERIFY(result.error().message.find("counts") != std::string::npos);  // the layer to choose
        QVERIFY(model.encoder->batches.empty());                              // before anything was computed
        EmbedOptions options = exactOptions();
        options.layer = "counts";
        VERIFY_OK(tasks::embed(dataset, model.loaded, options, context));
    }

    void nothingToEmbedIsSaid()
    {
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        for (const auto &dataset :
             {datasetOf({0, 2, {0}, {}, {}}, numbered("GENE", 2)), datasetOf({2, 0, {0, 0, 0}, {}, {}}, {})}) {
            const auto result = tasks::embed(dataset, model.loaded, exactOptions(), context);
            QVERIFY(!result.ok());
            QCOMPARE(result.error().errorClass, std::string("empty_dataset"));
            QCOMPARE(exitStatus(result.error()), 3);
        }
    }

    void missingLayersAndBadOptions()
    {
        const auto dataset = staircase(3, 4);
        const CountingModel model(numbered("GENE", 4));
        JobContext context;
        EmbedOptions options = exactOptions();
        options.layer = "nothing";
        QCOMPARE(tasks::embed(dataset, model.loaded, options, context).error().errorClass, std::string("missing_layer"));
        options = exactOptions();
        options.batchSize = 0;
        QCOMPARE(tasks::embed(dataset, model.loaded, options, context).error().errorClass, std::string("bad_option"));
        options = exactOptions();
        options.maxLength = 1;
        QCOMPARE(exitStatus(tasks::embed(dataset, model.loaded, options, context).error()), 2);
    }
};

QTEST_APPLESS_MAIN(TestEmbedInput)
#include "tst_embed_input.moc"
