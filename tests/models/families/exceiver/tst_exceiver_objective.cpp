// Exceiver's losses, metric, gradients of the first step and learning rate against upstream's training.
#include "models/families/exceiver/network/objective.h"
#include "models/families/exceiver/network/parameters.h"
#include "models/training/schedule.h"
#include "tests/models/exceiver_networks.h"

#include <map>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using test::numbers;
using test::tensorOf;

namespace {

// One batch of a group of the fixture; step < 0: the group is a single batch.
exceiver::MaskedBatch batchOf(const test::ExceiverCase &item, const std::string &group, std::int64_t step = -1)
{
    const auto read = [&](const std::string &name, at::ScalarType type) {
        const at::Tensor all = tensorOf(item.expected, group + "/" + name, type);
        return step < 0 ? all : all[step].contiguous();
    };
    exceiver::MaskedBatch batch;
    batch.input = {read("gene_ids", at::kLong), read("gene_values_f32", at::kFloat), read("key_bias_f32", at::kFloat)};
    batch.targets = read("target_ids", at::kLong);
    batch.targetValues = read("target_values_f32", at::kFloat);
    if (item.expected.has(group + "/labels")) batch.labels = read("labels", at::kLong);
    return batch;
}

std::vector<double> first(const at::Tensor &loss) { return {loss.item<double>()}; }

}  // namespace

class TestExceiverObjective : public QObject {
    Q_OBJECT
  private slots:
    void maskedBatch_data() { test::addExceiverRows("masked/gene_ids"); }
    void maskedBatch()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const exceiver::Network network = test::networkOf(item.bundle);
        const auto batch = batchOf(item, "masked");
        for (const bool fused : {true, false}) {
            const auto losses = exceiver::maskedLosses(network, batch, {nullptr, fused, nullptr});
            VERIFY_WITHIN_STATED(numbers(losses.latents), item.expected, "masked/latents");
            VERIFY_WITHIN_STATED(numbers(losses.predicted), item.expected, "masked/predicted");
            VERIFY_WITHIN_STATED(first(losses.squaredError), item.expected, "masked/mse");
            if (batch.labels.defined()) VERIFY_WITHIN_STATED(first(losses.crossEntropy), item.expected, "masked/cross_entropy");
            const std::vector<double> metric{exceiver::explainedVariance(losses.predicted, batch.targetValues)};
            VERIFY_WITHIN_STATED(metric, item.expected, "masked/explained_variance_upstream");
        }
    }

    void firstStep_data() { test::addExceiverRows("training/gene_ids"); }
    void firstStep()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        exceiver::Network network = test::networkOf(item.bundle);
        std::map<std::string, at::Tensor> parameters;
        exceiver::visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &) {
            tensor = tensor.clone().requires_grad_(true);
            parameters.emplace(name, tensor);
        });
        const auto losses = exceiver::maskedLosses(network, batchOf(item, "training", 0), {});
        VERIFY_WITHIN_STATED(first(losses.total()), item.expected, "training/loss", 0);
        VERIFY_WITHIN_STATED(first(losses.squaredError), item.expected, "training/mse", 0);
        if (losses.crossEntropy.defined())
            VERIFY_WITHIN_STATED(first(losses.crossEntropy), item.expected, "training/cross_entropy", 0);
        losses.total().backward();

        const auto names = item.expected.strings("training/grad_names_step0").values;
        QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), parameters.size());
        std::vector<double> norms;
        for (const std::string &name : names) {
            QVERIFY2(parameters.contains(name), name.c_str());
            const at::Tensor &gradient = parameters.at(name).grad();
            QVERIFY2(gradient.defined(), name.c_str());
            norms.push_back(gradient.norm().item<double>());
        }
        VERIFY_WITHIN_STATED(norms, item.expected, "training/grad_norms_step0");
        QCOMPARE(parameters.at("gene_emb.weight").grad()[item.config.maskRow()].abs().max().item<double>(), 0.0);
        for (const std::string &name : item.expected.strings("training/no_gradient").values)
            QVERIFY2(name.starts_with(exceiver::templatePrefix), name.c_str());
    }

    void parametersAreUpstreams_data() { test::addExceiverRows("training/param_names"); }
    void parametersAreUpstreams()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        std::vector<std::string> names;
        for (const auto &expected : exceiver::expectedTensors(item.config)) names.push_back(expected.name);
        QCOMPARE(names, item.expected.strings("training/param_names").values);
    }

    void learningRates_data() { test::addExceiverRows("training/lr_f64"); }
    void learningRates()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        std::vector<double> rates;
        const auto schedule = training::linearWarmUp(item.config.learningRate, item.config.warmupSteps);
        for (std::int64_t step = 0; step < item.expected.shape("training/lr_f64")[0]; ++step) rates.push_back(schedule(step, 1));
        VERIFY_WITHIN_STATED(rates, item.expected, "training/lr");
    }

    void explainedVarianceOfASlotWithoutSpread()
    {
        const at::Tensor target = at::tensor({1.0, 0.0, 1.0, 2.0, 1.0, 4.0}).view({3, 2});  // slot 0 is constant
        QCOMPARE(exceiver::explainedVariance(target, target), 1.0);
        at::Tensor predicted = target.clone();
        predicted[0][0] = 5.0;
        QCOMPARE(exceiver::explainedVariance(predicted, target), 0.5);
        QCOMPARE(exceiver::explainedVariance(target + 3.0, target), 1.0);  // a constant offset is no variance
    }
};

QTEST_APPLESS_MAIN(TestExceiverObjective)
#include "tst_exceiver_objective.moc"
