// What scBERT is trained on against upstream's numbers (fixtures/scbert): losses, accuracy, the gradients of the first step,
// learning rates, and which tensors are trained.
#include "models/nn/losses.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scbert/network/objective.h"
#include "models/families/scbert/network/parameters.h"
#include "models/families/scbert/format/training_rules.h"
#include "models/training/schedule.h"
#include "tests/models/scbert_cases.h"

#include <array>
#include <cmath>
#include <map>

using namespace lexicell;
using namespace lexicell::models;
using scbert::KeyMaximum;
using test::Hdf5File;
namespace fs = std::filesystem;

namespace {

struct Training {
    scbert::Network network;
    std::map<std::string, at::Tensor> parameters;  // those that learn
};

// `learns` decides by name; the rest is frozen.
template <class Learns> Training trainingOf(const fs::path &file, const Learns &learns)
{
    JobContext context;
    const auto bundle = checkpoint::openBundle(file, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    auto network = scbert::loadNetwork(*bundle);
    if (!network.ok()) qFatal("%s", network.error().message.c_str());
    Training training{std::move(*network), {}};
    scbert::visitTensors(training.network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        if (!learns(name, training.network.geometry)) return;
        tensor = tensor.clone().set_requires_grad(true);
        training.parameters[name] = tensor;
    });
    return training;
}

at::Tensor idsOf(const Hdf5File &file, const std::string &dataset)
{
    const auto values = file.ints(dataset);
    return at::tensor(values.values, at::TensorOptions(at::kLong)).view(values.shape);
}

std::vector<float> gradientNorms(const Training &training, const std::vector<std::string> &names)
{
    std::vector<float> norms;
    for (const std::string &name : names) norms.push_back(training.parameters.at(name).grad().norm().item<float>());
    return norms;
}

float totalNorm(const std::vector<float> &norms)
{
    double sum = 0.0;
    for (const float norm : norms) sum += static_cast<double>(norm) * static_cast<double>(norm);
    return static_cast<float>(std::sqrt(sum));
}

// Groups of a fine-tuning case and what their key maximum is taken over.
constexpr std::array<std::pair<const char *, KeyMaximum>, 3> fineTunings{{
    {"per_cell_max", KeyMaximum::PerCell},
    {"upstream_batch_max", KeyMaximum::PerBatch},
    {"upstream_batch_max_trailing_gradient_leak", KeyMaximum::PerBatch},
}};

}  // namespace

class TestScbertObjective : public QObject {
    Q_OBJECT

