// scBERT's network against upstream's numbers (fixtures/scbert): the plain formulas, and the one that works a cell at a time.
#include "models/nn/device.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scbert/network/network_abilities.h"
#include "models/families/scbert/network/model.h"
#include "models/families/scbert/network/parameters.h"
#include "models/tasks/annotate/novel_types.h"
#include "tests/models/scbert_cases.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace lexicell;
using namespace lexicell::models;
using scbert::KeyMaximum;
using test::Hdf5File;
namespace fs = std::filesystem;

namespace {

scbert::Network networkOf(const fs::path &file)
{
    JobContext context;
    const auto bundle = checkpoint::openBundle(file, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    auto network = scbert::loadNetwork(*bundle);
    if (!network.ok()) qFatal("%s", network.error().message.c_str());
    return std::move(*network);
}

at::Tensor tensorOf(const TokenBatch &batch)
{
    const at::Tensor tokens = at::empty({batch.cells, batch.tokens}, at::TensorOptions(at::kLong));
    std::copy(batch.values.begin(), batch.values.end(), tokens.mutable_data_ptr<std::int64_t>());
    return tokens;
}

std::vector<std::int64_t> allRows(std::int64_t cells)
{
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < cells; ++i) rows.push_back(i);
    return rows;
}

std::vector<float> valuesOf(const Result<std::vector<float>> &result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return *result;
}

// A network of random numbers for cells longer than any fixture's: several ranges of several chunks each.
scbert::Network randomNetwork(std::int64_t sequence)
{
    scbert::Network network;
    network.geometry = {7, 12, sequence, 2, 3, 8, 16, 20, true, false, scbert::Head::None, 0, 0, 0};
    network.blocks.resize(2);
    const at::Generator generator = nn::makeGenerator(at::kCPU, 7);
    for (auto &block : network.blocks) block.attention.heads = network.geometry.heads;
    scbert::visitTensors(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = at::randn(shape, generator) * (name.ends_with("projection_matrix") ? 1.0 : 0.4);
    });
    return network;
}

void addAll(const fs::path &root) { test::addCases(root, {"lm_", "classifier_"}); }

}  // namespace

class TestScbertNetwork : public QObject {
    Q_OBJECT

