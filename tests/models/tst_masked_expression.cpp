// Hidden genes predicted by a decoder that can be calculated by hand, and baselines on values that can.
#include "models/tasks/masked_expression/masked_expression.h"

#include "models/tasks/masked_expression/expression_baselines.h"
#include "models/tasks/masked_expression/masked_expression_task.h"
#include "tests/models/counting_model.h"

#include <atomic>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 30, geneCount = 12;

bool has(std::int64_t cell, std::int64_t gene) { return gene < 10 && (cell + gene) % 4 != 0; }

// Every cell has most of ten genes; no cell has GENE10 or GENE11.
data::Dataset cells()
{
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        for (std::int64_t gene = 0; gene < geneCount; ++gene) {
            if (!has(cell, gene)) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", geneCount));
    std::vector<std::string> types;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) types.push_back(cell % 2 ? "odd" : "even");
    dataset.obs.columns.set("type", textColumn(types));
    return dataset;
}

float saysOf(std::int64_t gene) { return 10.0F + 2.0F * static_cast<float>(gene); }

// One number for each gene, whatever the cell. Counts the masks that it sees.
class GeneNumbers : public ExpressionDecoder {
  public:
    const char *kind = "bin";
    mutable std::atomic<std::int64_t> masks{0};

    const char *unit() const override { return kind; }
    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override
    {
        if (context.cancelled()) return cancelled();
        ExpressionPrediction prediction;
        for (std::size_t i = 0; i < batch.genes.size(); ++i) {
            masks += batch.values[i] == -1.0F ? 1 : 0;
            prediction.values.push_back(saysOf(batch.genes[i]));
        }
        return prediction;
    }
};

struct Model : CountingModel {
    std::shared_ptr<GeneNumbers> decoder = std::make_shared<GeneNumbers>();
    Model() : CountingModel(numbered("GENE", geneCount)) { loaded.expression = decoder; }
};

MaskedExpressionOptions exact()
{
    MaskedExpressionOptions options;
    options.geneMatching = "exact";
    options.share = 0.3;
    return options;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-6; }

const Predictions *method(const ComparedValues &values, const std::string &name)
{
    for (const Predictions &one : values.methods)
        if (one.method == name) return &one;
    return nullptr;
}

}  // namespace

