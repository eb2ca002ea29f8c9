// The declaration of each family's tensors and its network hold the same: the network takes every declared tensor into a member
// of its own, and no other.
#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/network/parameters.h"
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/network/parameters.h"
#include "models/families/scemb/format/layout.h"
#include "models/families/scemb/network/parameters.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/network/parameters.h"
#include "tests/models/small_geometry.h"
#include "tests/support/fixtures.h"

#include <functional>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using checkpoint::Presence;
using checkpoint::TensorSpec;

namespace {

// A tensor that the network holds, as a visitor sees it.
struct Held {
    std::string name;
    std::vector<std::int64_t> shape;
    const at::Tensor *member = nullptr;
    std::vector<std::int64_t> size;  // of the member
    float first = 0.0F;              // its first number
};

// A kind of checkpoint of a family: its declaration, and its network as loaded.
struct Kind {
    std::string name;
    std::vector<TensorSpec> specs;
    std::function<Result<std::vector<Held>>(const checkpoint::Bundle &)> load;
};

template <class Network, class Visit> Result<std::vector<Held>> heldBy(Result<Network> network, const Visit &visitAll)
{
    if (!network.ok()) return network.error();
    std::vector<Held> held;
    visitAll(*network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        held.push_back({name, shape, &tensor, tensor.sizes().vec(), tensor.flatten()[0].item<float>()});
    });
    return held;
}

Kind scgptKind(const std::string &name, const scgpt::Parts &parts)
{
    const scgpt::Config config{8, 2, 12, 2, 3, 51, 0.0, -2.0, -1.0, "<pad>"};
    constexpr std::int64_t vocabulary = 12;
    return {"scGPT, " + name, scgpt::expectedTensors(config, vocabulary, parts), [config](const checkpoint::Bundle &bundle) {
                return heldBy(scgpt::loadNetwork(bundle, config, vocabulary),
                              [](auto &network, const auto &visit) { scgpt::visitParameters(network, visit); });
            }};
}

Kind scbertKind(const std::string &name, scbert::Head head, bool gene2vec, bool qkvBias)
{
    scbert::Geometry geometry = test::smallGeometry(head);
    geometry.gene2vec = gene2vec;
    geometry.qkvBias = qkvBias;
    return {"scBERT, " + name, scbert::expectedTensors(geometry), [](const checkpoint::Bundle &bundle) {
                return heldBy(scbert::loadNetwork(bundle),
                              [](auto &network, const auto &visit) { scbert::visitTensors(network, visit); });
            }};
}

Kind exceiverKind(const std::string &name, std::int64_t geneWidth, std::int64_t classes)
{
    exceiver::Config config;
    config.genes = 10;
    config.geneWidth = geneWidth;
    config.queries = 3;
    config.width = 8;
    config.layers = 2;
    config.heads = 2;
    config.feedForward = 6;
    config.classes = classes;
    return {"Exceiver, " + name, exceiver::expectedTensors(config), [config](const checkpoint::Bundle &bundle) {
                return heldBy(exceiver::loadNetwork(bundle, config),
                              [](auto &network, const auto &visit) { exceiver::visitParameters(network, visit); });
            }};
}

Kind scembKind(const std::string &name, scemb::NormPosition position, std::int64_t classes = 0)
{
    scemb::Config config;
    config.classes = classes;
    config.vocabulary = 12;
    config.embeddingSize = 8;
    config.layers = 2;
    config.heads = 2;
    config.feedForward = 6;
    config.maxGenes = 5;
    config.normPosition = position;
    return {"scEMB, " + name, scemb::expectedTensors(config), [config](const checkpoint::Bundle &bundle) {
                return heldBy(scemb::loadNetwork(bundle, config),
                              [](auto &network, const auto &visit) { scemb::visitParameters(network, visit); });
            }};
}

std::vector<Kind> allKinds()
{
    scgpt::Parts pretrained, integrated, multiomic, perturbed;
    pretrained.expression = pretrained.geneQuery = true;
    integrated = multiomic = pretrained;
    integrated.generation = integrated.batchNorm = integrated.zeroProbability = true;
    integrated.domains = integrated.batches = integrated.discriminator = 2;
    integrated.classes = 5;
    multiomic.batches = multiomic.discriminator = 2;
    multiomic.modalities = 5;
    multiomic.joinedGenes = true;
    perturbed.perturbation = perturbed.zeroProbability = true;
    perturbed.classes = 1;
    return {scgptKind("pretrained", pretrained),
            scgptKind("integrated", integrated),
            scgptKind("multi-omic", multiomic),
            scgptKind("perturbed", perturbed),
            scbertKind("no head", scbert::Head::None, true, true),
            scbertKind("language model", scbert::Head::LanguageModel, true, false),
            scbertKind("classifier without positions", scbert::Head::Classifier, false, false),
            exceiverKind("two widths", 4, 0),
            exceiverKind("one width, classes", 8, 3),
            scembKind("norms after", scemb::NormPosition::Post),
            scembKind("norms before", scemb::NormPosition::Pre),
            scembKind("with classes", scemb::NormPosition::Post, 4)};
}

