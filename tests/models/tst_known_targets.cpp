// Known targets of a gene: found in lists and GMT files, and how well attention and measures without a model find them.
#include "models/tasks/gene_network/known_targets.h"
#include "models/tasks/gene_network/gene_network.h"
#include "tests/models/grouped_cells.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

using Rows = std::vector<std::int64_t>;

// The even genes from 12 on attend to gene 0 more than to any other gene, in cells of type 1 only.
float toGeneZero(std::int64_t query, std::int64_t key, std::int64_t type)
{
    const auto noise = static_cast<float>((query * 31 + key * 17) % 23);
    if (key != 0) return noise;
    return type == 1 && query >= 12 && query % 2 == 0 ? 100.0F : static_cast<float>((query * 7) % 5) - 50.0F;
}

LoadedModel modelOf()
{
    LoadedModel model = CountingModel(numbered("GENE", typeGenes)).loaded;
    model.attention = std::make_shared<MapsOf>(&toGeneZero);
    return model;
}

GeneNetworkOptions asking(std::vector<std::string> genes)
{
    GeneNetworkOptions options;
    options.source = "attention";
    options.genes = std::move(genes);
    options.geneMatching = "exact";
    options.k = 6;
    options.maxCells = 0;
    return options;
}

GeneUniverse universeOf(Rows asked)
{
    GeneUniverse universe;
    universe.names = numbered("GENE", 20);
    for (std::int64_t i = 0; i < 20; ++i) universe.columns.push_back(i);
    universe.asked = std::move(asked);
    return universe;
}

