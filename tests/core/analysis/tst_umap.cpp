#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/spectral_layout.h"
#include "core/analysis/umap.h"
#include "core/base/random.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/layout_quality.h"

#include <cmath>
#include <map>
#include <optional>
#include <regex>

using namespace lexicell;
using namespace lexicell::test;

class TestUmap : public QObject {
    Q_OBJECT

    // Two or three clouds far apart, so that no edge connects them.
    static std::vector<float> clouds(int count, int each)
    {
        Random random(8, 0);
        std::vector<float> values;
        for (int cloud = 0; cloud < count; ++cloud)
            for (int i = 0; i < each; ++i)
                for (int d = 0; d < 4; ++d) values.push_back(static_cast<float>(random.normal() + (d == cloud ? 60.0 : 0.0)));
        return values;
    }

    static data::SparseMatrix graphOf(const std::vector<float> &values, std::int64_t columns)
    {
        JobContext context;
        const data::MatrixView points{values.data(), static_cast<std::int64_t>(values.size()) / columns, columns};
        const auto neighbors = analysis::nearestNeighbors(points, 10, analysis::NeighborMethod::Exact, context);
        return analysis::fuzzyGraph(*neighbors, 1);
    }

    // min_dist and seed of umap_quality/embedding, from its note ("umap-learn, min_dist 0.5, seed 0").
    static std::optional<std::pair<double, double>> rowOfTheLayout(const AnalysisCase &which)
    {
        const std::string layout = which.group + "/umap_quality/embedding";
        if (!which.expected->hasAttribute(layout, "note")) return std::nullopt;
        const std::string note = which.expected->textAttribute(layout, "note");
        std::smatch found;
        if (!std::regex_search(note, found, std::regex("min_dist ([0-9.]+), seed ([0-9]+)"))) return std::nullopt;
        return std::pair(std::stod(found[1]), std::stod(found[2]));
    }

