// Scores of an integration: cells that a line can hold, and scIB's values of the analysis fixtures.
#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using analysis::clusterAgreement;

class TestIntegrationScores : public QObject {
    Q_OBJECT

    // The embedding of a row of the table of metrics: the first 30 components before, Harmony's result after.
    static std::vector<float> embedding(const AnalysisCase &which, bool before, std::int64_t columns)
    {
        if (!before) return which.floats("integration/harmony_embedding");
        const auto all = which.floats("pca/centred/scores");
        const std::int64_t width = which.shape("pca/centred/scores")[1];
        std::vector<float> values;
        for (std::size_t begin = 0; begin < all.size(); begin += static_cast<std::size_t>(width))
            values.insert(values.end(), all.begin() + static_cast<std::ptrdiff_t>(begin),
                          all.begin() + static_cast<std::ptrdiff_t>(begin) + columns);
        return values;
    }

  private slots:
    void partitionsByHand()
    {
        const auto same = clusterAgreement({0, 0, 1, 1}, {1, 1, 0, 0});
        QCOMPARE(same.nmi, 1.0);
        QCOMPARE(same.ari, 1.0);
        // sklearn.metrics
        const auto some = clusterAgreement({0, 0, 0, 1, 1, 1}, {0, 0, 1, 1, 2, 2});
        QVERIFY(std::abs(some.nmi - 0.5158037429793889) < 1e-12);
        QVERIFY(std::abs(some.ari - 0.24242424242424243) < 1e-12);
        QCOMPARE(clusterAgreement({0, 0}, {0, 0}).nmi, 1.0);
        QVERIFY(clusterAgreement({0, 1, 0, 1}, {0, 0, 1, 1}).ari < 0.0);  // less than chance
    }

    // Label b has one batch, and c as many batches as cells: neither counts.
    void onlyMixedLabelsCount()
    {
        JobContext context;
        const auto mixing =
            analysis::batchMixing(data::rowsOf({0, 1, 10, 11, 20, 21, 30, 31}, 1), {"a", "a", "a", "a", "b", "b", "c", "c"},
                                  {"x", "x", "y", "y", "x", "x", "x", "y"}, context);
        VERIFY_OK(mixing);
        QCOMPARE(mixing->labels, std::vector<std::string>{"a"});
        const double width = ((1.0 - 1.0 / 10.5) * 2.0 + (1.0 - 1.0 / 9.5) * 2.0) / 4.0;
        QVERIFY(std::abs(mixing->mean - (1.0 - width)) < 1e-12);
        QVERIFY(std::isnan(mixing->ofCell[4]) && !std::isnan(mixing->ofCell[0]));
    }

    // Four cells of one label in two pairs, one other label in one part.
    void partsOfAGraph()
    {
        const analysis::NearestNeighbors neighbors{6, 2, {0, 1, 1, 0, 2, 3, 3, 2, 4, 5, 5, 4}, {}};
        QCOMPARE(analysis::graphConnectivity(neighbors, {"a", "a", "a", "a", "b", "b"}), 0.75);
    }

    void cancelled()
    {
        JobContext context;
        context.cancel();
        const auto mixing =
            analysis::batchMixing(data::rowsOf({0, 1, 2, 3}, 1), {"a", "a", "a", "a"}, {"x", "y", "x", "y"}, context);
        QCOMPARE(mixing.error().kind, ErrorKind::Cancelled);
    }

    void recorded_data() { LEXICELL_ADD_ANALYSIS_CASES("integration/metrics") }
    void recorded()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "integration/metrics");
        if (which.dataFile.empty()) QSKIP("the data file is absent: set LEXICELL_DATA");
        const auto names = which.expected->strings(which.group + "/integration/metric_names").values;
        const auto metrics = which.doubles("integration/metrics");
        const std::int64_t columns = which.shape("integration/harmony_embedding")[1];
        std::vector<std::string> labels, batches;
        std::vector<std::int32_t> codes;
        for (const auto code : which.ints("label_codes")) {
            codes.push_back(static_cast<std::int32_t>(code));
            labels.push_back(std::to_string(code));
        }
        for (const auto code : which.ints("integration/batch_codes")) batches.push_back(std::to_string(code));
        for (const bool before : {true, false}) {
            const auto metric = [&](const char *name) {
                const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
                return metrics[(before ? 0 : names.size()) + at];
            };
            const auto values = embedding(which, before, columns);
            const data::MatrixView cells = data::rowsOf(values, columns);
            JobContext context;
            const auto silhouette = analysis::meanSilhouette(cells, labels, context);
            VERIFY_OK(silhouette);
            QVERIFY(std::abs((*silhouette + 1.0) / 2.0 - metric("ASW_label")) < 1e-4);
            const auto mixing = analysis::batchMixing(cells, labels, batches, context);
            VERIFY_OK(mixing);
            QVERIFY(std::abs(mixing->mean - metric("ASW_batch")) < 1e-4);
            const std::string row = before ? "integration/before" : "integration/after";
            auto perLabel = which.doubles(row + "/asw_batch_per_label");
            VERIFY_SAME(difference(mixing->perLabel, perLabel, 0.0, 1e-6));
            const auto neighbors = analysis::nearestNeighbors(cells, 15, analysis::NeighborMethod::Exact, context);
            VERIFY_OK(neighbors);
            QVERIFY(std::abs(analysis::graphConnectivity(*neighbors, labels) - metric("graph_connectivity")) < 1e-4);
            std::vector<std::int32_t> clusters;
            for (const auto cluster : which.ints(row + "/best_clusters")) clusters.push_back(static_cast<std::int32_t>(cluster));
            const auto agreement = clusterAgreement(clusters, codes);
            QVERIFY(std::abs(agreement.nmi - metric("NMI")) < 1e-9 && std::abs(agreement.ari - metric("ARI")) < 1e-9);
            // Another Leiden reaches about the same best NMI.
            const auto best = analysis::bestClusters(analysis::fuzzyGraph(*neighbors, 0), codes, 0, context);
            VERIFY_OK(best);
            QVERIFY2(best->agreement.nmi > metric("NMI") - 0.02, std::to_string(best->agreement.nmi).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestIntegrationScores)
#include "tst_integration_scores.moc"
