// The state dict of scBERT: sizes come from its shapes, every change to it is noticed and named.
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/format/outline.h"
#include "tests/models/small_geometry.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <limits>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::scbert;
using test::smallGeometry;

namespace {

struct Case {
    checkpoint::Bundle bundle;

    explicit Case(const Geometry &geometry)
    {
        bundle.file = "model/finetune_best.pth";
        bundle.folder = "model";
        for (const auto &spec : expectedTensors(geometry)) add(spec.name, spec.shape);
        for (std::int64_t i = 1; i < geometry.sequence; ++i) bundle.geneList.push_back("G" + std::to_string(i));
    }
    void add(const std::string &name, const std::vector<std::int64_t> &shape)
    {
        std::int64_t size = 1;
        for (const auto extent : shape) size *= extent;
        bundle.tensors.add(name, shape, std::vector<float>(static_cast<std::size_t>(size), 0.5F));
    }
    void remove(const std::string &name)
    {
        std::erase_if(bundle.tensors.entries, [&](const auto &entry) { return entry.first == name; });
    }
    Error error() const
    {
        const auto result = outline(bundle);
        return result.ok() ? Error{ErrorClass{"ok", ErrorKind::Internal}, {}} : result.error();
    }
};

// All tensors but the counter, which may be absent and is not checked.
std::vector<checkpoint::TensorSpec> weightsOf(const Geometry &geometry)
{
    auto specs = expectedTensors(geometry);
    std::erase_if(specs, [](const auto &spec) { return spec.presence == checkpoint::Presence::Counter; });
    return specs;
}

bool mentions(const Error &error, const std::string &text) { return error.message.find(text) != std::string::npos; }

const std::string layer0 = "performer.net.layers.0.";

}  // namespace

class TestScbertLayout : public QObject {
    Q_OBJECT
  private slots:
    void sizesComeFromShapes_data()
    {
        QTest::addColumn<int>("head");
        QTest::newRow("none") << static_cast<int>(Head::None);
        QTest::newRow("language model") << static_cast<int>(Head::LanguageModel);
        QTest::newRow("classifier") << static_cast<int>(Head::Classifier);
    }
    void sizesComeFromShapes()
    {
        QFETCH(int, head);
        const Geometry wanted = smallGeometry(static_cast<Head>(head));
        const auto found = readGeometry(Case(wanted).bundle);
        VERIFY_OK(found);
        QVERIFY(found->head == wanted.head);
        QCOMPARE(found->tokens, wanted.tokens);
        QCOMPARE(found->width, wanted.width);
        QCOMPARE(found->sequence, wanted.sequence);
        QCOMPARE(found->layers, wanted.layers);
        QCOMPARE(found->heads, wanted.heads);
        QCOMPARE(found->headWidth, wanted.headWidth);
        QCOMPARE(found->features, wanted.features);
        QCOMPARE(found->feedForward, wanted.feedForward);
        QCOMPARE(found->classes, wanted.classes);
        QVERIFY(found->gene2vec && !found->qkvBias);
        QCOMPARE(found->highestBin(), std::int64_t{5});
    }

    // 8,388,607 parameters of the released checkpoint, with its saved projections (6 x 266 x 64) 8,490,751; 91 entries with the
    // counter.
    void theReleasedModelHasItsSize()
    {
        Geometry released{7, 200, 16907, 6, 10, 64, 266, 800, true, false, Head::LanguageModel, 0, 0, 0};
        QCOMPARE(checkpoint::countParameters({}, expectedTensors(released)) - 6 * 266 * 64, std::int64_t{8388607});
        QCOMPARE(expectedTensors(released).size(), std::size_t{91});
        released.head = Head::Classifier;
        released.hidden1 = 512;
        released.hidden2 = 128;
        released.classes = 11;
        QCOMPARE(expectedTensors(released).size(), std::size_t{97});
    }

    void aClassifierWithoutPositionsKnowsItsLength()
    {
        Geometry geometry = smallGeometry(Head::Classifier);
        geometry.gene2vec = false;
        QCOMPARE(readGeometry(Case(geometry).bundle)->sequence, geometry.sequence);
        geometry.head = Head::LanguageModel;
        Case languageModel(geometry);
        QCOMPARE(readGeometry(languageModel.bundle)->sequence, std::int64_t{0});
        QCOMPARE(languageModel.error().errorClass, std::string("ok"));  // the gene list says it
    }

    void everyMissingTensorIsNamed()
    {
        for (const Head head : {Head::LanguageModel, Head::Classifier}) {
            for (const auto &[name, shape, presence] : weightsOf(smallGeometry(head))) {
                // Without these the file is another, complete kind.
                if (name == "pos_emb.emb.weight" || name == "to_out.weight" || name == "to_out.conv1.weight") continue;
                Case damaged(smallGeometry(head));
                damaged.remove(name);
                QCOMPARE(damaged.error().errorClass, std::string("missing_tensor"));
                QVERIFY2(mentions(damaged.error(), name), damaged.error().message.c_str());
            }
        }
    }