    fs::path m_root;

  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        m_root = root;
    }

    void pretraining_data() { test::addCases(m_root, {"lm_"}); }
    void pretraining()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const at::Tensor input = idsOf(expected, "pretrain/input_tokens");
        const at::Tensor labels = idsOf(expected, "pretrain/labels");
        for (const auto &[group, maximum] : {std::pair("pretrain/per_cell_max", KeyMaximum::PerCell),
                                             std::pair("pretrain/upstream_batch_max", KeyMaximum::PerBatch)}) {
            const std::string name = group;
            auto training = trainingOf(folder / "pretrain.pth", [](const std::string &tensor, const auto &) {
                return tensor != "pos_emb.emb.weight" && !tensor.ends_with("projection_matrix");
            });
            const auto hidden = scbert::hiddenTokenLoss(training.network, input, labels, maximum);
            VERIFY_WITHIN({hidden.loss.item<float>()}, expected, name + "/loss");
            QVERIFY(std::abs(hidden.accuracy - expected.doubles(name + "/accuracy").values.front()) < 1e-6);
            const at::Tensor part = hidden.loss / 60.0;  // upstream's number of accumulated micro-batches
            VERIFY_WITHIN({part.item<float>()}, expected, name + "/loss_over_60");
            part.backward();
            const auto names = expected.strings(name + "/grad_names").values;
            QCOMPARE(names.size(), training.parameters.size());
            const auto norms = gradientNorms(training, names);
            VERIFY_WITHIN(norms, expected, name + "/grad_norms_of_loss_over_60");
            VERIFY_WITHIN({totalNorm(norms)}, expected, name + "/grad_total_norm");
        }
    }

    void hiddenCounts_data() { test::addCases(m_root, {"lm_"}); }
    void hiddenCounts()
    {
        const Hdf5File expected(test::currentCase() / "expected.h5");
        const auto eligible = expected.ints("pretrain/n_eligible").values;
        const std::int64_t sequence = expected.ints("pretrain/labels").columns();
        for (std::size_t i = 0; i < eligible.size(); ++i)
            QCOMPARE(scbert::hiddenTokens(eligible[i], sequence), expected.ints("pretrain/n_masked").values[i]);
        QCOMPARE(scbert::hiddenTokens(16906, 16907), std::int64_t{2536});
        QCOMPARE(scbert::hiddenTokens(0, 16907), std::int64_t{0});
    }

    void fineTuning_data() { test::addCases(m_root, {"finetune_"}); }
    void fineTuning()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const at::Tensor tokens = idsOf(expected, "tokens");
        const at::Tensor labels = idsOf(expected, "labels");
        const auto accumulated = static_cast<std::int64_t>(expected.numberAttribute("/", "grad_acc").front());
        int groups = 0;
        for (const auto &[group, maximum] : fineTunings) {
            const std::string name = group;
            if (!expected.has(name + "/micro_batches")) continue;
            ++groups;
            auto training = trainingOf(folder / "start.pth", [](const std::string &tensor, const scbert::Geometry &geometry) {
                return scbert::isFineTuned(tensor, geometry);
            });
            const at::Tensor microBatches = idsOf(expected, name + "/micro_batches")[0];
            const auto losses = expected.doubles(name + "/loss_per_micro_batch_f64");
            const double allowed = expected.numberAttribute(name + "/loss_per_micro_batch_f64", "atol").front();
            double mean = 0.0;
            for (std::int64_t i = 0; i < accumulated; ++i) {
                const at::Tensor rows = microBatches[i];
                const at::Tensor loss = nn::classLoss(
                    scbert::classLogits(training.network, tokens.index_select(0, rows), maximum), labels.index_select(0, rows));
                QVERIFY(std::abs(loss.item<double>() - losses.at(0, i)) <= allowed + 1e-5 * losses.at(0, i));
                mean += loss.item<double>() / static_cast<double>(accumulated);
                loss.backward();
            }
            QVERIFY(std::abs(mean - expected.doubles(name + "/loss_per_step_f64").values.front()) <= 2.0 * allowed);
            const auto names = expected.strings(name + "/grad_names_step0").values;
            QCOMPARE(names.size(), training.parameters.size());
            const auto norms = gradientNorms(training, names);
            VERIFY_WITHIN(norms, expected, name + "/grad_norms_step0");
            VERIFY_WITHIN({totalNorm(norms)}, expected, name + "/grad_total_norm_step0");
        }
        QVERIFY(groups > 0);
    }

    void whatIsFineTuned_data() { test::addCases(m_root, {"finetune_"}); }
    void whatIsFineTuned()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        const auto training = trainingOf(folder / "start.pth", [](const auto &, const auto &) { return false; });
        for (const std::string &name : expected.strings("trainable").values)
            QVERIFY2(scbert::isFineTuned(name, training.network.geometry), name.c_str());
        for (const std::string &name : expected.strings("frozen").values)
            QVERIFY2(!scbert::isFineTuned(name, training.network.geometry), name.c_str());
    }

    void learningRates_data() { test::addCases(m_root, {"finetune_"}); }
    void learningRates()
    {
        const Hdf5File expected(test::currentCase() / "expected.h5");
        const auto epochs = expected.ints("schedule/epoch").values;
        const auto rates = expected.doubles("schedule/lr_f64").values;
        const auto schedule = models::training::cosineRestarts({});
        for (std::size_t i = 0; i < epochs.size(); ++i)
            QVERIFY(std::abs(schedule(0, static_cast<int>(epochs[i])) - rates[i]) <= 1e-15 + 1e-9 * rates[i]);
        for (const auto &[group, maximum] : fineTunings) {
            const std::string dataset = std::string(group) + "/lr_per_epoch_f64";
            if (!expected.has(dataset)) continue;
            const auto used = expected.doubles(dataset).values;
            for (std::size_t i = 0; i < used.size(); ++i)
                QVERIFY(std::abs(schedule(0, static_cast<int>(i) + 1) - used[i]) < 1e-15);
        }
    }
};

QTEST_APPLESS_MAIN(TestScbertObjective)
#include "tst_scbert_objective.moc"
