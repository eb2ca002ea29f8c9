#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/neighbors.h"
#include "core/base/random.h"
#include "tests/support/analysis_cases.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::test;
using analysis::NeighborMethod;

class TestNeighbors : public QObject {
    Q_OBJECT

    static double recall(const std::vector<std::int32_t> &own, const std::vector<std::int64_t> &reference, std::int64_t columns)
    {
        double found = 0.0;
        for (std::size_t row = 0; row < own.size(); row += static_cast<std::size_t>(columns)) {
            const auto end = static_cast<std::size_t>(columns) + row;
            found += static_cast<double>(common(
                {own.begin() + static_cast<std::ptrdiff_t>(row), own.begin() + static_cast<std::ptrdiff_t>(end)},
                {reference.begin() + static_cast<std::ptrdiff_t>(row), reference.begin() + static_cast<std::ptrdiff_t>(end)}));
        }
        return found / static_cast<double>(own.size());
    }

    void compare(const AnalysisCase &which, NeighborMethod method, double neededRecall)
    {
        const auto scores = which.floats("pca/centred/scores");
        const auto shape = which.shape("pca/centred/scores");
        const auto columns = which.shape("knn/indices")[1];
        JobContext context;
        const auto result =
            analysis::nearestNeighbors({scores.data(), shape[0], shape[1]}, static_cast<int>(columns), method, context);
        VERIFY_OK(result);
        const double found = recall(result->indices, which.ints("knn/indices"), columns);
        QVERIFY2(found >= neededRecall, std::to_string(found).c_str());
        if (method == NeighborMethod::Exact) VERIFY_SAME(difference(result->distances, which.doubles("knn/distances"), 1e-4));
        for (std::int64_t cell = 0; cell < shape[0]; ++cell)
            QCOMPARE(static_cast<std::int64_t>(result->indices[static_cast<std::size_t>(cell * columns)]), cell);
    }

    static std::vector<float> randomPoints(std::int64_t rows, std::int64_t columns)
    {
        Random random(3, 0);
        std::vector<float> values(static_cast<std::size_t>(rows * columns));
        for (auto &value : values) value = static_cast<float>(random.normal());
        return values;
    }

