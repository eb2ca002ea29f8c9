// Exceiver's network against upstream's numbers, by the plain formulas and through the abilities that the program uses; and that
// the fast encoder, batches and order change nothing.
#include "models/families/exceiver/network/encoder.h"
#include "models/families/exceiver/network/model.h"
#include "tests/models/exceiver_networks.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace lexicell;
using namespace lexicell::models;
using test::numbers;

namespace {

constexpr double fastTolerance = 2e-5;  // of latents: spec/performance.md §14

LoadedModel load(const test::ExceiverCase &item)
{
    JobContext context;
    auto model = exceiver::load(item.bundle, {test::device(), "fp32", 1}, context);
    if (!model.ok()) qFatal("%s", model.error().message.c_str());
    return std::move(*model);
}

std::vector<float> valueOf(Result<std::vector<float>> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

// The case's values and key bias, as given in the fixture.
TokenBatch givenBatch(const test::ExceiverCase &item)
{
    TokenBatch batch = test::batchOf(item.expected.floats("preprocess/gene_values_f32").values,
                                     item.expected.floats("preprocess/key_bias_f32").values, item.config.genes);
    batch.absentValues = item.tokens().absentValues;
    return batch;
}

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double largest = a.size() == b.size() ? 0.0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
    return largest;
}

}  // namespace

class TestExceiverNetwork : public QObject {
    Q_OBJECT
  private slots:
    // Four numbers, many hidden ones: computed in registers, with the same result for any number of rows.
    void narrowLayersAreLinearLayers()
    {
        const at::NoGradGuard noGradients;
        const nn::Linear up{at::linspace(-2.0, 2.0, 48 * 4).view({48, 4}), at::linspace(-1.0, 1.0, 48), {}};
        const nn::Linear down{at::linspace(1.0, -1.0, 4 * 48).view({4, 48}), at::linspace(0.0, 1.0, 4), {}};
        QVERIFY(exceiver::NarrowFeedForward::applies(up, down));
        QVERIFY(!exceiver::NarrowFeedForward::applies(down, up));
        const exceiver::NarrowFeedForward narrow(up, down);
        const at::Tensor x = at::linspace(-4.0, 4.0, 7 * 4).view({1, 7, 4});
        const at::Tensor expected = nn::linear(down, at::gelu(nn::linear(up, x)));
        const at::Tensor all = narrow(x);
        QVERIFY(test::largestDifference(all, expected) < 1e-4);
        for (std::int64_t row = 0; row < 7; ++row)
            QVERIFY(at::equal(narrow(x.slice(1, row, row + 1)), all.slice(1, row, row + 1)));
    }

