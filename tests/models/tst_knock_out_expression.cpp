// Predicted expression before and after a knock-out, with a decoder that can be calculated by hand.
#include "models/tasks/knock_out_expression/knock_out_expression.h"

#include "models/tasks/knock_out_expression/knock_out_expression_task.h"
#include "tests/models/counting_model.h"

#include <atomic>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 40, geneCount = 12;

bool has(std::int64_t cell, std::int64_t gene) { return gene < 10 ? (cell + gene) % 4 != 0 : gene == 10 && cell < 2; }

// Every cell has most of ten genes; two cells have GENE10, none GENE11.
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
    std::vector<std::string> donors;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) donors.push_back("donor" + std::to_string(cell % 3));
    dataset.obs.columns.set("donor", textColumn(donors));
    return dataset;
}

// A token's prediction is its value + 0.5 x the number of tokens; from the cell it is the number of tokens alone.
class CountingDecoder : public ExpressionDecoder {
  public:
    bool cell = true, token = true;
    std::int64_t classes = 1;
    mutable std::atomic<int> rows{0};

    const char *unit() const override { return classes == 1 ? "bin" : "log2 bin class"; }
    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override
    {
        if (context.cancelled()) return cancelled();
        rows += static_cast<int>(batch.cells);
        ExpressionPrediction prediction;
        prediction.classes = classes;
        for (std::size_t i = 0; i < batch.genes.size(); ++i) {
            const auto tokens = static_cast<float>(batch.tokens);
            if (classes > 1) {  // all weight on the class of the value
                for (std::int64_t one = 0; one < classes; ++one)
                    prediction.values.push_back(static_cast<float>(one) == std::min(batch.values[i], 4.0F) ? 100.0F : 0.0F);
                continue;
            }
            if (token) prediction.values.push_back(batch.values[i] + 0.5F * tokens);
            if (cell) prediction.fromCell.push_back(tokens);
        }
        return prediction;
    }
};

KnockOutExpressionOptions optionsFor(const std::string &gene)
{
    KnockOutExpressionOptions options;
    options.geneMatching = "exact";
    options.gene = gene;
    options.minCells = 3;
    return options;
}

}  // namespace

class TestKnockOutExpression : public QObject {
    Q_OBJECT

    struct Model : CountingModel {
        std::shared_ptr<CountingDecoder> decoder = std::make_shared<CountingDecoder>();
        Model() : CountingModel(numbered("GENE", geneCount)) { loaded.expression = decoder; }
    };

  private Q_SLOTS:
    // One token less: from the cell −1, from the tokens −0.5, for every other gene.
    void changesOfEveryOtherGene()
    {
        const Model model;
        const data::Dataset dataset = cells();
        JobContext context;
        KnockOutExpressionOptions options = optionsFor("GENE3");
        const auto result = knockOutExpression(dataset, model.loaded, options, context);
        VERIFY_OK(result);
        QVERIFY(result->fromCell);
        QCOMPARE(result->unit, std::string("bin"));
        QCOMPARE(result->cells, std::int64_t{30});
        QCOMPARE(result->genes.size(), std::size_t{9});  // not GENE3 itself
        QCOMPARE(result->tooFewCells, std::int64_t{1});  // GENE10
        for (const PredictedGene &gene : result->genes) {
            QCOMPARE(gene.change.value, -1.0);
            QCOMPARE(gene.change.standardError, 0.0);
            QCOMPARE(gene.after, gene.before - 1.0);
            QVERIFY(gene.gene != "GENE3");
            QVERIFY(gene.cells >= 18 && gene.cells <= 30);
            QVERIFY(gene.error > 0.0 && gene.errorOfMean > 0.0);
        }
        QVERIFY(warned(context, "cells_as_replicates"));
        options.decoder = "token";
        JobContext again;
        const auto tokens = knockOutExpression(dataset, model.loaded, options, again);
        VERIFY_OK(tokens);
        QVERIFY(!tokens->fromCell);
        for (const PredictedGene &gene : tokens->genes) QCOMPARE(gene.change.value, -0.5);
    }

