// The state dict of scGPT: every change to it is noticed and named.
#include "models/families/scgpt/format/layout.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::scgpt;

namespace {

struct Case {
    checkpoint::Bundle bundle;
    Config config;
    std::int64_t vocabulary = 12;

    // A complete state dict, made from the list itself.
    explicit Case(const Parts &parts)
    {
        config = {8, 2, 12, 2, 3, 51, 0.0, -2.0, -1.0, "<pad>"};
        bundle.file = "model/best_model.pt";
        bundle.configName = "args.json";
        for (const auto &spec : expectedTensors(config, vocabulary, parts)) add(spec.name, spec.shape);
    }
    void add(const std::string &name, const std::vector<std::int64_t> &shape)
    {
        std::int64_t size = 1;
        for (const auto extent : shape) size *= extent;
        bundle.tensors.add(name, shape, std::vector<float>(static_cast<std::size_t>(size), 0.5F));
    }
    checkpoint::Tensor &tensor(const std::string &name)
    {
        auto &entries = bundle.tensors.entries;
        return std::find_if(entries.begin(), entries.end(), [&](const auto &entry) { return entry.first == name; })->second;
    }
    std::string errorClass() const
    {
        const auto result = checkLayout(bundle, config, vocabulary);
        return result.ok() ? "ok" : result.error().errorClass;
    }
};

Parts pretrained()
{
    Parts parts;
    parts.expression = parts.geneQuery = true;
    return parts;
}

// Fine-tuned for integration, with a plain batch norm and classes on top.
Parts everything()
{
    Parts parts = pretrained();
    parts.generation = parts.batchNorm = parts.zeroProbability = true;
    parts.domains = 2;
    parts.batches = 2;
    parts.classes = 5;
    parts.discriminator = 2;
    return parts;
}

Parts multiomic()
{
    Parts parts = pretrained();
    parts.batches = parts.discriminator = 2;
    parts.modalities = 5;
    parts.joinedGenes = true;
    return parts;
}

Parts perturbation()
{
    Parts parts;
    parts.perturbation = parts.zeroProbability = true;
    parts.classes = 1;
    return parts;
}

}  // namespace

class TestScgptLayout : public QObject {
    Q_OBJECT
  private slots:
    void partsAreSeenInTheNames()
    {
        const Parts parts = partsOf(Case(everything()).bundle.tensors);
        QVERIFY(parts.batchNorm && parts.expression && parts.geneQuery && parts.zeroProbability && !parts.perturbation);
        QVERIFY(parts.generation && !parts.joinedGenes);
        QCOMPARE(parts.domains, std::int64_t{2});
        QCOMPARE(parts.batches, std::int64_t{2});
        QCOMPARE(parts.modalities, std::int64_t{0});
        QCOMPARE(parts.classes, std::int64_t{5});
        QCOMPARE(parts.discriminator, std::int64_t{2});
    }

    // Every kind of fine-tuned model is told from the others by its tensors, and its shapes follow.
    void kindsOfFineTuning()
    {
        for (const Parts &parts : {everything(), multiomic(), perturbation()}) {
            const Case model(parts);
            QCOMPARE(model.errorClass(), std::string("ok"));
            const Parts found = partsOf(model.bundle.tensors);
            QCOMPARE(found.perturbation, parts.perturbation);
            QCOMPARE(found.modalities, parts.modalities);
            QCOMPARE(found.joinedGenes, parts.joinedGenes);
            QCOMPARE(found.zeroProbability, parts.zeroProbability);
        }
        // The multi-omic class without modalities: its genes are joined with the batch, which one shape alone tells.
        Parts batchOnly = multiomic();
        batchOnly.modalities = 0;
        QVERIFY(partsOf(Case(batchOnly).bundle.tensors).joinedGenes);
        QCOMPARE(Case(batchOnly).errorClass(), std::string("ok"));
    }

    // 51,329,025: the parameters of the released whole-human checkpoint without its flag encoder.
    void countsTheReleasedModel()
    {
        const auto tensors = expectedTensors(Config(), 60697, pretrained());
        QCOMPARE(checkpoint::countParameters({}, tensors), std::int64_t{51329025});
    }

