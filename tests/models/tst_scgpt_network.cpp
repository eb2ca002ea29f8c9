// scGPT's network against upstream's numbers (fixtures/scgpt), the plain path and the fast one.
#include "models/nn/device.h"
#include "models/nn/losses.h"
#include "models/nn/optimizer.h"
#include "models/scgpt/encoder.h"
#include "models/scgpt/objective.h"
#include "models/scgpt/parameters.h"
#include "tests/models/scgpt_cases.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;
using Json = nlohmann::json;

namespace {

const nn::Pass reference{nullptr, false};

struct Tokens {
    at::Tensor ids, values, padding;
};

Tokens tokensOf(const Hdf5File &file, const std::string &ids, const std::string &values)
{
    Tokens tokens{test::idTensorOf(file, ids), tensorOf(file, values).to(at::kFloat), {}};
    return tokens;
}

// Padding is where the values are -2 behind the first token.
Tokens baseTokens(const Hdf5File &expected, const std::string &values)
{
    Tokens tokens = tokensOf(expected, "tokens/ids", values);
    tokens.padding = tensorOf(expected, "tokens/valid") == 0;
    return tokens;
}

at::Tensor hiddenStates(const scgpt::Network &network, const Tokens &tokens)
{
    const at::Tensor input =
        scgpt::encodeInput(network, scgpt::encodeGenes(network, tokens.ids), scgpt::encodeValues(network, tokens.values));
    return scgpt::encode(network, input, nn::attentionMask(tokens.padding), reference);
}

at::Tensor unitRows(const at::Tensor &x) { return x / x.norm(2, -1, true); }

at::Tensor fastVectors(const scgpt::Network &network, const Tokens &tokens)
{
    JobContext context;
    const scgpt::Encoder encoder(network, at::kCPU, {"cpu", "fp32", 0});
    auto vectors = encoder.cellVectors({tokens.ids, tokens.values, tokens.padding}, context);
    return vectors.ok() ? *vectors : at::Tensor(at::zeros({0}));
}

at::Tensor tensorOf(const Json &json)
{
    std::vector<std::int64_t> shape;
    for (const Json *level = &json; level->is_array(); level = &level->at(0))
        shape.push_back(static_cast<std::int64_t>(level->size()));
    std::vector<double> values;
    const auto collect = [&values](const auto &self, const Json &node) -> void {
        if (!node.is_array()) values.push_back(node.get<double>());
        else
            for (const Json &child : node) self(self, child);
    };
    collect(collect, json);
    return at::tensor(values, at::TensorOptions(at::kDouble)).view(shape);
}

// The rule of scgpt.md §3.1: a formula instead of a file.
checkpoint::Bundle tinyBundle(const Json &model)
{
    checkpoint::Bundle bundle;
    bundle.file = "tiny_models.json";
    double index = 1.0;
    for (const Json &key : model.at("keys")) {
        const std::string name = key.at(0);
        const std::vector<std::int64_t> shape = key.at(1);
        std::int64_t size = 1;
        for (const std::int64_t n : shape) size *= n;
        const bool centredOnOne = (shape.size() == 1 && name.ends_with(".weight")) || name.ends_with("running_var");
        std::vector<float> values;
        for (std::int64_t j = 0; j < size; ++j) {
            const double s = std::sin(12.9898 * static_cast<double>(j + 1) + 78.233 * index);
            values.push_back(static_cast<float>(centredOnOne ? 1.0 + 0.1 * s : 0.5 * s));
        }
        bundle.tensors.add(name, shape, values);
        index += 1.0;
    }
    return bundle;
}

scgpt::Config tinyConfig()
{
    scgpt::Config config;
    config.embeddingSize = 8;
    config.heads = 2;
    config.feedForward = 8;
    config.layers = 2;
    config.dropout = 0.0;
    return config;
}

}  // namespace

class TestScgptNetwork : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void tinyModel();
    void tinyTrainingStep_data();
    void tinyTrainingStep();
    void encoders();
    void hidden();
    void heads();
    void embeddings_data();
    void embeddings();
    void containers_data();
    void containers();
    void batchNormalised();
    void classLogits();
    void annotationTraining_data();
    void annotationTraining();

  private:
    fs::path m_root;
    Json m_tiny;
};

void TestScgptNetwork::initTestCase()
{
    LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
    m_root = root;
    std::ifstream(root / "tiny_models.json") >> m_tiny;
}