  private slots:
    void fitsTheCurve_data() { LEXICELL_ADD_ANALYSIS_CASES("umap_graph/ab_params"); }
    void fitsTheCurve()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "umap_graph/ab_params");
        const auto table = which.doubles("umap_graph/ab_params");
        std::vector<double> own, reference;
        for (std::size_t row = 0; row < table.size(); row += 4) {
            const auto curve = analysis::fitSimilarityCurve(table[row + 1], table[row]);
            own.insert(own.end(), {curve.a, curve.b});
            reference.insert(reference.end(), {table[row + 2], table[row + 3]});
        }
        VERIFY_SAME(difference(own, reference, 1e-3));
    }

    // Our measures of quality against the reference's, on the reference's own layout.
    void measuresQuality_data() { LEXICELL_ADD_ANALYSIS_CASES("umap_quality/embedding"); }
    void measuresQuality()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "umap_quality/embedding");
        const auto scores = which.floats("pca/centred/scores"), layout = which.floats("umap_quality/embedding");
        const auto shape = which.shape("pca/centred/scores");
        const auto k = static_cast<int>(which.shape("knn/indices")[1]) - 1;
        const auto quality =
            layoutQuality({scores.data(), shape[0], shape[1]}, {layout.data(), shape[0], 2}, which.ints("label_codes"), k);
        // Which row is that of the stored layout is said in words, if at all.
        const auto table = which.doubles("umap_quality/table");
        const auto stored = rowOfTheLayout(which);
        std::string differs = "the table has no row for the stored layout";
        for (std::size_t row = 0; row < table.size(); row += 6) {
            if (std::isnan(table[row]) || (stored && (table[row] != stored->first || table[row + 1] != stored->second))) continue;
            differs = difference(std::vector<double>{quality.trustworthiness, quality.preservation},
                                 std::vector<double>{table[row + 2], table[row + 3]}, 0, 2e-4);
            if (differs.empty())  // votes may tie
                differs = difference(std::vector<double>{quality.labelAccuracy}, std::vector<double>{table[row + 4]}, 0, 5e-3);
            if (differs.empty()) break;
        }
        QVERIFY2(differs.empty(), differs.c_str());
    }

    void reachesTheQuality_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<double>("minDist");
        const auto cases = analysisCases("umap_quality/table");
        if (cases.empty()) QSKIP("no analysis fixtures: set LEXICELL_FIXTURES");
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const auto table = cases[i].doubles("umap_quality/table");
            std::map<double, int> distances;
            for (std::size_t row = 0; row < table.size(); row += 6)
                if (!std::isnan(table[row])) ++distances[table[row]];
            for (const auto &[distance, rows] : distances)
                QTest::newRow((cases[i].name + ", min_dist " + std::to_string(distance)).c_str())
                    << static_cast<int>(i) << distance;
        }
    }
    void reachesTheQuality()
    {
        QFETCH(double, minDist);
        LEXICELL_FETCH_ANALYSIS_CASE(which, "umap_quality/table");
        const auto scores = which.floats("pca/centred/scores");
        const auto shape = which.shape("pca/centred/scores");
        const data::MatrixView space{scores.data(), shape[0], shape[1]};
        JobContext context;
        analysis::LayoutOptions options;
        options.minDist = minDist;
        const auto layout = analysis::umapLayout(storedGraph(which), &space, options, context);
        VERIFY_OK(layout);
        const auto k = static_cast<int>(which.shape("knn/indices")[1]) - 1;
        const auto quality = layoutQuality(space, {layout->values.data(), shape[0], 2}, which.ints("label_codes"), k);
        double trust = 0.0, kept = 0.0, rows = 0.0;
        const auto table = which.doubles("umap_quality/table");
        for (std::size_t row = 0; row < table.size(); row += 6)
            if (table[row] == minDist) {
                trust += table[row + 2];
                kept += table[row + 3];
                rows += 1.0;
            }
        const std::string text = "trustworthiness " + std::to_string(quality.trustworthiness) + " (reference " +
                                 std::to_string(trust / rows) + "), preservation " + std::to_string(quality.preservation) + " (" +
                                 std::to_string(kept / rows) + ")";
        qInfo("%s", text.c_str());
        QVERIFY2(quality.trustworthiness >= trust / rows - 0.01, text.c_str());
        QVERIFY2(quality.preservation >= kept / rows - 0.03, text.c_str());
    }

    // A third dimension keeps at least what two keep, and is as fixed by the seed; four are no map.
    void threeDimensions_data() { LEXICELL_ADD_ANALYSIS_CASES("umap_quality/table"); }
    void threeDimensions()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "umap_quality/table");
        const auto scores = which.floats("pca/centred/scores");
        const auto shape = which.shape("pca/centred/scores");
        const data::MatrixView space{scores.data(), shape[0], shape[1]};
        const auto k = static_cast<int>(which.shape("knn/indices")[1]) - 1;
        JobContext context;
        analysis::LayoutOptions options;
        const auto flat = analysis::umapLayout(storedGraph(which), &space, options, context);
        options.components = 3;
        const auto deep = analysis::umapLayout(storedGraph(which), &space, options, context);
        const auto again = analysis::umapLayout(storedGraph(which), &space, options, context);
        VERIFY_OK(flat);
        VERIFY_OK(deep);
        VERIFY_OK(again);
        QCOMPARE(deep->dimensions, std::int64_t{3});
        QCOMPARE(deep->values.size(), static_cast<std::size_t>(3 * shape[0]));
        QVERIFY(deep->values == again->values);
        const auto codes = which.ints("label_codes");
        const auto two = layoutQuality(space, {flat->values.data(), shape[0], 2}, codes, k);
        const auto three = layoutQuality(space, {deep->values.data(), shape[0], 3}, codes, k);
        QVERIFY2(three.trustworthiness > two.trustworthiness - 0.005,
                 qPrintable(QString("%1 and %2").arg(two.trustworthiness).arg(three.trustworthiness)));
        QVERIFY(three.preservation > two.preservation - 0.01);
        options.components = 4;
        QCOMPARE(analysis::umapLayout(storedGraph(which), &space, options, context).error().errorClass,
                 std::string("bad_option"));
    }

    void isFixedByTheSeedAlone()
    {
        const auto values = clouds(1, 200);
        const auto graph = graphOf(values, 4);
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        analysis::LayoutOptions options;
        options.epochs = 40;
        const auto a = analysis::umapLayout(graph, nullptr, options, one),
                   b = analysis::umapLayout(graph, nullptr, options, four);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->values, b->values);
        options.seed = 1;
        const auto c = analysis::umapLayout(graph, nullptr, options, one);
        VERIFY_OK(c);
        QVERIFY(a->values != c->values);
    }

    void keepsUnconnectedPartsApart_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
    }
    void keepsUnconnectedPartsApart()
    {
        QFETCH(int, count);
        const auto values = clouds(count, 60);
        const auto graph = graphOf(values, 4);
        QCOMPARE(static_cast<int>(analysis::connectedParts(graph).back()), count - 1);
        const data::MatrixView points{values.data(), count * 60, 4};
        JobContext context;
        const auto layout = analysis::umapLayout(graph, &points, {}, context);
        VERIFY_OK(layout);
        std::vector<std::int64_t> cloud;
        for (int i = 0; i < count * 60; ++i) cloud.push_back(i / 60);
        const auto quality = layoutQuality(points, {layout->values.data(), count * 60, 2}, cloud, 10);
        QVERIFY2(quality.labelAccuracy > 0.98, std::to_string(quality.labelAccuracy).c_str());
    }

    void leavesOutCellsWithoutEdges()
    {
        auto values = clouds(1, 50);
        auto graph = graphOf(values, 4);
        graph.rows = graph.columns = 51;  // a cell that no edge touches
        graph.indptr.push_back(graph.indptr.back());
        JobContext context;
        const auto layout = analysis::umapLayout(graph, nullptr, {}, context);
        VERIFY_OK(layout);
        QVERIFY(std::isnan(layout->row(50)[0]) && !layout->embedded[50]);
        for (std::int64_t cell = 0; cell < 50; ++cell)
            QVERIFY(std::isfinite(layout->row(cell)[0]) && layout->embedded[static_cast<std::size_t>(cell)]);
    }

    void layOutFewCells()
    {
        const std::vector<float> values{0, 0, 1, 0, 0, 1};
        JobContext context;
        const auto neighbors = analysis::nearestNeighbors({values.data(), 3, 2}, 2, analysis::NeighborMethod::Exact, context);
        VERIFY_OK(neighbors);
        const auto layout = analysis::umapLayout(analysis::fuzzyGraph(*neighbors, 1), nullptr, {}, context);
        VERIFY_OK(layout);
        for (const float value : layout->values) QVERIFY(std::isfinite(value));
    }

    void stopsWhenCancelled()
    {
        const auto graph = graphOf(clouds(1, 300), 4);
        JobContext *running = nullptr;
        JobContext context([&](double fraction, const std::string &) {
            if (fraction > 0.2) running->cancel();
        });
        running = &context;
        const auto layout = analysis::umapLayout(graph, nullptr, {}, context);
        QVERIFY(!layout.ok() && layout.error().kind == ErrorKind::Cancelled);
    }

    void refusesImpossibleOptions()
    {
        JobContext context;
        analysis::LayoutOptions options;
        options.minDist = 2.0;
        const auto layout = analysis::umapLayout(graphOf(clouds(1, 50), 4), nullptr, options, context);
        QVERIFY(!layout.ok());
        QCOMPARE(QString::fromStdString(layout.error().errorClass), QString("bad_option"));
    }
};

QTEST_GUILESS_MAIN(TestUmap)
#include "tst_umap.moc"
