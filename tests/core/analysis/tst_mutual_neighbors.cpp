// Mutual nearest neighbors: batches meet, types and what one batch alone has stay apart.
#include "core/analysis/mutual_neighbors.h"
#include "tests/support/batched_cells.h"
#include "tests/support/fixtures.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/neighbor_mixing.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::test;
using analysis::mutualNeighbors;

class TestMutualNeighbors : public QObject {
    Q_OBJECT

    static std::string refusal(const data::MatrixView &cells, const std::vector<std::int32_t> &batches)
    {
        JobContext context;
        const auto result = mutualNeighbors(cells, batches, context);
        return result.ok() ? "" : result.error().errorClass;
    }

  private slots:
    void batchesMeetAndTypesStayApart()
    {
        BatchedCells cells = twoBatches(100);
        Random random(2, 2);
        for (int i = 0; i < 60; ++i) cells.add(3, 1, random);  // a type that batch 0 lacks
        JobContext context;
        const auto result = mutualNeighbors(cells.view(), cells.batches, context);
        VERIFY_OK(result);
        QCOMPARE(result->cells, cells.view().rows);
        const auto between = [&](int type, int batch, int otherType, int otherBatch) {
            return cells.between(result->values, type, batch, otherType, otherBatch);
        };
        QVERIFY(cells.between(cells.values, 0, 0, 0, 1) > 1.8);
        // The near sides of two masses of cells meet, not their centers: of the distance of 2 a part stays.
        QVERIFY(between(0, 0, 0, 1) < 0.8 && between(1, 0, 1, 1) < 0.8);
        QVERIFY(between(0, 0, 1, 0) > 13.0 && between(0, 1, 1, 1) > 13.0);
        QVERIFY(between(3, 1, 0, 0) > 13.0 && between(3, 1, 1, 0) > 13.0);
    }

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
        const auto result = mutualNeighbors(cells, batches, context);
        VERIFY_OK(result);
        const data::MatrixView corrected = data::rowsOf(result->values, values.columns());
        const double mixed = medianMixing(corrected, batches), apart = medianMixing(corrected, types);
        QVERIFY2(mixed > 1.5, std::to_string(mixed).c_str());
        QVERIFY2(apart < 1.01, std::to_string(apart).c_str());
    }

    // Cells come back in their order, whatever the order in which batches lie.
    void orderAndThreadsDoNotMatter()
    {
        const BatchedCells cells = twoBatches(60);
        const auto run = [](const BatchedCells &of, int threads) {
            JobContext context;
            context.threads = threads;
            const auto result = mutualNeighbors(of.view(), of.batches, context);
            return result.ok() ? result->values : std::vector<float>();
        };
        const auto once = run(cells, 1);
        QCOMPARE(once.size(), cells.values.size());
        QVERIFY(run(cells, 3) == once);
        BatchedCells sorted;
        std::vector<float> expected;
        for (const std::int32_t batch : {0, 1})
            for (std::size_t cell = 0; cell < cells.types.size(); ++cell) {
                if (cells.batches[cell] != batch) continue;
                const auto from = static_cast<std::ptrdiff_t>(cell * BatchedCells::columns), to = from + BatchedCells::columns;
                sorted.values.insert(sorted.values.end(), cells.values.begin() + from, cells.values.begin() + to);
                expected.insert(expected.end(), once.begin() + from, once.begin() + to);
                sorted.types.push_back(cells.types[cell]);
                sorted.batches.push_back(batch == 0 ? 2 : 8);  // the codes are names
            }
        QVERIFY(run(sorted, 1) == expected);
    }

    void aSingleBatchComesBack()
    {
        const BatchedCells cells = twoBatches(20);
        JobContext context;
        const auto result = mutualNeighbors(cells.view(), std::vector<std::int32_t>(cells.types.size(), 3), context);
        VERIFY_OK(result);
        QVERIFY(result->values == cells.values);
    }

    // Batches of one cell, fewer cells than neighbors are asked for, equal cells.
    void smallGroups()
    {
        const auto finite = [](const BatchedCells &cells) {
            JobContext context;
            const auto result = mutualNeighbors(cells.view(), cells.batches, context);
            return result.ok() &&
                   std::all_of(result->values.begin(), result->values.end(), [](float value) { return std::isfinite(value); });
        };
        BatchedCells few = twoBatches(2);
        QVERIFY(finite(few));
        few.batches.back() = 7;
        QVERIFY(finite(few));
        for (std::size_t i = 0; i < few.batches.size(); ++i) few.batches[i] = static_cast<std::int32_t>(i);
        QVERIFY(finite(few));
        std::fill(few.values.begin(), few.values.end(), 1.0f);
        QVERIFY(finite(few));
    }

    void refusals()
    {
        BatchedCells cells = twoBatches(10);
        QCOMPARE(refusal(cells.view(), {0, 1}), std::string("shape_mismatch"));
        QCOMPARE(refusal({}, {}), std::string("too_small"));
        auto missing = cells.batches;
        missing[3] = -1;
        QCOMPARE(refusal(cells.view(), missing), std::string("batches_needed"));
        cells.values[5] = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(refusal(cells.view(), cells.batches), std::string("non_finite"));
    }

    void cancelled()
    {
        const BatchedCells cells = twoBatches(10);
        JobContext context;
        context.cancel();
        QCOMPARE(mutualNeighbors(cells.view(), cells.batches, context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestMutualNeighbors)
#include "tst_mutual_neighbors.moc"
