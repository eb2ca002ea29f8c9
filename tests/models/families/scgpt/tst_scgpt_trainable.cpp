// scGPT as the library of networks hands it out: starts from weights or from nothing, steps, and carries its whole state.
#include "models/families/torch_library.h"
#include "tests/support/fixtures.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using training::Examples;

namespace {

using Network = std::unique_ptr<training::Trainable>;

training::TrainableRequest smallRequest()
{
    training::TrainableRequest request;
    request.bundle.config = R"({"embsize": 16, "nheads": 2, "d_hid": 16, "nlayers": 2, "dropout": 0.3})";
    for (int gene = 0; gene < 30; ++gene) request.bundle.vocabulary.push_back("GENE" + std::to_string(gene));
    for (const char *special : {"<pad>", "<cls>", "<eoc>"}) request.bundle.vocabulary.emplace_back(special);
    request.objective.terms = {{"gep"}, {"gepc"}};
    request.seed = 4;
    request.device = "cpu";
    request.threads = 1;
    return request;
}

Result<Network> make(const training::TrainableRequest &request)
{
    LEXICELL_TRY(library, torchLibrary());
    JobContext context;
    for (const Family &family : library->families())
        if (std::string(family.name) == "scgpt") return family.train(request, context);
    return Error{errors::unsupportedFamily, "There is no scgpt.", {}};
}

// Four cells with <cls> and seven genes, three of them hidden.
Examples someExamples()
{
    Examples examples;
    TokenBatch &batch = examples.tokens;
    batch.cells = 4;
    batch.tokens = 8;
    for (int i = 0; i < 32; ++i) {
        const bool hidden = i % 8 > 4;
        batch.genes.push_back(i % 8 == 0 ? 31 : (i * 7) % 30);
        examples.target.push_back(i % 8 == 0 ? -2.0F : static_cast<float>(i));
        batch.values.push_back(hidden ? -1.0F : examples.target.back());
        batch.padding.push_back(0);
        examples.scored.push_back(hidden ? 1 : 0);
    }
    return examples;
}

std::string bytesOf(const checkpoint::TensorMap &map)
{
    std::string text;
    for (const auto &[name, tensor] : map.entries)
        text += name + std::string(reinterpret_cast<const char *>(tensor.data), tensor.byteSize());
    return text;
}

void replace(checkpoint::TensorMap &map, const std::string &name, const checkpoint::Tensor &tensor)
{
    for (auto &[other, old] : map.entries)
        if (other == name) old = tensor;
}

}  // namespace

