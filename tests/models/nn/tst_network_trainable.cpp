// What every family's training shares: a minibatch that the memory does not hold is computed in parts, with the same gradients.
#include "models/nn/network_trainable.h"
#include "models/nn/layers.h"
#include "models/nn/losses.h"
#include "tests/support/fixtures.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace lexicell;
using namespace lexicell::models;
using training::Examples;

namespace {

// One layer on the values of a cell's tokens. A pass of more than `room` cells fails as if memory ran out.
class SmallNetwork : public nn::NetworkTrainable {
  public:
    explicit SmallNetwork(const training::TrainableRequest &request) : NetworkTrainable(request, at::kCPU)
    {
        for (const training::Term &term : request.objective.terms) m_names.push_back(term.name);
        m_body.weight = at::sin(at::arange(36, at::TensorOptions(at::kFloat))).view({6, 6});
        m_body.bias = at::zeros({6});
        m_classes.weight = at::cos(at::arange(18, at::TensorOptions(at::kFloat))).view({3, 6});
        m_classes.bias = at::zeros({3});
    }
    Result<void> begin(double dropout = 0.0)
    {
        return learn({{"body.weight", &m_body.weight},
                      {"body.bias", &m_body.bias},
                      {"classes.weight", &m_classes.weight},
                      {"classes.bias", &m_classes.bias}},
                     dropout);
    }
    std::int64_t room = 1000;
    bool failsOtherwise = false, mixes = false;
    std::vector<std::int64_t> passes;  // cells

  protected:
    bool mixesCells() const override { return mixes; }
    nn::CellTerms compute(const Examples &examples, const nn::Pass &pass, bool training) override
    {
        if (failsOtherwise) throw std::runtime_error("another reason");
        if (examples.tokens.cells > room)
            throw c10::OutOfMemoryError({__func__, __FILE__, __LINE__}, "the allocator gives no more");
        passes.push_back(examples.tokens.cells);
        const at::Tensor values = nn::tensorOf(examples.tokens.values, examples.tokens, at::kFloat, device());
        const at::Tensor hidden = nn::dropped(at::tanh(nn::linear(m_body, values)), pass.dropout);
        nn::CellTerms result{{}, hidden, nn::linear(m_classes, hidden)};
        for (const std::string &name : m_names) {
            if (name == "cls") result.terms.push_back(lossOfClasses(result.logits, labelsOf(examples), training));
            if (name == "gep")
                result.terms.push_back(
                    nn::maskedSquaredError(hidden, nn::tensorOf(examples.target, examples.tokens, at::kFloat, device()),
                                           nn::tensorOf(examples.scored, examples.tokens, at::kBool, device())));
            if (name == "ecs") result.terms.push_back(nn::elasticCellSimilarity(hidden, 0.8));
        }
        return result;
    }

  private:
    std::vector<std::string> m_names;
    nn::Linear m_body, m_classes;
};

training::TrainableRequest request(const std::vector<std::string> &terms = {"cls", "gep"})
{
    training::TrainableRequest made;
    for (const std::string &term : terms) made.objective.terms.push_back({term, 0.7});
    made.classes = {{1.0, 3.0, 0.5}, 0.1};
    made.seed = 5;
    return made;
}

// Cells with different numbers of scored values and labels of different weights.
Examples someExamples(std::int64_t cells = 7)
{
    Examples examples;
    examples.tokens.cells = cells;
    examples.tokens.tokens = 6;
    for (int i = 0; i < cells * 6; ++i) {
        examples.tokens.values.push_back(static_cast<float>(std::sin(3.7 * i)));
        examples.target.push_back(static_cast<float>(std::cos(1.3 * i)));
        examples.scored.push_back(i % 6 < i / 6 % 4 ? 1 : 0);
    }
    for (int i = 0; i < cells; ++i) examples.labels.push_back(i % 3);
    return examples;
}

// The largest difference of any number that training changes.
double difference(const checkpoint::TensorMap &a, const checkpoint::TensorMap &b)
{
    double largest = 0.0;
    for (const auto &[name, tensor] : a.entries) {
        if (tensor.type != checkpoint::TensorType::Float32) continue;
        const auto left = tensor.toFloat(), right = b.find(name)->toFloat();
        for (std::size_t i = 0; i < left.size(); ++i)
            largest = std::max(largest, static_cast<double>(std::abs(left[i] - right[i])));
    }
    return largest;
}

}  // namespace

