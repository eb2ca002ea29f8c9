#include "core/analysis/leiden.h"
#include "tests/support/analysis_cases.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <thread>

using namespace lexicell;
using namespace lexicell::test;
using analysis::LeidenQuality;

// Hubert and Arabie's adjusted Rand index.
template <class A, class B> static double adjustedRand(const std::vector<A> &a, const std::vector<B> &b)
{
    std::map<std::pair<std::int64_t, std::int64_t>, double> cells;
    std::map<std::int64_t, double> rows, columns;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ++cells[{a[i], b[i]}];
        ++rows[a[i]];
        ++columns[b[i]];
    }
    const auto pairs = [](const auto &counts) {
        double sum = 0.0;
        for (const auto &[key, n] : counts) sum += n * (n - 1.0) / 2.0;
        return sum;
    };
    const double n = static_cast<double>(a.size()), all = n * (n - 1.0) / 2.0;
    const double expected = pairs(rows) * pairs(columns) / all, most = (pairs(rows) + pairs(columns)) / 2.0;
    return (pairs(cells) - expected) / (most - expected);
}

// A ring of cliques of five, joined by weak edges.
static data::SparseMatrix cliques(int count)
{
    data::SparseMatrix graph;
    graph.rows = graph.columns = 5 * count;
    graph.indptr.push_back(0);
    std::vector<float> weights;
    for (int i = 0; i < 5 * count; ++i) {
        for (int j = 0; j < 5 * count; ++j) {
            const bool same = i / 5 == j / 5 && i != j, bridge = std::abs(i - j) == 1 && i / 5 != j / 5;
            if (!same && !bridge) continue;
            graph.indices.push_back(j);
            weights.push_back(same ? 1.0f : 0.1f);
        }
        graph.indptr.push_back(static_cast<std::int64_t>(weights.size()));
    }
    graph.values = data::Array::of(weights);
    return graph;
}

class TestLeiden : public QObject {
    Q_OBJECT

