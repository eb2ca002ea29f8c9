// Scores of gene sets: scanpy's control genes and scores, bins, the step on a data set.
#include "core/preprocess/gene_scores.h"
#include "core/steps/gene_scores.h"
#include "tests/core/small_steps.h"
#include "tests/support/h5ad_cells.h"

#include <cmath>
#include <numeric>

using namespace lexicell;
using namespace lexicell::test;

namespace {

// The stored cells of the larger fixture.
data::CsrBlock someRows(const data::CsrBlock &all, const std::vector<std::int64_t> &rows)
{
    data::CsrBlock some;
    some.rows = static_cast<std::int64_t>(rows.size());
    some.columns = all.columns;
    for (const std::int64_t row : rows) {
        const auto begin = all.indptr[static_cast<std::size_t>(row)], end = all.indptr[static_cast<std::size_t>(row) + 1];
        some.indices.insert(some.indices.end(), all.indices.begin() + begin, all.indices.begin() + end);
        some.values.insert(some.values.end(), all.values.begin() + begin, all.values.begin() + end);
        some.indptr.push_back(static_cast<std::int64_t>(some.values.size()));
    }
    return some;
}

steps::GeneScoresOptions scoring(std::vector<std::string> genes)
{
    steps::GeneScoresOptions options;
    options.genes = std::move(genes);
    options.bins = 4;
    options.controlSize = 5;
    return options;
}

}  // namespace