class TestNetworkTrainable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aLackOfMemorySplitsTheMinibatch_data()
    {
        QTest::addColumn<int>("room");
        QTest::addColumn<int>("microBatch");
        for (const int room : {1, 2, 3, 4, 6}) QTest::addRow("room for %d", room) << room << 0;
        QTest::newRow("parts of parts") << 1 << 3;
    }
    void aLackOfMemorySplitsTheMinibatch()
    {
        QFETCH(int, room);
        QFETCH(int, microBatch);
        training::TrainableRequest asked = request();
        asked.microBatch = microBatch;
        SmallNetwork whole(asked), split(asked);
        VERIFY_OK(whole.begin());
        VERIFY_OK(split.begin());
        for (int step = 0; step < 4; ++step) {
            if (step == 1) split.room = room;  // in the middle of a training
            const auto expected = whole.step({someExamples()}, 0.01), terms = split.step({someExamples()}, 0.01);
            VERIFY_OK(expected);
            VERIFY_OK(terms);
            for (std::size_t i = 0; i < terms->size(); ++i) QVERIFY(std::abs((*terms)[i] - (*expected)[i]) < 1e-6);
            const std::string notice = split.takeNotice();
            QCOMPARE(!notice.empty(), step == 1);  // said once
            if (step == 1) QVERIFY2(notice.find("at a time and their gradients added") != std::string::npos, notice.c_str());
        }
        QVERIFY(difference(*whole.state(), *split.state()) < 1e-6);
        const auto expected = whole.evaluate(someExamples()), held = split.evaluate(someExamples());
        VERIFY_OK(held);
        for (std::size_t i = 0; i < held->terms.size(); ++i) QVERIFY(std::abs(held->terms[i] - expected->terms[i]) < 1e-6);
        QCOMPARE(held->logits.size(), expected->logits.size());
        for (const std::int64_t cells : std::vector<std::int64_t>(split.passes.end() - 4, split.passes.end()))
            QVERIFY(cells <= room);
    }

    // The limit goes along: a run that goes on makes the same parts without running out of memory again, and the same draws.
    void theLimitIsPartOfTheState()
    {
        SmallNetwork first(request());
        VERIFY_OK(first.begin(0.3));
        first.room = 3;
        VERIFY_OK(first.step({someExamples()}, 0.01));
        QVERIFY(first.takeNotice().find("other draws of dropout") != std::string::npos);
        const auto saved = first.state();
        VERIFY_OK(first.step({someExamples()}, 0.01));
        SmallNetwork second(request());
        VERIFY_OK(second.begin(0.3));
        VERIFY_OK(second.restore(*saved));
        VERIFY_OK(second.step({someExamples()}, 0.01));
        QVERIFY(second.takeNotice().empty());
        QVERIFY(difference(*first.state(), *second.state()) == 0.0);
        QCOMPARE(second.passes, (std::vector<std::int64_t>{3, 3, 1}));
    }

    void aCellThatDoesNotFitIsAnError()
    {
        SmallNetwork network(request());
        VERIFY_OK(network.begin());
        const auto before = network.weights();
        network.room = 0;
        const auto failed = network.step({someExamples()}, 0.01);
        QVERIFY(!failed.ok() && failed.error().is(errors::outOfMemory));
        QVERIFY2(failed.error().message.starts_with("One cell of 6 tokens does not fit"), failed.error().message.c_str());
        QVERIFY(difference(*before, *network.weights()) == 0.0);
        const auto held = network.evaluate(someExamples(1));
        QVERIFY(!held.ok() && held.error().is(errors::outOfMemory));
    }

    // A term that compares cells, and a batch norm: parts would be another objective.
    void whatComparesCellsIsNotSplit_data()
    {
        QTest::addColumn<bool>("mixes");
        QTest::newRow("similarity of cells") << false;
        QTest::newRow("a batch norm") << true;
    }
    void whatComparesCellsIsNotSplit()
    {
        QFETCH(bool, mixes);
        SmallNetwork network(mixes ? request() : request({"cls", "ecs"}));
        VERIFY_OK(network.begin());
        network.mixes = mixes;
        network.room = 3;
        const auto failed = network.step({someExamples()}, 0.01);
        QVERIFY(!failed.ok() && failed.error().is(errors::outOfMemory));
        QVERIFY2(failed.error().message.find("cannot be split") != std::string::npos, failed.error().message.c_str());
        QCOMPARE(failed.error().choices.front().option, std::string("batch-size"));
        QCOMPARE(network.evaluate(someExamples()).ok(), mixes);  // a batch norm does not learn there
    }

    void otherFailuresStayErrors()
    {
        SmallNetwork network(request());
        VERIFY_OK(network.begin());
        network.failsOtherwise = true;
        const auto failed = network.step({someExamples()}, 0.01);
        QVERIFY(!failed.ok() && failed.error().is(errors::networkFailed));
        QVERIFY(network.takeNotice().empty());
    }
};

QTEST_APPLESS_MAIN(TestNetworkTrainable)
#include "tst_network_trainable.moc"
