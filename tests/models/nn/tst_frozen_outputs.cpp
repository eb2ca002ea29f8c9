// What frozen layers make of a cell is computed once: the same training as when it is computed each time, whatever is kept.
#include "models/nn/frozen_outputs.h"
#include "models/families/scgpt/network/trainable.h"
#include "models/nn/network_trainable.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using training::Examples;
using training::FrozenReuse;

namespace {

using Network = std::unique_ptr<training::Trainable>;

constexpr std::int64_t enough = std::int64_t{1} << 30;

training::TrainableRequest smallRequest(double dropout)
{
    training::TrainableRequest request;
    request.bundle.config = R"({"embsize": 16, "nheads": 2, "d_hid": 16, "nlayers": 3, "n_layers_cls": 3, "dropout": )" +
                            std::to_string(dropout) + "}";
    for (int gene = 0; gene < 30; ++gene) request.bundle.vocabulary.push_back("GENE" + std::to_string(gene));
    for (const char *special : {"<pad>", "<cls>", "<eoc>"}) request.bundle.vocabulary.emplace_back(special);
    request.objective.terms = {{"gep"}};
    request.seed = 4;
    request.device = "cpu";
    request.threads = 1;
    return request;
}

// Five cells of up to eight tokens, the lengths different, as classes are learned from them.
Examples someCells(const std::vector<int> &which)
{
    Examples examples;
    TokenBatch &batch = examples.tokens;
    batch.cells = static_cast<std::int64_t>(which.size());
    batch.tokens = 8;
    for (const int cell : which) {
        for (int i = 0; i < 8; ++i) {
            const bool padding = i > 7 - cell % 4;
            batch.genes.push_back(padding ? 30 : i == 0 ? 31 : (i * 7 + cell) % 30);
            batch.values.push_back(padding ? -2.0F : i == 0 ? 0.0F : static_cast<float>((i + cell) % 5 + 1));
            batch.padding.push_back(padding ? 1 : 0);
        }
        examples.labels.push_back(cell % 2);
    }
    return examples;
}

// Classes are learned; the embeddings and the lowest `frozen` layers stay.
Network make(double dropout, int frozen, FrozenReuse reuse, std::int64_t bytes)
{
    JobContext context;
    auto body = scgpt::makeTrainable(smallRequest(dropout), context);
    if (!body.ok()) qFatal("%s", body.error().message.c_str());
    training::TrainableRequest request = smallRequest(dropout);
    request.bundle.tensors = *(*body)->weights();
    const auto add = [&](const std::string &name, std::vector<std::int64_t> shape) {
        std::int64_t size = 1;
        for (const std::int64_t side : shape) size *= side;
        std::vector<float> values(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.3F * static_cast<float>(std::sin(static_cast<double>(i)));
        request.bundle.tensors.add(name, std::move(shape), std::move(values));
    };
    for (const char *layer : {"cls_decoder._decoder.0", "cls_decoder._decoder.3"}) {
        add(std::string(layer) + ".weight", {16, 16});
        add(std::string(layer) + ".bias", {16});
    }
    for (const char *norm : {"cls_decoder._decoder.2", "cls_decoder._decoder.5"}) {
        add(std::string(norm) + ".weight", {16});
        add(std::string(norm) + ".bias", {16});
    }
    add("cls_decoder.out_layer.weight", {2, 16});
    add("cls_decoder.out_layer.bias", {2});
    request.objective.terms = {{"cls"}};
    for (const auto &[name, tensor] : request.bundle.tensors.entries) {
        const bool encoder = name.starts_with("encoder.") || name.starts_with("value_encoder.");
        bool below = false;
        for (int layer = 0; layer < frozen; ++layer)
            below |= name.starts_with("transformer_encoder.layers." + std::to_string(layer) + ".");
        if (encoder || below) request.frozen.push_back(name);
    }
    request.frozenReuse = reuse;
    request.frozenBytes = bytes;
    auto network = scgpt::makeTrainable(request, context);
    if (!network.ok()) qFatal("%s", network.error().message.c_str());
    return std::move(*network);
}

const nn::FrozenOutputs &kept(const Network &network)
{
    return dynamic_cast<const nn::NetworkTrainable &>(*network).frozenOutputs();
}

// Three epochs of other minibatches of the same cells, and what came out.
struct Trained {
    std::vector<double> losses;
    checkpoint::TensorMap weights;
};

Trained train(const Network &network)
{
    Trained trained;
    for (const std::vector<int> &cells : std::vector<std::vector<int>>{{0, 1, 2}, {3, 4}, {4, 0, 3}, {1, 2}, {2, 3, 4}, {0, 1}}) {
        const auto terms = network->step({someCells(cells)}, 0.01);
        if (!terms.ok()) qFatal("%s", terms.error().message.c_str());
        trained.losses.push_back(terms->front());
    }
    const auto held = network->evaluate(someCells({5, 6, 7}));
    if (!held.ok()) qFatal("%s", held.error().message.c_str());
    trained.losses.push_back(held->terms.front());
    trained.weights = *network->weights();
    return trained;
}

double lossDifference(const Trained &a, const Trained &b)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < a.losses.size(); ++i) largest = std::max(largest, std::abs(a.losses[i] - b.losses[i]));
    return largest;
}

