#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/analysis/rank_correlation.h"
#include "core/preprocess/variable_genes.h"
#include "tests/support/analysis_cases.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace lexicell;
using namespace lexicell::test;
using preprocess::HvgFlavor;

// Entries where the reference has a number.
static std::pair<std::vector<double>, std::vector<double>> defined(const std::vector<double> &actual,
                                                                   const std::vector<double> &expected)
{
    std::pair<std::vector<double>, std::vector<double>> result;
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (!std::isnan(expected[i])) {
            result.first.push_back(actual[i]);
            result.second.push_back(expected[i]);
        }
    return result;
}

static int topGenes(const AnalysisCase &which, const std::string &order) { return static_cast<int>(which.shape(order)[0]); }

static double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.empty() ? -1.0 : values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

// Per gene the lowest and highest median rank that the stated tolerance leaves open. Genes of a batch with equal counts tie, and
// numpy's sort leaves their order to chance: how far that moves a rank depends on the cells.
static std::vector<std::pair<double, double>> rankRanges(const data::CsrBlock &counts, const data::Categorical &batches, int top)
{
    const auto genes = static_cast<std::size_t>(counts.columns);
    std::vector<std::vector<double>> lows(genes), highs(genes);
    std::vector<bool> atTheEdge(genes, false);
    for (std::size_t batch = 0; batch < batches.categoryCount(); ++batch) {
        std::vector<std::int64_t> cells;
        for (std::size_t cell = 0; cell < batches.codes.size(); ++cell)
            if (batches.codes[cell] == static_cast<std::int32_t>(batch)) cells.push_back(static_cast<std::int64_t>(cell));
        const auto alone = preprocess::variableGenes(data::selectRows(counts, cells), HvgFlavor::SeuratV3, top);
        if (!alone.ok()) qFatal("%s", alone.error().message.c_str());
        auto sorted = alone->variancesNorm;
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        for (std::size_t gene = 0; gene < genes; ++gene) {
            const double own = alone->variancesNorm[gene], open = 1e-3 * own;
            const auto above = std::lower_bound(sorted.begin(), sorted.end(), own + open, std::greater<>()) - sorted.begin();
            const auto notBelow = std::upper_bound(sorted.begin(), sorted.end(), own - open, std::greater<>()) - sorted.begin();
            if (above >= top) continue;  // in no case in this batch's list
            lows[gene].push_back(static_cast<double>(above));
            highs[gene].push_back(static_cast<double>(notBelow) - 1.0);
            atTheEdge[gene] = atTheEdge[gene] || notBelow > top;  // whether this batch counts for it is open
        }
    }
    std::vector<std::pair<double, double>> ranges;
    for (std::size_t gene = 0; gene < genes; ++gene)
        ranges.emplace_back(atTheEdge[gene] ? 0.0 : medianOf(lows[gene]), atTheEdge[gene] ? top : medianOf(highs[gene]));
    return ranges;
}

class TestVariableGenes : public QObject {
    Q_OBJECT

    void compareDispersions(const AnalysisCase &which, const std::string &folder, HvgFlavor flavor)
    {
        const auto order = which.ints(folder + "/order");
        auto values = which.counts();
        preprocess::logNormalize(values, 0);
        const auto result = preprocess::variableGenes(values, flavor, topGenes(which, folder + "/order"));
        VERIFY_OK(result);
        VERIFY_SAME(difference(result->means, which.doubles(folder + "/means"), 1e-4, 1e-11));
        const auto [dispersions, expected] = defined(result->dispersions, which.doubles(folder + "/dispersions"));
        VERIFY_SAME(difference(dispersions, expected, 1e-4, 1e-6));
        const auto [scores, expectedScores] = defined(result->dispersionsNorm, which.doubles(folder + "/dispersions_norm"));
        VERIFY_SAME(difference(scores, expectedScores, 1e-3, 1e-3));
        QVERIFY2(common(result->genes(), order) + 4 >= order.size(), "more than 4 genes differ");
        std::vector<double> place, score;
        for (std::size_t i = 0; i < order.size(); ++i) {
            place.push_back(-static_cast<double>(i));
            score.push_back(result->dispersionsNorm[static_cast<std::size_t>(order[i])]);
        }
        const double rho = analysis::spearman(place, score);
        QVERIFY2(rho > 0.9999, std::to_string(rho).c_str());
    }

