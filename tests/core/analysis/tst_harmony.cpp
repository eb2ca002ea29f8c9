// Harmony against the outputs of the original R package and of harmonypy, on cell lines that are known to mix, and its
// properties.
#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/harmony.h"
#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/batched_cells.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/neighbor_mixing.h"
#include "tests/support/packed_table.h"

#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::test;
using analysis::harmony;
using analysis::HarmonyOptions;

class TestHarmony : public QObject {
    Q_OBJECT

    static std::vector<double> column(const std::vector<float> &values, std::size_t columns, std::size_t which)
    {
        std::vector<double> found;
        for (std::size_t i = which; i < values.size(); i += columns) found.push_back(static_cast<double>(values[i]));
        return found;
    }

    static double leastCorrelation(const std::vector<float> &a, const std::vector<float> &b, std::size_t columns,
                                   std::size_t compared)
    {
        double least = 1.0;
        for (std::size_t c = 0; c < compared; ++c)
            least = std::min(least, correlation(column(a, columns, c), column(b, columns, c)));
        return least;
    }

    static std::string refusal(const data::MatrixView &cells, const std::vector<std::int32_t> &batches,
                               const HarmonyOptions &options = {})
    {
        JobContext context;
        const auto result = harmony(cells, batches, options, context);
        return result.ok() ? "" : result.error().errorClass;
    }

  private slots:
    // harmonypy's own test of these cells asks for a correlation above 0.9 in each component.
    void originalOutput()
    {
        LEXICELL_DATA_OR_SKIP(folder, "slowkow_harmonypy");
        const PackedTable cells = readPackedTable(folder / "pbmc_3500_pcs.tsv.gz");
        const std::vector<float> values = cells.numbers();
        const std::vector<float> expected = readPackedTable(folder / "pbmc_3500_pcs_harmonized.tsv.gz").numbers();
        const auto batches = readPackedTable(folder / "pbmc_3500_meta.tsv.gz").codes("donor");
        const auto columns = static_cast<std::int64_t>(cells.names.size());
        QCOMPARE(values.size(), expected.size());
        const double wanted = medianMixing(data::rowsOf(expected, columns), batches);
        QVERIFY(medianMixing(data::rowsOf(values, columns), batches) < wanted - 0.5);
        for (const std::uint64_t seed : {0, 1, 2}) {
            HarmonyOptions options;
            options.seed = seed;
            JobContext context;
            const auto result = harmony(data::rowsOf(values, columns), batches, options, context);
            VERIFY_OK(result);
            const auto width = static_cast<std::size_t>(columns);
            const double least = leastCorrelation(result->corrected.values, expected, width, width);
            QVERIFY2(least > 0.95, std::to_string(least).c_str());
            const double mixing = medianMixing(data::rowsOf(result->corrected.values, columns), batches);
            QVERIFY2(mixing > wanted - 0.1, (std::to_string(mixing) + " of " + std::to_string(wanted)).c_str());
        }
    }

    // Jurkat and 293T cells, each alone in a batch and half and half in a third.
    void cellLines()
    {
        LEXICELL_DATA_OR_SKIP(path, "immunogenomics_harmony/cell_lines_3batches_2370x20PCs.h5ad");
        const Hdf5File file(path);
        const auto values = file.floats("X");
        const auto batches = readCategorical(file, "obs", "dataset").codes,
                   types = readCategorical(file, "obs", "cell_type").codes;
        const data::MatrixView cells = data::rowsOf(values.values, values.columns());
        QVERIFY(medianMixing(cells, batches) < 1.1);
        JobContext context;
        const auto result = harmony(cells, batches, {}, context);
        VERIFY_OK(result);
        QVERIFY(result->converged);
        const data::MatrixView corrected = data::rowsOf(result->corrected.values, values.columns());
        const double mixed = medianMixing(corrected, batches), apart = medianMixing(corrected, types);
        QVERIFY2(mixed > 1.75, std::to_string(mixed).c_str());  // two of the three batches have each type
        QVERIFY2(apart < 1.01, std::to_string(apart).c_str());
    }

