// The neighborhood of genes asked about, its baseline and its modules: what must hold for any vectors.
#include "core/base/random.h"
#include "models/tasks/gene_network/gene_network.h"
#include "models/tasks/gene_network/network_modules.h"
#include "tests/models/counting_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t geneCount = 60;

// Random vectors of six numbers by id; the last three ids are the special tokens.
class RandomVectors : public GeneVectors {
  public:
    std::int64_t width() const override { return 6; }
    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &) const override
    {
        std::vector<float> rows;
        for (const auto id : ids) {
            Random random(7, static_cast<std::uint64_t>(id));
            for (int i = 0; i < 6; ++i) rows.push_back(static_cast<float>(random.uniform() - 0.3));
        }
        return rows;
    }
};

LoadedModel modelOf(std::int64_t known = geneCount)
{
    LoadedModel model = CountingModel(numbered("GENE", known)).loaded;
    model.genes = std::make_shared<RandomVectors>();
    return model;
}

// Values that are no counts. `order`: the genes of the columns.
data::Dataset cellsOf(const std::vector<std::int64_t> &order)
{
    constexpr std::int64_t cells = 40;
    data::CsrBlock block;
    block.rows = cells;
    block.columns = static_cast<std::int64_t>(order.size());
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (std::size_t column = 0; column < order.size(); ++column) {
            Random random(static_cast<std::uint64_t>(order[column]), static_cast<std::uint64_t>(cell));
            block.indices.push_back(static_cast<std::int32_t>(column));
            block.values.push_back(static_cast<float>(random.uniform()) + 0.25F);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    std::vector<std::string> names;
    for (const auto gene : order) names.push_back("GENE" + std::to_string(gene));
    return datasetOf(std::move(block), std::move(names));
}

std::vector<std::int64_t> inOrder()
{
    std::vector<std::int64_t> order(geneCount);
    for (std::int64_t i = 0; i < geneCount; ++i) order[static_cast<std::size_t>(i)] = i;
    return order;
}

GeneNetworkOptions optionsOf(std::vector<std::string> asked, int k = 4)
{
    GeneNetworkOptions options;
    options.genes = std::move(asked);
    options.k = k;
    options.geneMatching = "exact";
    return options;
}

// Edges by the names of their genes, and the module of each gene.
std::map<std::pair<std::string, std::string>, std::pair<double, std::int64_t>> byName(const GeneNetwork &network)
{
    std::map<std::pair<std::string, std::string>, std::pair<double, std::int64_t>> edges;
    for (const NetworkEdge &edge : network.edges) {
        auto pair = std::minmax(network.genes[static_cast<std::size_t>(edge.a)], network.genes[static_cast<std::size_t>(edge.b)]);
        edges[{pair.first, pair.second}] = {edge.weight, edge.rank};
    }
    return edges;
}

std::map<std::string, int> modulesOf(const GeneNetwork &network)
{
    std::map<std::string, int> modules;
    for (std::size_t gene = 0; gene < network.genes.size(); ++gene) modules[network.genes[gene]] = network.modules[gene];
    return modules;
}

// Exchanges the places of the genes at random.
std::vector<NetworkEdge> exchanged(std::vector<NetworkEdge> edges, std::int64_t count, Random &random)
{
    std::vector<std::int64_t> place(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<std::int64_t>(i);
    for (std::size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
    for (NetworkEdge &edge : edges) {
        const auto a = place[static_cast<std::size_t>(edge.a)], b = place[static_cast<std::size_t>(edge.b)];
        edge.a = std::min(a, b);
        edge.b = std::max(a, b);
    }
    return edges;
}

}  // namespace

class TestGeneNeighborhood : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // The neighborhood holds the nearest genes of each, and the edges that the whole network has among them.
    void isAPartOfTheWholeNetwork()
    {
        const data::Dataset dataset = cellsOf(inOrder());
        const LoadedModel model = modelOf();
        JobContext context;
        const auto whole = geneNetwork(dataset, &model, optionsOf({}), context);
        const auto part = geneNetwork(dataset, &model, optionsOf({"GENE3", "GENE40"}), context);
        VERIFY_OK(whole);
        VERIFY_OK(part);
        const std::set<std::string> inside(part->genes.begin(), part->genes.end());
        QVERIFY(inside.count("GENE3") && inside.count("GENE40"));
        QVERIFY(part->genes.size() > 4 && part->genes.size() <= 10);
        auto expected = byName(*whole);
        std::erase_if(expected, [&inside](const auto &edge) {
            return !inside.count(edge.first.first) || !inside.count(edge.first.second);
        });
        QVERIFY(byName(*part) == expected);
        QCOMPARE(std::count(part->asked.begin(), part->asked.end(), 1), std::ptrdiff_t{2});
        QVERIFY(whole->asked.empty());
        QCOMPARE(part->usable.size(), std::size_t{geneCount});
    }

    void theSameForAnyOrderAndThreads()
    {
        const LoadedModel model = modelOf();
        std::vector<std::int64_t> reversed = inOrder();
        std::reverse(reversed.begin(), reversed.end());
        const data::Dataset dataset = cellsOf(inOrder()), turned = cellsOf(reversed);
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        const auto first = geneNetwork(dataset, &model, optionsOf({"GENE3", "GENE40", "GENE7"}), one);
        const auto second = geneNetwork(dataset, &model, optionsOf({"GENE7", "GENE3", "GENE40", "GENE3"}), four);
        const auto third = geneNetwork(turned, &model, optionsOf({"GENE40", "GENE7", "GENE3"}), four);
        for (const auto *network : {&first, &second, &third}) VERIFY_OK(*network);
        for (const auto *other : {&second, &third}) {
            QVERIFY(byName(*first) == byName(**other));
            QVERIFY(modulesOf(*first) == modulesOf(**other));
            QCOMPARE(first->baseline->shared, (*other)->baseline->shared);
            QCOMPARE(first->baseline->neighborsShared, (*other)->baseline->neighborsShared);
        }
        QCOMPARE(first->genes, second->genes);
        QCOMPARE(first->modules, second->modules);
    }

    void withinAList()
    {
        const data::Dataset dataset = cellsOf(inOrder());
        const LoadedModel model = modelOf();
        JobContext context;
        GeneNetworkOptions options = optionsOf({"GENE3"}, 2);
        options.within = {"GENE5", "GENE9", "GENE11", "NOBODY"};
        const auto network = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(network);
        QCOMPARE(network->usable, (std::vector<std::string>{"GENE3", "GENE5", "GENE9", "GENE11"}));
        QVERIFY(network->genes.size() <= 3);
        for (const std::string &gene : network->genes)
            QVERIFY(std::find(network->usable.begin(), network->usable.end(), gene) != network->usable.end());
        QVERIFY(warned(context, "unknown_genes"));
    }

    void genesThatCannotBeUsed()
    {
        const data::Dataset dataset = cellsOf(inOrder());
        const LoadedModel model = modelOf(30);
        JobContext context;
        const auto none = geneNetwork(dataset, &model, optionsOf({"NOBODY", "GENE45"}), context);
        QVERIFY(!none.ok());
        QCOMPARE(none.error().errorClass, std::string("unknown_gene"));
        QVERIFY(none.error().message.find("Not in the data set: NOBODY") != std::string::npos);
        QVERIFY(none.error().message.find("not known to the model: GENE45") != std::string::npos);
        GeneNetworkOptions options = optionsOf({"GENE3"});
        options.within = {"NOBODY"};
        QCOMPARE(geneNetwork(dataset, &model, options, context).error().errorClass, std::string("unknown_gene"));
        context.cancel();
        QCOMPARE(geneNetwork(dataset, &model, optionsOf({"GENE3"}), context).error().kind, ErrorKind::Cancelled);
    }

    // The number by chance is the mean of networks whose genes are exchanged at random.
    void chanceIsTheMeanOfExchangedNetworks()
    {
        const data::Dataset dataset = cellsOf(inOrder());
        const LoadedModel model = modelOf();
        JobContext context;
        const auto network = geneNetwork(dataset, &model, optionsOf({}), context);
        GeneNetworkOptions fromCells = optionsOf({});
        fromCells.source = "coexpression";
        const auto cells = geneNetwork(dataset, nullptr, fromCells, context);
        VERIFY_OK(network);
        VERIFY_OK(cells);
        Random random(11, 3);
        double sum = 0.0, squares = 0.0;
        constexpr int draws = 2000;
        for (int draw = 0; draw < draws; ++draw) {
            const auto shared = static_cast<double>(sharedEdges(network->edges, exchanged(cells->edges, geneCount, random)));
            sum += shared;
            squares += shared * shared;
        }
        const double mean = sum / draws, error = std::sqrt((squares / draws - mean * mean) / draws);
        const double expected = expectedShared(static_cast<std::int64_t>(network->edges.size()),
                                               static_cast<std::int64_t>(cells->edges.size()), geneCount);
        QVERIFY2(std::abs(mean - expected) < 4.0 * error,
                 qPrintable(QString("%1 by formula, %2 ± %3 by exchange").arg(expected).arg(mean).arg(error)));
        QVERIFY(std::abs(network->baseline->sharedByChance / static_cast<double>(network->baseline->edges) -
                         expected / static_cast<double>(cells->edges.size())) < 1e-12);
    }

    // Of n neighbors here and m by co-expression, among g other genes, chance shares n m / g.
    void neighborsByChance()
    {
        const data::Dataset dataset = cellsOf(inOrder());
        const LoadedModel model = modelOf();
        JobContext context;
        GeneNetworkOptions options = optionsOf({"GENE3", "GENE40"}, 5);
        options.cut = -1.0;
        const auto network = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(network);
        QCOMPARE(network->baseline->neighbors, std::int64_t{10});
        QVERIFY(std::abs(network->baseline->neighborsByChance - 2.0 * 25.0 / 59.0) < 1e-12);
        QVERIFY(network->baseline->neighborsShared <= 10);
    }

    void modulesAreWhatHangsTogether()
    {
        // two triangles, one weak edge between them, and a gene whose only edge is negative
        const std::vector<NetworkEdge> edges{{0, 1, 0.9, 1}, {1, 2, 0.9, 1}, {0, 2, 0.9, 1}, {3, 4, 0.8, 1},
                                             {4, 5, 0.8, 1}, {3, 5, 0.8, 1}, {2, 3, 0.1, 2}, {5, 6, -0.5, 3}};
        JobContext context;
        const auto modules = networkModules(edges, {"a", "b", "c", "d", "e", "f", "g"}, 1.0, 0, context);
        VERIFY_OK(modules);
        QCOMPARE(modules->count, 2);
        QCOMPARE(modules->labels, (std::vector<std::int32_t>{0, 0, 0, 1, 1, 1, -1}));
        const auto none = networkModules({}, {"a"}, 1.0, 0, context);
        VERIFY_OK(none);
        QCOMPARE(none->count, 0);
    }
};

QTEST_APPLESS_MAIN(TestGeneNeighborhood)
#include "tst_gene_neighborhood.moc"
