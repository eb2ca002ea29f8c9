// Knock-outs on unusual input, with a network that can be calculated by hand: what is refused, what is left empty, and a cancel.
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_table.h"

#include "tests/models/counting_model.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 40, geneCount = 30;

data::Dataset dataOf(float unit)
{
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        for (std::int64_t gene = 0; gene + 1 < geneCount; ++gene) {  // no cell has the last gene
            if ((cell * 7 + gene * 3) % 5 == 0) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(unit * static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", geneCount));
    std::vector<std::string> groups;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) groups.push_back(cell == 0 ? "lone" : cell % 2 == 0 ? "even" : "odd");
    dataset.obs.columns.set("group", textColumn(groups));
    return dataset;
}

KnockOutOptions optionsFor(std::vector<std::string> names)
{
    KnockOutOptions options;
    options.geneMatching = "exact";
    options.minCells = 3;
    options.genes = std::move(names);
    return options;
}

}  // namespace

class TestKnockOutInput : public QObject {
    Q_OBJECT

    const CountingModel m_model{numbered("GENE", geneCount)};

    // On one thread: the counting network notes its batches without a lock.
    static Result<KnockOut> run(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                                JobContext &context)
    {
        context.threads = 1;
        return knockOut(dataset, model, options, context);
    }

    static void verifyRefused(const Result<KnockOut> &result, const ErrorClass &errorClass, const char *word)
    {
        QVERIFY(!result.ok());
        QVERIFY2(result.error().is(errorClass), result.error().message.c_str());
        QVERIFY2(result.error().message.find(word) != std::string::npos, result.error().message.c_str());
    }

  private Q_SLOTS:
    void aGeneInNoCellStaysInTheTable()
    {
        JobContext context;
        const auto result = run(dataOf(1.0F), m_model.loaded, optionsFor({"GENE29", "GENE3", "NOTHING"}), context);
        VERIFY_OK(result);
        QCOMPARE(std::string(toString(result->genes[0].gene.status)), std::string("too_few_cells"));
        QCOMPARE(result->genes[0].cells, std::int64_t{0});
        QVERIFY(std::isnan(result->genes[0].in(ShiftMetric::Shift).effect.value));
        QVERIFY(result->genes[1].in(ShiftMetric::Shift).effect.value > 0.0);
        QCOMPARE(std::string(toString(result->genes[2].gene.status)), std::string("not_in_data"));
        QVERIFY(warned(context, "unknown_genes") && warned(context, "cells_as_replicates"));
        const Ranking ranking = knockOutRanking(*result);
        QCOMPARE(ranking.items, (std::vector<std::string>{"GENE3", "GENE29", "NOTHING"}));
        QCOMPARE(ranking.complete.rows(), result->genes.size());
    }

    void aGeneThatTheModelLacksStaysInTheTable()
    {
        const CountingModel small(numbered("GENE", 10));
        JobContext context;
        const auto result = run(dataOf(1.0F), small.loaded, optionsFor({"GENE20", "GENE3"}), context);
        VERIFY_OK(result);
        QCOMPARE(std::string(toString(result->genes[0].gene.status)), std::string("not_in_vocabulary"));
        QCOMPARE(std::string(toString(result->genes[1].gene.status)), std::string("ok"));
        QVERIFY(warned(context, "unknown_genes"));
        verifyRefused(run(dataOf(1.0F), small.loaded, optionsFor({"GENE20"}), context), errors::unknownGene, "GENE20");
    }

    void logValuesAreNoCounts()
    {
        JobContext context;
        verifyRefused(run(dataOf(0.37F), m_model.loaded, optionsFor({"GENE3"}), context), errors::countsNeeded, "counts");
    }

    void oneCell()
    {
        JobContext context;
        KnockOutOptions options = optionsFor({"GENE3"});
        options.groupby = "group";
        options.from = "lone";
        verifyRefused(run(dataOf(1.0F), m_model.loaded, options, context), errors::tooFewCells, "change: 1,");
    }

