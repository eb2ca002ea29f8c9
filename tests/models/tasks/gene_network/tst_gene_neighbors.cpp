// Like genes: upstream's numbers through the gene vectors of scGPT, and against a plain search in double.
#include "models/tasks/gene_network/gene_neighbors.h"
#include "core/base/random.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"
#include "models/families/open_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;
using test::Hdf5File;

namespace {

std::vector<float> noise(std::int64_t genes, std::int64_t width, std::uint64_t seed)
{
    Random random(seed, 0);
    std::vector<float> values(static_cast<std::size_t>(genes * width));
    for (float &value : values) value = static_cast<float>(random.normal());
    return values;
}

// All of `within`, best first, by the definition.
std::vector<GeneNeighbor> plainSearch(const std::vector<float> &vectors, std::int64_t width, std::int64_t gene)
{
    const auto cosine = [&](std::int64_t a, std::int64_t b) {
        double product = 0.0, x = 0.0, y = 0.0;
        for (std::int64_t i = 0; i < width; ++i) {
            const auto left = static_cast<double>(vectors[static_cast<std::size_t>(a * width + i)]);
            const auto right = static_cast<double>(vectors[static_cast<std::size_t>(b * width + i)]);
            product += left * right;
            x += left * left;
            y += right * right;
        }
        return product / std::sqrt(x * y);
    };
    std::vector<GeneNeighbor> all;
    for (std::int64_t other = 0; other < static_cast<std::int64_t>(vectors.size()) / width; ++other)
        all.push_back({other, cosine(gene, other)});
    std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.similarity > b.similarity; });
    return all;
}

std::vector<std::int64_t> rows(const std::vector<GeneNeighbor> &neighbors)
{
    std::vector<std::int64_t> list;
    for (const auto &neighbor : neighbors) list.push_back(neighbor.row);
    return list;
}

using Rows = std::vector<std::int64_t>;

}  // namespace

class TestGeneNeighbors : public QObject {
    Q_OBJECT

    // network/edges_T for every threshold T that the file has.
    static void checkEdges(const Hdf5File &expected, const GeneVectorTable &table)
    {
        const std::string prefix = "edges_";
        int thresholds = 0;
        for (const std::string &name : expected.children("network")) {
            if (!name.starts_with(prefix)) continue;
            ++thresholds;
            JobContext context;
            const auto edges = edgesAbove(table, std::stod(name.substr(prefix.size())), context);
            VERIFY_OK(edges);
            const auto wanted = expected.ints("network/" + name);
            std::vector<std::pair<std::int64_t, std::int64_t>> pairs, wantedPairs;
            for (const auto &edge : *edges) pairs.emplace_back(edge.a, edge.b);
            for (std::int64_t i = 0; i < wanted.rows(); ++i) wantedPairs.emplace_back(wanted.at(i, 0), wanted.at(i, 1));
            std::sort(wantedPairs.begin(), wantedPairs.end());
            QCOMPARE(pairs, wantedPairs);
        }
        QVERIFY(thresholds > 0);
    }

  private slots:
    void asUpstream_data()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, "expected.h5", {"grn"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }
    void asUpstream()
    {
        QFETCH(QString, folder);
        const std::filesystem::path path = folder.toStdString();
        JobContext context;
        const auto model = openModel(path, {test::device(), "fp32", 0}, context);
        if (!model.ok() && model.error().errorClass == "missing_libtorch") QSKIP("built without LibTorch");
        VERIFY_OK(model);
        const Hdf5File expected(path / "expected.h5");
        const auto names = expected.strings("network/genes").values;
        const auto &vocabulary = model->tokenizer->vocabulary();
        std::vector<std::int64_t> ids;
        for (const auto &name : names) ids.push_back(std::find(vocabulary.begin(), vocabulary.end(), name) - vocabulary.begin());
        const auto table = geneVectorTable(*model, ids, context);
        VERIFY_OK(table);

        const auto cosine = expected.doubles("network/cosine_f64");
        for (std::int64_t a = 0; a < cosine.rows(); ++a)
            for (std::int64_t b = 0; b < cosine.columns(); ++b) QVERIFY(std::abs(table->cosine(a, b) - cosine.at(a, b)) <= 1e-5);
        const auto neighbors = expected.strings("network/neighbours");
        const auto similarities = expected.doubles("network/neighbour_similarity");
        for (std::int64_t gene = 0; gene < neighbors.rows(); ++gene) {
            const auto found = nearestGenes(*table, gene, neighbors.columns(), 0);
            QCOMPARE(static_cast<std::int64_t>(found.size()), neighbors.columns());
            for (std::int64_t i = 0; i < neighbors.columns(); ++i) {
                const auto &neighbor = found[static_cast<std::size_t>(i)];
                QCOMPARE(names[static_cast<std::size_t>(neighbor.row)], neighbors.at(gene, i));
                QVERIFY(std::abs(neighbor.similarity - similarities.at(gene, i)) <= 1e-5);
            }
        }
        const auto subset = expected.strings("network/subset_genes").values;
        std::vector<std::int64_t> within;  // where these genes stand in the list, ascending
        for (const auto &gene : subset) within.push_back(std::find(names.begin(), names.end(), gene) - names.begin());
        std::sort(within.begin(), within.end());
        const auto found = nearestGenes(*table, 0, static_cast<std::int64_t>(subset.size()), 0, &within);
        for (std::size_t i = 0; i < subset.size(); ++i) {
            QCOMPARE(names[static_cast<std::size_t>(found[i].row)], subset[i]);
            QVERIFY(std::abs(found[i].similarity - expected.doubles("network/subset_similarity").values[i]) <= 1e-5);
        }
        checkEdges(expected, *table);
    }