    // Every tensor in turn: left out, misshapen, not finite.
    void everyTensorCounts()
    {
        const auto names = expectedTensors(Case(everything()).config, 12, everything());
        for (const auto &[name, shape, presence] : names) {
            if (presence == checkpoint::Presence::Counter) continue;
            if (name == "cls_decoder.out_layer.weight" || name == "grad_reverse_discriminator.out_layer.weight" ||
                name == "batch_encoder.embedding.weight" || name == "flag_encoder.weight")
                continue;  // these say how many classes and batches there are, and whether genes were generated
            Case missing(everything());
            std::erase_if(missing.bundle.tensors.entries, [&](const auto &entry) { return entry.first == name; });
            const auto result = checkLayout(missing.bundle, missing.config, missing.vocabulary);
            QVERIFY2(!result.ok() && result.error().errorClass == "missing_tensor", name.c_str());
            QVERIFY(result.error().message.find(name) != std::string::npos);

            Case misshapen(everything());
            misshapen.tensor(name).shape.push_back(1);
            QVERIFY2(misshapen.errorClass() == "shape_mismatch", name.c_str());

            Case broken(everything());
            std::vector<float> values = broken.tensor(name).toFloat();
            values.back() = std::numeric_limits<float>::quiet_NaN();
            broken.bundle.tensors.add("copy", shape, values);
            broken.tensor(name) = broken.bundle.tensors.entries.back().second;
            broken.bundle.tensors.entries.pop_back();
            QVERIFY2(broken.errorClass() == "non_finite", name.c_str());
        }
    }

    void allSpellingsAreOne()
    {
        for (const char *spelling : {"self_attn._impl.Wqkv.", "self_attn.in_proj_"}) {
            Case other(pretrained());
            for (auto &[name, tensor] : other.bundle.tensors.entries)
                if (const auto at = name.find("self_attn.Wqkv."); at != std::string::npos)
                    name.replace(at, std::string("self_attn.Wqkv.").size(), spelling);
            QCOMPARE(other.errorClass(), std::string("ok"));
            other.add("transformer_encoder.layers.0.self_attn.Wqkv.weight", {24, 8});
            QCOMPARE(other.errorClass(), std::string("unexpected_tensor"));  // twice, and nobody knows which is right
        }
    }

    void leftoversAreErrors()
    {
        Case more(pretrained());
        more.add("flag_encoder.weight", {2, 8});
        QCOMPARE(more.errorClass(), std::string("ok"));
        more.add("bn.num_batches_tracked", {});
        QCOMPARE(more.errorClass(), std::string("missing_tensor"));  // there is no bn.weight to count for
        more.bundle.tensors.entries.pop_back();
        more.add("transformer_encoder.norm.weight", {8});
        QCOMPARE(more.errorClass(), std::string("unexpected_tensor"));
    }

    // The counter of a batch norm may be absent and of any type. Where there is no batch norm, it is as unexpected as any other.
    void countersBelongToTheirNorm()
    {
        Case counted(everything());
        counted.tensor("bn.num_batches_tracked").type = checkpoint::TensorType::Int32;
        QCOMPARE(counted.errorClass(), std::string("ok"));
        std::erase_if(counted.bundle.tensors.entries, [](const auto &entry) { return entry.first.ends_with("_tracked"); });
        QCOMPARE(counted.errorClass(), std::string("ok"));
        counted.add("norm.num_batches_tracked", {});
        QCOMPARE(counted.errorClass(), std::string("unexpected_tensor"));
    }

    void categoriesOfValuesAreRefused()
    {
        Case categories(pretrained());
        categories.add("value_encoder.embedding.weight", {53, 8});
        QCOMPARE(categories.errorClass(), std::string("unsupported_model"));
    }

    void wholeNumbersAreNoWeights()
    {
        Case integers(pretrained());
        integers.tensor("encoder.enc_norm.bias").type = checkpoint::TensorType::Int32;
        QCOMPARE(integers.errorClass(), std::string("unsupported_type"));
    }
};

QTEST_APPLESS_MAIN(TestScgptLayout)
#include "tst_scgpt_layout.moc"
