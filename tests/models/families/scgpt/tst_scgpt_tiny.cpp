// scGPT's four kinds of network on weights that a formula gives (scgpt.md §3): every output, and one training step.
#include "models/nn/losses.h"
#include "models/nn/optimizer.h"
#include "models/families/scgpt/network/encoder.h"
#include "tests/models/scgpt_training.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

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

at::Tensor idsOf(const Json &json) { return tensorOf(json).to(at::kLong); }

// The rule of scgpt.md §3.1: a formula instead of a file.
checkpoint::Bundle bundleOf(const Json &model)
{
    checkpoint::Bundle bundle;
    bundle.file = "tiny_models.json";
    double index = 1.0;
    for (const Json &key : model.at("keys")) {
        const std::string name = key.at(0);
        const std::vector<std::int64_t> shape = key.at(1);
        std::int64_t size = 1;
        for (const std::int64_t n : shape) size *= n;
        const bool centeredOnOne = (shape.size() == 1 && name.ends_with(".weight")) || name.ends_with("running_var");
        std::vector<float> values;
        for (std::int64_t j = 0; j < size; ++j) {
            const double s = std::sin(12.9898 * static_cast<double>(j + 1) + 78.233 * index);
            values.push_back(static_cast<float>(centeredOnOne ? 1.0 + 0.1 * s : 0.5 * s));
        }
        bundle.tensors.add(name, shape, values);
        index += 1.0;
    }
    return bundle;
}

// Sizes from the shapes; heads and layers are said by the plain model, for all of them.
Result<scgpt::Network> networkOf(const Json &model, const Json &plain)
{
    const checkpoint::Bundle bundle = bundleOf(model);
    const auto shapeOf = [&](const char *name) {
        const auto *tensor = bundle.tensors.find(name);
        if (!tensor) qFatal("no tensor %s", name);
        return tensor->shape;
    };
    const auto table = shapeOf("encoder.embedding.weight");
    scgpt::Config config;
    config.embeddingSize = table[1];
    config.heads = plain.at("heads");
    config.feedForward = shapeOf("transformer_encoder.layers.0.linear1.weight")[0];
    config.layers = plain.at("layers");
    config.dropout = 0.0;
    return scgpt::loadNetwork(bundle, config, table[0]);
}

}  // namespace