class TestMaskedExpression : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void errorsByHand()
    {
        ComparedValues values;
        values.cells = 2;
        values.cell = {0, 0, 1};
        values.gene = {0, 1, 0};
        values.truth = {1.0F, 3.0F, 5.0F};
        values.methods = {{"model", false, {2.0F, 3.0F, 4.0F}}, {"gene-mean", true, {3.0F, 3.0F, 3.0F}}};
        const auto errors = expressionErrors(values, 50, 1);
        QVERIFY(near(errors[0].mse, 2.0 / 3.0) && near(errors[1].mse, 8.0 / 3.0));
        QVERIFY(near(errors[0].pearson, 1.0) && std::isnan(errors[1].pearson));
        QVERIFY(near(errors[0].behindModel, 0.0) && near(errors[1].behindModel, 2.0));
        QVERIFY(errors[1].rmseInterval.low <= errors[1].rmse && errors[1].rmse <= errors[1].rmseInterval.high);
        const auto genes = errorsByPart(values, values.gene);
        QCOMPARE(genes.size(), std::size_t{2});
        QCOMPARE(genes[0].values, std::int64_t{2});
        QVERIFY(near(genes[0].rmse[0], 1.0) && near(genes[0].rmse[1], 2.0) && near(genes[1].rmse[0], 0.0));
        const auto ranges = errorsByValue(values, 3);
        QCOMPARE(ranges.size(), std::size_t{3});
        QVERIFY(near(ranges[2].meanValue, 5.0) && near(ranges[2].rmse[1], 2.0));
        // Of gene 0 the two predictions are 2 and 4: exchanged they miss by 3 and 3.
        const ErrorNull null = errorNull(values, 200, 1);
        QVERIFY(near(null.high, std::sqrt(18.0 / 3.0)) && near(null.low, errors[0].rmse));
        QVERIFY(null.pValue > 0.3 && null.pValue < 0.7);
    }

    void baselinesByHand()
    {
        data::CsrBlock visible;
        visible.rows = 3;
        visible.columns = 2;
        visible.indptr = {0, 1, 3, 4};
        visible.indices = {0, 0, 1, 1};
        visible.values = {2.0F, 4.0F, 1.0F, 1.0F};
        ComparedValues values;
        values.cells = 3;
        values.cell = {0, 2};
        values.gene = {1, 0};
        values.truth = {3.0F, 3.0F};
        values.methods = {{"model", false, {0.0F, 0.0F}}};
        JobContext context;
        VERIFY_OK(addBaselines(values, visible, {{0, 1, 0}, 1, true, 0}, context));
        QCOMPARE(method(values, "gene-mean")->values, (std::vector<float>{1.0F, 3.0F}));
        QCOMPARE(method(values, "type-mean")->values, (std::vector<float>{1.0F, 2.0F}));  // cells 0 and 2 are of one type
        QCOMPARE(method(values, "most-frequent")->values, (std::vector<float>{1.0F, 2.0F}));
        // Only gene 0 deviates from its mean, by −1 and 1, in cells 0 and 1: the first component gives back nothing else.
        QVERIFY(near(static_cast<double>(method(values, "pca")->values[0]), 1.0));
        QVERIFY(near(static_cast<double>(method(values, "pca")->values[1]), 3.0));
    }

    void theModelsErrorIsThatOfItsNumbers()
    {
        const Model model;
        JobContext context;
        MaskedExpressionOptions options = exact();
        options.groupby = "type";
        const auto result = maskedExpression(cells(), model.loaded, options, context);
        VERIFY_OK(result);
        QCOMPARE(result->decoder, std::string("token"));
        QCOMPARE(result->unit, std::string("bin"));
        QCOMPARE(result->values.cells, cellCount);
        std::int64_t wanted = 0;
        for (std::int64_t cell = 0; cell < cellCount; ++cell) {
            std::int64_t genes = 0;
            for (std::int64_t gene = 0; gene < geneCount; ++gene) genes += has(cell, gene) ? 1 : 0;
            wanted += std::llround(0.3 * static_cast<double>(genes));
        }
        QCOMPARE(static_cast<std::int64_t>(result->values.size()), wanted);
        double squares = 0.0;
        for (std::size_t i = 0; i < result->values.size(); ++i) {
            QVERIFY(has(result->values.cell[i], result->values.gene[i]));
            QVERIFY(result->values.truth[i] >= 1.0F && result->values.truth[i] <= 50.0F);
            QCOMPARE(result->values.methods.front().values[i], saysOf(result->values.gene[i]));
            squares += std::pow(static_cast<double>(saysOf(result->values.gene[i]) - result->values.truth[i]), 2);
        }
        QVERIFY(near(result->errors.front().rmse, std::sqrt(squares / static_cast<double>(wanted))));
        // What is asked for is hidden: every hidden gene once, and those of the trial.
        QVERIFY(model.decoder->masks >= wanted && model.decoder->masks <= wanted + geneCount);
        for (const char *name : {"gene-mean", "type-mean", "most-frequent", "pca"})
            QVERIFY2(method(result->values, name) && method(result->values, name)->values.size() == result->values.size(), name);
        // One number for each gene says no more of a cell than its null.
        QVERIFY(near(result->null.pValue, 1.0));
        QCOMPARE(result->groups, (std::vector<std::string>{"even", "odd"}));
        QCOMPARE(result->byGroup.size(), std::size_t{2});
        for (std::size_t i = 0; i + 1 < result->byGene.size(); ++i)
            QVERIFY(result->byGene[i].rmse[1] - result->byGene[i].rmse[0] >=
                    result->byGene[i + 1].rmse[1] - result->byGene[i + 1].rmse[0]);
    }

    void theSameForAnyBatchSize()
    {
        const Model model;
        JobContext one, two;
        MaskedExpressionOptions options = exact();
        const auto first = maskedExpression(cells(), model.loaded, options, one);
        options.batchSize = 3;
        two.threads = 1;
        const auto second = maskedExpression(cells(), model.loaded, options, two);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE(first->values.gene, second->values.gene);
        QCOMPARE(first->values.truth, second->values.truth);
        QCOMPARE(first->errors.back().rmseInterval.low, second->errors.back().rmseInterval.low);
        options.seed = 5;
        const auto other = maskedExpression(cells(), model.loaded, options, two);
        VERIFY_OK(other);
        QVERIFY(other->values.gene != first->values.gene);
    }

    void imputedLayerKeepsWhatIsThere()
    {
        const Model model;
        const data::Dataset dataset = cells();
        JobContext context;
        MaskedExpressionOptions options = exact();
        options.impute = true;
        options.imputeGenes = 11;
        const auto outcome =
            maskedExpressionTask().run({.dataset = &dataset, .model = &model.loaded}, OptionValues(options), context);
        VERIFY_OK(outcome);
        QVERIFY(outcome->entry.has_value());
        const data::Dataset &made = outcome->entry->dataset;
        const data::ExpressionMatrix *layer = made.layers.find("lexicell_imputed");
        QVERIFY(layer && made.uns.find("lexicell_imputed") && made.obs.columns.find("lexicell_imputed"));
        const auto *genes = made.var.columns.find("lexicell_imputed")->as<data::Array>();
        QVERIFY(genes && genes->at(10) != 0.0 && genes->at(11) == 0.0);  // of those that no cell has, the first
        const auto values = layer->all();
        VERIFY_OK(values);
        std::int64_t predicted = 0;
        for (std::int64_t cell = 0; cell < cellCount; ++cell)
            for (auto i = static_cast<std::size_t>(values->indptr[static_cast<std::size_t>(cell)]);
                 i < static_cast<std::size_t>(values->indptr[static_cast<std::size_t>(cell) + 1]); ++i) {
                const std::int32_t gene = values->indices[i];
                QVERIFY(gene < 11);
                if (has(cell, gene)) continue;
                QCOMPARE(values->values[i], saysOf(gene));
                ++predicted;
            }
        QCOMPARE(outcome->summary["imputed_values"].get<std::int64_t>(), predicted);
        const auto &table = std::get<Table>(outcome->result);
        QCOMPARE(table.columns.front().name, std::string("gene"));
        QCOMPARE(table.columns[3].name, std::string("rmse_model"));
        QCOMPARE(outcome->beside.size(), std::size_t{2});
    }

    // In the window: whichever of its places the file has taken.
    void imputedLayerReplacesNothingOfTheFile()
    {
        const Model model;
        MaskedExpressionOptions options = exact();
        options.impute = true;
        options.imputeGenes = 11;
        const auto flags = [](std::int64_t size) {
            return data::makeElement(data::Array::of(std::vector<double>(static_cast<std::size_t>(size), 0.5)));
        };
        for (const char *place : {"layers", "obs", "var", "uns"}) {
            data::Dataset file = cells();
            const std::string slot = place;
            if (slot == "layers") file.layers.set("lexicell_imputed", file.x);
            else if (slot == "obs") file.obs.columns.set("lexicell_imputed", flags(cellCount));
            else if (slot == "var") file.var.columns.set("lexicell_imputed", flags(geneCount));
            else file.uns.set("lexicell_imputed", flags(2));
            JobContext context;
            const auto outcome = maskedExpressionTask().run({.dataset = &file, .model = &model.loaded, .brought = &file},
                                                            OptionValues(options), context);
            VERIFY_OK(outcome);
            const data::Dataset &made = outcome->entry->dataset;
            QVERIFY2(slot != "layers" || made.layers.find("lexicell_imputed_2"), place);
            QVERIFY2(made.obs.columns.get("lexicell_imputed") == file.obs.columns.get("lexicell_imputed") || slot != "obs",
                     place);
            QVERIFY2(made.var.columns.get("lexicell_imputed") == file.var.columns.get("lexicell_imputed") || slot != "var",
                     place);
            QVERIFY2(made.uns.get("lexicell_imputed") == file.uns.get("lexicell_imputed") || slot != "uns", place);
        }
    }

    void refusals()
    {
        Model model;
        JobContext context;
        const auto refused = [&](const MaskedExpressionOptions &options) {
            const auto result = maskedExpression(cells(), model.loaded, options, context);
            return result.ok() ? std::string("computed") : result.error().errorClass;
        };
        MaskedExpressionOptions options = exact();
        for (const double share : {0.0, 1.0, -0.1}) {
            options.share = share;
            QCOMPARE(refused(options), std::string("bad_option"));
        }
        options = exact();
        options.decoder = "cell";
        QCOMPARE(refused(options), std::string("bad_option"));
        options.decoder = "prompt";
        QCOMPARE(refused(options), std::string("bad_option"));
        options = exact();
        options.cells = "type == 'none'";
        QCOMPARE(refused(options), std::string("bad_query"));
        options = exact();
        options.groupby = "nothing";
        QCOMPARE(refused(options), std::string("missing_column"));
        model.decoder->kind = "gene class";
        QCOMPARE(refused(exact()), std::string("unsupported_model"));
        model.loaded.expression = nullptr;
        QCOMPARE(refused(exact()), std::string("unsupported_model"));
        const Model other;
        JobContext stopped;
        stopped.cancel();
        QCOMPARE(maskedExpression(cells(), other.loaded, exact(), stopped).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestMaskedExpression)
#include "tst_masked_expression.moc"