    // Sizes around the blocks and vector lengths of the implementation.
    void asAPlainSearch_data()
    {
        QTest::addColumn<int>("genes");
        QTest::addColumn<int>("width");
        for (const auto &[genes, width] :
             {std::pair{1, 3}, std::pair{2, 8}, std::pair{67, 1}, std::pair{130, 20}, std::pair{201, 37}})
            QTest::addRow("%d x %d", genes, width) << genes << width;
    }
    void asAPlainSearch()
    {
        QFETCH(int, genes);
        QFETCH(int, width);
        const std::vector<float> vectors = noise(genes, width, 7);
        JobContext context;
        context.threads = 2;
        const GeneVectorTable table(vectors, width, 2);
        const auto graph = neighborGraph(table, 9, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->k, std::min<std::int64_t>(9, genes - 1));
        for (std::int64_t gene = 0; gene < genes; ++gene) {
            const auto plain = plainSearch(vectors, width, gene);
            const auto found = nearestGenes(table, gene, 10, 2);
            QCOMPARE(static_cast<int>(found.size()), std::min(10, genes));
            QCOMPARE(found.front().row, gene);
            QCOMPARE(found.front().similarity, 1.0);
            for (std::size_t i = 0; i < found.size(); ++i) QVERIFY(std::abs(found[i].similarity - plain[i].similarity) < 1e-6);
            if (width > 1)
                QCOMPARE(rows(found), rows({plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(found.size())}));
            for (std::int64_t i = 0; i < graph->k; ++i)
                QCOMPARE(graph->neighbors[static_cast<std::size_t>(gene * graph->k + i)].row,
                         found[static_cast<std::size_t>(i + 1)].row);
        }
    }

    void tiesByRow()
    {
        // rows 1, 3 and 4 are the same direction, 2 is the opposite, 5 is nothing
        const GeneVectorTable table({0, 1, 1, 0, -1, 0, 3, 0, 2, 0, 0, 0}, 2, 1);
        QCOMPARE(rows(nearestGenes(table, 3, 6, 1)), (Rows{3, 1, 4, 0, 5, 2}));
        const Rows within{4, 0, 1};
        QCOMPARE(rows(nearestGenes(table, 3, 2, 1, &within)), (Rows{1, 4}));
        QCOMPARE(rows(nearestGenes(table, 3, 0, 1)), Rows());
        JobContext context;
        const auto graph = neighborGraph(table, 2, context);
        VERIFY_OK(graph);
        QCOMPARE(rows(graph->neighbors), (Rows{1, 2, 3, 4, 0, 5, 1, 4, 1, 3, 0, 1}));
    }

    void edges()
    {
        const std::vector<float> vectors = noise(150, 6, 3);
        const GeneVectorTable table(vectors, 6, 0);
        JobContext context;
        const auto edges = edgesAbove(table, 0.5, context);
        VERIFY_OK(edges);
        std::size_t next = 0;
        for (std::int64_t a = 0; a < 150; ++a)
            for (std::int64_t b = a; b < 150; ++b)
                if (table.cosine(a, b) >= 0.5) {
                    QVERIFY(next < edges->size());
                    QCOMPARE((*edges)[next].a, a);
                    QCOMPARE((*edges)[next++].b, b);
                }
        QCOMPARE(next, edges->size());
        QVERIFY(next > 150);
    }

    void meanOfAllPairs()
    {
        const GeneVectorTable table(noise(40, 5, 11), 5, 1);
        double sum = 0.0;
        for (std::int64_t a = 0; a < 40; ++a)
            for (std::int64_t b = 0; b < 40; ++b) sum += a == b ? 0.0 : table.cosine(a, b);
        QVERIFY(std::abs(table.meanCosine() - sum / (40.0 * 39.0)) < 1e-6);
    }

    void threadsChangeNothing()
    {
        const std::vector<float> vectors = noise(300, 24, 5);
        JobContext one, three;
        one.threads = 1;
        three.threads = 3;
        const auto a = neighborGraph(GeneVectorTable(vectors, 24, 1), 5, one);
        const auto b = neighborGraph(GeneVectorTable(vectors, 24, 3), 5, three);
        QCOMPARE(rows(a->neighbors), rows(b->neighbors));
    }

