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
        const auto coverage = input::coverage(dataset, *model.loaded.tokenizer, exactOptions(), context);
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
        const auto found = input::coverage(dataset, *model.loaded.tokenizer, exactOptions(), context);
        VERIFY_OK(found);
        QCOMPARE(found->geneColumn, std::string("feature_name"));
        QCOMPARE(found->geneIds, (std::vector<std::int64_t>{1, 0}));
        EmbedOptions options = exactOptions();
        options.geneColumn = "index";
        const auto index = input::coverage(dataset, *model.loaded.tokenizer, options, context);
        QVERIFY(!index.ok());
        QCOMPARE(index.error().errorClass, std::string("no_gene_matches"));
        options.geneColumn = "nothing";
        const auto missing = input::coverage(dataset, *model.loaded.tokenizer, options, context);
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
        const auto resolved = input::coverage(dataset, *model.loaded.tokenizer, options, context);
        VERIFY_OK(resolved);
        QCOMPARE(resolved->geneIds, (std::vector<std::int64_t>{1, 0}));
        options.geneMatching = "exact";
        QCOMPARE(input::coverage(dataset, *model.loaded.tokenizer, options, context)->geneIds,
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
            QCOMPARE(result.error().errorClass, std::string("empty_data"));
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

    void otherSpecies_data()
    {
        QTest::addColumn<QStringList>("genes");
        QTest::addColumn<QStringList>("vocabulary");
        QTest::addColumn<QString>("species");  // "data model", empty: no warning
        QTest::addColumn<int>("byCase");
        const QStringList human{"CD3E", "MS4A1", "LYZ", "NKG7"}, mouse{"Cd3e", "Ms4a1", "Lyz2", "Nkg7"};
        QTest::newRow("mouse in a human model") << mouse << human << "mouse human" << 3;
        QTest::newRow("human in a mouse model") << human << mouse << "human mouse" << 3;
        QTest::newRow("mouse ids in a human model")
            << QStringList{"ENSMUSG00000032093", "ENSMUSG00000024673", "CD3E"} << human << "mouse human" << 0;
        QTest::newRow("rat in a mouse model") << QStringList{"Cd3e", "Ms4a1", "Mt-nd1"} << mouse << "rat mouse" << 0;
        QTest::newRow("rat in a human model") << QStringList{"Cd3e", "Ms4a1", "Mt-nd1"} << human << "rat human" << 2;
        QTest::newRow("genome in front, own species") << QStringList{"mm10___Cd3e", "mm10___Ms4a1"} << mouse << "" << 0;
        QTest::newRow("human in a human model") << human << human << "" << 0;
        QTest::newRow("mouse in a mouse model") << mouse << mouse << "" << 0;
        QTest::newRow("names that say nothing")
            << QStringList{"Gene1", "Gene2", "Gene3"} << QStringList{"Gene1", "Gene2", "GENE3", "XYZ"} << "" << 0;
    }
    void otherSpecies()
    {
        QFETCH(QStringList, genes);
        QFETCH(QStringList, vocabulary);
        QFETCH(QString, species);
        const auto texts = [](const QStringList &list) {
            std::vector<std::string> names;
            for (const QString &name : list) names.push_back(name.toStdString());
            return names;
        };
        data::CsrBlock cell{1, genes.size(), {0, genes.size()}, {}, {}};
        for (int gene = 0; gene < genes.size(); ++gene) {
            cell.indices.push_back(gene);
            cell.values.push_back(2.0F);
        }
        const auto dataset = datasetOf(std::move(cell), texts(genes));
        const CountingModel model(texts(vocabulary));
        JobContext context;
        const auto coverage = input::coverage(dataset, *model.loaded.tokenizer, {}, context);
        VERIFY_OK(coverage);
        QCOMPARE(QString::fromStdString(coverage->species + " " + coverage->modelSpecies).trimmed(), species);
        QTEST(static_cast<int>(coverage->matchedByCase), "byCase");
        QStringList warnings;
        for (const Warning &warning : context.warnings()) warnings << QString::fromStdString(warning.warningClass);
        QCOMPARE(warnings.contains("other_species"), !species.isEmpty());
        JobContext embedding;
        VERIFY_OK(tasks::embed(dataset, model.loaded, {}, embedding));
        bool warned = false;
        for (const Warning &warning : embedding.warnings()) warned = warned || warning.warningClass == "other_species";
        QCOMPARE(warned, !species.isEmpty());
    }

    void noMatchNamesTheSpecies()
    {
        const auto dataset = datasetOf({1, 2, {0, 1}, {0}, {3}}, {"ENSMUSG00000000001", "ENSMUSG00000000028"});
        const CountingModel model({"LYZ", "NKG7"});
        JobContext context;
        const auto result = input::coverage(dataset, *model.loaded.tokenizer, {}, context);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().errorClass, std::string("no_gene_matches"));
        QVERIFY(result.error().message.find("mouse") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestEmbedInput)
#include "tst_embed_input.moc"
