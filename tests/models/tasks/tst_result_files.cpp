// Results as text: quoting, unknown numbers, columns in their order.
#include "models/tasks/result_files.h"

#include "models/tasks/graph_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

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

    void aGraphForOtherPrograms()
    {
        Graph graph;
        graph.nodeKind = "gene";
        graph.nodes = {"A<1>", "B&\"C\"", "D"};
        graph.from = {0};
        graph.to = {1};
        graph.weight = {0.5};
        graph.edgeColumns = {{"rank", std::vector<std::int64_t>{1}}, {"coexpression", std::vector<double>{unknown}}};
        graph.nodeColumns = {{"module", std::vector<std::int64_t>{0, 0, -1}}, {"kind", std::vector<std::string>{"x", "y\n", ""}}};
        for (const bool ml : {true, false}) {
            const std::string text = ml ? graphMl(graph) : gexf(graph);
            QXmlStreamReader xml(QByteArray::fromStdString(text));
            int nodes = 0, edges = 0, values = 0;
            QStringList names;
            while (!xml.atEnd()) {
                if (xml.readNext() != QXmlStreamReader::StartElement) continue;
                if (xml.name() == u"node") ++nodes;
                if (xml.name() == u"edge") ++edges;
                if (xml.name() == u"data" || xml.name() == u"attvalue") ++values;
                if (xml.name() == u"node" && !ml) names << xml.attributes().value("label").toString();
                if (xml.name() == u"data" && xml.attributes().value("key") == u"name0") names << xml.readElementText();
            }
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
            QCOMPARE(nodes, 3);
            QCOMPARE(edges, 1);
            // three modules, two kinds, one rank, no co-expression; GraphML's names and weight are data too
            QCOMPARE(values, ml ? 6 + 4 : 6);
            QCOMPARE(names, (QStringList{"A<1>", "B&\"C\"", "D"}));
        }
    }

    void aFileByItsEnding()
    {
        QTemporaryDir folder;
        const auto path = [&folder](const char *name) { return std::filesystem::path(folder.filePath(name).toStdString()); };
        Graph graph;
        graph.nodeKind = "gene";
        graph.nodes = {"A", "B"};
        graph.from = {0};
        graph.to = {1};
        graph.weight = {0.5};
        graph.nodeColumns = {{"module", std::vector<std::int64_t>{0, 1}}};
        const lexicell::ProvenanceStep record{"gene-network", {}, {}, {}};
        QVERIFY(writeResult(graph, record, path("net.csv"), false).ok());
        QFile nodes(folder.filePath("net.nodes.csv"));
        QVERIFY(nodes.open(QIODevice::ReadOnly));
        QCOMPARE(nodes.readAll(), QByteArray("gene,module\nA,0\nB,1\n"));
        QVERIFY(writeResult(graph, record, path("net.csv"), false).ok());  // its own files may be replaced
        QVERIFY(writeResult(graph, record, path("net.GraphML"), false).ok());
        QVERIFY(!QFile::exists(folder.filePath("net.nodes.GraphML")));
        QFile ml(folder.filePath("net.GraphML"));
        QVERIFY(ml.open(QIODevice::ReadOnly) && ml.readAll().contains("<graphml"));
        QCOMPARE(writeResult(Table{}, record, path("table.gexf"), false).error().errorClass, std::string("unsupported_format"));
        QFile other(folder.filePath("other.nodes.csv"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        QCOMPARE(writeResult(graph, record, path("other.csv"), false).error().errorClass, std::string("output_exists"));
        QVERIFY(!QFile::exists(folder.filePath("other.csv")) && !QFile::exists(folder.filePath("other.csv.json")));
        QVERIFY(writeResult(graph, record, path("other.csv"), true).ok());
    }

    // A place that cannot be written leaves no file of the result, and no old one changes.
    void allFilesOrNone()
    {
        QTemporaryDir folder;
        const auto path = [&folder](const char *name) { return std::filesystem::path(folder.filePath(name).toStdString()); };
        const auto entries = [&folder] {
            return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        };
        Graph graph;
        graph.nodeKind = "gene";
        graph.nodes = {"A", "B"};
        graph.from = {0};
        graph.to = {1};
        graph.weight = {0.5};
        graph.nodeColumns = {{"module", std::vector<std::int64_t>{0, 1}}};
        const lexicell::ProvenanceStep record{"gene-network", {}, {}, {}};
        std::filesystem::create_directory(path("taken.csv"));  // the table's own name
        QVERIFY(!writeResult(graph, record, path("taken.csv"), true, {{path("modules.csv"), "list\n"}}).ok());
        QCOMPARE(entries(), QStringList{"taken.csv"});
        QVERIFY(!writeResult(graph, record, path("net.csv"), false, {{path("taken.csv"), "list\n"}}).ok());  // a further file's
        QCOMPARE(entries(), QStringList{"taken.csv"});
        QCOMPARE(writeResult(graph, record, path("net.csv"), true, {{path("net.nodes.csv"), "list\n"}}).error().errorClass,
                 std::string("output_exists"));
        QCOMPARE(entries(), QStringList{"taken.csv"});
        QVERIFY(writeResult(graph, record, path("net.csv"), false, {{path("modules.csv"), "list\n"}}).ok());
        QCOMPARE(entries(), (QStringList{"modules.csv", "net.csv", "net.csv.json", "net.nodes.csv", "taken.csv"}));
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