    // The search in blocks finds what the search of one gene at a time finds, which compares every product of a gene: the same
    // rows and the same bits. Equal vectors, vectors that differ in the last place, zeros; widths beyond one block.
    void blocksAsOneByOne_data()
    {
        QTest::addColumn<int>("genes");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("equal");
        QTest::addColumn<int>("k");
        QTest::newRow("around the sizes of blocks") << 401 << 37 << 0 << 9;
        QTest::newRow("wide") << 130 << 700 << 10 << 20;
        QTest::newRow("more equals than neighbors") << 330 << 12 << 60 << 5;
        QTest::newRow("too many equals for blocks") << 600 << 8 << 400 << 3;
        QTest::newRow("k beyond the genes") << 40 << 3 << 5 << 100;
    }
    void blocksAsOneByOne()
    {
        QFETCH(int, genes);
        QFETCH(int, width);
        QFETCH(int, equal);
        QFETCH(int, k);
        std::vector<float> vectors = noise(genes, width, 13);
        const auto row = [&](int gene) { return vectors.begin() + static_cast<std::ptrdiff_t>(gene) * width; };
        for (int gene = 1; gene <= equal; ++gene) std::copy_n(row(0), width, row(gene * (genes - 1) / (equal + 1)));
        std::fill_n(row(genes - 2), width, 0.0F);
        std::fill_n(row(7), width, 0.0F);
        for (int gene = 20; gene < 30; ++gene) {
            std::copy_n(row(15), width, row(gene));
            *row(gene) = std::nextafter(*row(15), gene % 2 ? 9.0F : -9.0F);
        }
        const GeneVectorTable table(vectors, width, 2);
        JobContext context;
        context.threads = 2;
        const auto graph = neighborGraph(table, k, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->k, std::min<std::int64_t>(k, genes - 1));
        for (std::int64_t gene = 0; gene < genes; ++gene) {
            const auto alone = neighborsOf(table, {gene}, k, context);
            VERIFY_OK(alone);
            for (std::int64_t i = 0; i < graph->k; ++i) {
                const GeneNeighbor &found = graph->neighbors[static_cast<std::size_t>(gene * graph->k + i)];
                QCOMPARE(found.row, alone->neighbors[static_cast<std::size_t>(i)].row);
                QVERIFY(found.similarity == alone->neighbors[static_cast<std::size_t>(i)].similarity);
                QVERIFY(found.similarity == table.cosine(gene, found.row));
            }
        }
        std::vector<std::int64_t> some;
        for (std::int64_t gene = genes - 1; gene >= 0; gene -= 1 + gene % 3) some.push_back(gene);
        const auto ofSome = neighborsOf(table, some, k, context);
        VERIFY_OK(ofSome);
        for (std::size_t place = 0; place < some.size(); ++place)
            for (std::int64_t i = 0; i < graph->k; ++i)
                QCOMPARE(ofSome->neighbors[place * static_cast<std::size_t>(graph->k) + static_cast<std::size_t>(i)].row,
                         graph->neighbors[static_cast<std::size_t>(some[place] * graph->k + i)].row);
    }

    // A broken checkpoint: a vector that is not finite is near no gene, and disturbs no other.
    void vectorsThatAreNotFinite()
    {
        std::vector<float> vectors = noise(60, 8, 17);
        vectors[8 * 5 + 3] = std::numeric_limits<float>::quiet_NaN();
        vectors[8 * 9] = std::numeric_limits<float>::infinity();
        const GeneVectorTable table(vectors, 8, 1);
        JobContext context;
        const auto graph = neighborGraph(table, 4, context);
        VERIFY_OK(graph);
        for (std::int64_t gene = 0; gene < 60; ++gene)
            for (std::int64_t i = 0; i < 4; ++i) {
                const GeneNeighbor &found = graph->neighbors[static_cast<std::size_t>(gene * 4 + i)];
                const bool broken = gene == 5 || gene == 9;
                QCOMPARE(found.similarity == 0.0, broken);
                QVERIFY(broken || (found.row != 5 && found.row != 9));
            }
    }

    void reportsAndCancels()
    {
        double last = -1.0;
        JobContext context([&](double fraction, const std::string &) { last = fraction; });
        const GeneVectorTable table(noise(200, 4, 1), 4, 0);
        QVERIFY(neighborGraph(table, 3, context).ok());
        QVERIFY(last > 0.0 && last < 1.0);
        context.cancel();
        QCOMPARE(neighborGraph(table, 3, context).error().kind, ErrorKind::Cancelled);
        QCOMPARE(edgesAbove(table, 0.5, context).error().kind, ErrorKind::Cancelled);
    }

    void aModelWithoutGeneVectors()
    {
        JobContext context;
        LoadedModel model;
        model.card.name = "labels only";
        const auto table = geneVectorTable(model, {1, 2}, context);
        QVERIFY(!table.ok());
        QCOMPARE(table.error().errorClass, std::string("unsupported"));
        QVERIFY(table.error().message.find("labels only") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestGeneNeighbors)
#include "tst_gene_neighbors.moc"