    // One row for every resolution stored under leiden/<prefix>*.
    static void addRows(const std::string &prefix)
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<double>("resolution");
        const auto cases = analysisCases("leiden");
        if (cases.empty()) QSKIP("no analysis fixtures: set LEXICELL_FIXTURES");
        for (std::size_t i = 0; i < cases.size(); ++i)
            for (const auto &name : cases[i].expected->children(cases[i].group + "/leiden"))
                if (name.starts_with(prefix))
                    QTest::newRow((cases[i].name + " " + name).c_str())
                        << static_cast<int>(i) << QString::fromStdString("leiden/" + name)
                        << std::stod(name.substr(prefix.size()));
    }

  private slots:
    void modularity_data() { addRows("modularity_"); }
    void modularity()
    {
        QFETCH(QString, folder);
        QFETCH(double, resolution);
        LEXICELL_FETCH_ANALYSIS_CASE(which, "leiden");
        const std::string name = folder.toStdString();
        const auto graph = storedGraph(which);
        const auto table = which.doubles(name + "/table");
        const auto width = static_cast<std::size_t>(which.shape(name + "/table")[1]);
        double quality = 1e300, fewest = 1e300, most = 0.0, agreement = 1.0;
        for (std::size_t row = 0; row < table.size(); row += width) {
            fewest = std::min(fewest, table[row + 1]);
            most = std::max(most, table[row + 1]);
            quality = std::min(quality, table[row + 2]);
        }
        for (const double ari : which.doubles(name + "/ari_between_seeds")) agreement = std::min(agreement, ari);
        const auto labels = which.ints(name + "/labels");
        const std::vector<std::int32_t> first(labels.begin(), labels.begin() + graph.rows);
        QVERIFY(std::abs(analysis::communityQuality(graph, first, LeidenQuality::Modularity, resolution) - table[2]) < 1e-5);

        JobContext context;
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            const auto result = analysis::leidenCommunities(graph, {LeidenQuality::Modularity, resolution, -1, seed}, context);
            VERIFY_OK(result);
            const std::string text = "Q " + std::to_string(result->quality) + ", " + std::to_string(result->count) +
                                     " clusters, ARI " + std::to_string(adjustedRand(result->labels, first));
            QVERIFY2(result->quality >= quality - 0.002, text.c_str());
            QVERIFY2(result->count >= fewest - 2 && result->count <= most + 2, text.c_str());
            QVERIFY2(adjustedRand(result->labels, first) >= agreement - 0.1, text.c_str());
        }
    }

    void constantPotts_data() { addRows("cpm_"); }
    void constantPotts()
    {
        QFETCH(QString, folder);
        QFETCH(double, resolution);
        LEXICELL_FETCH_ANALYSIS_CASE(which, "leiden");
        const auto table = which.doubles(folder.toStdString() + "/table");
        const auto width = static_cast<std::size_t>(which.shape(folder.toStdString() + "/table")[1]);
        double smallest = 1e300;
        for (std::size_t row = 0; row < table.size(); row += width) smallest = std::min(smallest, table[row + 2]);
        JobContext context;
        const auto result = analysis::leidenCommunities(storedGraph(which), {LeidenQuality::Cpm, resolution, -1, 0}, context);
        VERIFY_OK(result);
        QVERIFY2(result->quality >= 0.998 * smallest,
                 (std::to_string(result->quality) + " of " + std::to_string(smallest)).c_str());
    }

    void findsCliques()
    {
        JobContext context;
        const auto result = analysis::leidenCommunities(cliques(6), {}, context);
        VERIFY_OK(result);
        QCOMPARE(result->count, 6);
        for (std::size_t i = 0; i < result->labels.size(); ++i) QCOMPARE(result->labels[i], static_cast<std::int32_t>(i / 5));
    }

    void numbersByFallingSize()
    {
        auto graph = cliques(3);
        graph.rows = graph.columns = 16;  // one cell without edges
        graph.indptr.push_back(graph.indptr.back());
        JobContext context;
        const auto result = analysis::leidenCommunities(graph, {}, context);
        VERIFY_OK(result);
        QCOMPARE(result->labels[15], -1);
        std::vector<int> sizes(static_cast<std::size_t>(result->count));
        for (const auto label : result->labels)
            if (label >= 0) ++sizes[static_cast<std::size_t>(label)];
        QVERIFY(std::is_sorted(sizes.rbegin(), sizes.rend()));
        QCOMPARE(std::accumulate(sizes.begin(), sizes.end(), 0), 15);
    }

    // igraph's random numbers are global: the seed must hold with other threads clustering at the same time.
    void isFixedByTheSeedAmongThreads()
    {
        const auto graph = cliques(40);
        const auto labels = [&](std::uint64_t seed) {
            JobContext context;
            return analysis::leidenCommunities(graph, {LeidenQuality::Modularity, 0.3, -1, seed}, context)->labels;
        };
        const auto alone = labels(1);
        std::vector<std::vector<std::int32_t>> together(4);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < together.size(); ++i) threads.emplace_back([&, i] { together[i] = labels(i % 2); });
        for (auto &thread : threads) thread.join();
        QCOMPARE(together[1], alone);
        QCOMPARE(together[3], alone);
        QCOMPARE(together[0], together[2]);
    }

    void stopsWhenCancelled()
    {
        JobContext context;
        context.cancel();
        const auto result = analysis::leidenCommunities(cliques(6), {}, context);
        QVERIFY(!result.ok() && result.error().kind == ErrorKind::Cancelled);
    }

    void refusesAGraphWithoutEdges()
    {
        data::SparseMatrix graph;
        graph.rows = graph.columns = 3;
        graph.indptr = {0, 0, 0, 0};
        JobContext context;
        const auto result = analysis::leidenCommunities(graph, {}, context);
        QVERIFY(!result.ok());
        QCOMPARE(QString::fromStdString(result.error().errorClass), QString("too_small"));
    }
};

QTEST_GUILESS_MAIN(TestLeiden)
#include "tst_leiden.moc"