class TestScgptTrainable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void stateContinuesBitForBit()
    {
        auto straight = make(smallRequest());
        VERIFY_OK(straight);
        checkpoint::TensorMap saved;
        for (int step = 0; step < 6; ++step) {
            if (step == 3) saved = *(*straight)->state();
            VERIFY_OK((*straight)->step({someExamples()}, 0.01));
        }
        auto resumed = make(smallRequest());
        VERIFY_OK(resumed);
        VERIFY_OK((*resumed)->step({someExamples()}, 0.5));  // whatever it did before
        VERIFY_OK((*resumed)->restore(saved));
        for (int step = 3; step < 6; ++step) VERIFY_OK((*resumed)->step({someExamples()}, 0.01));
        QVERIFY(bytesOf(*(*resumed)->state()) == bytesOf(*(*straight)->state()));
        QVERIFY(bytesOf(*(*resumed)->weights()) == bytesOf(*(*straight)->weights()));
    }

    void evaluatingChangesNothing()
    {
        auto network = make(smallRequest());
        VERIFY_OK(network);
        const std::string before = bytesOf(*(*network)->state());
        const auto first = (*network)->evaluate(someExamples());
        VERIFY_OK(first);
        QCOMPARE(first->terms.size(), std::size_t{2});
        QVERIFY((*network)->evaluate(someExamples())->terms == first->terms);  // no dropout
        QVERIFY(bytesOf(*(*network)->state()) == before);
    }

    void aLossThatIsNoNumberChangesNoWeight()
    {
        auto network = make(smallRequest());
        VERIFY_OK(network);
        const std::string before = bytesOf(*(*network)->weights());
        Examples examples = someExamples();
        examples.target[6] = std::numeric_limits<float>::infinity();
        const auto terms = (*network)->step({examples}, 0.01);
        VERIFY_OK(terms);
        QVERIFY(!std::isfinite(terms->front()));
        QVERIFY(bytesOf(*(*network)->weights()) == before);
    }

    void startsFromACheckpoint()
    {
        auto first = make(smallRequest());
        VERIFY_OK(first);
        VERIFY_OK((*first)->step({someExamples()}, 0.01));
        training::TrainableRequest request = smallRequest();
        request.bundle.tensors = *(*first)->weights();
        const std::string before = bytesOf(request.bundle.tensors);
        request.seed = 77;
        auto second = make(request);
        VERIFY_OK(second);
        QVERIFY(bytesOf(*(*second)->weights()) == before);
        VERIFY_OK((*second)->step({someExamples()}, 0.01));
        QVERIFY(bytesOf(*(*second)->weights()) != before);
        QVERIFY(bytesOf(request.bundle.tensors) == before);  // the checkpoint's own tensors stay
    }

    // `up` begins as zeros, so the first step reaches it alone; the second reaches both.
    void everyAdapterWeightLearns()
    {
        auto first = make(smallRequest());
        VERIFY_OK(first);
        training::TrainableRequest request = smallRequest();
        request.bundle.tensors = *(*first)->weights();
        const std::string joined = "transformer_encoder.layers.0.self_attn.Wqkv.weight";
        request.adapters.sites = {{joined, 0, 16}, {joined, 32, 16}};
        request.adapters.rank = 4;
        for (const auto &[name, tensor] : request.bundle.tensors.entries) request.frozen.push_back(name);
        auto network = make(request);
        VERIFY_OK(network);
        const auto before = *(*network)->weights();
        VERIFY_OK((*network)->step({someExamples()}, 0.01));
        const auto middle = *(*network)->weights();
        VERIFY_OK((*network)->step({someExamples()}, 0.01));
        const auto after = *(*network)->weights();
        int matrices = 0;
        for (const auto &[name, tensor] : after.entries) {
            const auto start = before.find(name)->toFloat(), once = middle.find(name)->toFloat(), twice = tensor.toFloat();
            if (!name.starts_with("lora/")) {
                if (name != joined) QVERIFY2(start == twice, name.c_str());
                continue;
            }
            ++matrices;
            for (std::size_t i = 0; i < twice.size(); ++i) {
                QVERIFY2(once[i] != twice[i], name.c_str());
                QCOMPARE(start[i] != once[i], name.ends_with("/up"));
            }
        }
        QCOMPARE(matrices, 4);
        QVERIFY(before.find(joined)->toFloat() ==
                request.bundle.tensors.find(joined)->toFloat());  // the sum begins as the weight
        QVERIFY(after.find(joined)->toFloat() != before.find(joined)->toFloat());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("a term of no scGPT") << "unknown"
                                            << "bad_option";
        QTest::newRow("a term whose head is missing") << "head"
                                                      << "bad_option";
        QTest::newRow("no weight") << "weight"
                                   << "bad_option";
        QTest::newRow("no term") << "none"
                                 << "bad_option";
        QTest::newRow("no settings") << "config"
                                     << "missing_config";
        QTest::newRow("no such device") << "device"
                                        << "bad_option";
    }
    void refuses()
    {
        QFETCH(QString, what);
        QFETCH(QString, errorClass);
        training::TrainableRequest request = smallRequest();
        if (what == "unknown") request.objective.terms.push_back({"joy"});
        if (what == "head") request.objective.terms.push_back({"gep_zero"});
        if (what == "weight") request.objective.terms[0].weight = 0.0;
        if (what == "none") request.objective.terms.clear();
        if (what == "config") request.bundle.config.clear();
        if (what == "device") request.device = "abacus";
        const auto network = make(request);
        QVERIFY(!network.ok());
        QVERIFY2(QString::fromStdString(network.error().errorClass) == errorClass, network.error().message.c_str());
    }

    // Files are checked by their hash; this is the second line against a file that somebody made.
    void badStatesAreRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("a weight is missing") << "missing"
                                             << "missing_tensor";
        QTest::newRow("a weight of another shape") << "shape"
                                                   << "shape_mismatch";
        QTest::newRow("a generator of another size") << "generator"
                                                     << "shape_mismatch";
        QTest::newRow("a generator that reads past its end") << "past"
                                                             << "corrupt_data";
        QTest::newRow("no moments") << "moments"
                                    << "missing_tensor";
    }
    void badStatesAreRefused()
    {
        QFETCH(QString, what);
        QFETCH(QString, errorClass);
        auto network = make(smallRequest());
        VERIFY_OK(network);
        VERIFY_OK((*network)->step({someExamples()}, 0.01));
        checkpoint::TensorMap state = *(*network)->state();
        const checkpoint::Tensor generator = *state.find("dropout");
        const auto drop = [&](const std::string &begin) {
            std::erase_if(state.entries, [&](const auto &entry) { return entry.first.starts_with(begin); });
        };
        if (what == "missing") drop("weight/encoder.embedding.weight");
        if (what == "moments") drop("squares/");
        if (what == "shape") replace(state, "weight/encoder.embedding.weight", *state.find("weight/encoder.enc_norm.weight"));
        if (what == "generator") replace(state, "dropout", *state.find("steps"));
        if (what == "past") {
            auto bytes = std::make_shared<std::vector<std::byte>>(generator.data, generator.data + generator.byteSize());
            const std::uint32_t left = 624;
            const std::uint64_t next = 624;
            std::memcpy(bytes->data() + 8, &left, sizeof left);
            std::memcpy(bytes->data() + 16, &next, sizeof next);
            replace(state, "dropout", {generator.type, generator.shape, bytes, bytes->data()});
        }
        const auto restored = (*network)->restore(state);
        QVERIFY(!restored.ok());
        QVERIFY2(QString::fromStdString(restored.error().errorClass) == errorClass, restored.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestScgptTrainable)
#include "tst_scgpt_trainable.moc"