  private slots:
    void exact_data() { LEXICELL_ADD_ANALYSIS_CASES("knn/indices"); }
    void exact()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "knn/indices");
        compare(which, NeighborMethod::Exact, 0.9999);
    }
    void hnsw_data() { LEXICELL_ADD_ANALYSIS_CASES("knn/indices"); }
    void hnsw()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "knn/indices");
        compare(which, NeighborMethod::Hnsw, 0.95);
    }

    void fuzzyGraph_data() { LEXICELL_ADD_ANALYSIS_CASES("umap_graph/value"); }
    void fuzzyGraph()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "umap_graph/value");
        const auto k = static_cast<int>(which.shape("knn/indices")[1]) - 1;  // the cell itself included
        const auto neighbors = storedNeighbors(which, k);
        const auto scale = analysis::localScale(neighbors, 0);
        VERIFY_SAME(difference(scale.sigma, which.doubles("umap_graph/sigma"), 1e-3));
        VERIFY_SAME(difference(scale.rho, which.doubles("umap_graph/rho"), 1e-5));
        const auto graph = analysis::fuzzyGraph(neighbors, 0), reference = storedGraph(which);
        QCOMPARE(graph.indptr, reference.indptr);
        QCOMPARE(graph.indices, reference.indices);
        VERIFY_SAME(difference(graph.values.toDouble(), reference.values.toDouble(), 0.0, 2e-5));
    }

    // Every pair measured in double must give what the search with its early exit gives, ties by index included.
    void exactEqualsBruteForce()
    {
        const std::int64_t rows = 300, columns = 37;
        auto values = randomPoints(rows, columns);
        std::copy_n(values.begin(), columns, values.begin() + 50 * columns);  // two identical cells
        JobContext context;
        const auto result = analysis::nearestNeighbors({values.data(), rows, columns}, 8, NeighborMethod::Exact, context);
        VERIFY_OK(result);
        for (std::int64_t i = 0; i < rows; ++i) {
            std::vector<std::pair<double, std::int32_t>> all;
            for (std::int64_t j = 0; j < rows; ++j) {
                double sum = 0.0;
                for (std::int64_t d = 0; d < columns; ++d)
                    sum += std::pow(static_cast<double>(values[static_cast<std::size_t>(i * columns + d)]) -
                                        static_cast<double>(values[static_cast<std::size_t>(j * columns + d)]),
                                    2);
                if (i != j) all.emplace_back(std::sqrt(sum), static_cast<std::int32_t>(j));
            }
            std::sort(all.begin(), all.end());
            for (int j = 1; j < 8; ++j) {
                QCOMPARE(result->indices[static_cast<std::size_t>(8 * i + j)], all[static_cast<std::size_t>(j - 1)].second);
                QVERIFY(std::abs(result->distances[static_cast<std::size_t>(8 * i + j)] -
                                 all[static_cast<std::size_t>(j - 1)].first) < 1e-9);
            }
        }
    }

    void doesNotDependOnThreads_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("exact") << static_cast<int>(NeighborMethod::Exact);
        QTest::newRow("hnsw") << static_cast<int>(NeighborMethod::Hnsw);
    }
    void doesNotDependOnThreads()
    {
        QFETCH(int, method);
        const auto values = randomPoints(1000, 20);
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        const auto a = analysis::nearestNeighbors({values.data(), 1000, 20}, 15, static_cast<NeighborMethod>(method), one);
        const auto b = analysis::nearestNeighbors({values.data(), 1000, 20}, 15, static_cast<NeighborMethod>(method), four);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->indices, b->indices);
        QCOMPARE(a->distances, b->distances);
    }

    // All cells the same: every distance is 0, and every neighbor is fully connected.
    void survivesIdenticalCells()
    {
        const std::vector<float> values(40 * 3, 1.0f);
        JobContext context;
        for (const auto method : {NeighborMethod::Exact, NeighborMethod::Hnsw}) {
            const auto result = analysis::nearestNeighbors({values.data(), 40, 3}, 5, method, context);
            VERIFY_OK(result);
            const auto graph = analysis::fuzzyGraph(*result, 1);
            for (const double weight : graph.values.toDouble()) QVERIFY(weight == 1.0);
        }
    }

    void storesDistancesWithoutTheCellItself()
    {
        const std::vector<float> values{0, 1, 3, 7};
        JobContext context;
        const auto result = analysis::nearestNeighbors({values.data(), 4, 1}, 3, NeighborMethod::Exact, context);
        VERIFY_OK(result);
        const auto graph = analysis::distanceGraph(*result);
        QCOMPARE(graph.indices, (std::vector<std::int32_t>{1, 2, 0, 2, 0, 1, 1, 2}));
        QCOMPARE(graph.values.toDouble(), (std::vector<double>{1, 3, 1, 2, 3, 2, 6, 4}));
    }

    void refusesValuesThatAreNotNumbers()
    {
        std::vector<float> values(30, 1.0f);
        values[17] = std::nanf("");
        JobContext context;
        const auto result = analysis::nearestNeighbors({values.data(), 10, 3}, 5, NeighborMethod::Exact, context);
        QVERIFY(!result.ok());
        QCOMPARE(QString::fromStdString(result.error().errorClass), QString("non_finite"));
        QVERIFY(result.error().message.find("cell 5") != std::string::npos);
    }

    void stopsWhenCancelled()
    {
        const auto values = randomPoints(500, 5);
        JobContext context;
        context.cancel();
        for (const auto method : {NeighborMethod::Exact, NeighborMethod::Hnsw}) {
            const auto result = analysis::nearestNeighbors({values.data(), 500, 5}, 15, method, context);
            QVERIFY(!result.ok() && result.error().kind == ErrorKind::Cancelled);
        }
    }
};

QTEST_GUILESS_MAIN(TestNeighbors)
#include "tst_neighbors.moc"