void TestScgptNetwork::tinyModel()
{
    const Json &model = m_tiny.at("A_plain");
    const auto network = scgpt::loadNetwork(tinyBundle(model), tinyConfig(), 9);
    VERIFY_OK(network);
    Tokens tokens{
        tensorOf(m_tiny.at("input").at("gene_ids")).to(at::kLong), tensorOf(m_tiny.at("input").at("values")).to(at::kFloat), {}};
    tokens.padding = tokens.ids == 6;
    const at::Tensor valid = tokens.padding.logical_not();
    const at::Tensor h = hiddenStates(*network, tokens);
    const at::Tensor cells = h.select(1, 0);
    const Json &out = model.at("out");
    VERIFY_CLOSE(cells, tensorOf(out.at("cell_emb")));
    VERIFY_CLOSE(fastVectors(*network, tokens), tensorOf(out.at("cell_emb")));
    VERIFY_CLOSE(scgpt::decodeExpression(*network->expression, h), tensorOf(out.at("mlm_output")), 1e-5, valid);
    VERIFY_CLOSE(scgpt::decodeGeneQuery(*network->geneQuery, scgpt::encodeGenes(*network, tokens.ids), cells),
                 tensorOf(out.at("mvc_output")), 1e-5, valid);
    VERIFY_CLOSE(scgpt::classify(*network->classes, cells), tensorOf(out.at("cls_output")));
    VERIFY_CLOSE(nn::elasticCellSimilarity(cells, model.at("ecs_threshold")), tensorOf(out.at("loss_ecs")));
}

void TestScgptNetwork::tinyTrainingStep_data()
{
    QTest::addColumn<QString>("step");
    for (const auto &[key, value] : m_tiny.items()) {
        if (key.starts_with("E_trainstep")) QTest::newRow(key.c_str()) << QString::fromStdString(key);
    }
}

void TestScgptNetwork::tinyTrainingStep()
{
    QFETCH(QString, step);
    const Json &expected = m_tiny.at(step.toStdString());
    auto network = scgpt::loadNetwork(tinyBundle(m_tiny.at("A_plain")), tinyConfig(), 9);
    VERIFY_OK(network);
    std::map<std::string, at::Tensor> parameters;
    std::vector<at::Tensor> trained;
    scgpt::visitParameters(*network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        tensor = tensor.clone().set_requires_grad(true);
        parameters[name] = tensor;
        trained.push_back(tensor);
    });
    scgpt::MaskedBatch batch;
    batch.genes = tensorOf(m_tiny.at("input").at("gene_ids")).to(at::kLong);
    batch.input = tensorOf(expected.at("masked_values")).to(at::kFloat);
    batch.target = tensorOf(expected.at("targets")).to(at::kFloat);
    batch.hidden = batch.input == -1;
    batch.padding = batch.genes == 6;
    const auto losses = scgpt::maskedLosses(*network, batch, reference);
    const at::Tensor similarity = 10.0 * nn::elasticCellSimilarity(losses.cellVectors, expected.at("ecs_threshold"));
    const at::Tensor classes = at::cross_entropy_loss(scgpt::classify(*network->classes, losses.cellVectors),
                                                      tensorOf(expected.at("class_labels")).to(at::kLong));
    const at::Tensor total = losses.total() + similarity + classes;
    VERIFY_CLOSE(losses.expression, tensorOf(expected.at("loss_gep")));
    VERIFY_CLOSE(losses.geneQuery, tensorOf(expected.at("loss_gepc")));
    VERIFY_CLOSE(similarity, tensorOf(expected.at("loss_ecs_x10")));
    VERIFY_CLOSE(classes, tensorOf(expected.at("loss_cls")));
    total.backward();

    nn::AdamOptions options;
    options.learningRate = expected.at("lr");
    options.epsilon = expected.at("adam_eps");
    nn::Adam adam(trained, options);
    const double norm = adam.clipGradients(expected.at("clip"));
    QVERIFY(std::abs(norm / expected.at("grad_norm_before_clip").get<double>() - 1.0) < 1e-4);
    for (const auto &[name, values] : expected.at("clipped_grad").items()) {
        const at::Tensor want = tensorOf(values);
        VERIFY_CLOSE(parameters.at(name).grad().flatten().slice(0, 0, want.size(0)), want);
    }
    adam.step();
    for (const auto &[name, values] : expected.at("after").items()) {
        const at::Tensor want = tensorOf(values);
        VERIFY_CLOSE(parameters.at(name).flatten().slice(0, 0, want.size(0)), want);
    }
}

void TestScgptNetwork::encoders()
{
    const Hdf5File expected(m_root / "base/expected.h5");
    const auto network = test::networkOf(m_root / "base");
    VERIFY_OK(network);
    VERIFY_CLOSE(scgpt::encodeGenes(*network, test::idTensorOf(expected, "gene_embedding/ids")),
                 tensorOf(expected, "gene_embedding/output"));
    VERIFY_CLOSE(scgpt::encodeValues(*network, tensorOf(expected, "value_encoder/input").to(at::kFloat)),
                 tensorOf(expected, "value_encoder/output"));
    QCOMPARE(network->ignored, std::vector<std::string>{"flag_encoder.weight"});
}