    // The error of this decoder is half the number of tokens of a cell.
    void errorsOfTheDecoder()
    {
        const Model model;
        JobContext context;
        KnockOutExpressionOptions options = optionsFor("GENE3");
        options.decoder = "token";
        const auto result = knockOutExpression(cells(), model.loaded, options, context);
        VERIFY_OK(result);
        for (std::size_t i = 0; i + 1 < result->genes.size(); ++i)
            QVERIFY(result->genes[i].inErrors() >= result->genes[i + 1].inErrors());
        for (const PredictedGene &gene : result->genes) {
            const std::int64_t column = std::stoll(gene.gene.substr(4));
            double squares = 0.0;
            std::int64_t count = 0;
            for (std::int64_t cell = 0; cell < cellCount; ++cell) {
                if (!has(cell, 3) || !has(cell, column)) continue;
                std::int64_t tokens = 1;  // of the cell itself
                for (std::int64_t other = 0; other < geneCount; ++other) tokens += has(cell, other) ? 1 : 0;
                squares += 0.25 * static_cast<double>(tokens * tokens);
                ++count;
            }
            QCOMPARE(gene.cells, count);
            QVERIFY(std::abs(gene.error - std::sqrt(squares / static_cast<double>(count))) < 1e-6);
        }
    }

    void theSameForAnyBatchSizeAndReplicatesCount()
    {
        const Model model;
        JobContext one, two;
        KnockOutExpressionOptions options = optionsFor("GENE5");
        options.replicate = "donor";
        const auto first = knockOutExpression(cells(), model.loaded, options, one);
        options.batchSize = 2;
        two.threads = 1;
        const auto second = knockOutExpression(cells(), model.loaded, options, two);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE(first->genes.size(), second->genes.size());
        for (std::size_t i = 0; i < first->genes.size(); ++i) {
            QCOMPARE(first->genes[i].gene, second->genes[i].gene);
            QCOMPARE(first->genes[i].before, second->genes[i].before);
            QCOMPARE(first->genes[i].change.replicates, std::int64_t{3});
        }
        QVERIFY(!warned(one, "cells_as_replicates"));
    }

    void classesAreReadAsTheirMean()
    {
        const Model model;
        model.decoder->classes = 5;
        JobContext context;
        const auto result = knockOutExpression(cells(), model.loaded, optionsFor("GENE3"), context);
        VERIFY_OK(result);
        QVERIFY(!result->fromCell);
        for (const PredictedGene &gene : result->genes) {
            QVERIFY(gene.before >= 1.0 && gene.before <= 4.0);
            QVERIFY(std::abs(gene.change.value) < 1e-6);
        }
    }

    void aRankingWithBothErrors()
    {
        const Model model;
        const data::Dataset dataset = cells();
        const TaskSpec task = knockOutExpressionTask();
        JobContext context;
        const auto outcome = task.run({.dataset = &dataset, .model = &model.loaded}, OptionValues(optionsFor("GENE3")), context);
        VERIFY_OK(outcome);
        const auto &ranking = std::get<Ranking>(outcome->result);
        QCOMPARE(ranking.items.size(), std::size_t{9});
        QVERIFY2(ranking.effectName.find("predicted change (delete GENE3; unit: bin)") == 0, ranking.effectName.c_str());
        std::vector<std::string> names;
        for (const Column &column : ranking.columns) names.push_back(column.name);
        QCOMPARE(names, (std::vector<std::string>{"ci_low", "ci_high", "before", "after", "change_in_errors", "decoder_error",
                                                  "error_of_mean", "n_cells", "n_replicates"}));
        const auto caption = outcome->summary["caption"].get<std::string>();
        QVERIFY2(caption.find("no measurement") != std::string::npos, caption.c_str());
        QVERIFY2(caption.find("each gene's own mean misses by") != std::string::npos, caption.c_str());
    }

    void refusals()
    {
        Model model;
        JobContext context;
        const auto refused = [&](const KnockOutExpressionOptions &options) {
            const auto result = knockOutExpression(cells(), model.loaded, options, context);
            return result.ok() ? std::string("computed") : result.error().errorClass;
        };
        QCOMPARE(refused(optionsFor("")), std::string("bad_option"));
        QCOMPARE(refused(optionsFor("NOTHING")), std::string("unknown_gene"));
        QCOMPARE(refused(optionsFor("GENE10")), std::string("too_few_cells"));
        QCOMPARE(refused(optionsFor("GENE11")), std::string("too_few_cells"));
        model.decoder->cell = false;
        KnockOutExpressionOptions options = optionsFor("GENE3");
        options.decoder = "cell";
        QCOMPARE(refused(options), std::string("bad_option"));
        model.loaded.expression = nullptr;
        QCOMPARE(refused(optionsFor("GENE3")), std::string("unsupported_model"));
    }

    void aCancelStops()
    {
        const Model model;
        JobContext context;
        context.cancel();
        QCOMPARE(knockOutExpression(cells(), model.loaded, optionsFor("GENE3"), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestKnockOutExpression)
#include "tst_knock_out_expression.moc"
