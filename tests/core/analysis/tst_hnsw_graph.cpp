// The search graph: recall against exact search, sizes of its arrays, and refusal of links that lead nowhere.
#include "core/analysis/hnsw_graph.h"
#include "core/base/random.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <numeric>

using namespace lexicell;
using namespace lexicell::analysis;

namespace {

std::vector<float> randomPoints(std::int64_t rows, std::int64_t columns, std::uint64_t stream)
{
    Random random(3, stream);
    std::vector<float> values(static_cast<std::size_t>(rows * columns));
    for (float &value : values) value = static_cast<float>(random.normal());
    return values;
}

Result<HnswGraph> graphOf(const HnswArrays &arrays)
{
    return HnswGraph::of(arrays.levels.data(), static_cast<std::int64_t>(arrays.levels.size()), arrays.ground.data(),
                         arrays.upper.data(), static_cast<std::int64_t>(arrays.upper.size()) / hnswLinks);
}

std::vector<std::int32_t> exact(const data::MatrixView &points, const float *query, std::size_t count)
{
    std::vector<double> distances;
    for (std::int64_t row = 0; row < points.rows; ++row) {
        double sum = 0.0;
        for (std::int64_t i = 0; i < points.columns; ++i) {
            const double apart = static_cast<double>(points.row(row)[i]) - static_cast<double>(query[i]);
            sum += apart * apart;
        }
        distances.push_back(sum);
    }
    std::vector<std::int32_t> order(static_cast<std::size_t>(points.rows));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return distances[static_cast<std::size_t>(a)] < distances[static_cast<std::size_t>(b)];
    });
    order.resize(count);
    return order;
}

}  // namespace

class TestHnswGraph : public QObject {
    Q_OBJECT

  private slots:
    void recallOnRandomVectors()
    {
        constexpr std::int64_t rows = 3000, columns = 32, queries = 100;
        constexpr std::size_t wanted = 10;
        const auto values = randomPoints(rows, columns, 0), asked = randomPoints(queries, columns, 1);
        const data::MatrixView points = data::rowsOf(values, columns);
        JobContext context;
        const auto arrays = buildHnsw(points, context);
        VERIFY_OK(arrays);
        QCOMPARE(arrays->levels.size(), static_cast<std::size_t>(rows));
        QCOMPARE(arrays->ground.size(), static_cast<std::size_t>(rows * hnswGroundLinks));
        const auto graph = graphOf(*arrays);
        VERIFY_OK(graph);
        QVERIFY(graph->level(graph->entry()) > 0);
        HnswSearcher searcher(*graph, points);
        double found = 0.0;
        for (std::int64_t query = 0; query < queries; ++query) {
            const float *const own = asked.data() + query * columns;
            auto near = searcher.near(own, hnswSearchCandidates);
            QCOMPARE(near.size(), static_cast<std::size_t>(hnswSearchCandidates));
            near.resize(wanted);
            for (const std::int32_t point : exact(points, own, wanted))
                found += std::find(near.begin(), near.end(), point) == near.end() ? 0.0 : 1.0;
        }
        const double recall = found / static_cast<double>(queries) / static_cast<double>(wanted);
        QVERIFY2(recall >= 0.95, std::to_string(recall).c_str());
    }

    void aPointFindsItself()
    {
        const auto values = randomPoints(400, 8, 2);
        const data::MatrixView points = data::rowsOf(values, 8);
        JobContext context;
        const auto arrays = buildHnsw(points, context), again = buildHnsw(points, context);
        VERIFY_OK(arrays);
        VERIFY_OK(again);
        QVERIFY(arrays->ground == again->ground && arrays->upper == again->upper && arrays->levels == again->levels);
        const auto graph = graphOf(*arrays);
        VERIFY_OK(graph);
        HnswSearcher searcher(*graph, points);
        for (std::int32_t point = 0; point < 400; ++point) QCOMPARE(searcher.near(points.row(point), 20).front(), point);
    }

    void oneAndEqualPoints()
    {
        const std::vector<float> values(60, 1.0F);
        JobContext context;
        for (const std::int64_t rows : {1, 20}) {
            const data::MatrixView points{values.data(), rows, 3};
            const auto arrays = buildHnsw(points, context);
            VERIFY_OK(arrays);
            const auto graph = graphOf(*arrays);
            VERIFY_OK(graph);
            HnswSearcher searcher(*graph, points);
            QVERIFY(!searcher.near(values.data(), 5).empty());
        }
    }

    void refusesLinksThatLeadNowhere()
    {
        const auto values = randomPoints(300, 4, 4);
        JobContext context;
        const auto arrays = buildHnsw(data::rowsOf(values, 4), context);
        VERIFY_OK(arrays);
        const auto refused = [&](auto change) {
            HnswArrays changed = *arrays;
            change(changed);
            const auto graph = graphOf(changed);
            return !graph.ok() && graph.error().is(errors::corruptData);
        };
        QVERIFY(refused([](HnswArrays &own) { own.ground[5] = 300; }));
        QVERIFY(refused([](HnswArrays &own) { own.ground[5] = -2; }));
        QVERIFY(refused([](HnswArrays &own) { own.levels[0] += 1; }));
        QVERIFY(refused([](HnswArrays &own) { own.levels[0] = -1; }));
        QVERIFY(refused([](HnswArrays &own) { own.upper.resize(own.upper.size() - static_cast<std::size_t>(hnswLinks)); }));
        // A link of an upper level to a point that is not on it.
        const auto below = std::find(arrays->levels.begin(), arrays->levels.end(), 0) - arrays->levels.begin();
        QVERIFY(refused([&](HnswArrays &own) { own.upper[0] = static_cast<std::int32_t>(below); }));
    }

    void refusesNoPointsAndStops()
    {
        const std::vector<float> values{1.0F};
        JobContext context;
        QVERIFY(buildHnsw({values.data(), 0, 1}, context).error().is(errors::tooSmall));
        context.cancel();
        QCOMPARE(buildHnsw({values.data(), 1, 1}, context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestHnswGraph)
#include "tst_hnsw_graph.moc"
