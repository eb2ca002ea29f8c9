// What stands beside a knock-out and needs no model, against the reference numbers of fixtures/knockout: the features and the
// choice of the null, mean expression, and the PCA.
#include "core/io/read_dataset.h"
#include "models/tasks/knock_out/differential_baseline.h"
#include "models/tasks/knock_out/gene_effect.h"
#include "models/tasks/knock_out/pca_baseline.h"
#include "models/tasks/knock_out/query_expression.h"
#include "tests/models/knock_out_cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

data::CsrBlock countsOf(const data::Dataset &dataset)
{
    const auto counts = dataset.x.all();
    if (!counts.ok()) qFatal("%s", counts.error().message.c_str());
    return *counts;
}

struct Features {
    GeneExpression expression;
    NullFeatures null;

    explicit Features(const test::KnockOutCase &item) : expression(queryExpression(countsOf(item.dataset), item.indices("query")))
    {
        std::vector<bool> known;
        for (const std::int64_t one : item.indices("in_vocabulary")) known.push_back(one != 0);
        null = nullFeatures(expression, known, item.minCells());
    }
};

}  // namespace

class TestKnockOutBaselines : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void features_data() { test::addKnockOutRows("features"); }
    void features()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const Features own(item);
        VERIFY_EQUAL_TO(own.null.genes, item.expected, "features/eligible");
        const auto count = static_cast<double>(own.null.genes.size());
        std::vector<double> detection, mean, rankDetection, rankMean;
        for (std::size_t i = 0; i < own.null.genes.size(); ++i) {
            detection.push_back(own.expression.detection(own.null.genes[i]));
            mean.push_back(own.expression.meanWhereDetected(own.null.genes[i]));
            rankDetection.push_back(own.null.rankDetection[i] / count);
            rankMean.push_back(own.null.rankMean[i] / count);
        }
        VERIFY_EQUAL_TO(detection, item.expected, "features/detection", 1e-12);
        VERIFY_EQUAL_TO(mean, item.expected, "features/mean_log_positive", 1e-10);
        VERIFY_EQUAL_TO(rankDetection, item.expected, "features/rank_detection", 1e-12);
        VERIFY_EQUAL_TO(rankMean, item.expected, "features/rank_mean", 1e-12);
        std::vector<double> all, share;
        for (const std::int64_t gene : item.indices("tested")) {
            all.push_back(own.expression.mean(gene));
            share.push_back(own.expression.detection(gene));
        }
        VERIFY_EQUAL_TO(all, item.expected, "baselines/mean_expression", 1e-10);
        VERIFY_EQUAL_TO(share, item.expected, "baselines/detection", 1e-12);
    }

    void nullGenes_data() { test::addKnockOutRows("nearest"); }
    void nullGenes()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const Features own(item);
        const auto tested = item.indices("tested");
        const auto columns = [&](const std::vector<std::int64_t> &places) {
            std::vector<std::int64_t> genes;
            for (const std::int64_t place : places) genes.push_back(own.null.genes[static_cast<std::size_t>(place)]);
            return genes;
        };
        const auto pool = poolOf(own.null, tested);
        VERIFY_EQUAL_TO(columns(pool), item.expected, "pool");
        const std::int64_t width = item.expected.shape("nearest")[1];
        std::vector<std::int64_t> nearest;
        for (const std::int64_t gene : tested) {
            const std::int64_t place = own.null.placeOf(gene);
            auto row = place < 0 ? std::vector<std::int64_t>() : columns(nullGenesOf(own.null, place, pool));
            row.resize(static_cast<std::size_t>(width), -1);
            nearest.insert(nearest.end(), row.begin(), row.end());
        }
        VERIFY_EQUAL_TO(nearest, item.expected, "nearest");
    }

    void everyGeneIsItsOwnPool_data() { test::addKnockOutRows("all_expressed"); }
    void everyGeneIsItsOwnPool()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        const Features own(item);
        std::vector<std::int64_t> pool, nearest;
        for (std::size_t i = 0; i < own.null.genes.size(); ++i) pool.push_back(static_cast<std::int64_t>(i));
        for (const std::int64_t place : pool) {
            auto row = nullGenesOf(own.null, place, pool);
            row.resize(10);
            for (const std::int64_t other : row) nearest.push_back(own.null.genes[static_cast<std::size_t>(other)]);
        }
        VERIFY_EQUAL_TO(nearest, item.expected, "all_expressed/nearest_first10");
        // the null effects of the reference program give its z and p
        const std::string group = "delete/plain/shift/";
        const auto all = item.indices("delete/genes");
        QCOMPARE(all, own.null.genes);
        const auto effects = item.expected.doubles(group + "effect_of_genes_f64").values;
        std::vector<double> z, p;
        for (const std::int64_t place : pool) {
            std::vector<double> null;
            for (const std::int64_t other : nullGenesOf(own.null, place, pool))
                null.push_back(effects[static_cast<std::size_t>(other)]);
            const NullTest test = nullTest(effects[static_cast<std::size_t>(place)], null, Tails::Upper);
            z.push_back(test.z);
            p.push_back(test.p);
        }
        VERIFY_EQUAL_TO(z, item.expected, group + "all_expressed/z_f64", 1e-9, 1e-9);
        VERIFY_EQUAL_TO(p, item.expected, group + "all_expressed/p", 1e-12);
    }

    void differentialGenesOfTheGroups_data() { test::addKnockOutRows("baselines/de_score"); }
    void differentialGenesOfTheGroups()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        JobContext context;
        const auto genes =
            differentialGenes(countsOf(item.dataset), item.indices("groups/from"), item.indices("groups/toward"), context);
        VERIFY_OK(genes);
        QCOMPARE(static_cast<std::int64_t>(genes->size()), item.dataset.genes());
        std::vector<double> logFoldChange, score;
        const auto tested = item.indices("tested");
        const auto adjusted = item.expected.doubles("baselines/de_p_adj").values;
        for (std::size_t i = 0; i < tested.size(); ++i) {
            const DifferentialGene &gene = (*genes)[static_cast<std::size_t>(tested[i])];
            logFoldChange.push_back(gene.logFoldChange);
            score.push_back(gene.score);
            const double own = std::log10(gene.adjustedP), expected = std::log10(adjusted[i]);
            QVERIFY2(std::abs(own - expected) <= 1e-12 + 0.01 * std::abs(expected), qPrintable(QString::number(own)));
        }
        VERIFY_EQUAL_TO(logFoldChange, item.expected, "baselines/de_logfc", 0.0, 1e-4);
        VERIFY_EQUAL_TO(score, item.expected, "baselines/de_score", 5e-3, 1e-3);
    }

    void oneCellIsNoGroup()
    {
        data::CsrBlock counts;
        counts.rows = 3;
        counts.columns = 1;
        counts.indptr = {0, 1, 2, 3};
        counts.indices = {0, 0, 0};
        counts.values = {1.0F, 2.0F, 3.0F};
        JobContext context;
        const auto genes = differentialGenes(counts, {0, 1}, {2}, context);
        VERIFY_OK(genes);
        QVERIFY(genes->empty());
        QCOMPARE(context.warnings().size(), std::size_t{1});
        QVERIFY(context.warnings().front().is(warnings::noBaseline));
    }

    void components_data() { test::addKnockOutRows("pca"); }
    void components()
    {
        KNOCK_OUT_CASE_OR_SKIP(item);
        JobContext context;
        const auto pca = PcaBaseline::make(countsOf(item.dataset), 0, context);
        VERIFY_OK(pca);
        VERIFY_EQUAL_TO(pca->genes(), item.expected, "pca/hvg");
        VERIFY_EQUAL_TO(pca->variance(), item.expected, "pca/variance", 0.0, 1e-6);
    }

    // 2,638 real cells: the chosen genes are those of scanpy but for four, and the reference's genes give its numbers.
    void pcaOfAWholeFile()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "knockout");
        LEXICELL_DATA_OR_SKIP(cells, "rnabioco_clustifyr/pbmc3k_2638x13714_counts.h5ad");
        const test::Hdf5File file(root / "pca_large" / "expected.h5");
        JobContext context;
        const auto dataset = io::readDataset(cells, {}, context);
        VERIFY_OK(dataset);
        data::CsrBlock values = countsOf(*dataset);
        const auto query = file.ints("query").values, tested = file.ints("tested").values;
        auto hvg = file.ints("hvg").values;
        std::sort(hvg.begin(), hvg.end());
        const GeneExpression expression = queryExpression(values, query);
        std::vector<double> largest;
        for (const std::int64_t gene : tested) largest.push_back(expression.largest[static_cast<std::size_t>(gene)]);
        VERIFY_EQUAL_TO(largest, file, "over_express/largest_value", 1e-10);

        const auto own = PcaBaseline::make(values, 0, context);
        VERIFY_OK(own);
        std::vector<std::int64_t> shared;
        std::set_intersection(hvg.begin(), hvg.end(), own->genes().begin(), own->genes().end(), std::back_inserter(shared));
        QVERIFY2(shared.size() + 4 >= hvg.size(), qPrintable(QString::number(shared.size())));

        const auto pca = PcaBaseline::ofGenes(values, hvg, 0, context);
        VERIFY_OK(pca);
        compareShifts(file, *pca, *dataset, query, tested, expression);
    }

  private:
    static void compareShifts(const test::Hdf5File &file, const PcaBaseline &pca, const data::Dataset &dataset,
                              const std::vector<std::int64_t> &query, const std::vector<std::int64_t> &tested,
                              const GeneExpression &expression)
    {
        const auto labels = dataset.labels(file.textAttribute("/", "label"));
        VERIFY_OK(labels);
        const auto names = labels->categoryNames();
        const auto meanOf = [&](const char *attribute) {
            std::vector<std::vector<double>> rows;
            const std::string group = file.textAttribute("/", attribute);
            for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) {
                const auto code = labels->codes[static_cast<std::size_t>(cell)];
                if (code >= 0 && names[static_cast<std::size_t>(code)] == group) rows.push_back(pca.scores(cell));
            }
            return groupMean(rows, {});
        };
        const Goal goal = goalOf(meanOf("group_from"), meanOf("group_toward"));
        for (const std::string mode : {"delete", "over_express"}) {
            const auto takesPart = file.doubles(mode + "/shift/cells").values;
            std::vector<double> shift, toward, along;
            for (std::size_t gene = 0; gene < tested.size(); ++gene)
                for (std::size_t cell = 0; cell < query.size(); ++cell) {
                    CellShift numbers{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                                      std::numeric_limits<double>::quiet_NaN()};
                    if (!std::isnan(takesPart[gene * query.size() + cell]) && pca.has(tested[gene]))
                        numbers = cellShift(
                            pca.scores(query[cell]),
                            pca.changed(query[cell], tested[gene],
                                        mode == "delete" ? 0.0 : expression.largest[static_cast<std::size_t>(tested[gene])]),
                            goal);
                    shift.push_back(numbers.shift);
                    toward.push_back(numbers.toward);
                    along.push_back(numbers.along);
                }
            VERIFY_EQUAL_TO(shift, file, mode + "/shift/cells", 1e-7, 1e-2);
            VERIFY_EQUAL_TO(toward, file, mode + "/toward/cells", 1e-7, 1e-2);
            VERIFY_EQUAL_TO(along, file, mode + "/along/cells", 1e-7, 1e-2);
        }
    }
};

QTEST_APPLESS_MAIN(TestKnockOutBaselines)
#include "tst_knock_out_baselines.moc"