double difference(const Trained &a, const Trained &b)
{
    double largest = lossDifference(a, b);
    for (const auto &[name, tensor] : a.weights.entries) {
        const auto left = tensor.toFloat(), right = b.weights.find(name)->toFloat();
        for (std::size_t i = 0; i < left.size(); ++i)
            largest = std::max(largest, static_cast<double>(std::abs(left[i] - right[i])));
    }
    return largest;
}

}  // namespace

class TestFrozenOutputs : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void changesNothingWithoutDropout_data()
    {
        QTest::addColumn<int>("frozen");
        for (const int frozen : {1, 2, 3}) QTest::addRow("%d layers", frozen) << frozen;
    }
    void changesNothingWithoutDropout()
    {
        QFETCH(int, frozen);
        const Network all = make(0.0, frozen, FrozenReuse::WhereExact, enough);
        const Network none = make(0.0, frozen, FrozenReuse::WhereExact, 0);
        const Network some = make(0.0, frozen, FrozenReuse::WhereExact, 2 * 8 * 16 * 4);  // two cells at most
        const Network plain = make(0.0, frozen, FrozenReuse::Never, enough);
        const Trained kept1 = train(all);
        QCOMPARE(difference(kept1, train(none)), 0.0);  // bit for bit
        QCOMPARE(difference(kept1, train(some)), 0.0);
        // Cells by themselves: another order of sums, which Adam enlarges where a gradient is zero but for rounding.
        QVERIFY(lossDifference(kept1, train(plain)) < 1e-5);
        QCOMPARE(kept(all).computed(), std::int64_t{8});
        QCOMPARE(kept(none).computed(), std::int64_t{18});
        QVERIFY(kept(some).bytes() > 0 && kept(some).bytes() <= 2 * 8 * 16 * 4);
        QVERIFY(kept(some).computed() > 8 && kept(some).computed() < 18);
        QCOMPARE(kept(plain).computed(), std::int64_t{0});
    }

    // Upstream keeps dropout in frozen layers, so their output differs from epoch to epoch. In validation there is none.
    void dropoutIsLeftAloneUnlessAskedFor()
    {
        const Network exact = make(0.3, 2, FrozenReuse::WhereExact, enough), plain = make(0.3, 2, FrozenReuse::Never, enough);
        QVERIFY(lossDifference(train(exact), train(plain)) < 1e-5);
        QCOMPARE(kept(exact).computed(), std::int64_t{3});  // those held out
        const Network always = make(0.3, 2, FrozenReuse::Always, enough), again = make(0.3, 2, FrozenReuse::Always, 0);
        const Trained other = train(always);
        QCOMPARE(difference(other, train(again)), 0.0);
        QVERIFY(difference(other, train(make(0.3, 2, FrozenReuse::Never, enough))) > 1e-3);
        QCOMPARE(kept(always).computed(), std::int64_t{8});
    }

    void learningLayersAreNotKept()
    {
        const Network network = make(0.0, 0, FrozenReuse::Always, enough);
        train(network);
        QCOMPARE(kept(network).computed(), std::int64_t{0});
    }

    // The key of a cell is all of its tokens.
    void cellsAreToldApart()
    {
        nn::FrozenOutputs outputs(enough);
        int calls = 0;
        const auto layers = [&](const Examples &cell) {
            ++calls;
            return at::full({1, cell.tokens.tokens, 4}, static_cast<double>(calls));
        };
        const at::Tensor first = outputs.of(someCells({0, 1}), at::kCPU, layers);
        QCOMPARE(calls, 2);
        QVERIFY(at::equal(first, outputs.of(someCells({0, 1}), at::kCPU, layers)));
        QCOMPARE(calls, 2);
        QVERIFY((first[1].slice(0, 7) == 0).all().item<bool>());  // padding
        const auto changed = [&](auto change) {
            Examples cell = someCells({0});
            change(cell.tokens);
            outputs.of(cell, at::kCPU, layers);
            return calls;
        };
        QCOMPARE(changed([](TokenBatch &batch) { batch.values[3] += 1.0F; }), 3);
        QCOMPARE(changed([](TokenBatch &batch) { batch.genes[3] += 1; }), 4);
        QCOMPARE(changed([](TokenBatch &batch) { batch.batches = {1}; }), 5);
        QCOMPARE(changed([](TokenBatch &batch) { batch.perturbed.assign(8, 1); }), 6);
        QCOMPARE(changed([](TokenBatch &) {}), 6);
        QVERIFY(outputs.bytes() > 0);
        outputs.release();  // where steps need the memory
        QCOMPARE(changed([](TokenBatch &) {}), 7);
        QCOMPARE(changed([](TokenBatch &) {}), 8);
        QCOMPARE(outputs.bytes(), std::int64_t{0});
    }

    void freeMemoryIsFinite()
    {
        QVERIFY(nn::freeMemory() > 0);
        QVERIFY(nn::freeMemory() < std::int64_t{1} << 50);
    }
};

QTEST_APPLESS_MAIN(TestFrozenOutputs)
#include "tst_frozen_outputs.moc"
