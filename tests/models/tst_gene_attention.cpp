// Genes by the attention they receive, beside Wilcoxon's test, on cells whose markers are known.
#include "models/tasks/gene_attention/gene_attention.h"
#include "tests/models/grouped_cells.h"

#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

LoadedModel modelOf()
{
    LoadedModel model = CountingModel(numbered("GENE", typeGenes)).loaded;
    model.geneAttention = std::make_shared<AttentionToTypes>();
    return model;
}

// Keys of the cell's type have larger logits.
float toTypes(std::int64_t, std::int64_t key, std::int64_t type) { return key / genesOfType == type ? 2.0F : 0.0F; }

GeneAttentionOptions options()
{
    GeneAttentionOptions options;
    options.groupby = "type";
    options.top = static_cast<int>(genesOfType);
    options.geneMatching = "exact";
    return options;
}

}  // namespace

class TestGeneAttention : public QObject {
    Q_OBJECT

    static void areTheTypesGenes(const GeneAttentionResult &result)
    {
        QCOMPARE(result.groups.size(), static_cast<std::size_t>(typeCount));
        for (std::size_t type = 0; type < result.groups.size(); ++type) {
            const GroupAttention &group = result.groups[type];
            QCOMPARE(group.group, "type " + std::to_string(type));
            QCOMPARE(group.cells, std::int64_t{20});
            QVERIFY(group.order.size() > static_cast<std::size_t>(genesOfType));
            for (std::size_t i = 0; i < static_cast<std::size_t>(genesOfType); ++i) {
                QCOMPARE(group.order[i] / static_cast<std::size_t>(genesOfType), type);
                QVERIFY(group.contrast[group.order[i]] > 0.0 && group.mean[group.order[i]] > group.meanOfRest[group.order[i]]);
            }
        }
    }

  private Q_SLOTS:
    // Two queries, two keys, one token of padding: the softmax by hand, at head width 4.
    void receivedByHand()
    {
        const auto ln = [](double value) { return static_cast<float>(2.0 * std::log(value)); };
        const std::vector<float> logits{0, ln(3), 99, ln(9), 0, 99, 99, 99, 99};
        const auto received = receivedAttention(logits, 1, 3, 2, 4.0);
        QVERIFY(std::abs(received[0] - (0.25 + 0.9) / 2.0) < 1e-6);
        QVERIFY(std::abs(received[0] + received[1] - 1.0) < 1e-12);
    }

    void listsAndTheTestBeside()
    {
        const data::Dataset dataset = cellsOfTypes();
        JobContext context;
        const auto result = geneAttention(dataset, modelOf(), options(), context);
        VERIFY_OK(result);
        QVERIFY(result->tested);
        areTheTypesGenes(*result);
        for (const GroupAttention &group : result->groups) {
            QCOMPARE(group.shared, genesOfType);
            QVERIFY(std::abs(group.sharedByChance - 144.0 / static_cast<double>(group.order.size())) < 1e-12);
            const std::size_t best = group.order.front();
            QVERIFY(std::abs(group.contrast[best] - std::log(2.0)) < 1e-5);
            QVERIFY(std::abs(group.meanDetected[best] - 0.02) < 1e-6);
            QVERIFY(group.deAdjusted[best] < 0.05 && group.detected[best] > 0.5);
            QVERIFY(group.withDetection > 0.3);
            QVERIFY(group.withMeanExpression > 0.3);
            QCOMPARE(group.meanExpression.size(), static_cast<std::size_t>(typeGenes));
            // The type's own genes are expressed more than the others'.
            QVERIFY(group.meanExpression[best] > group.meanExpression[group.order.back()]);
        }
        auto byMean = options();
        byMean.rankBy = "mean";
        const auto means = geneAttention(dataset, modelOf(), byMean, context);
        VERIFY_OK(means);
        areTheTypesGenes(*means);
    }

    void fromMaps()
    {
        LoadedModel model = modelOf();
        model.geneAttention.reset();
        model.attention = std::make_shared<MapsOf>(&toTypes);
        JobContext context;
        const auto result = geneAttention(cellsOfTypes(), model, options(), context);
        VERIFY_OK(result);
        areTheTypesGenes(*result);
    }

    // Values that can be neither counts nor logarithms: no test, and a warning.
    void withoutATest()
    {
        data::Dataset dataset = cellsOfTypes();
        auto block = *dataset.x.all();
        for (float &value : block.values) value += 40.5F;
        dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
        JobContext context;
        const auto result = geneAttention(dataset, modelOf(), options(), context);
        VERIFY_OK(result);
        QVERIFY(!result->tested && result->groups.front().deScore.empty());
        QVERIFY(warned(context, "no_baseline"));
    }

    void cancelledWhileGenesAreTested()
    {
        JobContext context([&](double, const std::string &stage) {
            if (stage == "reading the matrix") context.cancel();  // of the test beside the lists
        });
        const auto result = geneAttention(cellsOfTypes(), modelOf(), options(), context);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }

    void threadsAndChosenCells()
    {
        const data::Dataset dataset = cellsOfTypes();
        JobContext one, three;
        one.threads = 1;
        three.threads = 3;
        auto few = options();
        few.maxCells = 12;
        const auto a = geneAttention(dataset, modelOf(), few, one), b = geneAttention(dataset, modelOf(), few, three);
        VERIFY_OK(a);
        QCOMPARE(a->groups[2].cells, std::int64_t{12});
        QCOMPARE(a->groups[2].order, b->groups[2].order);
        QCOMPARE(a->groups[2].deOrder, b->groups[2].deOrder);
    }

    void refusals()
    {
        const data::Dataset dataset = cellsOfTypes();
        const auto classOf = [&](const GeneAttentionOptions &given, const LoadedModel &model) {
            JobContext context;
            const auto result = geneAttention(dataset, model, given, context);
            return result.ok() ? std::string() : result.error().errorClass;
        };
        LoadedModel blind = modelOf();
        blind.geneAttention.reset();
        QCOMPARE(classOf(options(), blind), std::string("unsupported"));
        auto given = options();
        given.groupby = "none";
        QCOMPARE(classOf(given, modelOf()), std::string("missing_column"));
        given.groupby.clear();
        QCOMPARE(classOf(given, modelOf()), std::string("bad_option"));
        given = options();
        given.top = 0;
        QCOMPARE(classOf(given, modelOf()), std::string("bad_option"));
        data::Dataset alone = dataset;
        alone.obs.columns.set("type", textColumn(std::vector<std::string>(80, "all")));
        JobContext context;
        QCOMPARE(geneAttention(alone, modelOf(), options(), context).error().errorClass, std::string("too_small"));
        context.cancel();
        QCOMPARE(geneAttention(dataset, modelOf(), options(), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestGeneAttention)
#include "tst_gene_attention.moc"
