// Short number types in training: what is refused, the scale of float16's gradients, and what autocast changes.
#include "models/nn/mixed_precision.h"
#include "models/nn/attention.h"
#include "models/nn/learner.h"
#include "models/nn/loss_scaler.h"
#include "models/training/precision.h"
#include "tests/support/fixtures.h"

#include <ATen/autocast_mode.h>

#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using nn::LossScaler;

class TestMixedPrecision : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theProcessorTrainsInFloat32()
    {
        QCOMPARE(*training::trainingPrecision("fp32", "cpu"), std::string("fp32"));
        QCOMPARE(*training::trainingPrecision("auto", "cpu"), std::string("fp32"));
        for (const char *wanted : {"bf16", "fp16"}) {
            const auto refused = training::trainingPrecision(wanted, "cpu");
            QVERIFY(!refused.ok() && refused.error().is(errors::badOption));
            QVERIFY2(refused.error().message.find("needs a CUDA device") != std::string::npos, refused.error().message.c_str());
            QCOMPARE(refused.error().choices.front().option, std::string("precision"));
            QCOMPARE(*training::trainingPrecision(wanted, "cuda:1"), std::string(wanted));
        }
        QCOMPARE(*training::trainingPrecision("auto", "cuda:0"), std::string("bf16"));
        QVERIFY(training::trainingPrecision("fp8", "cuda:0").error().is(errors::badOption));
        QVERIFY(nn::trainingPrecision("fp16", at::Device(at::kCUDA, 0))->scaled());
        QVERIFY(!nn::trainingPrecision("bf16", at::Device(at::kCUDA, 0))->scaled());
    }

    // As torch.amp.GradScaler with its defaults.
    void theScaleFollowsTheGradients()
    {
        LossScaler scaler;
        QCOMPARE(scaler.scale(), 65536.0);
        for (int step = 0; step < 1999; ++step) scaler.update(true);
        QCOMPARE(scaler.scale(), 65536.0);
        scaler.update(true);
        QCOMPARE(scaler.scale(), 131072.0);
        QCOMPARE(scaler.goodSteps(), std::int64_t{0});
        scaler.update(true);
        scaler.update(false);
        QCOMPARE(scaler.scale(), 65536.0);
        QCOMPARE(scaler.goodSteps(), std::int64_t{0});
        LossScaler continued(scaler.scale(), 1999);
        continued.update(true);
        QCOMPARE(continued.scale(), 131072.0);
        for (int step = 0; step < 20; ++step) scaler.update(false);
        QVERIFY(scaler.exhausted());
    }

    void gradientsAreScaledBackAndChecked()
    {
        at::Tensor a = at::ones({3}), b = at::ones({2});
        nn::Learner learner({{"a", a}, {"b", b}}, 0.0, at::kCPU, 1);
        (a.sum() * 4096.0 + b.sum() * 8192.0).backward();
        QVERIFY(learner.scaleGradients(1.0 / 4096.0));
        QVERIFY(at::equal(a.grad(), at::ones({3})) && at::equal(b.grad(), at::full({2}, 2.0)));
        b.mutable_grad()[1] = std::numeric_limits<float>::infinity();
        QVERIFY(!learner.scaleGradients(0.5));
        learner.begin();
        QVERIFY(learner.scaleGradients(0.5));  // nothing to check
    }

    // On the processor as it would be on a device: short products, gradients of float32, and nothing left on afterwards.
    void autocastEndsWithItsScope()
    {
        const at::Tensor x = at::rand({2, 8, 16}), weight = at::rand({16, 16}).set_requires_grad(true);
        const at::Tensor exact = at::linear(x, weight);
        at::Tensor fast;
        {
            const nn::Autocast autocast({at::kBFloat16}, at::kCPU);
            fast = at::linear(x, weight);
        }
        QCOMPARE(fast.scalar_type(), at::kBFloat16);
        QVERIFY(at::allclose(fast.to(at::kFloat), exact, 2e-2, 2e-2));
        QVERIFY(!at::autocast::is_autocast_enabled(at::kCPU));
        QCOMPARE(at::linear(x, weight).scalar_type(), at::kFloat);
        fast.to(at::kFloat).sum().backward();
        QCOMPARE(weight.grad().scalar_type(), at::kFloat);
        {
            const nn::Autocast none({at::kFloat}, at::kCPU);
            QVERIFY(!at::autocast::is_autocast_enabled(at::kCPU));
        }
    }
};

QTEST_APPLESS_MAIN(TestMixedPrecision)
#include "tst_mixed_precision.moc"