void add(checkpoint::Bundle &bundle, const TensorSpec &spec, float value)
{
    bundle.tensors.add(spec.name, spec.shape, std::vector<float>(static_cast<std::size_t>(spec.size()), value));
}

// A file with the listed tensors; the i-th one is full of i + 1.
checkpoint::Bundle fileOf(const std::vector<TensorSpec> &specs)
{
    checkpoint::Bundle bundle;
    bundle.file = "model/weights";
    float value = 0.0F;
    for (const TensorSpec &spec : specs) add(bundle, spec, ++value);
    return bundle;
}

std::string classOf(const Result<std::vector<Held>> &result) { return result.ok() ? "ok" : result.error().errorClass; }

}  // namespace

class TestDeclaredTensors : public QObject {
    Q_OBJECT

    std::vector<Kind> m_kinds = allKinds();

    void addRows() const
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_kinds.size(); ++i) QTest::newRow(m_kinds[i].name.c_str()) << static_cast<int>(i);
    }

  private slots:
    void theNetworkHoldsWhatIsDeclared_data() { addRows(); }
    void theNetworkHoldsWhatIsDeclared()
    {
        QFETCH(int, index);
        const Kind &kind = m_kinds[static_cast<std::size_t>(index)];
        const auto held = kind.load(fileOf(kind.specs));
        VERIFY_OK(held);
        std::set<std::string> names;
        std::set<const at::Tensor *> members;
        std::size_t next = 0;
        for (std::size_t i = 0; i < kind.specs.size(); ++i) {
            const TensorSpec &spec = kind.specs[i];
            QVERIFY2(names.insert(spec.name).second, spec.name.c_str());  // declared once
            if (spec.presence != Presence::Required) continue;
            QVERIFY2(next < held->size(), spec.name.c_str());
            const Held &place = (*held)[next++];
            QCOMPARE(place.name, spec.name);
            QCOMPARE(place.shape, spec.shape);
            QCOMPARE(place.size, spec.shape);
            // A member that two tensors share holds the second one's number.
            QVERIFY2(place.first == static_cast<float>(i + 1), spec.name.c_str());
            QVERIFY2(members.insert(place.member).second, spec.name.c_str());
        }
        QCOMPARE(next, held->size());
    }

    void everyDeclaredTensorIsNeeded_data() { addRows(); }
    void everyDeclaredTensorIsNeeded()
    {
        QFETCH(int, index);
        const Kind &kind = m_kinds[static_cast<std::size_t>(index)];
        const auto whole = kind.load(fileOf(kind.specs));
        VERIFY_OK(whole);
        for (const TensorSpec &spec : kind.specs) {
            std::vector<TensorSpec> others = kind.specs;
            std::erase_if(others, [&](const TensorSpec &other) { return other.name == spec.name; });
            const auto held = kind.load(fileOf(others));
            if (spec.presence != Presence::Required) VERIFY_OK(held);
            // Without some tensors, which tell its parts, the file is another complete kind: its network holds less.
            else QVERIFY2(!held.ok() || held->size() < whole->size(), spec.name.c_str());
        }
    }

    void noOtherTensorIsTaken_data() { addRows(); }
    void noOtherTensorIsTaken()
    {
        QFETCH(int, index);
        const Kind &kind = m_kinds[static_cast<std::size_t>(index)];
        checkpoint::Bundle more = fileOf(kind.specs);
        add(more, {"something.weight", {2, 2}, Presence::Required}, 1.0F);
        QCOMPARE(classOf(kind.load(more)), std::string("unexpected_tensor"));
        for (std::size_t i = 0; i < kind.specs.size(); ++i) {
            if (kind.specs[i].presence != Presence::Required) continue;
            std::vector<TensorSpec> specs = kind.specs;
            specs[i].shape.push_back(1);
            const auto held = kind.load(fileOf(specs));
            QVERIFY2(classOf(held) == "shape_mismatch", (specs[i].name + ": " + classOf(held)).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestDeclaredTensors)
#include "tst_declared_tensors.moc"
