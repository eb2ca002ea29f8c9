// scGPT's attention maps and what is read from them: ranks, means over conditions, targets of a factor; similarities of genes.
#include "models/tasks/gene_network/attention_network.h"
#include "tests/models/scgpt_cases.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

// The share of ranks that differ; none may be off by more than one place (near ties).
double flipShare(const std::vector<std::int32_t> &ranks, const test::Hdf5Values<std::int64_t> &expected, std::size_t begin)
{
    std::size_t flips = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const auto distance = std::abs(ranks[i] - expected.values[begin + i]);
        if (distance > 1) return 1.0;
        if (distance == 1) ++flips;
    }
    return static_cast<double>(flips) / static_cast<double>(ranks.size());
}

at::Tensor matrixOf(const std::vector<double> &values, std::int64_t tokens)
{
    return at::tensor(values, at::TensorOptions(at::kDouble)).view({tokens, tokens});
}

}  // namespace

class TestScgptAttention : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void logits_data() { test::addCases(m_root, "grn"); }
    void logits()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const auto batch = test::batchOf(test::tokensOf(file, "tokens/ids", "tokens/values"));
        const at::Tensor raw = tensorOf(file, "attention/raw");
        JobContext context;
        for (std::int64_t cell = 0; cell < raw.size(0); ++cell) {
            const auto found = model->attention->attentionLogits(batch, cell, model->attention->layers() - 1, context);
            VERIFY_OK(found);
            QCOMPARE(model->attention->heads(), raw.size(1));
            VERIFY_CLOSE(tensorOf(*found, raw[cell].sizes().vec()), raw[cell]);
        }
        QCOMPARE(model->attention->attentionLogits(batch, 0, model->attention->layers(), context).error().errorClass,
                 std::string("bad_option"));
        QCOMPARE(model->attention->attentionLogits(batch, batch.cells, 0, context).error().errorClass, std::string("bad_option"));
    }

    // Every layer: softmax of the logits over √D, times the values, is what the layer goes on with.
    void everyLayer_data() { test::addCases(m_root, "base"); }
    void everyLayer()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        const auto network = test::networkOf(folder);
        VERIFY_OK(model);
        VERIFY_OK(network);
        const at::Tensor states = tensorOf(file, "hidden/states").to(at::kFloat);
        const at::Tensor cells = test::idTensorOf(file, "hidden/cells");
        const auto batch =
            test::batchOf(test::rowsOf(test::tokensOf(file, "tokens/ids", "bins/values_half", test::padIdOf(folder)), cells));
        JobContext context;
        for (std::int64_t cell = 0; cell < cells.size(0); ++cell)
            for (std::int64_t layer = 0; layer < model->attention->layers(); ++layer) {
                const auto found = model->attention->attentionLogits(batch, cell, layer, context);
                VERIFY_OK(found);
                const std::int64_t heads = model->attention->heads();
                const at::Tensor map = tensorOf(*found, {heads, batch.tokens, batch.tokens});
                // From the recorded state before the layer; padding there is zero, ours is masked.
                const at::Tensor want = nn::attentionLogits(network->layers[static_cast<std::size_t>(layer)],
                                                            states.select(1, layer)[cell].unsqueeze(0))[0];
                const std::int64_t length = batch.tokens - std::count(batch.padding.begin() + cell * batch.tokens,
                                                                      batch.padding.begin() + (cell + 1) * batch.tokens, 1);
                VERIFY_CLOSE(map.slice(1, 0, length).slice(2, 0, length), want.slice(1, 0, length).slice(2, 0, length));
                QCOMPARE(map.slice(1, length).abs().sum().item<double>(), 0.0);
                QCOMPARE(map.slice(2, length).abs().sum().item<double>(), 0.0);
            }
    }

    void ranksAndTargets_data() { test::addCases(m_root, "grn"); }
    void ranksAndTargets()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const auto batch = test::batchOf(test::tokensOf(file, "tokens/ids", "tokens/values"));
        const auto rowRanks = file.ints("attention/row_rank");
        const auto columnRanks = file.ints("attention/col_rank");
        const at::Tensor means = tensorOf(file, "attention/mean_over_heads");
        const double flips = file.doubles("attention/rank_flip_share_f32").values[0];
        const auto conditions = file.strings("conditions").values;
        const double tolerance = 2.0 / static_cast<double>(batch.tokens);
        tasks::ConditionMean control(batch.tokens), perturbed(batch.tokens);
        JobContext context;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const auto logits = model->attention->attentionLogits(batch, cell, model->attention->layers() - 1, context);
            VERIFY_OK(logits);
            const auto ranks = tasks::rankAttention(*logits, model->attention->heads(), batch.tokens);
            const auto mean = tasks::meanOverHeads(ranks);
            (conditions[static_cast<std::size_t>(cell)] == "ctrl" ? control : perturbed).add(mean);
            if (cell >= means.size(0)) continue;
            const std::size_t begin = static_cast<std::size_t>(cell) * ranks.rows.size();
            QVERIFY(flipShare(ranks.rows, rowRanks, begin) <= 4.0 * flips + 2.0 / static_cast<double>(ranks.rows.size()));
            if (flipShare(ranks.rows, rowRanks, begin) == 0.0)
                QVERIFY(std::equal(ranks.columns.begin(), ranks.columns.end(),
                                   columnRanks.values.begin() + static_cast<std::ptrdiff_t>(begin)));
            VERIFY_CLOSE(matrixOf(mean, batch.tokens), means[cell], tolerance);
        }
        VERIFY_CLOSE(matrixOf(control.mean(), batch.tokens), tensorOf(file, "condition/control"), tolerance);
        VERIFY_CLOSE(matrixOf(perturbed.mean(), batch.tokens), tensorOf(file, "condition/perturbed"), tolerance);
        VERIFY_CLOSE(matrixOf(control.upstreamMean(), batch.tokens), tensorOf(file, "condition/control_upstream"), tolerance);
        VERIFY_CLOSE(matrixOf(perturbed.upstreamMean(), batch.tokens), tensorOf(file, "condition/perturbed_upstream"), tolerance);
    }

    // The sums that a network is made from, on the recorded tokens.
    void influence_data() { test::addCases(m_root, "grn"); }
    void influence()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const auto batch = test::batchOf(test::tokensOf(file, "tokens/ids", "tokens/values"));
        const auto names = file.strings("genes").values, conditions = file.strings("conditions").values;
        const auto factor = std::find(names.begin(), names.end(), file.strings("tf").values[0]) - names.begin();
        const std::vector<std::int64_t> ids(batch.genes.begin(), batch.genes.begin() + batch.tokens);
        tasks::InfluenceSums sums(ids, {factor});
        JobContext context;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const auto logits = model->attention->attentionLogits(batch, cell, model->attention->layers() - 1, context);
            VERIFY_OK(logits);
            const std::vector<std::int64_t> own(batch.genes.begin() + cell * batch.tokens,
                                                batch.genes.begin() + (cell + 1) * batch.tokens);
            sums.add(conditions[static_cast<std::size_t>(cell)] == "ctrl" ? 0 : 1, own, model->attention->heads(), batch.tokens,
                     *logits);
        }
        const auto recorded = file.doubles("target/difference").values;
        const auto control = sums.mean(0, 0), perturbed = sums.mean(1, 0);
        for (std::size_t gene = 0; gene < recorded.size(); ++gene)
            QVERIFY(std::abs(perturbed[gene] - control[gene] - recorded[gene]) <= 4.0 / static_cast<double>(batch.tokens));
    }

    // The lists from the recorded means, so that a near tie in a rank cannot swap two genes.
    void targets_data() { test::addCases(m_root, "grn"); }
    void targets()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto genes = file.strings("genes").values;
        const auto factor = std::find(genes.begin(), genes.end(), file.strings("tf").values[0]) - genes.begin();
        const auto tokens = static_cast<std::int64_t>(genes.size());
        const auto control = tasks::influenceOf(file.doubles("condition/control").values, tokens, factor);
        const auto perturbed = tasks::influenceOf(file.doubles("condition/perturbed").values, tokens, factor);
        std::vector<double> change;
        for (std::size_t i = 0; i < control.size(); ++i) change.push_back(perturbed[i] - control[i]);
        const auto recorded = file.doubles("target/difference").values;
        for (std::size_t i = 0; i < change.size(); ++i) QVERIFY(std::abs(change[i] - recorded[i]) < 1e-12);
        for (const auto &[name, scores] :
             {std::pair{"control", control}, std::pair{"perturbed", perturbed}, std::pair{"difference", change}}) {
            const std::string list = std::string("target/top20_") + name;
            const auto names = file.strings(list).values;
            const auto expected = file.doubles(list + "_score").values;
            const auto top = tasks::topTargets(scores, names.size(), {0, factor});
            QCOMPARE(top.size(), names.size());
            for (std::size_t i = 0; i < top.size(); ++i) {
                QCOMPARE(genes[static_cast<std::size_t>(top[i].token)], names[i]);
                QVERIFY(std::abs(top[i].score - expected[i]) < 1e-12);
            }
        }
    }

    // Cosines of the gene vectors, which networks of genes are drawn from.
    void geneSimilarities_data() { test::addCases(m_root, "grn"); }
    void geneSimilarities()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        JobContext context;
        const auto bundle = checkpoint::openBundle(folder, context);
        VERIFY_OK(bundle);
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        std::vector<std::int64_t> ids;
        for (const std::string &gene : file.strings("network/genes").values)
            ids.push_back(std::find(bundle->vocabulary.begin(), bundle->vocabulary.end(), gene) - bundle->vocabulary.begin());
        const auto vectors = model->genes->geneVectors(ids, context);
        VERIFY_OK(vectors);
        const at::Tensor unit = test::unitRows(tensorOf(*vectors, {static_cast<std::int64_t>(ids.size()), -1}));
        VERIFY_CLOSE(at::matmul(unit, unit.t()), tensorOf(file, "network/cosine"));
    }
};

QTEST_APPLESS_MAIN(TestScgptAttention)
#include "tst_scgpt_attention.moc"