void TestScgptNetwork::hidden()
{
    const Hdf5File expected(m_root / "base/expected.h5");
    const auto network = test::networkOf(m_root / "base");
    VERIFY_OK(network);
    const at::Tensor states = tensorOf(expected, "hidden/states");  // cells x layers + 1 x tokens x width
    const at::Tensor cells = test::idTensorOf(expected, "hidden/cells");
    Tokens tokens = baseTokens(expected, "bins/values_half");
    for (at::Tensor *part : {&tokens.ids, &tokens.values, &tokens.padding})
        *part = part->index_select(0, cells).slice(1, 0, states.size(2));
    const at::Tensor valid = tokens.padding.logical_not().unsqueeze(-1).expand({-1, -1, states.size(3)});
    at::Tensor h =
        scgpt::encodeInput(*network, scgpt::encodeGenes(*network, tokens.ids), scgpt::encodeValues(*network, tokens.values));
    VERIFY_CLOSE(h, states.select(1, 0), 1e-5, valid);
    for (const bool fused : {false, true}) {
        at::Tensor state = h;
        for (std::size_t i = 0; i < network->layers.size(); ++i) {
            state = nn::encoderLayer(network->layers[i], state, nn::attentionMask(tokens.padding), {nullptr, fused});
            VERIFY_CLOSE(state, states.select(1, static_cast<std::int64_t>(i) + 1), 1e-5, valid);
        }
    }
}

void TestScgptNetwork::heads()
{
    const Hdf5File expected(m_root / "base/expected.h5");
    const auto network = test::networkOf(m_root / "base");
    VERIFY_OK(network);
    Tokens tokens = baseTokens(expected, "bins/values_half");
    const at::Tensor all = hiddenStates(*network, tokens).select(1, 0);
    VERIFY_CLOSE(all, tensorOf(expected, "heads/cell_emb"));
    VERIFY_CLOSE(nn::elasticCellSimilarity(all, 0.3), tensorOf(expected, "heads/loss_ecs"));
    const at::Tensor predicted = tensorOf(expected, "heads/mlm_output");
    for (at::Tensor *part : {&tokens.ids, &tokens.values, &tokens.padding}) *part = part->slice(0, 0, predicted.size(0));
    const at::Tensor valid = tokens.padding.logical_not();
    const at::Tensor h = hiddenStates(*network, tokens);
    VERIFY_CLOSE(scgpt::decodeExpression(*network->expression, h), predicted, 1e-5, valid);
    VERIFY_CLOSE(scgpt::decodeGeneQuery(*network->geneQuery, scgpt::encodeGenes(*network, tokens.ids), h.select(1, 0)),
                 tensorOf(expected, "heads/mvc_output"), 1e-5, valid);
}

void TestScgptNetwork::embeddings_data()
{
    QTest::addColumn<QString>("ids");
    QTest::addColumn<QString>("values");
    QTest::addColumn<QString>("embedding");
    for (const char *ties : {"half", "mt", "left"}) {
        QTest::newRow(ties) << "tokens/ids" << QString("bins/values_") + ties << QString("embedding/X_scGPT_") + ties;
    }
    QTest::newRow("truncated") << "truncated/ids"
                               << "truncated/values_half"
                               << "truncated/X_scGPT_half";
}

void TestScgptNetwork::embeddings()
{
    QFETCH(QString, ids);
    QFETCH(QString, values);
    QFETCH(QString, embedding);
    const Hdf5File expected(m_root / "base/expected.h5");
    const auto network = test::networkOf(m_root / "base");
    VERIFY_OK(network);
    Tokens tokens = tokensOf(expected, ids.toStdString(), values.toStdString());
    if (ids == "tokens/ids") tokens.padding = tensorOf(expected, "tokens/valid") == 0;
    for (const char *twin : {"", "_f64"}) {
        const at::Tensor want = tensorOf(expected, embedding.toStdString() + twin);
        VERIFY_CLOSE(unitRows(hiddenStates(*network, tokens).select(1, 0)), want);
        VERIFY_CLOSE(unitRows(fastVectors(*network, tokens)), want);
    }
}

void TestScgptNetwork::containers_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("embedding");
    const Hdf5File lists(m_root / "pytorch_names/expected.h5");
    for (const std::string &name : lists.strings("good").values)
        QTest::newRow(name.c_str()) << QString::fromStdString(name) << "";
    for (const std::string &name : lists.strings("half").values)
        QTest::newRow(name.c_str()) << QString::fromStdString(name) << QString::fromStdString(name + "/X_scGPT_half");
}

