// The scEMB-style network against the fixtures, the plain path: hidden states, masked genes with gradients and AdamW.
#include "models/nn/optimizer.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scemb/network/network.h"
#include "models/families/scemb/network/objective.h"
#include "models/families/scemb/network/parameters.h"
#include "tests/models/scemb_cases.h"

#include <map>

using namespace lexicell;
using namespace lexicell::models;
using test::ScembCase;

namespace {

const nn::Pass reference{nullptr, false};

std::vector<double> numbers(const at::Tensor &x)
{
    const at::Tensor values = x.detach().to(at::kCPU, at::kDouble).contiguous();
    return {values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()};
}

scemb::MaskedBatch maskedBatch(const ScembCase &item)
{
    const nn::TokenTensors tokens = nn::toTorch(item.tokens(item.expected->ints("mlm/cells").values), 0,
                                                static_cast<std::int64_t>(item.expected->ints("mlm/cells").values.size()));
    scemb::MaskedBatch batch{tokens.genes, tokens.values.to(at::kLong), tokens.padding, at::zeros_like(tokens.genes, at::kBool)};
    const auto places = item.expected->ints("mlm/masked_positions");
    for (std::int64_t i = 0; i < places.rows(); ++i) batch.hidden[places.at(i, 0)][places.at(i, 1)].fill_(true);
    return batch;
}

}  // namespace

class TestScembNetwork : public QObject {
    Q_OBJECT
  private slots:
    void hiddenStates_data() { test::addScembRows(); }
    void hiddenStates()
    {
        SCEMB_CASE_OR_SKIP(item);
        const auto network = scemb::loadNetwork(item.bundle, item.config);
        VERIFY_OK(network);
        const auto cell = static_cast<std::int64_t>(item.expected->numberAttribute("hidden", "cell").at(0));
        const nn::TokenTensors tokens = nn::toTorch(item.tokens({cell}), 0, 1);
        at::Tensor x = scemb::embedTokens(*network, tokens.genes, tokens.values.to(at::kLong));
        VERIFY_AS_STATED(*item.expected, "hidden/embedding_norm_f64", numbers(x));
        for (std::size_t i = 0; i < network->layers.size(); ++i) {
            x = scemb::encodeLayer(*network, network->layers[i], x, {}, reference);
            VERIFY_AS_STATED(*item.expected, "hidden/layer_" + std::to_string(i) + "_f64", numbers(x));
        }
        QCOMPARE(item.expected->has("hidden/final_norm_f64"), network->finalNorm.has_value());
        if (network->finalNorm) VERIFY_AS_STATED(*item.expected, "hidden/final_norm_f64", numbers(scemb::finish(*network, x)));
    }

    void maskedGenes_data() { test::addScembRows(); }
    void maskedGenes()
    {
        SCEMB_CASE_OR_SKIP(item);
        const auto network = scemb::loadNetwork(item.bundle, item.config);
        VERIFY_OK(network);
        const scemb::MaskedBatch batch = maskedBatch(item);
        const at::Tensor tokens = batch.padding.defined() ? batch.padding.logical_not().sum(1)
                                                          : at::full({batch.genes.size(0)}, batch.genes.size(1), at::kLong);
        for (std::int64_t cell = 0; cell < batch.genes.size(0); ++cell)
            QCOMPARE(scemb::maskedCount(tokens[cell].item<std::int64_t>(), item.config.maskFraction),
                     batch.hidden[cell].sum().item<std::int64_t>());
        const scemb::MaskedGenes genes = scemb::predictHidden(*network, batch, reference);
        QCOMPARE(numbers(genes.targets), item.expected->doubles("mlm/targets").values);
        const std::int64_t rows = item.expected->shape("mlm/logits_f64").at(0);
        VERIFY_AS_STATED(*item.expected, "mlm/logits_f64", numbers(genes.logits.slice(0, 0, rows)));
        VERIFY_AS_STATED(*item.expected, "mlm/loss_f64", numbers(scemb::maskedLoss(genes)));
    }

    void training_data() { test::addScembRows(); }
    void training()
    {
        SCEMB_CASE_OR_SKIP(item);
        auto network = scemb::loadNetwork(item.bundle, item.config);
        VERIFY_OK(network);
        std::vector<at::Tensor> parameters;
        std::map<std::string, at::Tensor> byName;
        scemb::visitParameters(*network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            tensor = tensor.clone().set_requires_grad(true);
            parameters.push_back(tensor);
            byName[name] = tensor;
        });
        nn::AdamOptions options;
        options.learningRate = 1e-3;
        options.weightDecay = 0.01;
        nn::Adam adam(parameters, options);
        const scemb::MaskedBatch batch = maskedBatch(item);
        std::vector<double> losses, norms;
        for (std::size_t step = 0; step < item.expected->doubles("mlm/loss_6_adamw_steps_f64").values.size(); ++step) {
            const at::Tensor loss = scemb::maskedLoss(scemb::predictHidden(*network, batch, reference));
            losses.push_back(loss.item<double>());
            adam.clearGradients();
            loss.backward();
            if (step == 0) {
                for (const std::string &name : item.expected->strings("mlm/grad_names").values) {
                    QVERIFY2(byName.count(name) == 1, name.c_str());
                    norms.push_back(byName[name].grad().to(at::kDouble).norm().item<double>());
                }
            }
            adam.step();
        }
        QCOMPARE(norms.size(), parameters.size());
        VERIFY_AS_STATED(*item.expected, "mlm/grad_norms_step0_f64", norms);
        VERIFY_AS_STATED(*item.expected, "mlm/loss_6_adamw_steps_f64", losses);
    }
};

QTEST_APPLESS_MAIN(TestScembNetwork)
#include "tst_scemb_network.moc"