class TestGeneScores : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matchesScanpy()
    {
        LEXICELL_FIXTURES_OR_SKIP(folder, "differential");
        const Hdf5File file(folder / "expected.h5");
        if (!file.has("/scores/score_genes")) QSKIP("this fixture holds no scores");
        const auto data = realData(file.textAttribute("/scores", "path"));
        if (!data) QSKIP("real data is absent: set LEXICELL_DATA");
        const data::CsrBlock counts = someRows(readMatrix(Hdf5File(*data), "X"), file.ints("/scores/cells").values);
        const auto values = preprocess::LogValues::ofCounts(counts);
        const auto bins = preprocess::expressionBins(preprocess::meanOfGenes(values), 25);
        VERIFY_SAME(difference(bins, file.ints("/scores/expression_bin").values, 0.0));
        const auto expected = file.doubles("/scores/score_genes");
        const auto sets = file.strings("/scores/sets").values;
        for (std::size_t set = 0; set < sets.size(); ++set) {
            const std::string at = "/scores/" + sets[set];
            const auto genes = file.ints(at + "/genes").values;
            const auto stored = file.ints(at + "/control_genes").values;
            const auto first = expected.values.begin() + static_cast<std::ptrdiff_t>(set) * expected.columns();
            VERIFY_SAME(difference(preprocess::geneScores(values, genes, stored),
                                   std::vector<double>(first, first + expected.columns()), 0.0, 1e-10));
        }
        // The stored genes were drawn with a seed that is not known. These are the first of 832 of scanpy 1.11.5 with seed 0.
        const auto drawn = preprocess::controlGenes(bins, file.ints("/scores/" + sets.front() + "/genes").values, 50, 0);
        QCOMPARE(drawn.size(), std::size_t{832});
        QCOMPARE(std::vector<std::int64_t>(drawn.begin(), drawn.begin() + 12),
                 (std::vector<std::int64_t>{26, 36, 47, 53, 79, 87, 111, 112, 116, 121, 122, 127}));
    }

    void binsHoldEquallyManyGenes()
    {
        std::vector<double> means(100);
        std::iota(means.begin(), means.end(), 0.0);
        const auto bins = preprocess::expressionBins(means, 11);
        QCOMPARE(bins[8], 0);
        QCOMPARE(bins[9], 1);  // rank 10, and 10 genes a bin
        QCOMPARE(bins[99], 10);
        const auto equal = preprocess::expressionBins({0, 0, 0, 0}, 3);
        QCOMPARE(equal, (std::vector<std::int32_t>{0, 0, 0, 0}));
        QCOMPARE(preprocess::expressionBins({1, 2}, 25), (std::vector<std::int32_t>{1, 2}));  // fewer genes than bins
    }

    void controlsAreOfTheBinsAndNotOfTheSet()
    {
        std::vector<std::int32_t> bins;
        for (int gene = 0; gene < 60; ++gene) bins.push_back(gene / 20);
        const std::vector<std::int64_t> set{3, 4, 45};
        const auto control = preprocess::controlGenes(bins, set, 10, 0);
        QVERIFY(control.size() >= 17 && control.size() <= 20);
        for (const std::int64_t gene : control) {
            QVERIFY(std::find(set.begin(), set.end(), gene) == set.end());
            QVERIFY(gene < 20 || gene >= 40);
        }
        QCOMPARE(preprocess::controlGenes(bins, set, 10, 0), control);
        QVERIFY(preprocess::controlGenes(bins, set, 10, 1) != control);
        QCOMPARE(preprocess::controlGenes(bins, set, 100, 0).size(), std::size_t{37});
    }

    // The cells of group 0 have more of genes 0 to 29.
    void theStepScoresCells()
    {
        const auto dataset = sample();
        JobContext context;
        auto options = scoring({"gene0", "gene1", "GENE2", "nobody"});
        const auto scored = steps::geneScores(dataset, options, context);
        VERIFY_OK(scored);
        QCOMPARE(scored->genes, std::int64_t{3});
        QVERIFY(warned(context, "unknown_genes"));
        const auto *column = scored->dataset.obs.columns.find("score");
        QVERIFY(column && column->as<data::Array>());
        double inside = 0.0, outside = 0.0;
        for (std::int64_t cell = 0; cell < 150; ++cell) (cell % 3 ? outside : inside) += column->as<data::Array>()->at(cell);
        QVERIFY(inside / 50 > 0.5 + outside / 100);
        QVERIFY(steps::geneScores(dataset, options, context)->dataset.obs.columns.find("score")->as<data::Array>()->toDouble() ==
                column->as<data::Array>()->toDouble());
        JobContext again;
        VERIFY_OK(steps::geneScores(scored->dataset, options, again));
        QVERIFY(warned(again, "replaced"));
    }

    // Several sets are what each is alone, under columns of their own; sets without genes are left out.
    void severalSets()
    {
        const auto dataset = sample();
        JobContext context;
        const std::vector<steps::ScoredSet> sets{{"first", "s_first", {"gene0", "gene1", "gene1", "GENE2"}},
                                                 {"none", "s_none", {"nobody"}},
                                                 {"second", "s_second", {"gene40", "gene41"}}};
        auto options = scoring({});
        options.gmt = "sets.gmt";
        const auto scored = steps::geneSetScores(dataset, sets, options, context);
        VERIFY_OK(scored);
        QCOMPARE(scored->sets.size(), std::size_t{2});
        QCOMPARE(scored->sets[0].genes, std::int64_t{3});
        QVERIFY(warned(context, "left_out") && !scored->dataset.obs.columns.find("s_none"));
        const auto alone = steps::geneScores(dataset, scoring({"gene40", "gene41"}), context);
        VERIFY_OK(alone);
        QVERIFY(scored->dataset.obs.columns.find("s_second")->as<data::Array>()->toDouble() ==
                alone->dataset.obs.columns.find("score")->as<data::Array>()->toDouble());
        VERIFY_CLASS(steps::geneSetScores(dataset, {{"none", "s_none", {"nobody"}}}, options, context), "unknown_gene");
        auto both = scoring({"gene1"});
        both.gmt = "sets.gmt";
        VERIFY_CLASS(steps::checkGeneScoresOptions(both), "bad_option");
        auto named = scoring({"gene1"});
        named.sets = {"first"};
        VERIFY_CLASS(steps::checkGeneScoresOptions(named), "bad_option");
        context.cancel();
        VERIFY_CLASS(steps::geneSetScores(dataset, sets, options, context), "cancelled");
    }

    void refusals()
    {
        const auto dataset = sample();
        JobContext context;
        VERIFY_CLASS(steps::geneScores(dataset, scoring({}), context), "bad_option");
        VERIFY_CLASS(steps::geneScores(dataset, scoring({"nobody", "nothing"}), context), "unknown_gene");
        auto options = scoring({"gene1"});
        options.bins = 1;
        VERIFY_CLASS(steps::geneScores(dataset, options, context), "bad_option");
        options = scoring({"gene1"});
        options.controlSize = 0;
        VERIFY_CLASS(steps::geneScores(dataset, options, context), "bad_option");
        options = scoring({"gene1"});
        options.scoreName.clear();
        VERIFY_CLASS(steps::geneScores(dataset, options, context), "bad_option");
        options = scoring({"gene1"});
        const auto logs = mapped(dataset, [](float value) { return std::log1p(value); });
        VERIFY_CLASS(steps::geneScores(logs, options, context), "counts_needed");
        options.logNormalized = true;
        VERIFY_OK(steps::geneScores(logs, options, context));
        VERIFY_CLASS(steps::geneScores(dataset, options, context), "log_values_needed");
        options.logNormalized = false;
        options.layer = "none";
        VERIFY_CLASS(steps::geneScores(dataset, options, context), "missing_layer");
        std::vector<std::string> all = dataset.var.index.values;
        VERIFY_CLASS(steps::geneScores(dataset, scoring(all), context), "too_few_genes");
        context.cancel();
        VERIFY_CLASS(steps::geneScores(dataset, scoring({"gene1"}), context), "cancelled");
    }
};

QTEST_GUILESS_MAIN(TestGeneScores)
#include "tst_gene_scores.moc"