    void everyOtherShapeIsNamed()
    {
        for (const auto &[name, shape, presence] : weightsOf(smallGeometry(Head::Classifier))) {
            Case damaged(smallGeometry(Head::Classifier));
            for (auto &[entry, tensor] : damaged.bundle.tensors.entries)
                if (entry == name) tensor.shape = {1, 1, 1, 1, 1};
            QCOMPARE(damaged.error().errorClass, std::string("shape_mismatch"));
            QVERIFY2(mentions(damaged.error(), name), damaged.error().message.c_str());
        }
    }

    void everyNanIsNamed()
    {
        for (const auto &[name, shape, presence] : weightsOf(smallGeometry(Head::LanguageModel))) {
            Case damaged(smallGeometry(Head::LanguageModel));
            damaged.remove(name);
            std::int64_t size = 1;
            for (const auto extent : shape) size *= extent;
            std::vector<float> values(static_cast<std::size_t>(size), 0.5F);
            values.back() = std::numeric_limits<float>::quiet_NaN();
            damaged.bundle.tensors.add(name, shape, values);
            QCOMPARE(damaged.error().errorClass, std::string("non_finite"));
            QVERIFY(mentions(damaged.error(), name));
        }
    }

    void otherPerformersAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("ReZero") << "performer.net.layers.1.0.g"
                                << "unsupported_model";
        QTest::newRow("scale norm") << "performer.net.layers.1.1.norm.g"
                                    << "unsupported_model";
        QTest::newRow("local attention") << "performer.net.layers.0.0.fn.local_attn.rel_pos.inv_freq"
                                         << "unsupported_model";
        QTest::newRow("reversible") << "performer.net.blocks.0.f.net.norm.weight"
                                    << "unsupported_model";
        QTest::newRow("rotary") << "layer_pos_emb.emb"
                                << "unsupported_model";
        QTest::newRow("something else") << "performer.net.layers.1.1.fn.fn.w3.weight"
                                        << "unexpected_tensor";
    }
    void otherPerformersAreRefused()
    {
        QFETCH(QString, name);
        Case other(smallGeometry(Head::LanguageModel));
        other.add(name.toStdString(), {1});
        QTEST(QString::fromStdString(other.error().errorClass), "errorClass");
        QVERIFY(mentions(other.error(), name.toStdString()));
    }

    void gatedFeedForwardIsRefused()
    {
        Case gated(smallGeometry(Head::LanguageModel));
        for (auto &[name, tensor] : gated.bundle.tensors.entries)
            if (name == layer0 + "1.fn.fn.w1.weight") tensor.shape = {96, 12};
        QCOMPARE(gated.error().errorClass, std::string("unsupported_model"));
        QVERIFY(mentions(gated.error(), layer0 + "1.fn.fn"));
    }

    void theCardSaysWhatTheCheckpointCan()
    {
        const auto languageModel = outline(Case(smallGeometry(Head::LanguageModel)).bundle);
        VERIFY_OK(languageModel);
        QCOMPARE(languageModel->card.abilities,
                 (std::vector<Ability>{Ability::Cells, Ability::Genes, Ability::Expression, Ability::Attention}));
        QCOMPARE(languageModel->card.vocabulary, std::int64_t{8});
        QVERIFY(languageModel->card.license.find("GPL-3.0") != std::string::npos);
        QVERIFY(mentions(Error{errors::internal, languageModel->card.notice}, "covers the weights"));
        Case classifier(smallGeometry(Head::Classifier));
        classifier.bundle.labels = {"B", "NK", "T"};
        const auto labeled = outline(classifier.bundle);
        VERIFY_OK(labeled);
        QCOMPARE(labeled->card.abilities,
                 (std::vector<Ability>{Ability::Cells, Ability::Genes, Ability::Labels, Ability::Attention}));
        QCOMPARE(labeled->card.labels, classifier.bundle.labels);
        QCOMPARE(labeled->tokenizer->vocabulary().front(), std::string("G1"));
    }

    void listsOfAnotherLengthAreRefused()
    {
        Case classifier(smallGeometry(Head::Classifier));
        classifier.bundle.labels = {"B", "NK"};
        QCOMPARE(classifier.error().errorClass, std::string("shape_mismatch"));
        QVERIFY(mentions(classifier.error(), "2") && mentions(classifier.error(), "3"));
        classifier.bundle.labels.clear();
        classifier.bundle.geneList.pop_back();
        QCOMPARE(classifier.error().errorClass, std::string("shape_mismatch"));
        classifier.bundle.geneList.clear();
        const auto nameless = outline(classifier.bundle);
        VERIFY_OK(nameless);
        QCOMPARE(nameless->card.missing, (std::vector<std::string>{"gene_list", "class_names"}));
        const auto ready = nameless->tokenizer->ready();
        QCOMPARE(ready.error().errorClass, std::string("no_vocabulary"));
        QVERIFY(mentions(ready.error(), "gene_list.txt"));
        QVERIFY(!mentions(ready.error(), "--"));
        QCOMPARE(ready.error().choices.front().option, std::string("gene-list"));
        QCOMPARE(exitStatus(ready.error()), 3);
    }
};

QTEST_APPLESS_MAIN(TestScbertLayout)
#include "tst_scbert_layout.moc"
