// Products of training through oneDNN: the numbers and gradients of at::linear.
#include "models/nn/trained_linear.h"
#include "models/nn/layers.h"
#include "models/nn/packed_linear.h"
#include "tests/support/fixtures.h"

#include <ATen/core/grad_mode.h>

using namespace lexicell::models::nn;

namespace {

at::Tensor numbers(at::IntArrayRef shape, int seed)
{
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU).clone();
    generator.set_current_seed(static_cast<std::uint64_t>(seed));
    return at::empty(shape, at::TensorOptions(at::kFloat)).normal_(0.0, 1.0, generator);
}

struct Product {
    at::Tensor x, weight, bias;
};

Product productOf(bool withBias)
{
    Product p{numbers({3, 2000, 256}, 1).set_requires_grad(true), (numbers({384, 256}, 2) / 16).set_requires_grad(true), {}};
    if (withBias) p.bias = numbers({384}, 3).set_requires_grad(true);
    return p;
}

}  // namespace

class TestTrainedLinear : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void equalsLinear_data()
    {
        QTest::addColumn<bool>("withBias");
        QTest::newRow("bias") << true;
        QTest::newRow("no bias") << false;
    }
    void equalsLinear()
    {
        QFETCH(bool, withBias);
        const Product fast = productOf(withBias), slow = productOf(withBias);
        if (!canPack(fast.weight)) QSKIP("this LibTorch has no oneDNN");
        QVERIFY(isTrainedHere(fast.x, fast.weight, fast.bias));
        const at::Tensor out = trainedLinear(fast.x, fast.weight, fast.bias);
        const at::Tensor reference = at::linear(slow.x, slow.weight, slow.bias);
        QVERIFY(at::allclose(out, reference, 1e-4, 1e-5));
        const at::Tensor wanted = numbers(reference.sizes(), 4);
        (out * wanted).sum().backward();
        (reference * wanted).sum().backward();
        const auto close = [](const at::Tensor &a, const at::Tensor &b) {
            return ((a - b).abs().max() / b.abs().max()).item<double>() < 1e-5;
        };
        QVERIFY(close(fast.x.grad(), slow.x.grad()));
        QVERIFY(close(fast.weight.grad(), slow.weight.grad()));
        if (withBias) QVERIFY(close(fast.bias.grad(), slow.bias.grad()));
    }

    // Frozen weights cost no gradient, nor does an input that is data.
    void computesOnlyWhatIsAskedFor()
    {
        const Product p = productOf(true);
        if (!canPack(p.weight)) QSKIP("this LibTorch has no oneDNN");
        p.weight.set_requires_grad(false);
        const at::Tensor data = p.x.detach();
        trainedLinear(data, p.weight, p.bias).sum().backward();
        QVERIFY(!p.weight.grad().defined());
        QVERIFY(at::allclose(p.bias.grad(), at::full_like(p.bias, 3 * 2000)));
        trainedLinear(p.x, p.weight, {}).sum().backward();
        QVERIFY(p.x.grad().defined());
    }

    void smallProductsStayWithLinear()
    {
        const at::Tensor x = numbers({4, 8, 64}, 1), weight = numbers({64, 64}, 2).set_requires_grad(true);
        QVERIFY(!isTrainedHere(x, weight, {}));
        const Product p = productOf(true);
        QVERIFY(!isTrainedHere(p.x.detach(), p.weight.detach(), p.bias.detach()));  // nothing learns
        const at::NoGradGuard noGradients;
        QVERIFY(!isTrainedHere(p.x, p.weight, p.bias));
    }

    void layersUseIt()
    {
        const Product p = productOf(true);
        const Linear part{p.weight, p.bias, {}};
        const at::Tensor out = linear(part, p.x, Activation::Relu);
        QVERIFY(at::allclose(out, at::relu(at::linear(p.x, p.weight, p.bias)), 1e-4, 1e-5));
        out.sum().backward();
        QVERIFY(p.weight.grad().defined());
    }
};

QTEST_APPLESS_MAIN(TestTrainedLinear)
#include "tst_trained_linear.moc"
