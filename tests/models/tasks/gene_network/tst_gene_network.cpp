// Networks of like genes and the co-expression they are held against, on data whose answer is known.
#include "models/tasks/gene_network/gene_network.h"
#include "core/base/random.h"
#include "models/tasks/gene_network/coexpression.h"
#include "tests/models/counting_model.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

// Genes 0 and 1 point one way, 2 and 3 another, 4 nowhere.
class FixedVectors : public GeneVectors {
  public:
    std::int64_t width() const override { return 2; }
    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &) const override
    {
        const float table[5][2] = {{1, 0}, {2, 0.1F}, {0, 1}, {-0.2F, 3}, {0, 0}};
        std::vector<float> rows;
        for (const auto id : ids) rows.insert(rows.end(), {table[id][0], table[id][1]});
        return rows;
    }
};

LoadedModel modelOf()
{
    LoadedModel model = CountingModel(numbered("GENE", 5)).loaded;
    model.genes = std::make_shared<FixedVectors>();
    return model;
}

data::Dataset datasetOfColumns(const std::vector<std::vector<float>> &columns)
{
    data::CsrBlock block;
    block.rows = static_cast<std::int64_t>(columns.front().size());
    block.columns = static_cast<std::int64_t>(columns.size());
    for (std::size_t cell = 0; cell < columns.front().size(); ++cell) {
        for (std::size_t gene = 0; gene < columns.size(); ++gene) {
            if (columns[gene][cell] == 0.0F) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(columns[gene][cell]);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return datasetOf(std::move(block), numbered("GENE", static_cast<std::int64_t>(columns.size())));
}

// No counts, so that values are taken as they are: 0 rises with 2, 1 falls with it, 3 is constant, 4 is noise.
data::Dataset rising()
{
    return datasetOfColumns({{0.5F, 1.5F, 2.5F, 9.5F}, {4.5F, 3.5F, 2.5F, 1.5F}, {1, 2, 3, 4}, {2, 2, 2, 2}, {0, 7.5F, 0, 0.5F}});
}

GeneNetworkOptions optionsOf(const std::string &source, int k = 2)
{
    GeneNetworkOptions options;
    options.source = source;
    options.k = k;
    options.geneMatching = "exact";
    return options;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-6; }

const NetworkEdge *edge(const GeneNetwork &network, std::int64_t a, std::int64_t b)
{
    const auto found =
        std::find_if(network.edges.begin(), network.edges.end(), [&](const auto &e) { return e.a == a && e.b == b; });
    return found == network.edges.end() ? nullptr : &*found;
}

}  // namespace

class TestGeneNetwork : public QObject {
    Q_OBJECT
  private slots:
    void correlations()
    {
        const data::Dataset dataset = rising();
        JobContext context;
        const auto ranks = baselines::coexpression(dataset.x, {0, 1, 2, 3, 4}, {"spearman", 0, 0}, context);
        VERIFY_OK(ranks);
        QVERIFY(near(ranks->cosine(0, 2), 1.0));
        QVERIFY(near(ranks->cosine(1, 2), -1.0));
        QCOMPARE(ranks->cosine(3, 0), 0.0);
        // ranks 1.5 4 1.5 3 against 1 2 3 4, centered -1 1.5 -1 0.5 and -1.5 -0.5 0.5 1.5: ties share their mean rank
        QVERIFY(near(ranks->cosine(4, 2), 1.0 / std::sqrt(5.0 * 4.5)));
        const auto values = baselines::coexpression(dataset.x, {2, 0}, {"pearson", 0, 0}, context);
        VERIFY_OK(values);
        QVERIFY(near(values->cosine(0, 1), 14.0 / std::sqrt(5.0 * 50.0)));
    }

    // A deep cell must not make all genes of it look alike.
    void countsAreNormalized()
    {
        const data::Dataset dataset = datasetOfColumns({{1, 20, 3, 40}, {9, 180, 7, 60}, {0, 0, 0, 0}});
        JobContext context;
        const auto table = baselines::coexpression(dataset.x, {0, 1}, {"spearman", 0, 0}, context);
        VERIFY_OK(table);
        // shares of gene 0: 0.1 0.1 0.3 0.4; of gene 1: 0.9 0.9 0.7 0.6
        QVERIFY(near(table->cosine(0, 1), -1.0));
    }

    void aChoiceOfCellsDependsOnTheSeed()
    {
        Random random(1, 2);
        std::vector<std::vector<float>> columns(2);
        for (auto &column : columns)
            for (int i = 0; i < 60; ++i) column.push_back(static_cast<float>(random.uniform()) + 0.25F);
        const data::Dataset dataset = datasetOfColumns(columns);
        JobContext context;
        const auto with = [&](int cells, std::int64_t seed) {
            const auto table = baselines::coexpression(dataset.x, {0, 1}, {"pearson", cells, seed}, context);
            return table.ok() && table->width() == (cells == 0 ? 60 : cells) ? table->cosine(0, 1) : std::nan("");
        };
        QCOMPARE(with(20, 5), with(20, 5));
        QVERIFY(with(20, 5) != with(20, 6));
        QVERIFY(!std::isnan(with(0, 0)));
    }

    void fromVectors()
    {
        const data::Dataset dataset = rising();
        const LoadedModel model = modelOf();
        JobContext context;
        const auto network = geneNetwork(dataset, &model, optionsOf("embedding", 1), context);
        VERIFY_OK(network);
        // gene 4 is a vector of zeros and joins nobody
        QCOMPARE(network->genes, numbered("GENE", 5));
        QCOMPARE(network->edges.size(), std::size_t{2});
        QVERIFY(edge(*network, 0, 1) && edge(*network, 2, 3));
        QVERIFY(near(edge(*network, 0, 1)->weight, 2.0 / std::sqrt(4.01)));
        QCOMPARE(edge(*network, 0, 1)->rank, std::int64_t{1});
        QVERIFY(network->edges[0].weight >= network->edges[1].weight);
        QVERIFY(near(edge(*network, 0, 1)->coexpression, -1.0));
        QVERIFY(near(network->meanWeight, (network->edges[0].weight + network->edges[1].weight) / 2.0));
        QVERIFY(network->baseline.has_value());
        QCOMPARE(network->baseline->edges, std::int64_t{2});
        QVERIFY(near(network->baseline->sharedByChance, 2.0 * 2.0 / 10.0));
    }

    void theCutAndTheNumberOfNeighbors()
    {
        const data::Dataset dataset = rising();
        const LoadedModel model = modelOf();
        JobContext context;
        GeneNetworkOptions options = optionsOf("embedding", 3);
        options.baseline = false;
        options.cut = -1.0;
        const auto all = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(all);
        QVERIFY(!all->baseline);
        QVERIFY(edge(*all, 1, 3) && edge(*all, 1, 3)->weight < 0.0);
        QVERIFY(!edge(*all, 0, 2));  // exactly at right angles: no edge
        options.cut = 0.5;
        const auto cut = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(cut);
        for (const auto &e : cut->edges) QVERIFY(e.weight >= 0.5);
        QCOMPARE(cut->edges.size(), std::size_t{2});
    }

    void fromTheCells()
    {
        const data::Dataset dataset = rising();
        JobContext context;
        const auto network = geneNetwork(dataset, nullptr, optionsOf("coexpression", 4), context);
        VERIFY_OK(network);
        QVERIFY(edge(*network, 0, 2) && near(edge(*network, 0, 2)->weight, 1.0));
        QVERIFY(!edge(*network, 1, 2));  // below the cut of 0
        QVERIFY(!network->baseline);
    }

    void theBaselineSharesWhatItShares()
    {
        const data::Dataset dataset =
            datasetOfColumns({{1.5F, 2, 3, 4}, {1, 2.5F, 3, 4}, {4, 1, 3, 2.5F}, {8, 2, 6, 5}, {1, 1, 1, 1}});
        const LoadedModel model = modelOf();
        JobContext context;
        const auto network = geneNetwork(dataset, &model, optionsOf("embedding", 1), context);
        VERIFY_OK(network);
        QCOMPARE(network->baseline->shared, std::int64_t{2});
    }

    void aNeighborhood()
    {
        const data::Dataset dataset = rising();
        const LoadedModel model = modelOf();
        JobContext context;
        GeneNetworkOptions options = optionsOf("embedding");
        options.genes = {"GENE3", "GENE0", "GENE2", "GENE3", "NOBODY"};
        const auto network = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(network);
        // GENE1 is the nearest of GENE0; GENE4 is near to none
        QCOMPARE(network->genes, numbered("GENE", 4));
        QCOMPARE(network->asked, (std::vector<std::uint8_t>{1, 0, 1, 1}));
        QVERIFY(warned(context, "unknown_genes"));
        options.genes = {"GENE0", "NOBODY"};
        options.k = 1;
        const auto alone = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(alone);
        QCOMPARE(alone->genes, (std::vector<std::string>{"GENE0", "GENE1"}));
        QCOMPARE(alone->edges.size(), std::size_t{1});
    }

    void refusals()
    {
        const data::Dataset dataset = rising();
        const LoadedModel model = modelOf();
        JobContext context;
        const auto classOf = [&](const GeneNetworkOptions &options, const LoadedModel *with) {
            const auto network = geneNetwork(dataset, with, options, context);
            return network.ok() ? std::string("ok") : network.error().errorClass;
        };
        QCOMPARE(classOf(optionsOf("attention"), &model), std::string("bad_option"));  // whose targets?
        for (const char *source : {"attention", "context"}) {
            GeneNetworkOptions options = optionsOf(source);
            options.genes = {"GENE0"};
            QCOMPARE(classOf(options, &model), std::string("unsupported"));
            QCOMPARE(classOf(options, nullptr), std::string("bad_option"));
        }
        QCOMPARE(classOf(optionsOf("embedding"), nullptr), std::string("bad_option"));
        QCOMPARE(classOf(optionsOf("embedding", 0), &model), std::string("bad_option"));
        LoadedModel without = model;
        without.genes = nullptr;
        QCOMPARE(classOf(optionsOf("embedding"), &without), std::string("unsupported"));
        data::Dataset two = datasetOfColumns({{1, 2}, {2, 1}});
        QCOMPARE(geneNetwork(two, nullptr, optionsOf("coexpression"), context).error().errorClass, std::string("too_few_cells"));
    }

    // A network can stand without its baseline; the person is told.
    void tooFewCellsForABaseline()
    {
        const data::Dataset dataset = datasetOfColumns({{1}, {2}, {3}, {4}, {5}});
        const LoadedModel model = modelOf();
        JobContext context;
        const auto network = geneNetwork(dataset, &model, optionsOf("embedding"), context);
        VERIFY_OK(network);
        QVERIFY(!network->baseline);
        QVERIFY(warned(context, "no_baseline"));
        context.cancel();
        QCOMPARE(geneNetwork(dataset, &model, optionsOf("embedding"), context).error().kind, ErrorKind::Cancelled);
    }

    // CELLxGENE: Ensembl index, symbols in feature_name. Both are understood, whichever of them names the genes.
    void genesByAnyName_data()
    {
        QTest::addColumn<QStringList>("asked");
        QTest::newRow("symbols") << QStringList{"CD3E", "NKG7"};
        QTest::newRow("ids") << QStringList{"ENSG00000198851", "ENSG00000105374"};
        QTest::newRow("ids with versions") << QStringList{"ENSG00000198851.9", "ENSG00000105374.10"};
        QTest::newRow("one of each, in lower case") << QStringList{"cd3e", "ENSG00000105374"};
    }
    void genesByAnyName()
    {
        QFETCH(QStringList, asked);
        const std::vector<std::string> ids{"ENSG00000198851", "ENSG00000090382", "ENSG00000105374", "ENSG00000156738",
                                           "ENSG00000177455"};
        for (const bool symbols : {true, false}) {
            auto dataset = rising();
            dataset.var.index.values = ids;
            if (symbols) dataset.var.columns.set("feature_name", textColumn({"CD3E", "LYZ", "NKG7", "MS4A1", "CD19"}));
            for (const char *column : {"", "feature_name", "index"}) {
                if (!symbols && *column) continue;
                GeneNetworkOptions options = optionsOf("coexpression");
                options.geneColumn = column;
                for (const QString &name : asked) options.genes.push_back(name.toStdString());
                options.within = options.genes;
                JobContext context;
                const auto network = geneNetwork(dataset, nullptr, options, context);
                VERIFY_OK(network);
                QCOMPARE(network->genes.size(), std::size_t{2});
                QCOMPARE(network->asked, (std::vector<std::uint8_t>{1, 1}));
                QCOMPARE(network->edges.size(), std::size_t{1});
                QVERIFY(context.warnings().empty());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestGeneNetwork)
#include "tst_gene_network.moc"
