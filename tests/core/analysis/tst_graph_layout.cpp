#include "core/analysis/graph_layout.h"
#include "core/base/random.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>

#include <cmath>
#include <limits>

using lexicell::Random;
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
    std::vector<double> layout(std::uint64_t seed) const { return graphLayout(nodes, from, to, weights, seed); }
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

    // What the network view draws at most.
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