  private slots:
    void seurat_data() { LEXICELL_ADD_ANALYSIS_CASES("hvg/seurat/order"); }
    void seurat()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "hvg/seurat/order");
        compareDispersions(which, "hvg/seurat", HvgFlavor::Seurat);
    }

    void cellRanger_data() { LEXICELL_ADD_ANALYSIS_CASES("hvg/cell_ranger/order"); }
    void cellRanger()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "hvg/cell_ranger/order");
        compareDispersions(which, "hvg/cell_ranger", HvgFlavor::CellRanger);
    }

    void seuratV3_data() { LEXICELL_ADD_ANALYSIS_CASES("hvg/seurat_v3/order"); }
    void seuratV3()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "hvg/seurat_v3/order");
        const auto order = which.ints("hvg/seurat_v3/order");
        const auto result =
            preprocess::variableGenes(which.counts(), HvgFlavor::SeuratV3, topGenes(which, "hvg/seurat_v3/order"));
        VERIFY_OK(result);
        VERIFY_SAME(difference(result->means, which.doubles("hvg/seurat_v3/means"), 1e-6));
        VERIFY_SAME(difference(result->variances, which.doubles("hvg/seurat_v3/variances"), 1e-5));
        VERIFY_SAME(difference(result->variancesNorm, which.doubles("hvg/seurat_v3/variances_norm"), 1e-3));
        QVERIFY(static_cast<double>(common(result->genes(), order)) >= 0.985 * static_cast<double>(order.size()));
        QCOMPARE(result->genes().size(), order.size());
    }

    void seuratV3InBatches_data() { LEXICELL_ADD_ANALYSIS_CASES("hvg/seurat_v3_batch/order"); }
    void seuratV3InBatches()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "hvg/seurat_v3_batch/order");
        const auto order = which.ints("hvg/seurat_v3_batch/order");
        const auto labels = which.batches();
        const auto result =
            preprocess::variableGenes(which.counts(), HvgFlavor::SeuratV3, topGenes(which, "hvg/seurat_v3_batch/order"),
                                      {labels.codes, labels.categoryNames()});
        VERIFY_OK(result);
        VERIFY_SAME(difference(result->variancesNorm, which.doubles("hvg/seurat_v3_batch/variances_norm"), 1e-3));
        const auto batches = which.ints("hvg/seurat_v3_batch/nbatches");
        std::size_t equal = 0;
        for (std::size_t gene = 0; gene < batches.size(); ++gene) equal += result->batchCount[gene] == batches[gene];
        QVERIFY(static_cast<double>(equal) >= 0.995 * static_cast<double>(batches.size()));
        QVERIFY(static_cast<double>(common(result->genes(), order)) >= 0.985 * static_cast<double>(order.size()));
        const auto ranks = which.doubles("hvg/seurat_v3_batch/median_rank");
        const auto ranges = rankRanges(which.counts(), labels, topGenes(which, "hvg/seurat_v3_batch/order"));
        double within = 0.0, compared = 0.0;
        for (std::size_t gene = 0; gene < ranks.size(); ++gene) {
            if (ranks[gene] < 0.0 || result->batchCount[gene] != batches[gene]) continue;
            compared += 1.0;
            const auto [lowest, highest] = ranges[gene];
            QVERIFY(result->rank[gene] >= lowest && result->rank[gene] <= highest);
            within += ranks[gene] >= lowest && ranks[gene] <= highest;
        }
        QVERIFY(compared > 0.0);
        QVERIFY2(within >= 0.99 * compared, (std::to_string(within) + " of " + std::to_string(compared)).c_str());
    }

    void dispersionsInBatches_data()
    {
        QTest::addColumn<QString>("flavor");
        QTest::newRow("seurat") << "seurat";
        QTest::newRow("cell_ranger") << "cell_ranger";
    }
    // Two batches with the same cells choose what one of them chooses alone.
    void dispersionsInBatches()
    {
        QFETCH(QString, flavor);
        const auto parsed = preprocess::hvgFlavor(flavor.toStdString());
        VERIFY_OK(parsed);
        data::CsrBlock once;
        once.columns = 60;
        for (int cell = 0; cell < 30; ++cell) {
            for (int gene = 0; gene < 60; ++gene)
                if ((cell * 7 + gene * gene) % (gene % 5 + 2) == 0) {
                    once.indices.push_back(gene);
                    once.values.push_back(static_cast<float>(0.2 * ((cell * gene) % 9 + 1)));
                }
            once.indptr.push_back(static_cast<std::int64_t>(once.indices.size()));
            ++once.rows;
        }
        data::CsrBlock twice = once;
        twice.rows *= 2;
        twice.indices.insert(twice.indices.end(), once.indices.begin(), once.indices.end());
        twice.values.insert(twice.values.end(), once.values.begin(), once.values.end());
        for (std::size_t i = 1; i < once.indptr.size(); ++i) twice.indptr.push_back(once.indptr[i] + once.indptr.back());
        preprocess::Batches batches{std::vector<std::int32_t>(30, 0), {"a", "b", "empty"}};
        batches.codes.insert(batches.codes.end(), 30, 1);

        const auto alone = preprocess::variableGenes(once, *parsed, 10),
                   both = preprocess::variableGenes(twice, *parsed, 10, batches);
        VERIFY_OK(alone);
        VERIFY_OK(both);
        QCOMPARE(both->genes(), alone->genes());
        for (const auto gene : both->genes()) QCOMPARE(both->batchCount[static_cast<std::size_t>(gene)], 2);
        QVERIFY(both->intersection[static_cast<std::size_t>(both->genes()[0])]);
    }

    // Three distinct mean counts: no trend can be fitted, and the message says what to do.
    void refusesShallowCellsInSeuratV3()
    {
        data::CsrBlock counts;
        counts.columns = 200;
        for (int cell = 0; cell < 40; ++cell) {
            for (int gene = cell % 2; gene < 200; gene += 2) {
                counts.indices.push_back(gene);
                counts.values.push_back(static_cast<float>(1 + (cell / 2) % 2));
            }
            counts.indptr.push_back(static_cast<std::int64_t>(counts.indices.size()));
            ++counts.rows;
        }
        const auto result =
            preprocess::variableGenes(counts, HvgFlavor::SeuratV3, 10, {std::vector<std::int32_t>(40, 0), {"donor 1"}});
        QVERIFY(!result.ok());
        QCOMPARE(QString::fromStdString(result.error().errorClass), QString("singular_loess"));
        QVERIFY(result.error().message.find("cell_ranger") != std::string::npos);
        QVERIFY(result.error().message.find("donor 1") != std::string::npos);
    }

    void refusesAnUnknownFlavor()
    {
        const auto flavor = preprocess::hvgFlavor("seurat_v4");
        QVERIFY(!flavor.ok());
        QCOMPARE(QString::fromStdString(flavor.error().errorClass), QString("bad_option"));
    }
};

QTEST_GUILESS_MAIN(TestVariableGenes)
#include "tst_variable_genes.moc"
