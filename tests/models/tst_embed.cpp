// The embedding task around a network that can be calculated by hand: order, batches, empty cells, refusals, provenance.
#include "models/scgpt/tokenizer.h"
#include "models/tasks/embed.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using tasks::EmbedOptions;

namespace {

// A cell's vector: number of its tokens, sum of ids, sum of ids x values. Padding must not count.
class CountingEncoder : public CellEncoder {
  public:
    mutable std::vector<std::pair<std::int64_t, std::int64_t>> batches;  // cells, tokens
    std::int64_t memory = std::numeric_limits<std::int64_t>::max();      // tokens that fit
    JobContext *cancelAfterFirst = nullptr;

    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &) const override
    {
        if (batch.cells * batch.tokens > memory) return Error{ErrorKind::OutOfMemory, "out_of_memory", "too large", {}};
        batches.emplace_back(batch.cells, batch.tokens);
        if (cancelAfterFirst) cancelAfterFirst->cancel();
        std::vector<float> vectors;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            float tokens = 0, ids = 0, products = 0;
            for (auto i = static_cast<std::size_t>(cell * batch.tokens); i < static_cast<std::size_t>((cell + 1) * batch.tokens);
                 ++i) {
                if (batch.padding[i]) continue;
                tokens += 1;
                ids += static_cast<float>(batch.genes[i]);
                products += static_cast<float>(batch.genes[i]) * batch.values[i];
            }
            vectors.insert(vectors.end(), {tokens, ids, products});
        }
        return vectors;
    }
};

struct Model {
    std::shared_ptr<CountingEncoder> encoder = std::make_shared<CountingEncoder>();
    LoadedModel loaded;

    explicit Model(std::vector<std::string> genes)
    {
        const scgpt::Config config;
        loaded.tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary(std::move(genes), config), config);
        loaded.cells = encoder;
        loaded.card.family = "scgpt";
        loaded.card.embeddingKey = "X_scGPT";
        loaded.card.embeddingSize = 3;
        loaded.card.sha256 = "feed";
    }
};

std::vector<std::string> numbered(const std::string &stem, std::int64_t count)
{
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < count; ++i) names.push_back(stem + std::to_string(i));
    return names;
}

data::Dataset datasetOf(data::CsrBlock block, std::vector<std::string> genes)
{
    data::Dataset dataset;
    dataset.obs.index.values = numbered("cell", block.rows);
    dataset.obs.index.shape = {block.rows};
    dataset.var.index.values = std::move(genes);
    dataset.var.index.shape = {block.columns};
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return dataset;
}

// Cell c has the genes 0 … (7 c mod genes), so lengths are mixed; cell 0 has one.
data::Dataset staircase(std::int64_t cells, std::int64_t genes)
{
    data::CsrBlock block;
    block.rows = cells;
    block.columns = genes;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (std::int64_t gene = 0; gene <= (7 * cell) % genes; ++gene) {
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return datasetOf(std::move(block), numbered("GENE", genes));
}

EmbedOptions exactOptions()
{
    EmbedOptions options;
    options.geneMatching = "exact";
    return options;
}

data::ElementPtr textColumn(std::vector<std::string> values)
{
    data::StringArray column;
    column.shape = {static_cast<std::int64_t>(values.size())};
    column.values = std::move(values);
    return data::makeElement(std::move(column));
}

bool warned(const JobContext &context, const std::string &warningClass)
{
    const auto warnings = context.warnings();
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const Warning &warning) { return warning.warningClass == warningClass; });
}

}  // namespace

class TestEmbed : public QObject {
    Q_OBJECT
  private slots:
    void rowsKeepTheirOrder()
    {
        const auto dataset = staircase(300, 40);
        const Model model(numbered("GENE", 40));
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
            const Model model(numbered("GENE", 40));
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
        const Model model(numbered("GENE", 500));
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
        const Model model(numbered("GENE", 4000));
        EmbedOptions options = exactOptions();
        options.maxLength = 5000;
        options.batchSize = 200;
        JobContext context;
        VERIFY_OK(tasks::embed(dataset, model.loaded, options, context));
        for (const auto &[cells, tokens] : model.encoder->batches) QVERIFY(cells * tokens <= 64 * 1200);
    }