    fs::path m_root;
    JobContext m_context;

  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        m_root = root;
    }

    void casesAreThere()
    {
        int cases = 0;
        for (const auto &entry : fs::directory_iterator(m_root)) cases += fs::exists(entry.path() / "expected.h5");
        QVERIFY(cases > 0);
    }

    void everyLayer_data() { test::addCases(m_root, {"lm_"}); }
    void everyLayer()
    {
        const at::NoGradGuard noGradients;
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = networkOf(test::scbertCheckpoint(folder));
        std::vector<std::int64_t> cells;
        for (const double cell : expected.numberAttribute("hidden", "cells")) cells.push_back(static_cast<std::int64_t>(cell));
        at::Tensor x = scbert::embedTokens(network, tensorOf(test::rowsOf(test::batchOf(expected.ints("tokens")), cells)));
        VERIFY_WITHIN(nn::toVector(x), expected, "hidden/embedding");
        for (std::size_t i = 0; i < network.blocks.size(); ++i) {
            x = scbert::runBlock(network.blocks[i], x, KeyMaximum::PerCell);
            VERIFY_WITHIN(nn::toVector(x), expected, "hidden/layer_" + std::to_string(i));
        }
        VERIFY_WITHIN(nn::toVector(nn::layerNorm(network.norm, x)), expected, "hidden/encodings");
    }

    void cellByCell_data() { test::addCases(m_root, {"lm_"}); }
    void cellByCell()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const scbert::Abilities abilities(networkOf(test::scbertCheckpoint(folder)), at::Device(test::device()), 0);
        std::vector<std::int64_t> cells;
        for (const double cell : expected.numberAttribute("hidden", "cells")) cells.push_back(static_cast<std::int64_t>(cell));
        const auto batch = test::rowsOf(test::batchOf(expected.ints("tokens")), cells);
        VERIFY_WITHIN(valuesOf(abilities.encodeTokens(batch, m_context)), expected, "hidden/encodings");
    }

    void cellVectors_data() { addAll(m_root); }
    void cellVectors()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = networkOf(test::scbertCheckpoint(folder));
        const auto batch = test::batchOf(expected.ints("tokens"));
        const scbert::Abilities slot(network, at::kCPU, 0, scbert::Pooling::Slot);
        VERIFY_WITHIN(valuesOf(slot.encodeCells(batch, m_context)), expected, "cls_embedding");
        const scbert::Abilities mean(network, at::Device(test::device()), 0);
        VERIFY_WITHIN(valuesOf(mean.encodeCells(batch, m_context)), expected, "mean_embedding");
    }

    void languageModel_data() { test::addCases(m_root, {"lm_"}); }
    void languageModel()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const scbert::Abilities abilities(networkOf(test::scbertCheckpoint(folder)), at::Device(test::device()), 0);
        const auto prediction = abilities.predictExpression(test::batchOf(expected.ints("tokens")), m_context);
        VERIFY_OK(prediction);
        QCOMPARE(prediction->classes, static_cast<std::int64_t>(expected.numberAttribute("/", "num_tokens").front()));
        VERIFY_WITHIN(prediction->values, expected, "lm_logits");
    }

    // The plain path can take either maximum; upstream's batches show the difference, and that the application has none.
    void theMaximumOfABatch_data() { test::addCases(m_root, {"lm_"}); }
    void theMaximumOfABatch()
    {
        const at::NoGradGuard noGradients;
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = networkOf(test::scbertCheckpoint(folder));
        const auto batch = test::rowsOf(test::batchOf(expected.ints("tokens")), expected.ints("batch/cells").values);
        const auto positions = expected.ints("batch/positions").values;
        const at::Tensor places = at::tensor(positions, at::TensorOptions(at::kLong));
        const auto encoded = [&](KeyMaximum maximum) {
            return nn::toVector(scbert::encode(network, tensorOf(batch), maximum).index_select(1, places));
        };
        VERIFY_WITHIN(encoded(KeyMaximum::PerBatch), expected, "batch/upstream_batch_encodings");
        VERIFY_WITHIN(encoded(KeyMaximum::PerCell), expected, "batch/single_cell_encodings");
        QVERIFY(!test::outside(encoded(KeyMaximum::PerCell), expected, "batch/upstream_batch_encodings").empty());
    }

    void batchesAndOrderMeanNothing_data() { addAll(m_root); }
    void batchesAndOrderMeanNothing()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const scbert::Abilities abilities(networkOf(test::scbertCheckpoint(folder)), at::Device(test::device()), 0);
        const auto batch = test::batchOf(expected.ints("tokens"));
        const auto together = valuesOf(abilities.encodeCells(batch, m_context));
        std::vector<float> backwards;
        auto order = allRows(batch.cells);
        std::reverse(order.begin(), order.end());
        for (std::size_t begin = 0; begin < order.size(); begin += 2) {
            const std::vector<std::int64_t> rows(order.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 2, order.size())));
            const auto part = valuesOf(abilities.encodeCells(test::rowsOf(batch, rows), m_context));
            backwards.insert(backwards.end(), part.begin(), part.end());
        }
        const auto width = static_cast<std::size_t>(abilities.width());
        for (std::size_t i = 0; i < order.size(); ++i)
            QVERIFY(std::equal(backwards.begin() + static_cast<std::ptrdiff_t>(i * width),
                               backwards.begin() + static_cast<std::ptrdiff_t>((i + 1) * width),
                               together.begin() + order[i] * abilities.width()));
    }

    void longCells()
    {
        const at::NoGradGuard noGradients;
        constexpr std::int64_t sequence = 2500;
        const auto network = randomNetwork(sequence);
        TokenBatch batch;
        batch.cells = 1;
        batch.tokens = sequence;
        for (std::int64_t i = 0; i < sequence; ++i) batch.values.push_back(static_cast<float>(i * i % 6));
        const at::Tensor plain = scbert::encode(network, tensorOf(batch), KeyMaximum::PerCell);
        const scbert::Abilities one(network, at::kCPU, 1), two(network, at::kCPU, 2);
        const auto single = valuesOf(one.encodeTokens(batch, m_context));
        const auto wanted = nn::toVector(plain);
        for (std::size_t i = 0; i < wanted.size(); ++i) QVERIFY(std::abs(single[i] - wanted[i]) < 2e-5F);
        QCOMPARE(valuesOf(two.encodeTokens(batch, m_context)), single);  // threads change nothing
        const auto scores = valuesOf(two.geneAttention(batch, m_context));
        QVERIFY(std::abs(std::accumulate(scores.begin(), scores.end(), 0.0) - 1.0) < 1e-5);
    }

    void classes_data() { test::addCases(m_root, {"classifier_"}); }
    void classes()
    {
        const at::NoGradGuard noGradients;
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = networkOf(test::scbertCheckpoint(folder));
        const auto batch = test::batchOf(expected.ints("tokens"));
        const scbert::Abilities abilities(network, at::Device(test::device()), 0);
        const auto logits = valuesOf(abilities.classify(batch, m_context));
        VERIFY_WITHIN(logits, expected, "logits");
        QVERIFY(!test::outside(logits, expected, "batch/logits_all_cells_in_one_upstream_batch").empty());
        const auto plain = scbert::classify(*network.classifier, scbert::encode(network, tensorOf(batch), KeyMaximum::PerCell));
        VERIFY_WITHIN(nn::toVector(plain.logits), expected, "logits");
        VERIFY_WITHIN(nn::toVector(plain.activations), expected, "fc2_activations");
        const auto batched =
            scbert::classify(*network.classifier, scbert::encode(network, tensorOf(batch), KeyMaximum::PerBatch));
        VERIFY_WITHIN(nn::toVector(batched.logits), expected, "batch/logits_all_cells_in_one_upstream_batch");
        VERIFY_WITHIN(tasks::softmaxRows(logits, abilities.classes()), expected, "probabilities");
    }

    void labels_data() { test::addCases(m_root, {"classifier_"}); }
    void labels()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const scbert::Abilities abilities(networkOf(test::scbertCheckpoint(folder)), at::Device(test::device()), 0);
        const auto names = expected.strings("label_dict").values;
        const auto probabilities = tasks::softmaxRows(
            valuesOf(abilities.classify(test::batchOf(expected.ints("tokens")), m_context)), abilities.classes());
        int thresholds = 0;
        for (const std::string &group : expected.children("/")) {
            if (!expected.has(group + "/unassigned") || !expected.has(group + "/label")) continue;
            ++thresholds;
            const auto cells =
                tasks::labelCells(probabilities, abilities.classes(), expected.numberAttribute(group, "threshold").front());
            const auto novel = expected.ints(group + "/unassigned").values;
            const auto label = expected.strings(group + "/label").values;
            QCOMPARE(cells.size(), label.size());
            for (std::size_t i = 0; i < cells.size(); ++i) {
                QCOMPARE(cells[i].best, expected.ints("argmax").values[i]);
                QCOMPARE(names[static_cast<std::size_t>(cells[i].best)], expected.strings("argmax_label").values[i]);
                QCOMPARE(cells[i].novel, novel[i] != 0);
                QCOMPARE(cells[i].novel ? std::string(tasks::unassigned) : names[static_cast<std::size_t>(cells[i].best)],
                         label[i]);
                QVERIFY(std::abs(static_cast<double>(cells[i].confidence) - expected.doubles("confidence_f64").values[i]) < 1e-5);
            }
        }
        QVERIFY(thresholds > 0);
    }

    void attention_data() { test::addCases(m_root, {"classifier_"}); }
    void attention()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = networkOf(test::scbertCheckpoint(folder));
        const auto batch = test::batchOf(expected.ints("tokens"));
        const scbert::Abilities upstream(network, at::Device(test::device()), 0);
        const auto scores = valuesOf(upstream.geneAttention(batch, m_context));
        VERIFY_WITHIN(scores, expected, "attention/gene_scores");
        const scbert::Abilities textbook(network, at::kCPU, 0, scbert::Pooling::Mean, scbert::AttentionOf::Input);
        const auto plain = valuesOf(textbook.geneAttention(batch, m_context));
        const auto wanted = expected.doubles("attention/gene_scores_textbook_f64");
        const double allowed = expected.numberAttribute("attention/gene_scores_textbook_f64", "atol").front();
        for (std::size_t i = 0; i < plain.size(); ++i)
            QVERIFY(std::abs(static_cast<double>(plain[i]) - wanted.values[i]) <= allowed + 1e-5 * wanted.values[i]);
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            double sum = 0.0;
            for (std::int64_t i = 0; i < batch.tokens; ++i)
                sum += static_cast<double>(scores[static_cast<std::size_t>(cell * batch.tokens + i)]);
            QVERIFY(std::abs(sum - 1.0) < 1e-5);
        }
    }

    void topGenes_data() { test::addCases(m_root, {"classifier_"}); }
    void topGenes()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const scbert::Abilities abilities(networkOf(test::scbertCheckpoint(folder)), at::Device(test::device()), 0);
        const auto batch = test::batchOf(expected.ints("tokens"));
        const auto scores = valuesOf(abilities.geneAttention(batch, m_context));
        const auto types = expected.strings("attention/celltypes").values;
        const auto wanted = expected.ints("attention/top_genes_index");
        const auto truth = expected.strings("true_celltype").values;
        for (std::size_t type = 0; type < types.size(); ++type) {
            std::vector<double> sums(static_cast<std::size_t>(batch.tokens - 1), 0.0);  // without the appended slot
            for (std::size_t cell = 0; cell < truth.size(); ++cell)
                if (truth[cell] == types[type])
                    for (std::size_t i = 0; i < sums.size(); ++i)
                        sums[i] += static_cast<double>(scores[cell * static_cast<std::size_t>(batch.tokens) + i]);
            auto ranked = allRows(batch.tokens - 1);
            std::stable_sort(ranked.begin(), ranked.end(), [&](auto a, auto b) {
                return sums[static_cast<std::size_t>(a)] > sums[static_cast<std::size_t>(b)];
            });
            for (std::int64_t i = 0; i < wanted.columns(); ++i)
                QCOMPARE(ranked[static_cast<std::size_t>(i)], wanted.at(static_cast<std::int64_t>(type), i));
        }
    }

    void variants_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("group");
        if (!fs::exists(m_root / "variants")) QSKIP("no such case in this folder");
        const Hdf5File expected(m_root / "variants/expected.h5");
        for (const auto &entry : fs::directory_iterator(m_root / "variants")) {
            if (entry.path().extension() != ".pth") continue;
            const std::string name = entry.path().stem().string();
            const bool own = expected.has(name + "/logits_f64");
            QTest::newRow(name.c_str()) << QString::fromStdString(entry.path().string())
                                        << (own ? QString::fromStdString(name) : QString());
        }
    }
    // Files without logits of their own are projection_a's network in another container.
    void variants()
    {
        QFETCH(QString, file);
        QFETCH(QString, group);
        const Hdf5File expected(m_root / "variants/expected.h5");
        const auto batch = test::batchOf(expected.ints("tokens"));
        const auto logitsOf = [&](const fs::path &path) {
            const scbert::Abilities abilities(networkOf(path), at::Device(test::device()), 0);
            auto prediction = abilities.predictExpression(batch, m_context);
            if (!prediction.ok()) qFatal("%s", prediction.error().message.c_str());
            return prediction->values;
        };
        const auto logits = logitsOf(file.toStdString());
        if (!group.isEmpty()) VERIFY_WITHIN(logits, expected, group.toStdString() + "/logits");
        else if (!file.contains("projection_a")) QCOMPARE(logits, logitsOf(m_root / "variants/projection_a.pth"));
        else QVERIFY(logits != logitsOf(m_root / "variants/projection_b.pth"));
    }

    void openedModelsHaveWhatTheirCardSays_data() { addAll(m_root); }
    void openedModelsHaveWhatTheirCardSays()
    {
        const fs::path folder = test::currentCase();
        const auto bundle = checkpoint::openBundle(folder, m_context);
        VERIFY_OK(bundle);
        const auto model = scbert::load(*bundle, {"cpu", "auto", 1}, m_context);
        VERIFY_OK(model);
        QCOMPARE(model->compute.precision, std::string("fp32"));
        const bool languageModel = folder.filename().string().starts_with("lm_");
        QVERIFY(model->cells && model->tokens && model->genes && model->geneAttention);
        QCOMPARE(model->expression != nullptr, languageModel);
        QCOMPARE(model->classifier != nullptr, !languageModel);
        const checkpoint::Tensor *table = bundle->tensors.find("pos_emb.emb.weight");
        const auto row = valuesOf(model->genes->geneVectors({1}, m_context));
        const auto all = table->toFloat();
        QVERIFY(std::equal(row.begin(), row.end(), all.begin() + table->shape[1]));
        QCOMPARE(scbert::load(*bundle, {"cpu", "bf16", 1}, m_context).error().errorClass, std::string("bad_option"));
        JobContext stopped;
        stopped.cancel();
        const auto batch = test::batchOf(Hdf5File(folder / "expected.h5").ints("tokens"));
        QCOMPARE(model->cells->encodeCells(batch, stopped).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestScbertNetwork)
#include "tst_scbert_network.moc"
