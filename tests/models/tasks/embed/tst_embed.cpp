// The embedding task around a network that can be calculated by hand: order, batches, empty cells, cancel, provenance.
#include "tests/models/counting_model.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using tasks::EmbedOptions;

class TestEmbed : public QObject {
    Q_OBJECT
  private slots:
    void rowsKeepTheirOrder()
    {
        const auto dataset = staircase(300, 40);
        const CountingModel model(numbered("GENE", 40));
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, exactOptions(), context);
        VERIFY_OK(result);
        QCOMPARE(result->embedding.cells, std::int64_t{300});
        QCOMPARE(result->embedding.dimensions, std::int64_t{3});
        QVERIFY(result->embedding.embedded.empty());
        for (std::int64_t cell = 0; cell < 300; ++cell)
            QCOMPARE(result->embedding.row(cell)[0], static_cast<float>((7 * cell) % 40 + 2));
    }

    void resultsDoNotDependOnTheBatch()
    {
        const auto dataset = staircase(300, 40);
        std::vector<float> first;
        for (const int size : {1, 7, 64, 1000}) {
            const CountingModel model(numbered("GENE", 40));
            EmbedOptions options = exactOptions();
            options.batchSize = size;
            options.maxLength = 20;
            JobContext context;
            const auto result = tasks::embed(dataset, model.loaded, options, context);
            VERIFY_OK(result);
            if (first.empty()) first = result->embedding.values;
            QVERIFY(result->embedding.values == first);
            for (const auto &[cells, tokens] : model.encoder->batches) QVERIFY(cells <= size);
        }
    }

    void batchesAreOfLikeLength()
    {
        const auto dataset = staircase(3000, 500);
        const CountingModel model(numbered("GENE", 500));
        JobContext context;
        VERIFY_OK(tasks::embed(dataset, model.loaded, exactOptions(), context));
        std::int64_t padded = 0;
        for (const auto &[cells, tokens] : model.encoder->batches) padded += cells * tokens;
        std::int64_t real = 0;
        for (std::int64_t cell = 0; cell < 3000; ++cell) real += (7 * cell) % 500 + 2;
        QVERIFY2(static_cast<double>(padded) < 1.05 * static_cast<double>(real),
                 qPrintable(QString::number(double(padded) / double(real))));
    }

    void longCellsMeanSmallerBatches()
    {
        const auto dataset = staircase(200, 4000);
        const CountingModel model(numbered("GENE", 4000));
        EmbedOptions options = exactOptions();
        options.maxLength = 5000;
        options.batchSize = 200;
        JobContext context;
        VERIFY_OK(tasks::embed(dataset, model.loaded, options, context));
        for (const auto &[cells, tokens] : model.encoder->batches) QVERIFY(cells * tokens <= 64 * 1200);
    }

    void largeModelsGetSmallBatchesOnAProcessor_data()
    {
        QTest::addColumn<QString>("device");
        QTest::addColumn<qint64>("layers");
        QTest::addColumn<qint64>("most");  // tokens of a batch of several cells
        QTest::newRow("small model") << "cpu" << qint64{1} << qint64{64 * 1200};
        QTest::newRow("large model") << "cpu" << qint64{500} << qint64{1500};
        QTest::newRow("large model on a card") << "cuda:0" << qint64{500} << qint64{64 * 1200};
    }
    void largeModelsGetSmallBatchesOnAProcessor()
    {
        QFETCH(QString, device);
        QFETCH(qint64, layers);
        QFETCH(qint64, most);
        const auto dataset = staircase(300, 1000);
        CountingModel model(numbered("GENE", 1000));
        model.loaded.compute.device = device.toStdString();
        model.loaded.card.layers = layers;
        model.loaded.card.feedForward = 12000;  // 72 million operations a token for 500 layers of width 3
        EmbedOptions options = exactOptions();
        options.batchSize = 300;
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, options, context);
        VERIFY_OK(result);
        std::int64_t largest = 0;
        for (const auto &[cells, tokens] : model.encoder->batches)
            if (cells > 1) largest = std::max(largest, cells * tokens);
        QVERIFY2(largest <= most, qPrintable(QString::number(largest)));
        QVERIFY(largest > most / 3);  // and not smaller than they need be
        const CountingModel small(numbered("GENE", 1000));
        QVERIFY(tasks::embed(dataset, small.loaded, options, context)->embedding.values == result->embedding.values);
    }

    void halvesBatchesThatDoNotFit()
    {
        const auto dataset = staircase(100, 40);
        const CountingModel whole(numbered("GENE", 40));
        const CountingModel small(numbered("GENE", 40));
        small.encoder->memory = 200;
        JobContext context;
        const auto expected = tasks::embed(dataset, whole.loaded, exactOptions(), context);
        const auto result = tasks::embed(dataset, small.loaded, exactOptions(), context);
        VERIFY_OK(result);
        QVERIFY(result->embedding.values == expected->embedding.values);
        small.encoder->memory = 20;  // one cell alone is too large
        const auto failed = tasks::embed(dataset, small.loaded, exactOptions(), context);
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().errorClass, std::string("out_of_memory"));
        QCOMPARE(exitStatus(failed.error()), 4);
    }

    void emptyCellsAreMarked()
    {
        // cell 1 has no counts, cell 2 only a gene the model does not know
        const auto dataset = datasetOf({4, 3, {0, 1, 1, 2, 4}, {0, 2, 0, 1}, {3, 5, 1, 2}}, {"GENE0", "GENE1", "OTHER"});
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, exactOptions(), context);
        VERIFY_OK(result);
        QCOMPARE(result->emptyCells, std::int64_t{2});
        QCOMPARE(result->embedding.embedded, (std::vector<bool>{true, false, false, true}));
        for (int i = 0; i < 3; ++i) QCOMPARE(result->embedding.row(1)[i], 0.0F);
        QVERIFY(result->embedding.row(3)[0] == 3.0F);
        QVERIFY(warned(context, "empty_cells"));
        QVERIFY(!warned(context, "low_coverage"));  // 6 of 11 counts are known
    }

    void countsTruncatedCells()
    {
        const auto dataset = staircase(40, 40);
        const CountingModel model(numbered("GENE", 40));
        EmbedOptions options = exactOptions();
        options.maxLength = 21;  // 20 genes
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, options, context);
        VERIFY_OK(result);
        QCOMPARE(result->truncatedCells, std::int64_t{20});
        QVERIFY(warned(context, "truncated_cells"));
    }

    void oneCellIsEnough()
    {
        const CountingModel model(numbered("GENE", 2));
        JobContext context;
        const auto result = tasks::embed(staircase(1, 2), model.loaded, exactOptions(), context);
        VERIFY_OK(result);
        QCOMPARE(result->embedding.cells, std::int64_t{1});
    }

    void stopsBetweenBatches()
    {
        const CountingModel model(numbered("GENE", 40));
        JobContext context;
        model.encoder->cancelAfterFirst = &context;
        EmbedOptions options = exactOptions();
        options.batchSize = 10;
        const auto result = tasks::embed(staircase(100, 40), model.loaded, options, context);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
        QCOMPARE(model.encoder->batches.size(), std::size_t{1});
    }

    void progressRisesToTheEnd()
    {
        std::vector<double> fractions;
        std::string last;
        JobContext context([&](double fraction, const std::string &stage) {
            fractions.push_back(fraction);
            last = stage;
        });
        const CountingModel model(numbered("GENE", 40));
        VERIFY_OK(tasks::embed(staircase(300, 40), model.loaded, exactOptions(), context));
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QVERIFY(std::abs(fractions.back() - 1.0) < 1e-9);
        QVERIFY2(last.find("300 of 300") != std::string::npos && last.find("cells/s") != std::string::npos, last.c_str());
    }

    void storesTheResultUnderAnnDatasKeys()
    {
        auto dataset = datasetOf({3, 2, {0, 1, 1, 2}, {0, 1}, {3, 5}}, numbered("GENE", 2));
        CountingModel model(numbered("GENE", 2));
        model.loaded.compute = {"cpu", "bf16", 2};
        EmbedOptions options = exactOptions();
        options.seed = 7;
        options.precision = "auto";
        JobContext context;
        const auto annotated = tasks::embedInto(dataset, model.loaded, options, context);
        VERIFY_OK(annotated);
        const auto *values = annotated->obsm.find("X_scGPT")->as<data::Array>();
        QVERIFY(values);
        QCOMPARE(values->dtype(), data::DType::Float32);
        QCOMPARE(values->shape(), (std::vector<std::int64_t>{3, 3}));
        const auto *flags = annotated->obs.columns.find("lexicell_embedded")->as<data::Array>();
        QVERIFY(flags && flags->dtype() == data::DType::Bool);
        QVERIFY(flags->at(0) == 1.0 && flags->at(1) == 0.0 && flags->at(2) == 1.0);
        const std::string record = annotated->uns.find("lexicell")->as<data::StringArray>()->values[0];
        for (const char *part :
             {"\"obsm/X_scGPT\"", "\"model\":\"feed\"", "\"seed\":\"7\"", "\"precision\":\"bf16\"", "\"ties\":\"random\""})
            QVERIFY2(record.find(part) != std::string::npos, record.c_str());
        QVERIFY(!dataset.obsm.find("X_scGPT"));  // the data set that went in is as it was

        options.key = "X_other";
        const auto second = tasks::embedInto(*annotated, model.loaded, options, context);
        VERIFY_OK(second);
        QVERIFY(second->obsm.find("X_other") && second->obsm.find("X_scGPT"));
        const std::string both = second->uns.find("lexicell")->as<data::StringArray>()->values[0];
        QVERIFY(both.find("obsm/X_scGPT") != std::string::npos && both.find("obsm/X_other") != std::string::npos);
    }

    void marksNothingWhereAllCellsAreEmbedded()
    {
        const CountingModel model(numbered("GENE", 4));
        JobContext context;
        const auto annotated = tasks::embedInto(staircase(5, 4), model.loaded, exactOptions(), context);
        VERIFY_OK(annotated);
        QVERIFY(!annotated->obs.columns.find("lexicell_embedded"));
    }
};

QTEST_APPLESS_MAIN(TestEmbed)
#include "tst_embed.moc"