    void halvesBatchesThatDoNotFit()
    {
        const auto dataset = staircase(100, 40);
        const Model whole(numbered("GENE", 40));
        const Model small(numbered("GENE", 40));
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
        const Model model(numbered("GENE", 2));
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

    void coverageCountsGenesAndCounts()
    {
        const auto dataset = datasetOf({2, 3, {0, 2, 3}, {0, 2, 1}, {3, 5, 2}}, {"GENE0", "GENE1", "OTHER"});
        const Model model(numbered("GENE", 7));
        JobContext context;
        const auto coverage = tasks::coverage(dataset, *model.loaded.tokenizer, exactOptions(), context);
        VERIFY_OK(coverage);
        QCOMPARE(coverage->genesMatched, std::int64_t{2});
        QCOMPARE(coverage->genes, std::int64_t{3});
        QCOMPARE(coverage->countsShare, 0.5);
        QCOMPARE(coverage->geneIds, (std::vector<std::int64_t>{0, 1, -1}));
        QVERIFY(coverage->geneColumn.empty());
    }

    void countsTruncatedCells()
    {
        const auto dataset = staircase(40, 40);
        const Model model(numbered("GENE", 40));
        EmbedOptions options = exactOptions();
        options.maxLength = 21;  // 20 genes
        JobContext context;
        const auto result = tasks::embed(dataset, model.loaded, options, context);
        VERIFY_OK(result);
        QCOMPARE(result->truncatedCells, std::int64_t{20});
        QVERIFY(warned(context, "truncated_cells"));
    }

    void findsTheColumnWithTheSymbols()
    {
        auto dataset = datasetOf({1, 2, {0, 2}, {0, 1}, {3, 5}}, {"ENSG00000000003", "ENSG00000000005"});
        dataset.var.columns.set("length", data::makeElement(data::Array::of(std::vector<double>{1, 2})));
        dataset.var.columns.set("feature_name", textColumn({"GENE1", "GENE0"}));
        const Model model(numbered("GENE", 2));
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
        const Model model({"CD3D", "TP53"});
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
        const Model model(numbered("GENE", 2));
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
        const Model model(numbered("GENE", 2));
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

    void oneCellIsEnough()
    {
        const Model model(numbered("GENE", 2));
        JobContext context;
        const auto result = tasks::embed(staircase(1, 2), model.loaded, exactOptions(), context);
        VERIFY_OK(result);
        QCOMPARE(result->embedding.cells, std::int64_t{1});
    }

    void nothingToEmbedIsSaid()
    {
        const Model model(numbered("GENE", 2));
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
        const Model model(numbered("GENE", 4));
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

    void stopsBetweenBatches()
    {
        const Model model(numbered("GENE", 40));
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
        const Model model(numbered("GENE", 40));
        VERIFY_OK(tasks::embed(staircase(300, 40), model.loaded, exactOptions(), context));
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QVERIFY(std::abs(fractions.back() - 1.0) < 1e-9);
        QVERIFY2(last.find("300 of 300") != std::string::npos && last.find("cells/s") != std::string::npos, last.c_str());
    }

    void storesTheResultUnderAnnDatasKeys()
    {
        auto dataset = datasetOf({3, 2, {0, 1, 1, 2}, {0, 1}, {3, 5}}, numbered("GENE", 2));
        Model model(numbered("GENE", 2));
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
        const Model model(numbered("GENE", 4));
        JobContext context;
        const auto annotated = tasks::embedInto(staircase(5, 4), model.loaded, exactOptions(), context);
        VERIFY_OK(annotated);
        QVERIFY(!annotated->obs.columns.find("lexicell_embedded"));
    }
};

QTEST_APPLESS_MAIN(TestEmbed)
#include "tst_embed.moc"
