// What a person chooses of a network, where its nodes stand and how they look: without OpenGL.
#include "tests/ui/network_fixture.h"

#include "ui/views/network/network_figure.h"
#include "ui/views/network/network_labels.h"
#include "ui/views/network/network_places.h"
#include "ui/views/network/network_search.h"
#include "ui/views/network/network_vertices.h"
#include "ui/views/network/network_walk.h"
#include "ui/views/network/network_widget.h"

#include <QTest>

#include <set>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

namespace {

std::shared_ptr<const NetworkGraph> known(const QJsonObject &summary = knownSummary())
{
    return std::make_shared<const NetworkGraph>(networkGraph(knownNetwork(), summary));
}

std::vector<QVector3D> placesOf(const NetworkModel &model) { return layOut(layoutRequest(model, model.everything())).value(); }

}  // namespace

class TestNetworkModel : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void heaviestEdgesComeFirst()
    {
        tasks::Graph graph = std::get<tasks::Graph>(*knownNetwork());
        graph.weight = {0.1, -0.95, 0.7, unknown, 0.5, 0.4, 0.3, 0.2};
        graph.from.push_back(2);
        graph.to.push_back(2);  // to itself
        graph.weight.push_back(1.0);
        const NetworkGraph network = networkGraph(shared(graph), {}, 4);
        QCOMPARE(network.allEdges, std::size_t{8});
        QCOMPARE(network.weight, (std::vector<double>{-0.95, 0.7, 0.5, 0.4}));
        QVERIFY(network.negative);
        QCOMPARE(network.heaviest(), 0.95);
        QCOMPARE(network.edgesReaching(0.5), std::size_t{3});
        QCOMPARE(network.strength.back(), 0.0);
        QVERIFY(network.sources.empty());
    }

    void measuresAreThoseOfTheSummary()
    {
        const auto graph = known();
        QCOMPARE(graph->sources.size(), std::size_t{1});
        QCOMPARE(graph->sources[0].title, QString("co-expression"));
        QCOMPARE(graph->sourceOf, (std::vector<std::size_t>{0, 1, 0, 1, 0, 0, 0, 1}));
        // A comparison without its column, or without a number of shared edges, is none.
        QVERIFY(known({{"baseline", QJsonObject{{"source", "coexpression"}}}})->sources.empty());
        QVERIFY(known({{"compared", QJsonArray{QJsonObject{{"source", "pearson"}, {"shared", 2}}}}})->sources.empty());
    }

    void cutLeavesTheHeaviest()
    {
        NetworkModel model(known());
        QCOMPARE(model.visible().edges.size(), std::size_t{8});
        QCOMPARE(model.countText(), QString("8 edges · 3 shared with co-expression, 1.6 expected by chance"));
        model.setCut(0.55);
        QCOMPARE(model.visible().edges.size(), std::size_t{4});
        QCOMPARE(visibleNames(model), (QStringList{"A", "B", "C", "D", "HUB"}));
        QCOMPARE(model.countText(), QString("4 edges · 2 shared with co-expression, 0.8 expected by chance"));
        QCOMPARE(model.visible().nodes.front(), nodeNamed(model.graph(), "HUB"));
        QCOMPARE(model.visible().degree[0], 4);
        model.setCut(5);  // nothing is heavier than the heaviest
        QCOMPARE(model.visible().edges.size(), std::size_t{1});
        QVERIFY(model.countText().startsWith("1 edge ·"));
        QCOMPARE(NetworkModel(known({})).countText(), QString("8 edges"));
    }

    void measuresAreSwitched()
    {
        NetworkModel model(known());
        model.setSourceShown(0, false);
        QCOMPARE(visibleNames(model), (QStringList{"B", "D", "HUB", "X", "Y"}));
        QCOMPARE(model.visible().bySource, (std::vector<std::size_t>{5, 3}));
        model.setSourceShown(1, false);
        QVERIFY(model.visible().nodes.empty());
        QCOMPARE(model.everything().edges.size(), std::size_t{8});
        model.setSourceShown(0, true);
        QCOMPARE(model.visible().edges.size(), std::size_t{5});
    }

    void neighborhoodIsExpanded()
    {
        NetworkModel model(known());
        const NetworkGraph &graph = model.graph();
        model.showNeighborhood({nodeNamed(graph, "HUB")});
        QCOMPARE(visibleNames(model), (QStringList{"A", "B", "C", "D", "HUB"}));
        QCOMPARE(model.visible().edges.size(), std::size_t{5});
        const std::size_t d = nodeNamed(graph, "D");
        QCOMPARE(model.visible().more[d], 2);
        std::vector<std::size_t> come = model.expand(d);
        std::sort(come.begin(), come.end());
        QCOMPARE(come, (std::vector<std::size_t>{nodeNamed(graph, "E"), nodeNamed(graph, "F")}));
        QCOMPARE(model.visible().more[d], 0);
        QVERIFY(model.expand(d).empty());
        QCOMPARE(model.countText(), QString("7 edges"));  // what chance says holds for the whole network
        model.showAll();
        QCOMPARE(model.visible().nodes.size(), std::size_t{9});
        // Only edges that reach the cut lead to neighbors.
        model.setCut(0.75);
        model.showNeighborhood({nodeNamed(graph, "HUB")});
        QCOMPARE(visibleNames(model), (QStringList{"A", "B", "HUB"}));
    }

    void collapsedNeighborsAreHeldByOthers()
    {
        NetworkModel model(known());
        const std::size_t d = nodeNamed(model.graph(), "D"), hub = nodeNamed(model.graph(), "HUB");
        model.collapse(d);
        QCOMPARE(visibleNames(model), (QStringList{"A", "B", "C", "D", "HUB", "X", "Y"}));
        QCOMPARE(model.visible().more[d], 2);
        model.collapse(hub);  // A and B hold each other
        QCOMPARE(visibleNames(model), (QStringList{"A", "B", "D", "HUB", "X", "Y"}));
        QVERIFY(model.isCollapsed(hub));
        QCOMPARE(model.expand(d).size(), std::size_t{2});
        QVERIFY(!model.isCollapsed(d));
    }

    void stateComesBack()
    {
        NetworkModel model(known());
        QVERIFY(model.state().isEmpty());
        model.shape = NetworkShape::Concentric;
        model.dimensions = 3;
        model.hulls = false;
        model.setCut(0.35);
        model.setSourceShown(0, false);
        model.showNeighborhood({nodeNamed(model.graph(), "HUB")});
        model.collapse(nodeNamed(model.graph(), "D"));
        model.pin(nodeNamed(model.graph(), "A"), {1, -2, 3});
        const QJsonObject state = model.state();
        NetworkModel again(known());
        again.restore(state);
        QCOMPARE(again.state(), state);
        QCOMPARE(visibleNames(again), visibleNames(model));
        QCOMPARE(again.pins().at(nodeNamed(model.graph(), "A")), QVector3D(1, -2, 3));
        // Of another network: what it lacks is skipped.
        QJsonObject other{
            {"layout", "spiral"}, {"neighborhood", QJsonArray{"NOPE"}}, {"pins", QJsonObject{{"NOPE", QJsonArray{1}}}}};
        again.restore(other);
        QVERIFY(again.isWhole() && again.pins().empty() && again.shape == NetworkShape::Force);
    }

    void namesAreFound()
    {
        NetworkModel model(known());
        NetworkMatches matches = findNodes(model, "hub, a;E\nNOPE lonely hub");
        QCOMPARE(matches.nodes, (std::vector<std::size_t>{0, 1, 5}));
        QCOMPARE(matches.unknown, QStringList{"NOPE"});
        QCOMPARE(matches.unlinked, QStringList{"lonely"});
        QCOMPARE(missesText(matches), QString("3 of 5 found · no drawn edge: lonely · not in the network: NOPE"));
        QCOMPARE(missesText(findNodes(model, "NOPE")), QString("NOPE is not in the network"));
        QCOMPARE(missesText(findNodes(model, "LONELY")), QString("LONELY has no drawn edge"));
        QCOMPARE(findNodes(model, "ub").nodes, (std::vector<std::size_t>{0}));  // a part of a name, alone
        QCOMPARE(missesText(findNodes(model, "HUB A")), QString());
        model.setCut(0.55);
        QCOMPARE(missesText(findNodes(model, "E")), QString("E has no drawn edge"));
    }

    void layoutsPlaceAllNodes_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("dimensions");
        for (const int dimensions : {2, 3})
            for (const int shape : {0, 1, 2}) QTest::addRow("shape %d in %d", shape, dimensions) << shape << dimensions;
    }
    void layoutsPlaceAllNodes()
    {
        QFETCH(int, shape);
        QFETCH(int, dimensions);
        NetworkModel model(std::make_shared<const NetworkGraph>(networkGraph(shared(graph(40, 60)), {})));
        model.shape = static_cast<NetworkShape>(shape);
        model.dimensions = dimensions;
        const auto places = placesOf(model);
        QCOMPARE(placesOf(model), places);
        std::set<std::tuple<float, float, float>> different;
        bool deep = false;
        QVector3D sum;
        for (const std::size_t node : model.visible().nodes) {
            different.insert({places[node].x(), places[node].y(), places[node].z()});
            deep = deep || places[node].z() != 0;
            sum += places[node];
        }
        QCOMPARE(different.size(), model.visible().nodes.size());
        QCOMPARE(deep, dimensions == 3);
    }

    void pinnedNodesStay()
    {
        NetworkModel model(known());
        const auto before = placesOf(model);
        model.pin(4, before[4] + QVector3D(7, 3, 0));
        auto after = placesOf(model);
        QCOMPARE(after[4], before[4] + QVector3D(7, 3, 0));
        QCOMPARE(after[1], before[1]);  // the same drawing around it
        model.shape = NetworkShape::Circle;
        QCOMPARE(placesOf(model)[4], before[4] + QVector3D(7, 3, 0));
        model.unpin(4);
        model.shape = NetworkShape::Force;
        QCOMPARE(placesOf(model), before);
        // Newcomers stand near the node that holds them, each in a place of its own.
        after = before;
        placeBeside(after, 4, {5, 6}, {0, 1, 2, 3, 4});
        for (const std::size_t node : {std::size_t{5}, std::size_t{6}})
            QVERIFY((after[node] - after[4]).length() < 2 && (after[node] - after[4]).length() > 0.5F);
        QVERIFY(after[5] != after[6]);
    }

    void cameraTurnsAndComesBack()
    {
        NetworkCamera camera;
        camera.size = {800, 600};
        camera.fit({{-2, 0, 0}, {2, 1, 0}, {0, 0, 3}});
        QCOMPARE(camera.toWidget(camera.center), QPointF(400, 300));
        camera.turnBy({400, 300}, {520, 340});
        const QVector3D place(1, -1, 2);
        const QPointF seen = camera.toWidget(place);
        QVERIFY((camera.toPlace(seen, place) - place).length() < 1e-4F);
        camera.zoomAt(seen, 1.7);
        const QPointF still = camera.toWidget(place) - seen;
        QVERIFY(std::hypot(still.x(), still.y()) < 0.05);
        camera.panBy({30, -10});
        const QPointF moved = camera.toWidget(place) - seen - QPointF(30, -10);
        QVERIFY(std::hypot(moved.x(), moved.y()) < 0.05);
        // A turn moves what is in front to where the hand goes.
        NetworkCamera ball;
        ball.size = {400, 400};
        ball.scale = 100;
        ball.turnBy({200, 200}, {260, 200});
        QVERIFY(ball.toWidget({0, 0, 1}).x() > 225);
        QVERIFY(ball.toWidget({0, 0, -1}).x() < 175);
        QVERIFY(ball.depth({0, 0, 1}) > 0.5);
    }

    void arrowsLeadToNeighbors()
    {
        NetworkModel model(known());
        std::vector<QVector3D> places(10);
        places[1] = {3, 0, 0};   // A, to the right of HUB
        places[2] = {0, 3, 0};   // B, below
        places[3] = {-3, 0, 0};  // C
        places[4] = {0, -3, 0};  // D
        const NetworkCamera camera;
        QCOMPARE(neighborToward(model, places, camera, 0, {1, 0}), std::int64_t{1});
        QCOMPARE(neighborToward(model, places, camera, 0, {0, 1}), std::int64_t{2});
        QCOMPARE(neighborToward(model, places, camera, 0, {-1, 0}), std::int64_t{3});
        QCOMPARE(neighborToward(model, places, camera, 3, {-1, 0}), std::int64_t{-1});
        QCOMPARE(nextByDegree(model, -1, 1), std::int64_t{0});
        QCOMPARE(neighborsOf(model, 0).front().node, std::size_t{1});
        model.setCut(0.65);
        QCOMPARE(neighborsOf(model, 0).size(), std::size_t{3});
    }

    void hullsSurroundModules()
    {
        NetworkModel model(known());
        auto places = placesOf(model);
        NetworkCamera camera;
        camera.size = {800, 600};
        camera.fit(places);
        const auto hulls = moduleHulls(model, places, camera);
        QCOMPARE(hulls.size(), std::size_t{2});
        QCOMPARE(hulls[0].label, QString("Module 0 · 4 genes"));
        for (const std::size_t node : {0, 1, 2, 3})
            QVERIFY(hulls[0].outline.containsPoint(camera.toWidget(places[node]), Qt::WindingFill));
        for (qsizetype i = 0; i < hulls[0].outline.size(); ++i) {  // convex
            const auto at = [&](qsizetype k) { return hulls[0].outline[k % hulls[0].outline.size()]; };
            const QPointF a = at(i + 1) - at(i), b = at(i + 2) - at(i + 1);
            QVERIFY(a.x() * b.y() - a.y() * b.x() > 0);
        }
        auto named = std::make_shared<NetworkGraph>(model.graph());
        named->moduleTerms[0] = "Interferon signaling";
        model.setGraph(named);
        QCOMPARE(moduleHulls(model, places, camera)[0].label, QString("Interferon signaling"));
        model.shape = NetworkShape::Circle;
        QVERIFY(moduleHulls(model, places, camera).empty());
        model.shape = NetworkShape::Force;
        model.hulls = false;
        QVERIFY(moduleHulls(model, places, camera).empty());
    }

    void namesDoNotOverlap()
    {
        NetworkModel model(std::make_shared<const NetworkGraph>(networkGraph(shared(graph(400, 1500)), {})));
        Random random(2, 2);
        std::vector<QVector3D> places(model.graph().nodes());
        for (QVector3D &place : places)
            place = {static_cast<float>(10 * random.uniform()), static_cast<float>(10 * random.uniform()), 0};
        NetworkLabels labels(model.graph());
        for (const double zoom : {1.0, 0.3, 4.0}) {
            NetworkCamera camera;
            camera.size = {800, 600};
            camera.fit(places);
            camera.scale *= zoom;
            const auto texts = labels.texts(model, places, camera, {}, {}, -1, lightTheme());
            QVERIFY(texts.size() > 8);
            std::vector<QRectF> boxes;
            for (const FigureText &text : texts)
                boxes.emplace_back(text.at.x(), text.at.y() - 6, textWidth(text.text, text.pixelSize, text.bold), 12);
            for (std::size_t a = 0; a < boxes.size(); ++a)
                for (std::size_t b = 0; b < a; ++b) QVERIFY(!boxes[a].intersects(boxes[b]));
        }
    }

    // On Qt's offscreen platform, where these tests run, there is no OpenGL: the figure is painted, and everything works.
    void paintedWithoutOpenGl()
    {
        auto model = std::make_shared<NetworkModel>(known());
        NetworkWidget widget(model, nullptr);
        QVERIFY(!widget.drawnByOpenGl());
        widget.resize(700, 500);
        widget.show();
        widget.setPlaces(placesOf(*model));
        widget.zoomToFit();
        widget.settle();
        const QImage picture = widget.grab().toImage();
        for (const std::size_t node : {std::size_t{0}, std::size_t{5}}) {
            const QPoint at = widget.positionOf(node).toPoint();
            QCOMPARE(picture.pixelColor(at).rgb(), moduleColor(model->graph(), model->graph().module[node]).rgb());
            QCOMPARE(widget.nodeAt(at), static_cast<std::int64_t>(node));
        }
    }

    void lookFollowsSelectionAndMeasures()
    {
        NetworkModel model(known());
        const ThemeColors &theme = lightTheme();
        const NetworkLook quiet = networkLook(model, theme, -1);
        QVERIFY(quiet.around.empty());
        QCOMPARE(quiet.edges.size(), std::size_t{8});
        QCOMPARE(quiet.edges.back().edge, std::size_t{0});  // the heaviest over all others
        std::set<QRgb> colors;
        for (const EdgeLook &edge : quiet.edges) colors.insert(edge.color.rgb());
        QCOMPARE(colors.size(), std::size_t{2});
        model.select({4});
        model.pin(0, {});
        const NetworkLook look = networkLook(model, theme, -1);
        QCOMPARE(std::count(look.around.begin(), look.around.end(), true), std::ptrdiff_t{4});  // D, HUB, E, F
        QVERIFY(look.edges.back().color.alphaF() > look.edges.front().color.alphaF() * 2);
        QVERIFY(std::any_of(look.nodes.begin(), look.nodes.end(),
                            [](const NodeLook &node) { return node.node == 0 && node.pinned; }));
        // The arrays of the graphics card hold the same.
        const std::vector<QVector3D> places = placesOf(model);
        const NetworkCamera camera;
        const NetworkPicture picture{model, places, camera, look, {}};
        QCOMPARE(edgeVertices(picture).size(), std::size_t{6 * 8});
        const auto nodes = nodeVertices(picture);
        QCOMPARE(nodes.size(), std::size_t{9});
        QCOMPARE(std::count_if(nodes.begin(), nodes.end(), [](const NodeVertex &node) { return node.ring.alpha > 0; }),
                 std::ptrdiff_t{1});
    }
};

QTEST_MAIN(TestNetworkModel)
#include "tst_network_model.moc"
