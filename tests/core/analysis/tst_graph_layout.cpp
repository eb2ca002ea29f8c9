#include "core/analysis/graph_layout.h"
#include "core/analysis/graph_rings.h"
#include "core/base/random.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>

using lexicell::Random;
using lexicell::analysis::circleLayout;
using lexicell::analysis::concentricLayout;
using lexicell::analysis::graphLayout;

namespace {

struct Network {
    std::int64_t nodes = 0;
    std::vector<std::int64_t> from = {}, to = {};
    std::vector<double> weights = {};

    void add(std::int64_t a, std::int64_t b, double weight)
    {
        from.push_back(a);
        to.push_back(b);
        weights.push_back(weight);
    }
    std::vector<double> layout(std::uint64_t seed, int dimensions = 2) const
    {
        return graphLayout(nodes, from, to, weights, seed, dimensions);
    }
};

// Two cliques of ten and one weak edge between them; a pair; a node on its own.
Network cliques()
{
    Network network{.nodes = 23};
    for (std::int64_t clique = 0; clique < 2; ++clique)
        for (std::int64_t a = 0; a < 10; ++a)
            for (std::int64_t b = 0; b < a; ++b) network.add(10 * clique + a, 10 * clique + b, 0.9);
    network.add(0, 10, 0.2);
    network.add(20, 21, 0.5);
    return network;
}

double distance(const std::vector<double> &positions, std::size_t a, std::size_t b)
{
    return std::hypot(positions[2 * a] - positions[2 * b], positions[2 * a + 1] - positions[2 * b + 1]);
}

// Of two of the nodes, in a layout with `axes` axes.
double apart(const std::vector<double> &positions, std::size_t axes, std::size_t a, std::size_t b)
{
    double sum = 0.0;
    for (std::size_t axis = 0; axis < axes; ++axis) sum += std::pow(positions[axes * a + axis] - positions[axes * b + axis], 2.0);
    return std::sqrt(sum);
}

double fromMiddle(const std::vector<double> &positions, std::size_t axes, std::size_t node)
{
    double sum = 0.0;
    for (std::size_t axis = 0; axis < axes; ++axis) sum += std::pow(positions[axes * node + axis], 2.0);
    return std::sqrt(sum);
}

std::vector<std::int64_t> inOrder(std::int64_t count)
{
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < count; ++i) order.push_back(i);
    return order;
}

}  // namespace