    // docs/knock-outs.md §4: a gene that was asked for keeps its effect.
    void fewerCellsThanTheMinimum()
    {
        JobContext context;
        KnockOutOptions options = optionsFor({"GENE3", "GENE29"});
        options.minCells = 30;
        options.groupby = "group";
        options.from = "even";
        const auto result = run(dataOf(1.0F), m_model.loaded, options, context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "small_null"));
        QCOMPARE(result->genes.size(), std::size_t{2});
        const MetricNumbers &numbers = result->genes[0].in(ShiftMetric::Shift);
        QCOMPARE(std::string(toString(result->genes[0].gene.status)), std::string("too_few_cells"));
        QVERIFY(numbers.effect.value > 0.0 && numbers.effect.standardError > 0.0);
        QVERIFY(std::isnan(numbers.null.z) && std::isnan(numbers.null.p) && std::isnan(numbers.adjustedP));
        QVERIFY(std::isnan(result->genes[1].in(ShiftMetric::Shift).effect.value));
        options.genes.clear();
        options.allExpressed = true;
        verifyRefused(run(dataOf(1.0F), m_model.loaded, options, context), errors::tooFewCells, "change: 19,");
    }

    // docs/knock-outs.md §3: cells of one donor have an effect without uncertainty; a column of one value is a mistake.
    void oneReplicate()
    {
        data::Dataset dataset = dataOf(1.0F);
        std::vector<std::string> donors;
        for (std::int64_t cell = 0; cell < cellCount; ++cell) donors.push_back(cell % 2 == 0 ? "one" : "two");
        dataset.obs.columns.set("donor", textColumn(donors));
        dataset.obs.columns.set("site", textColumn(std::vector<std::string>(cellCount, "here")));
        KnockOutOptions options = optionsFor({"GENE3"});
        options.groupby = "group";
        options.from = "even";
        options.replicate = "donor";
        JobContext context;
        const auto result = run(dataset, m_model.loaded, options, context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "one_replicate"));
        const Effect &effect = result->genes[0].in(ShiftMetric::Shift).effect;
        QCOMPARE(effect.replicates, std::int64_t{1});
        QVERIFY(effect.value > 0.0);
        QVERIFY(std::isnan(effect.standardError) && std::isnan(effect.low) && std::isnan(effect.high));
        options.replicate = "site";
        verifyRefused(run(dataset, m_model.loaded, options, context), errors::badOption, "one value");
    }

    // What a run would refuse is refused before the network computes anything.
    void aCheckComputesNothing()
    {
        const CountingModel small(numbered("GENE", 10));
        JobContext context;
        context.threads = 1;
        const auto refused = checkKnockOut(dataOf(1.0F), small.loaded, optionsFor({"GENE20"}), context);
        QVERIFY(!refused.ok() && refused.error().is(errors::unknownGene));
        VERIFY_OK(checkKnockOut(dataOf(1.0F), small.loaded, optionsFor({"GENE3", "GENE20"}), context));
        QVERIFY(small.encoder->batches.empty());
        QVERIFY(context.warnings().empty());
        context.cancel();
        QVERIFY(checkKnockOut(dataOf(1.0F), small.loaded, optionsFor({"GENE3"}), context).error().is(errors::cancelled));
    }

    // The mean of the goal is over replicates, and there are none.
    void aGoalWithoutReplicates()
    {
        data::Dataset dataset = dataOf(1.0F);
        data::Categorical donors;
        donors.categories = textColumn({"one", "two"});
        for (std::int64_t cell = 0; cell < cellCount; ++cell)
            donors.codes.push_back(cell % 2 == 0 ? static_cast<std::int32_t>(cell / 2 % 2) : -1);
        dataset.obs.columns.set("donor", data::makeElement(std::move(donors)));
        KnockOutOptions options = optionsFor({"GENE3"});
        options.groupby = "group";
        options.from = "even";
        options.toward = "odd";
        options.replicate = "donor";
        JobContext context;
        verifyRefused(run(dataset, m_model.loaded, options, context), errors::badOption, "cells of the goal");
        options.toward = "lone";  // its cell has a donor
        VERIFY_OK(run(dataset, m_model.loaded, options, context));
    }

    void fewNullGenes()
    {
        JobContext context;
        KnockOutOptions options = optionsFor(numbered("GENE", 12));
        const auto result = run(dataOf(1.0F), m_model.loaded, options, context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "small_null"));
        QVERIFY(std::isnan(result->genes[0].in(ShiftMetric::Shift).null.p));
        QVERIFY(skepticsSentence(*result).find("p values") != std::string::npos);
    }

    void otherNumberTypes()
    {
        LoadedModel model = m_model.loaded;
        model.compute.precision = "bf16";
        JobContext context;
        verifyRefused(run(dataOf(1.0F), model, optionsFor({"GENE3"}), context), errors::badOption, "fp32");
        KnockOutOptions options = optionsFor({"GENE3"});
        options.mode = "renormalise";
        verifyRefused(run(dataOf(1.0F), m_model.loaded, options, context), errors::unsupportedMode, "delete, zero, over-express");
    }

    void aCancelInTheMiddle()
    {
        CountingModel model(numbered("GENE", geneCount));
        JobContext context;
        model.encoder->cancelAfterFirst = &context;
        verifyRefused(run(dataOf(1.0F), model.loaded, optionsFor({"GENE3"}), context), errors::cancelled, "");
    }

    void aCancelWhileGenesAreChanged()
    {
        double last = 0.0;
        JobContext context([&](double fraction, const std::string &) {
            last = fraction;
            if (fraction > 0.5) context.cancel();
        });
        KnockOutOptions options = optionsFor({});
        options.allExpressed = true;
        verifyRefused(run(dataOf(1.0F), m_model.loaded, options, context), errors::cancelled, "");
        QVERIFY2(last > 0.5 && last < 1.0, qPrintable(QString::number(last)));
    }
};

QTEST_APPLESS_MAIN(TestKnockOutInput)
#include "tst_knock_out_input.moc"