const FoundTargets::Measure *measure(const FoundTargets &found, const std::string &name)
{
    for (const auto &each : found.measures)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace

class TestKnownTargets : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string written(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write(text);
        return file.fileName().toStdString();
    }

  private Q_SLOTS:
    void fromNamesAndFiles()
    {
        JobContext context;
        const auto names = knownTargets(universeOf({3}), {"GENE7", "gene5", "GENE7", "GENE3", "NOBODY"}, context);
        VERIFY_OK(names);
        QCOMPARE(*names, (std::vector<Rows>{{5, 7}}));  // each once, and no gene is its own target
        QVERIFY(warned(context, "unknown_genes"));
        const auto file = knownTargets(universeOf({3}), {written("list.txt", "GENE1\nGENE2\n")}, context);
        VERIFY_OK(file);
        QCOMPARE(*file, (std::vector<Rows>{{1, 2}}));
        // sets of GENE1, not of GENE11 or GENE1-AS
        const std::string gmt =
            written("chip.gmt", "GENE1\t\tGENE4\nGENE1_K562\t\tGENE5\tGENE4\nGENE11\t\tGENE6\nGENE1-AS\t\tGENE8\n");
        const auto sets = knownTargets(universeOf({1, 2}), {gmt}, context);
        VERIFY_OK(sets);
        QCOMPARE(*sets, (std::vector<Rows>{{4, 5}, {}}));
    }

    void refusals()
    {
        JobContext context;
        const std::string gmt = written("other.gmt", "MYC\t\tGENE4\n");
        QCOMPARE(knownTargets(universeOf({1, 2}), {"GENE4"}, context).error().errorClass, std::string("bad_option"));
        QCOMPARE(knownTargets(universeOf({1}), {"NOBODY"}, context).error().errorClass, std::string("unknown_gene"));
        const auto none = knownTargets(universeOf({1}), {gmt}, context);
        QCOMPARE(none.error().errorClass, std::string("unknown_gene"));
        QVERIFY(none.error().message.find("GENE1") != std::string::npos);
        QCOMPARE(knownTargets(universeOf({1}), {written("bad.gmt", "no tabs\n")}, context).error().errorClass,
                 std::string("parse_error"));
        GeneNetworkOptions options = asking({"GENE0"});
        options.source = "embedding";
        options.known = {"GENE2"};
        QCOMPARE(checkGeneNetworkOptions(options).error().errorClass, std::string("bad_option"));
    }

    // A model that only says how much attention a gene receives has no targets, and the message says so.
    void aModelWithoutMaps()
    {
        const data::Dataset dataset = cellsOfTypes();
        LoadedModel model = modelOf();
        model.attention.reset();
        JobContext context;
        const auto none = geneNetwork(dataset, &model, asking({"GENE0"}), context);
        QCOMPARE(none.error().errorClass, std::string("unsupported"));
        model.geneAttention = std::make_shared<AttentionToTypes>();
        const auto received = geneNetwork(dataset, &model, asking({"GENE0"}), context);
        QCOMPARE(received.error().errorClass, std::string("unsupported"));
        QVERIFY(received.error().message != none.error().message);
    }

    // Four candidates of which two are known, by hand.
    void numbers()
    {
        const double nan = std::nan("");
        const auto found =
            foundTargets("A", {1, 2, 4}, {{"attention", {0.1, 0.9, 0.4, 0.5, nan}, false}, {"mean", {5, 4, 3, 2, 1}, true}}, 2);
        QCOMPARE(found.candidates, std::int64_t{4});
        QCOMPARE(found.known, std::int64_t{2});
        QCOMPARE(found.topKnown, std::int64_t{1});
        QCOMPARE(found.topByChance, 1.0);
        QVERIFY(std::abs(found.topPValue - 5.0 / 6.0) < 1e-12);  // 1 − C(2,2)/C(4,2)
        QCOMPARE(found.measures[0].found.auroc, 0.75);
        QCOMPARE(found.measures[0].found.baseRate, 0.5);
        QCOMPARE(found.measures[1].found.auroc, 0.5);
        QVERIFY(found.measures[1].baseline && !found.measures[0].baseline);
    }

    void attentionAndItsBaselines()
    {
        const data::Dataset dataset = cellsOfTypes();
        const LoadedModel model = modelOf();
        GeneNetworkOptions options = asking({"GENE0"});
        options.groupby = "type";
        options.from = "type 0";
        options.toward = "type 1";
        for (int gene = 12; gene < typeGenes; gene += 2) options.known.push_back("GENE" + std::to_string(gene));
        JobContext context;
        const auto network = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(network);
        QCOMPARE(network->known.size(), std::size_t{1});
        const FoundTargets &found = network->known.front();
        QCOMPARE(found.gene, std::string("GENE0"));
        QVERIFY(found.known > 3 && found.candidates > found.known);
        for (const char *name : {"difference", "attention_toward"}) QVERIFY2(measure(found, name)->found.auroc > 0.9, name);
        QVERIFY(measure(found, "attention_from")->found.auroc < 0.9);
        for (const char *name : {"mean_expression", "variance", "detection", "coexpression"}) {
            QVERIFY2(measure(found, name) && measure(found, name)->baseline, name);
            QVERIFY2(measure(found, name)->found.auroc < 0.85, name);
            QCOMPARE(measure(found, name)->found.genes, found.candidates);
        }
        QVERIFY(found.topKnown >= 5);
        QVERIFY(found.topByChance < 5.0 && found.topPValue < 0.1);

        options.toward.clear();
        options.from = "type 1";
        const auto alone = geneNetwork(dataset, &model, options, context);
        VERIFY_OK(alone);
        QVERIFY(measure(alone->known.front(), "attention")->found.auroc > 0.9);
        options.known.clear();
        QVERIFY(geneNetwork(dataset, &model, options, context)->known.empty());
    }

    // Genes that no cell has cannot be targets, so they are no background for the modules, and what chance would share with
    // co-expression does not depend on them.
    void genesThatCannotBeTargets()
    {
        const data::Dataset dataset = cellsOfTypes();
        auto block = *dataset.x.all();
        block.columns += 40;
        data::Dataset wide = datasetOf(std::move(block), numbered("GENE", typeGenes + 40));
        wide.obs = dataset.obs;
        LoadedModel model = CountingModel(numbered("GENE", typeGenes + 40)).loaded;
        model.attention = std::make_shared<MapsOf>(&toGeneZero);
        GeneNetworkOptions options = asking({"GENE0"});
        options.known = {"GENE12", "GENE14"};
        JobContext context;
        const auto narrow = geneNetwork(dataset, &model, options, context), network = geneNetwork(wide, &model, options, context);
        VERIFY_OK(narrow);
        VERIFY_OK(network);
        QCOMPARE(network->usable, narrow->usable);
        QCOMPARE(static_cast<std::int64_t>(network->usable.size()), network->known.front().candidates + 1);
        QVERIFY(std::find(network->usable.begin(), network->usable.end(), "GENE0") != network->usable.end());
        QCOMPARE(network->baseline->neighborsShared, narrow->baseline->neighborsShared);
        QCOMPARE(network->baseline->neighborsByChance, narrow->baseline->neighborsByChance);
        QVERIFY(network->baseline->neighborsByChance > 0.0);
    }
};

QTEST_GUILESS_MAIN(TestKnownTargets)
#include "tst_known_targets.moc"