    void forward_data() { test::addExceiverRows(); }
    void forward()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        const exceiver::Network network = test::networkOf(item.bundle);
        const exceiver::CellInput input = test::inputOf(givenBatch(item));
        const at::Tensor all = at::arange(item.config.genes).unsqueeze(0);
        for (const bool fused : {true, false}) {
            const nn::Pass pass{nullptr, fused, nullptr};
            const at::Tensor encoded = exceiver::encode(network, input, pass);
            VERIFY_WITHIN_STATED(numbers(encoded), item.expected, "inference/encoder_latents");
            const at::Tensor latents = exceiver::process(network, encoded, pass);
            VERIFY_WITHIN_STATED(numbers(latents), item.expected, "inference/latents");
            const at::Tensor decoded = exceiver::decode(network, latents, all, pass);
            VERIFY_WITHIN_STATED(numbers(decoded[0]), item.expected, "inference/decoder_out_cell0");
            VERIFY_WITHIN_STATED(numbers(exceiver::predictValues(network, decoded)), item.expected, "inference/predicted");
            if (!network.classes) continue;
            const at::Tensor logits = exceiver::classify(network, latents, pass);
            VERIFY_WITHIN_STATED(numbers(logits), item.expected, "inference/class_logits");
            VERIFY_WITHIN_STATED(numbers(logits.softmax(-1)), item.expected, "inference/class_probabilities");
        }
        QCOMPARE(network.classes.has_value(), item.expected.has("inference/class_logits_f64"));
    }

    void attention_data() { test::addExceiverRows(); }
    void attention()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        const exceiver::Network network = test::networkOf(item.bundle);
        const exceiver::CellInput input = test::inputOf(givenBatch(item));
        VERIFY_WITHIN_STATED(numbers(exceiver::encoderAttention(network, input)[0]), item.expected,
                             "inference/encoder_attention_cell0");
        VERIFY_WITHIN_STATED(numbers(exceiver::meanEncoderAttention(network, input)), item.expected,
                             "inference/encoder_attention_mean_over_latents");
    }

    // From counts to results through everything that the program uses.
    void abilities_data() { test::addExceiverRows(); }
    void abilities()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = load(item);
        const TokenBatch batch = item.tokens();
        VERIFY_WITHIN_STATED(valueOf(model.cells->encodeCells(batch, context)), item.expected, "inference/latents");
        const auto predicted = model.expression->predictExpression(batch, context);
        VERIFY_OK(predicted);
        VERIFY_WITHIN_STATED(predicted->values, item.expected, "inference/predicted");
        VERIFY_WITHIN_STATED(valueOf(model.geneAttention->geneAttention(batch, context)), item.expected,
                             "inference/encoder_attention_mean_over_latents");
        QCOMPARE(static_cast<bool>(model.classifier), item.config.classes > 0);
        if (model.classifier)
            VERIFY_WITHIN_STATED(valueOf(model.classifier->classify(batch, context)), item.expected, "inference/class_logits");
        const auto rows = valueOf(model.genes->geneVectors({item.config.genes, 0}, context));
        QCOMPARE(static_cast<std::int64_t>(rows.size()), 2 * model.genes->width());
        QVERIFY(std::all_of(rows.begin(), rows.begin() + model.genes->width(), [](float x) { return x == 0.0F; }));
    }

    void theFastEncoderChangesNothing_data() { test::addExceiverRows(); }
    void theFastEncoderChangesNothing()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        const exceiver::Encoder encoder(test::networkOf(item.bundle), at::kCPU);
        TokenBatch batch = item.tokens();
        std::int64_t fast = 0;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const at::Tensor plain = encoder.encodePlainly(encoder.tokens(batch, cell));
            fast += encoder.sums(batch, cell).has_value() ? 1 : 0;
            QVERIFY(test::largestDifference(encoder.encodeCell(batch, cell), plain) < fastTolerance);
        }
        // These cells may have more than half of their few genes: take counts away until the shortcut is taken.
        for (std::size_t i = 0; i < batch.values.size(); ++i) {
            if (i % 3 == 0) continue;
            batch.values[i] = batch.absentValues[i % batch.absentValues.size()];
            batch.undetected[i] = 1;
        }
        batch.genes[0] = item.config.maskRow();  // hidden, as in training
        batch.values[0] = 1.0F;
        batch.undetected[0] = 0;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const auto sums = encoder.sums(batch, cell);
            QVERIFY(sums.has_value());
            const at::Tensor plain = encoder.encodePlainly(encoder.tokens(batch, cell));
            QVERIFY(test::largestDifference(encoder.table().latents(sums->sums), plain) < fastTolerance);
        }
        qInfo("%d of %d cells as they are took the shortcut", static_cast<int>(fast), static_cast<int>(batch.cells));
        batch.absentValues.clear();
        QVERIFY(!encoder.sums(batch, 0).has_value());
    }

    // One undetected gene outweighs the rest of the empty cell; a cell that has it keeps few of the sums' digits.
    void aLargeWeightFallsBackToThePlainNetwork_data() { test::addExceiverRows(); }
    void aLargeWeightFallsBackToThePlainNetwork()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const at::NoGradGuard noGradients;
        exceiver::Network network = test::networkOf(item.bundle);
        for (at::Tensor *tensor : {&network.encoder.in.joined, &network.encoder.in.query, &network.encoder.in.key})
            if (tensor->defined()) *tensor = *tensor * 12.0;
        const exceiver::Encoder encoder(network, at::kCPU);
        const TokenBatch batch = item.tokens();
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const at::Tensor latents = encoder.encodeCell(batch, cell);
            QVERIFY(latents.isfinite().all().item<bool>());
            const at::Tensor plain = encoder.encodePlainly(encoder.tokens(batch, cell));
            QVERIFY(test::largestDifference(latents, plain) < 1e-3);
        }
    }

    void batchesAndOrderChangeNothing_data() { test::addExceiverRows(); }
    void batchesAndOrderChangeNothing()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = load(item);
        const TokenBatch batch = item.tokens();
        const auto all = valueOf(model.cells->encodeCells(batch, context));
        const auto width = static_cast<std::size_t>(item.config.queries * item.config.width);
        std::vector<std::int64_t> backwards(static_cast<std::size_t>(batch.cells));
        std::iota(backwards.rbegin(), backwards.rend(), 0);
        const auto reversed = valueOf(model.cells->encodeCells(test::rowsOf(batch, backwards), context));
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const auto row = [&](const std::vector<float> &rows, std::int64_t at) {
                const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at) * static_cast<std::ptrdiff_t>(width);
                return std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(width));
            };
            const auto alone = valueOf(model.cells->encodeCells(test::rowsOf(batch, {cell}), context));
            QVERIFY(largestDifference(alone, row(all, cell)) < 1e-6);
            QVERIFY(largestDifference(row(reversed, batch.cells - 1 - cell), row(all, cell)) < 1e-6);
        }
    }

    void paddingTakesNoPart_data() { test::addExceiverRows(); }
    void paddingTakesNoPart()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = load(item);
        TokenBatch batch = test::rowsOf(item.tokens(), {0, 1});
        std::fill_n(batch.padding.begin(), batch.tokens, std::uint8_t{1});  // cell 0: nothing at all
        batch.padding.back() = 1;                                           // cell 1: without its last gene
        const auto rows = valueOf(model.cells->encodeCells(batch, context));
        const std::size_t width = rows.size() / 2;
        QVERIFY(std::all_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(width), [](float x) { return x == 0.0F; }));
        const at::NoGradGuard noGradients;
        const exceiver::Network network = test::networkOf(item.bundle);
        const exceiver::CellInput input = test::inputOf(test::rowsOf(item.tokens(), {1}));
        const exceiver::CellInput shorter{input.ids.slice(1, 0, -1), input.values.slice(1, 0, -1), input.keyBias.slice(1, 0, -1)};
        const at::Tensor latents = exceiver::process(network, exceiver::encode(network, shorter, {}), {});
        QVERIFY(test::largestDifference(latents.flatten(),
                                        at::tensor(std::vector<float>(rows.begin() + static_cast<std::ptrdiff_t>(width),
                                                                      rows.end()))) < fastTolerance);
        const auto predicted = model.expression->predictExpression(batch, context);
        VERIFY_OK(predicted);
        QCOMPARE(predicted->values.front(), 0.0F);
        QCOMPARE(predicted->values.back(), 0.0F);
        QVERIFY(predicted->values[static_cast<std::size_t>(batch.tokens)] != 0.0F);
    }

    void aCancelledJobStops_data() { test::addExceiverRows(); }
    void aCancelledJobStops()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        JobContext context;
        const LoadedModel model = load(item);
        context.cancel();
        const auto result = model.cells->encodeCells(item.tokens(), context);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestExceiverNetwork)
#include "tst_exceiver_network.moc"