class TestGraphLayout : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sameInputSameLayout()
    {
        const Network network = cliques();
        const auto first = network.layout(1);
        QCOMPARE(first.size(), std::size_t{46});
        QCOMPARE(network.layout(1), first);
        QVERIFY(network.layout(2) != first);
    }

    void cliquesStayTogether()
    {
        const auto positions = cliques().layout(7);
        double within = 0.0, between = 0.0;
        for (std::size_t a = 0; a < 10; ++a)
            for (std::size_t b = 0; b < 10; ++b) {
                within = std::max(within, distance(positions, a, b));
                between += distance(positions, a, 10 + b) / 100.0;
            }
        QVERIFY2(between > within, qPrintable(QString("%1 within, %2 between").arg(within).arg(between)));
    }

    void nodesAreApart()
    {
        const auto positions = cliques().layout(3);
        for (std::size_t a = 0; a < 23; ++a)
            for (std::size_t b = 0; b < a; ++b) QVERIFY(distance(positions, a, b) > 1e-3);
    }

    void oddInput()
    {
        QVERIFY(graphLayout(0, {}, {}, {}, 1).empty());
        QCOMPARE(graphLayout(1, {}, {}, {}, 1), (std::vector<double>{0.0, 0.0}));
        Network network{.nodes = 4};
        network.add(0, 1, std::numeric_limits<double>::quiet_NaN());
        network.add(1, 2, -0.8);
        network.add(2, 2, 1.0);
        network.add(2, 3, 0.0);
        network.add(0, 1, std::numeric_limits<double>::infinity());
        for (const double value : network.layout(1)) QVERIFY(std::isfinite(value));
    }

    void cliquesStayTogetherInSpace()
    {
        const Network network = cliques();
        const auto positions = network.layout(7, 3);
        QCOMPARE(positions.size(), std::size_t{69});
        QCOMPARE(network.layout(7, 3), positions);
        double within = 0.0, between = 0.0, height = 0.0;
        for (std::size_t a = 0; a < 10; ++a) {
            height = std::max(height, std::abs(positions[3 * a + 2]));
            for (std::size_t b = 0; b < 10; ++b) {
                within = std::max(within, apart(positions, 3, a, b));
                between += apart(positions, 3, a, 10 + b) / 100.0;
            }
        }
        QVERIFY2(between > within, qPrintable(QString("%1 within, %2 between").arg(within).arg(between)));
        QVERIFY(height > 0.1);  // ten nodes of a clique do not fit in a plane
        double length = 0.0;
        for (std::size_t edge = 0; edge < 91; ++edge)
            length +=
                apart(positions, 3, static_cast<std::size_t>(network.from[edge]), static_cast<std::size_t>(network.to[edge]));
        QVERIFY(std::abs(length / 91.0 - 1.0) < 1e-6);
    }

    void neighborsOnACircleAreOneApart()
    {
        for (const int axes : {2, 3}) {
            std::vector<std::int64_t> order = inOrder(50);
            std::swap(order[3], order[40]);
            const auto positions = circleLayout(order, axes);
            QCOMPARE(positions.size(), static_cast<std::size_t>(50 * axes));
            const double radius = fromMiddle(positions, static_cast<std::size_t>(axes), 0);
            for (std::size_t node = 0; node < 50; ++node)
                QVERIFY(std::abs(fromMiddle(positions, static_cast<std::size_t>(axes), node) - radius) < 1e-9);
        }
        std::vector<std::int64_t> order = inOrder(50);
        std::swap(order[3], order[40]);
        const auto circle = circleLayout(order, 2);
        QVERIFY(std::abs(distance(circle, 2, 40) - 1.0) < 0.01);  // node 40 stands third
        QVERIFY(distance(circle, 2, 3) > 5.0);
        QVERIFY(circleLayout({}, 2).empty());
        QCOMPARE(circleLayout({0}, 2), (std::vector<double>{0.0, 0.0}));
    }

    void ringsGrowOutwards()
    {
        for (const int axes : {2, 3}) {
            const auto dimensions = static_cast<std::size_t>(axes);
            std::vector<std::int64_t> place(200);
            for (std::size_t node = 0; node < 200; ++node) place[node] = static_cast<std::int64_t>(node % 2);
            const auto positions = concentricLayout(inOrder(200), place, axes);
            QCOMPARE(fromMiddle(positions, dimensions, 0), 0.0);
            double before = 0.0, nearest = 1e9;
            std::size_t rings = 0;
            for (std::size_t node = 1; node < 200; ++node) {
                const double radius = fromMiddle(positions, dimensions, node);
                QVERIFY(radius > before - 1e-9);
                rings += radius > before + 1e-6 ? 1 : 0;
                before = radius;
                for (std::size_t other = 0; other < node; ++other)
                    nearest = std::min(nearest, apart(positions, dimensions, node, other));
            }
            QVERIFY(rings > 2);
            QVERIFY2(nearest > 0.5, qPrintable(QString::number(nearest)));
        }
        // The first ring has room for eight: the even ones stand together.
        const auto ring = concentricLayout(inOrder(9), {0, 1, 0, 1, 0, 1, 0, 1, 0}, 2);
        QVERIFY(distance(ring, 2, 4) < distance(ring, 2, 3));
    }

    // As many as the gene network of a sample has.
    void twoThousandEdgesTakeSeconds()
    {
        Network network{.nodes = 900};
        Random random(5, 0);
        for (int edge = 0; edge < 2000; ++edge)
            network.add(static_cast<std::int64_t>(random.below(900)), static_cast<std::int64_t>(random.below(900)),
                        0.2 + 0.8 * random.uniform());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(network.layout(1).size(), std::size_t{1800});
        qInfo("900 nodes, 2,000 edges: %lld ms", static_cast<long long>(timer.elapsed()));
    }
};

QTEST_GUILESS_MAIN(TestGraphLayout)
#include "tst_graph_layout.moc"
