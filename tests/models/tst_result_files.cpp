// Results as text: quoting, unknown numbers, columns in their order.
#include "models/tasks/result_files.h"

#include <QTest>

#include <limits>

using namespace lexicell::models::tasks;

class TestResultFiles : public QObject {
    Q_OBJECT

    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  private Q_SLOTS:
    void aGraph()
    {
        Graph graph;
        graph.nodeKind = "gene";
        graph.nodes = {"A", "B,\"C\"", "D"};
        graph.from = {0, 1};
        graph.to = {1, 2};
        graph.weight = {0.5, -0.125};
        graph.edgeColumns = {{"rank", std::vector<std::int64_t>{1, 3}}, {"coexpression", std::vector<double>{0.25, unknown}}};
        QCOMPARE(resultCsv(graph), std::string("gene_a,gene_b,weight,rank,coexpression\nA,\"B,\"\"C\"\"\",0.5,1,0.25\n"
                                               "\"B,\"\"C\"\"\",D,-0.125,3,\n"));
    }

    void aTable()
    {
        const Table table{{{"name", std::vector<std::string>{"x", "line\nbreak"}}, {"n", std::vector<std::int64_t>{1, 2}}}};
        QCOMPARE(resultCsv(table), std::string("name,n\nx,1\n\"line\nbreak\",2\n"));
        QCOMPARE(resultCsv(Table{}), std::string("\n"));
    }

    void aRanking()
    {
        Ranking ranking;
        ranking.itemKind = "gene";
        ranking.items = {"A", "B"};
        ranking.effectName = "toward";
        ranking.effect = {1.5, -0.5};
        ranking.standardError = {0.1, unknown};
        ranking.baselineName = "pca";
        ranking.baseline = {1.0, 0.0};
        QCOMPARE(resultCsv(ranking), std::string("gene,toward,standard_error,pca\nA,1.5,0.1,1.0\nB,-0.5,,0.0\n"));
    }

    void aHeatmap()
    {
        const Heatmap map{{"r"}, {"a", "b"}, {1.0, unknown}, "mean"};
        QCOMPARE(resultCsv(map), std::string("mean,a,b\nr,1.0,\n"));
    }

    void curves()
    {
        const Curves curves{"step", "loss", {{"train", {0.0, 1.0}, {2.0, 1.5}}, {"valid", {1.0}, {1.75}, true}}};
        QCOMPARE(resultCsv(curves), std::string("curve,step,loss\ntrain,0.0,2.0\ntrain,1.0,1.5\nvalid,1.0,1.75\n"));
    }

    void whatHasNoText() { QVERIFY(resultCsv(CheckpointFolder{"x"}).empty() && resultCsv(NewDataset{}).empty()); }
};

QTEST_APPLESS_MAIN(TestResultFiles)
#include "tst_result_files.moc"