void TestScgptNetwork::containers()
{
    QFETCH(QString, folder);
    QFETCH(QString, embedding);
    const Hdf5File base(m_root / "base/expected.h5");
    const Hdf5File own(m_root / "pytorch_names/expected.h5");
    const auto network = test::networkOf(m_root / "pytorch_names" / folder.toStdString());
    VERIFY_OK(network);
    const Tokens tokens = baseTokens(base, "bins/values_half");
    const at::Tensor want =
        embedding.isEmpty() ? tensorOf(base, "embedding/X_scGPT_half") : tensorOf(own, embedding.toStdString());
    VERIFY_CLOSE(unitRows(hiddenStates(*network, tokens).select(1, 0)), want);
    VERIFY_CLOSE(unitRows(fastVectors(*network, tokens)), want);
}

void TestScgptNetwork::batchNormalised()
{
    const Hdf5File expected(m_root / "grn/expected.h5");
    const auto network = test::networkOf(m_root / "grn");
    VERIFY_OK(network);
    QVERIFY(network->batchNorm.has_value());
    const Tokens tokens = tokensOf(expected, "tokens/ids", "tokens/values");
    VERIFY_CLOSE(hiddenStates(*network, tokens).select(1, 0), tensorOf(expected, "cell_emb_with_bn"));
    VERIFY_CLOSE(fastVectors(*network, tokens), tensorOf(expected, "cell_emb_with_bn"));
}

void TestScgptNetwork::classLogits()
{
    const Hdf5File expected(m_root / "cls/expected.h5");
    const auto network = test::networkOf(m_root / "cls");
    VERIFY_OK(network);
    QVERIFY(network->classes.has_value());
    Tokens tokens = tokensOf(expected, "tokens/ids", "tokens/values");
    tokens.padding = tokens.values == -2;  // <cls> is 0 on this path
    const at::Tensor cells = hiddenStates(*network, tokens).select(1, 0);
    VERIFY_CLOSE(cells, tensorOf(expected, "cell_emb"));
    VERIFY_CLOSE(fastVectors(*network, tokens), tensorOf(expected, "cell_emb"));
    VERIFY_CLOSE(scgpt::classify(*network->classes, cells), tensorOf(expected, "logits"));
}

void TestScgptNetwork::annotationTraining_data()
{
    QTest::addColumn<QString>("run");
    const Hdf5File expected(m_root / "train_step/annotation/expected.h5");
    for (const std::string &name : expected.children("/")) {
        if (expected.has(name + "/settings")) QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
}

// Twenty steps of fine-tuning the class head: our gradients, clipping and Adam against upstream's.
void TestScgptNetwork::annotationTraining()
{
    QFETCH(QString, run);
    const Hdf5File expected(m_root / "train_step/annotation/expected.h5");
    const std::string group = run.toStdString();
    auto network = test::networkOf(m_root / "train_step/annotation");
    VERIFY_OK(network);
    std::map<std::string, at::Tensor> parameters;
    std::vector<at::Tensor> trained;
    scgpt::visitParameters(*network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        tensor = tensor.clone().set_requires_grad(true);
        parameters[name] = tensor;
        trained.push_back(tensor);
    });
    const Tokens tokens = tokensOf(expected, "ids", "values");
    const at::Tensor labels = test::idTensorOf(expected, "labels");
    const at::Tensor order = test::idTensorOf(expected, "batch_order");
    const auto settings = expected.doubles(group + "/settings").values;  // lr, eps, gamma, steps per epoch, clip
    const auto total = expected.doubles(group + "/total").values;
    const auto norms = expected.doubles(group + "/grad_norm").values;
    nn::AdamOptions options;
    options.learningRate = settings[0];
    options.epsilon = settings[1];
    nn::Adam adam(trained, options);
    for (std::int64_t step = 0; step < order.size(0); ++step) {
        const auto i = static_cast<std::size_t>(step);
        const at::Tensor rows = order[step];
        Tokens batch{tokens.ids.index_select(0, rows), tokens.values.index_select(0, rows), {}};
        batch.padding = batch.values == -2;
        const at::Tensor loss = at::cross_entropy_loss(
            scgpt::classify(*network->classes, hiddenStates(*network, batch).select(1, 0)), labels.index_select(0, rows));
        QVERIFY(std::abs(loss.item<double>() / total[i] - 1.0) < (step == 0 ? 1e-5 : 1e-4));
        adam.clearGradients();
        loss.backward();
        QVERIFY(std::abs(adam.clipGradients(settings[4]) / norms[i] - 1.0) < 1e-4);
        adam.setLearningRate(settings[0] * std::pow(settings[2], std::floor(static_cast<double>(step) / settings[3])));
        adam.step();
    }
    for (const std::string &name : expected.children(group + "/final_tensor")) {
        if (name.ends_with("_f64")) continue;
        VERIFY_CLOSE(parameters.at(name), tensorOf(expected, group + "/final_tensor/" + name), 1e-5);
    }
}

QTEST_APPLESS_MAIN(TestScgptNetwork)
#include "tst_scgpt_network.moc"
