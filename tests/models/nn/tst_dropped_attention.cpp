// Attention with dropout, block by block: the numbers and gradients of the formula written out with the same weights dropped.
#include "models/nn/dropped_attention.h"
#include "models/nn/attention.h"
#include "tests/support/fixtures.h"

#include <ATen/Parallel.h>

#include <array>
#include <cmath>
#include <limits>

using namespace lexicell::models::nn;

namespace {

struct Case {
    std::int64_t cells, heads, tokens, width;
    int padded;   // tokens at the end of the second cell
    int between;  // a token of the first cell that is padding though others follow; 0: none
};

at::Tensor maskOf(const Case &c)
{
    at::Tensor padding = at::zeros({c.cells, c.tokens}, at::TensorOptions(at::kBool));
    if (c.padded > 0) padding[1].slice(0, c.tokens - c.padded).fill_(true);
    if (c.between > 0) padding[0][c.between].fill_(true);
    return attentionMask(padding);
}

std::array<at::Tensor, 3> inputs(const Case &c, std::int64_t queries)
{
    std::array<at::Tensor, 3> all;
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU).clone();
    generator.set_current_seed(7);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = at::empty({c.cells, c.heads, i == 0 ? queries : c.tokens, c.width}, at::TensorOptions(at::kFloat))
                     .normal_(0.0, 1.0, generator)
                     .set_requires_grad(true);
    return all;
}

at::Tensor writtenOut(const std::array<at::Tensor, 3> &in, const at::Tensor &mask, const at::Tensor &factors)
{
    at::Tensor scores = at::matmul(in[0], in[1].transpose(-1, -2)) / std::sqrt(static_cast<double>(in[0].size(-1)));
    if (mask.defined()) scores = scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
    return at::matmul(at::softmax(scores, -1) * factors, in[2]);
}

// Nothing is asked of queries that are padding.
at::Tensor wanted(const Case &c, const at::Tensor &out)
{
    at::Tensor weight = at::cos(at::arange(out.numel(), at::TensorOptions(at::kFloat))).view(out.sizes()).clone();
    if (c.padded > 0 && out.size(2) == c.tokens) weight[1].slice(1, c.tokens - c.padded).zero_();
    return weight;
}

}  // namespace

class TestDroppedAttention : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void equalsTheFormula_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("padded");
        QTest::addColumn<int>("between");
        QTest::addColumn<bool>("first");
        QTest::newRow("no padding") << 70 << 0 << 0 << false;
        QTest::newRow("several blocks, an odd end") << 197 << 0 << 0 << false;
        QTest::newRow("padding at the end") << 130 << 61 << 0 << false;
        QTest::newRow("padding between") << 65 << 3 << 5 << false;
        QTest::newRow("one token") << 1 << 0 << 0 << false;
        QTest::newRow("the first query alone") << 90 << 20 << 0 << true;
    }
    void equalsTheFormula()
    {
        QFETCH(int, tokens);
        QFETCH(int, padded);
        QFETCH(int, between);
        QFETCH(bool, first);
        const Case c{3, 2, tokens, 16, padded, between};
        const AttentionDropout dropout{0.2, 12345};
        const at::Tensor mask = maskOf(c);
        const std::int64_t queries = first ? 1 : c.tokens;
        const auto fast = inputs(c, queries), slow = inputs(c, queries);
        const at::Tensor factors = droppedWeights(c.cells, c.heads, queries, c.tokens, dropout);
        const at::Tensor out = droppedAttention(fast[0], fast[1], fast[2], mask, dropout);
        const at::Tensor reference = writtenOut(slow, mask, factors);
        const at::Tensor weight = wanted(c, reference);
        QVERIFY(at::allclose(out * weight, reference * weight, 1e-5, 1e-6));
        (out * weight).sum().backward();
        (reference * weight).sum().backward();
        for (std::size_t i = 0; i < fast.size(); ++i)
            QVERIFY2(at::allclose(fast[i].grad(), slow[i].grad(), 1e-4, 1e-5), std::to_string(i).c_str());
    }

    void dropsTheShareAndKeepsTheMean()
    {
        const at::Tensor factors = droppedWeights(4, 8, 250, 250, {0.2, 99});
        const double dropped = (factors == 0).to(at::kDouble).mean().item<double>();
        QVERIFY2(std::abs(dropped - 0.2) < 4 * std::sqrt(0.16 / 2e6), std::to_string(dropped).c_str());
        QVERIFY(std::abs(factors.to(at::kDouble).mean().item<double>() - 1.0) < 2e-3);
        // Neighbors are dropped independently of each other.
        const at::Tensor zero = (factors == 0).to(at::kDouble);
        for (const int axis : {1, 2, 3}) {
            const std::int64_t size = zero.size(axis);
            const double both = (zero.slice(axis, 0, size - 1) * zero.slice(axis, 1)).mean().item<double>();
            QVERIFY2(std::abs(both - 0.04) < 2e-3, std::to_string(both).c_str());
        }
    }

    void dependsOnTheSeedAlone()
    {
        const Case c{2, 2, 100, 16, 0, 0};
        const auto in = inputs(c, c.tokens);
        const auto run = [&](int threads, std::uint64_t seed) {
            at::set_num_threads(threads);
            return droppedAttention(in[0], in[1], in[2], {}, {0.3, seed}).detach();
        };
        const at::Tensor first = run(1, 5);
        QVERIFY(at::equal(first, run(2, 5)));
        QVERIFY(!at::equal(first, run(1, 6)));
        at::set_num_threads(1);
    }

    // attend() takes it in training, with another draw for each call.
    void trainingUsesIt()
    {
        const Case c{2, 2, 40, 16, 0, 0};
        const auto in = inputs(c, c.tokens);
        at::Generator generator = at::globalContext().defaultGenerator(at::kCPU).clone();
        generator.set_current_seed(3);
        const Dropout dropout(0.25, generator);
        const at::Tensor once = attend(in[0], in[1], in[2], {}, {&dropout}), twice = attend(in[0], in[1], in[2], {}, {&dropout});
        QVERIFY(!at::equal(once, twice));
        generator.set_current_seed(3);
        const Dropout same(0.25, generator);
        QVERIFY(at::equal(once, attend(in[0], in[1], in[2], {}, {&same})));
    }
};

QTEST_APPLESS_MAIN(TestDroppedAttention)
#include "tst_dropped_attention.moc"