    void recorded_data() { LEXICELL_ADD_ANALYSIS_CASES("integration/harmony_embedding") }
    void recorded()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "integration/harmony_embedding");
        const std::int64_t columns = which.shape("integration/harmony_embedding")[1];
        const std::int64_t stored = which.shape("pca/centred/scores")[1];
        const auto scores = which.floats("pca/centred/scores");
        std::vector<float> values;
        for (auto row = scores.begin(); row != scores.end(); row += stored) values.insert(values.end(), row, row + columns);
        std::vector<std::int32_t> batches, types;
        std::vector<std::string> batchNames, typeNames;
        for (const auto code : which.ints("integration/batch_codes")) {
            batches.push_back(static_cast<std::int32_t>(code));
            batchNames.push_back(std::to_string(code));
        }
        for (const auto code : which.ints("label_codes")) {
            types.push_back(static_cast<std::int32_t>(code));
            typeNames.push_back(std::to_string(code));
        }
        // The measure itself, on the cells as they were.
        VERIFY_SAME(difference(localMixing(data::rowsOf(values, columns), batches),
                               which.doubles("integration/before/lisi_batch"), 1e-3));

        JobContext context;
        const auto result = harmony(data::rowsOf(values, columns), batches, {}, context);
        VERIFY_OK(result);
        const double least = leastCorrelation(result->corrected.values, which.floats("integration/harmony_embedding"),
                                              static_cast<std::size_t>(columns), 10);
        QVERIFY2(least >= 0.9, std::to_string(least).c_str());

        const data::MatrixView cells = data::rowsOf(result->corrected.values, columns);
        const auto neighbors = analysis::nearestNeighbors(cells, 15, analysis::NeighborMethod::Exact, context);
        VERIFY_OK(neighbors);
        const auto clusters = analysis::bestClusters(analysis::fuzzyGraph(*neighbors, 0), types, 0, context);
        VERIFY_OK(clusters);
        const auto width = analysis::meanSilhouette(cells, typeNames, context);
        VERIFY_OK(width);
        const auto mixing = analysis::batchMixing(cells, typeNames, batchNames, context);
        VERIFY_OK(mixing);
        const auto typeCount = static_cast<double>(*std::max_element(types.begin(), types.end()) + 1);
        const auto batchCount = static_cast<double>(*std::max_element(batches.begin(), batches.end()) + 1);
        const std::pair<const char *, double> own[] = {
            {"AvgBIO", (clusters->agreement.nmi + clusters->agreement.ari + (*width + 1.0) / 2.0) / 3.0},
            {"AvgBATCH", (mixing->mean + analysis::graphConnectivity(*neighbors, typeNames)) / 2.0},
            {"iLISI", (medianMixing(cells, batches) - 1.0) / (batchCount - 1.0)},
            {"cLISI", (typeCount - medianMixing(cells, types)) / (typeCount - 1.0)}};
        const auto names = which.expected->strings(which.group + "/integration/metric_names").values;
        const auto metrics = which.doubles("integration/metrics");
        for (const auto &[name, value] : own) {
            const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
            double worst = std::numeric_limits<double>::infinity();  // of harmonypy's runs; the first row is without any
            for (std::size_t row = 1; row < metrics.size() / names.size(); ++row)
                worst = std::min(worst, metrics[row * names.size() + at]);
            QVERIFY2(value > worst - 0.03, (std::string(name) + " " + std::to_string(value)).c_str());
        }
    }

    void batchesMeetAndTypesStayApart()
    {
        const BatchedCells cells = twoBatches(100);
        QVERIFY(cells.between(cells.values, 0, 0, 0, 1) > 1.8);
        JobContext context;
        const auto result = harmony(cells.view(), cells.batches, {}, context);
        VERIFY_OK(result);
        const std::vector<float> &vectors = result->corrected.values;
        QVERIFY(cells.between(vectors, 0, 0, 0, 1) < 0.2 && cells.between(vectors, 1, 0, 1, 1) < 0.2);
        QVERIFY(cells.between(vectors, 0, 0, 1, 0) > 13.0 && cells.between(vectors, 0, 1, 1, 1) > 13.0);
        QVERIFY(result->objective.size() > 1 && result->objective.back() < result->objective.front());
    }

    // With a huge ridge penalty nothing moves.
    void thePenaltyHoldsCells()
    {
        const BatchedCells cells = twoBatches(50);
        HarmonyOptions options;
        options.lambda = 1e9;
        JobContext context;
        const auto result = harmony(cells.view(), cells.batches, options, context);
        VERIFY_OK(result);
        VERIFY_SAME(difference(result->corrected.values, cells.values, 0.0, 1e-3));
    }

    void theSeedDecides()
    {
        const BatchedCells cells = twoBatches(200);
        const auto run = [&cells](std::uint64_t seed, int threads) {
            HarmonyOptions options;
            options.seed = seed;
            JobContext context;
            context.threads = threads;
            const auto result = harmony(cells.view(), cells.batches, options, context);
            return result.ok() ? result->corrected.values : std::vector<float>();
        };
        const auto first = run(3, 1);
        QCOMPARE(first.size(), cells.values.size());
        QVERIFY(run(3, 1) == first && run(3, 2) == first && run(3, 5) == first);
        QVERIFY(run(4, 1) != first);
        auto others = cells;  // the codes are names
        for (std::int32_t &batch : others.batches) batch = batch == 0 ? 4 : 9;
        JobContext context;
        HarmonyOptions options;
        options.seed = 3;
        const auto renamed = harmony(others.view(), others.batches, options, context);
        VERIFY_OK(renamed);
        QVERIFY(renamed->corrected.values == first);
    }

    void aSingleBatchComesBack()
    {
        const BatchedCells cells = twoBatches(20);
        JobContext context;
        const auto result = harmony(cells.view(), std::vector<std::int32_t>(cells.types.size(), 5), {}, context);
        VERIFY_OK(result);
        QVERIFY(result->corrected.values == cells.values);
        QCOMPARE(result->corrected.cells, cells.view().rows);
        QVERIFY(result->converged && result->objective.empty());
    }

    // Fewer cells than a cluster should have, more clusters wanted than cells, a batch of one cell, equal cells, a cell at 0.
    void smallGroups()
    {
        const auto finite = [](const BatchedCells &cells, const HarmonyOptions &options) {
            JobContext context;
            const auto result = harmony(cells.view(), cells.batches, options, context);
            return result.ok() && result->corrected.values.size() == cells.values.size() &&
                   std::all_of(result->corrected.values.begin(), result->corrected.values.end(),
                               [](float value) { return std::isfinite(value); });
        };
        BatchedCells few = twoBatches(2);
        QVERIFY(finite(few, {}));
        HarmonyOptions many;
        many.clusters = 50;
        QVERIFY(finite(few, many));
        few.batches.back() = 7;
        QVERIFY(finite(few, {}));
        BatchedCells same = few;
        std::fill(same.values.begin(), same.values.end(), 1.0f);
        QVERIFY(finite(same, many));
        std::fill_n(same.values.begin(), BatchedCells::columns, 0.0f);
        QVERIFY(finite(same, many));
        std::fill(same.values.begin(), same.values.end(), 0.0f);
        QVERIFY(finite(same, many));
    }

    void refusals()
    {
        BatchedCells cells = twoBatches(10);
        QCOMPARE(refusal(cells.view(), {0, 1}), std::string("shape_mismatch"));
        QCOMPARE(refusal({}, {}), std::string("too_small"));
        auto missing = cells.batches;
        missing[3] = -1;
        QCOMPARE(refusal(cells.view(), missing), std::string("batches_needed"));
        HarmonyOptions options;
        options.sigma = 0.0;
        QCOMPARE(refusal(cells.view(), cells.batches, options), std::string("bad_option"));
        options = {};
        options.lambda = std::nan("");
        QCOMPARE(refusal(cells.view(), cells.batches, options), std::string("bad_option"));
        options = {};
        options.rounds = 0;
        QCOMPARE(refusal(cells.view(), cells.batches, options), std::string("bad_option"));
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            cells.values[5] = bad;
            QCOMPARE(refusal(cells.view(), cells.batches), std::string("non_finite"));
        }
    }

    void cancelled()
    {
        const BatchedCells cells = twoBatches(10);
        JobContext before;
        before.cancel();
        QCOMPARE(harmony(cells.view(), cells.batches, {}, before).error().kind, ErrorKind::Cancelled);
        JobContext *running = nullptr;
        int reports = 0;
        JobContext during([&](double, const std::string &) {
            ++reports;
            running->cancel();
        });
        running = &during;
        QCOMPARE(harmony(cells.view(), cells.batches, {}, during).error().kind, ErrorKind::Cancelled);
        QCOMPARE(reports, 1);  // the round in which it happened was the last
    }
};

QTEST_APPLESS_MAIN(TestHarmony)
#include "tst_harmony.moc"