class TestScgptTiny : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        if (!fs::exists(root / "tiny_models.json")) QSKIP("no tiny_models.json in this folder");
        std::ifstream(root / "tiny_models.json") >> m_tiny;
    }

    void outputs_data()
    {
        QTest::addColumn<QString>("model");
        for (const auto &[key, value] : m_tiny.items())
            if (value.is_object() && value.contains("out")) QTest::newRow(key.c_str()) << QString::fromStdString(key);
    }
    void outputs()
    {
        QFETCH(QString, model);
        const Json &tiny = m_tiny.at(model.toStdString());
        const auto network = networkOf(tiny, m_tiny.at("A_plain"));
        VERIFY_OK(network);
        const nn::TokenTensors tokens = tokensOf(tiny);
        scgpt::Wanted wanted;
        wanted.expression = wanted.fromCell = wanted.classes = wanted.discriminator = true;
        const scgpt::Outputs out = scgpt::forward(*network, tokens, wanted, test::reference);
        const at::Tensor valid = tokens.padding.defined() ? tokens.padding.logical_not() : at::Tensor();
        const std::map<std::string, at::Tensor> perCell{
            {"cell_emb", out.cellVectors}, {"cls_output", out.classes}, {"dab_output", out.batches}};
        const std::map<std::string, at::Tensor> perToken{{"mlm_output", out.expression},
                                                         {"mlm_zero_probs", out.nonZero},
                                                         {"mvc_output", out.fromCell},
                                                         {"mvc_zero_probs", out.nonZeroFromCell}};
        for (const auto &[key, value] : tiny.at("out").items()) {
            const at::Tensor want = tensorOf(value);
            if (perCell.count(key) > 0) VERIFY_CLOSE(perCell.at(key), want);
            else if (perToken.count(key) > 0) VERIFY_CLOSE(perToken.at(key), want, 1e-5, valid);
            else if (key == "loss_ecs") VERIFY_CLOSE(nn::elasticCellSimilarity(out.cellVectors, tiny.at("ecs_threshold")), want);
            // Two passes without dropout are the same.
            else if (key == "loss_cce") VERIFY_CLOSE(nn::contrastiveCells(out.cellVectors, out.cellVectors), want);
            else QFAIL(key.c_str());
        }
        if (network->perturbation) return;
        JobContext context;
        const auto fast = scgpt::Encoder(*network, at::kCPU, {"cpu", "fp32", 0}).cellVectors(tokens, context);
        VERIFY_OK(fast);
        VERIFY_CLOSE(*fast, out.cellVectors);
    }

    void trainingStep_data()
    {
        QTest::addColumn<QString>("step");
        for (const auto &[key, value] : m_tiny.items())
            if (key.starts_with("E_trainstep")) QTest::newRow(key.c_str()) << QString::fromStdString(key);
    }
    void trainingStep()
    {
        QFETCH(QString, step);
        const Json &expected = m_tiny.at(step.toStdString());
        auto loaded = networkOf(m_tiny.at("A_plain"), m_tiny.at("A_plain"));
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        scgpt::Minibatch batch;
        batch.tokens = tokensOf(m_tiny.at("A_plain"));
        batch.tokens.values = tensorOf(expected.at("masked_values")).to(at::kFloat);
        batch.target = tensorOf(expected.at("targets")).to(at::kFloat);
        batch.scored = batch.tokens.values == -1;
        batch.labels = idsOf(expected.at("class_labels"));
        scgpt::Objective objective = scgpt::hiddenValueObjective();
        objective.similarity = 10.0;
        objective.similarityThreshold = expected.at("ecs_threshold");
        objective.classes = 1.0;
        const test::NoDropout training;
        const scgpt::Losses losses = scgpt::losses(trained.network, batch, objective, training.pass());
        VERIFY_CLOSE(losses.value("gep"), tensorOf(expected.at("loss_gep")));
        VERIFY_CLOSE(losses.value("gepc"), tensorOf(expected.at("loss_gepc")));
        VERIFY_CLOSE(10.0 * losses.value("ecs"), tensorOf(expected.at("loss_ecs_x10")));
        VERIFY_CLOSE(losses.value("cls"), tensorOf(expected.at("loss_cls")));
        VERIFY_CLOSE(losses.total(), tensorOf(expected.at("total")));
        losses.total().backward();

        nn::AdamOptions options;
        options.learningRate = expected.at("lr");
        options.epsilon = expected.at("adam_eps");
        nn::Adam adam(trained.trained, options);
        const double norm = adam.clipGradients(expected.at("clip"));
        QVERIFY(std::abs(norm / expected.at("grad_norm_before_clip").get<double>() - 1.0) < 1e-4);
        for (const auto &[name, values] : expected.at("clipped_grad").items()) {
            const at::Tensor want = tensorOf(values);
            VERIFY_CLOSE(trained.parameters.at(name).grad().flatten().slice(0, 0, want.size(0)), want);
        }
        adam.step();
        for (const auto &[name, values] : expected.at("after").items()) {
            const at::Tensor want = tensorOf(values);
            VERIFY_CLOSE(trained.parameters.at(name).flatten().slice(0, 0, want.size(0)), want);
        }
    }

  private:
    // A model's own input where it has one; padding where the base model's input has it.
    nn::TokenTensors tokensOf(const Json &model) const
    {
        const Json &input = model.contains("gene_ids") ? model : m_tiny.at("input");
        nn::TokenTensors tokens;
        tokens.genes = idsOf(input.at("gene_ids"));
        tokens.values = tensorOf(input.at("values")).to(at::kFloat);
        if (!model.contains("mask")) tokens.padding = tokens.genes == m_tiny.at("input").at("pad_id").get<std::int64_t>();
        if (model.contains("batch_labels")) tokens.batches = idsOf(model.at("batch_labels"));
        if (model.contains("mod_types")) tokens.modalities = idsOf(model.at("mod_types"));
        if (model.contains("flags")) tokens.perturbed = idsOf(model.at("flags"));
        return tokens;
    }

    Json m_tiny;
};

QTEST_APPLESS_MAIN(TestScgptTiny)
#include "tst_scgpt_tiny.moc"
