// What every checkpoint folder of the fixtures is, what it can do, and why it is refused. No LibTorch needed.
#include "models/checkpoint/bundle.h"
#include "models/model.h"
#include "models/plugin.h"
#include "models/scgpt/config.h"
#include "models/scgpt/layout.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QTemporaryDir>

#include <algorithm>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

namespace {

bool has(const std::vector<std::string> &list, const std::string &item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

// A copy of a fixture folder that a test may bend.
class Copy {
  public:
    explicit Copy(const fs::path &folder) : m_folder(m_temporary.path().toStdString())
    {
        fs::copy(folder, m_folder, fs::copy_options::recursive);
    }
    const fs::path &folder() const { return m_folder; }
    void replace(const char *file, const std::string &from, const std::string &to) const
    {
        std::ifstream in(m_folder / file);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        const auto at = text.find(from);
        if (at == std::string::npos) qFatal("the fixture does not hold what the test replaces");
        std::ofstream(m_folder / file) << text.replace(at, from.size(), to);
    }
    Result<ModelOutline> outline() const
    {
        JobContext context;
        return outlineModel(m_folder, context);
    }

  private:
    QTemporaryDir m_temporary;
    fs::path m_folder;
};

}  // namespace

class TestCatalog : public QObject {
    Q_OBJECT
  private slots:
    void describesGoodCheckpoints_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("abilities");
        const char *pretrained = "cells genes expression attention generation";
        const char *annotating = "cells genes expression labels attention generation";
        QTest::newRow("base") << "base" << pretrained;
        QTest::newRow("cls") << "cls" << annotating;
        QTest::newRow("grn") << "grn" << pretrained;
        QTest::newRow("annotation") << "train_step/annotation" << annotating;
        QTest::newRow("integration") << "train_step/integration" << pretrained;
        QTest::newRow("multiomic") << "multiomic" << pretrained;
        QTest::newRow("perturb") << "perturb"
                                 << "genes attention perturbation";
        for (const char *name : {"in_proj", "safetensors", "legacy", "fp16", "bf16", "small_good", "small_impl_module_prefix",
                                 "small_shared_storage"})
            QTest::newRow(name) << QString("pytorch_names/") + name << pretrained;
    }
    void describesGoodCheckpoints()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QFETCH(QString, folder);
        QFETCH(QString, abilities);
        JobContext context;
        const auto outlined = outlineModel(root / folder.toStdString(), context);
        VERIFY_OK(outlined);
        const ModelCard &card = outlined->card;
        QCOMPARE(card.family, std::string("scgpt"));
        QCOMPARE(card.embeddingKey, std::string("X_scGPT"));
        QCOMPARE(card.name, fs::path(folder.toStdString()).filename().string());
        QStringList found;
        for (const auto &ability : card.abilities) found << QString::fromStdString(ability);
        QCOMPARE(found.join(' '), abilities);
        QCOMPARE(card.vocabulary, static_cast<std::int64_t>(outlined->tokenizer->vocabulary().size()));
        QCOMPARE(card.sha256.size(), std::size_t{64});
        QVERIFY(card.parameters > 0 && card.heads > 0 && card.layers > 0 && card.feedForward > 0);
    }

    void sizesOfTheBaseCheckpoint()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        const auto bundle = checkpoint::openBundle(root / "base", context);
        VERIFY_OK(bundle);
        const auto config = scgpt::readConfig(*bundle);
        VERIFY_OK(config);
        const auto card = describeModel(root / "base", context);
        VERIFY_OK(card);
        QCOMPARE(card->embeddingSize, bundle->tensors.find("encoder.embedding.weight")->shape[1]);
        QCOMPARE(card->vocabulary, bundle->tensors.find("encoder.embedding.weight")->shape[0]);
        QCOMPARE(card->layers, config->layers);
        QVERIFY(card->ignoredTensors.empty());
        QCOMPARE(card->batches, std::int64_t{0});
        QCOMPARE(card->modalities, std::int64_t{0});
    }

    void namesTheClasses()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const test::Hdf5File expected(root / "cls/expected.h5");
        JobContext context;
        const auto card = describeModel(root / "cls", context);
        VERIFY_OK(card);
        QCOMPARE(card->labels, expected.strings("classes").values);
    }

    void saysThatAFolderHoldsNoCheckpoint()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        for (const char *name : {"pretrain", "refmap"}) {
            if (!fs::exists(root / name)) continue;
            const auto card = describeModel(root / name, context);
            QVERIFY(!card.ok());
            QCOMPARE(card.error().errorClass, std::string("no_checkpoint"));
        }
    }

    void refusesBrokenCheckpoints_data()
    {
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("broken_truncated") << "truncated" << QStringList{"best_model.pt"};
        QTest::newRow("broken_truncated_legacy") << "truncated" << QStringList{"best_model.pt"};
        QTest::newRow("broken_missing_tensor")
            << "missing_tensor" << QStringList{"best_model.pt", "transformer_encoder.layers.0.self_attn.Wqkv.weight", "24x8"};
        QTest::newRow("broken_wrong_shape") << "shape_mismatch"
                                            << QStringList{"best_model.pt", "transformer_encoder.layers.0.linear1.weight", "12x7",
                                                           "12x8"};
        QTest::newRow("broken_args_mismatch") << "shape_mismatch" << QStringList{"args.json", "embsize 16", "60x8"};
        QTest::newRow("broken_vocab_gap") << "bad_vocabulary" << QStringList{"vocab.json", "5000"};
        for (const char *name : {"malicious_zip", "malicious_legacy", "malicious_plain_pickle"})
            QTest::newRow(name) << "forbidden_global" << QStringList{"best_model.pt", "system"};
    }
    void refusesBrokenCheckpoints()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QFETCH(QStringList, names);
        const fs::path folder = root / "pytorch_names" / QTest::currentDataTag();
        if (!fs::exists(folder)) QSKIP("these fixtures lack the case");
        JobContext context;
        const auto card = describeModel(folder, context);
        QVERIFY(!card.ok());
        QTEST(QString::fromStdString(card.error().errorClass), "errorClass");
        QCOMPARE(exitStatus(card.error()), 3);
        for (const auto &name : names)
            QVERIFY2(card.error().message.find(name.toStdString()) != std::string::npos, card.error().message.c_str());
    }

    // The list that comes with the fixtures, whatever it names.
    void refusesWhatTheFixturesRefuse()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const test::Hdf5File expected(root / "pytorch_names/expected.h5");
        JobContext context;
        for (const char *list : {"refuse", "malicious"})
            for (const auto &name : expected.strings(list).values)
                QVERIFY2(!outlineModel(root / "pytorch_names" / name, context).ok(), name.c_str());
        for (const char *list : {"good", "good_small", "half"})
            for (const auto &name : expected.strings(list).values)
                QVERIFY2(outlineModel(root / "pytorch_names" / name, context).ok(), name.c_str());
    }

    void missingSidecars()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const Copy noVocabulary(root / "pytorch_names/small_good");
        fs::remove(noVocabulary.folder() / "vocab.json");
        QCOMPARE(noVocabulary.outline().error().errorClass, std::string("no_vocabulary"));
        QCOMPARE(exitStatus(noVocabulary.outline().error()), 3);
        const Copy noConfig(root / "pytorch_names/small_good");
        fs::remove(noConfig.folder() / "args.json");
        QCOMPARE(noConfig.outline().error().errorClass, std::string("missing_config"));
    }

    void settingsThatContradictTheTensors()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto classAfter = [&](const char *from, const char *to) {
            const Copy copy(root / "pytorch_names/small_good");
            copy.replace("args.json", from, to);
            const auto outlined = copy.outline();
            return outlined.ok() ? std::string("ok") : outlined.error().errorClass;
        };
        QCOMPARE(classAfter("\"nlayers\": 1", "\"nlayers\": 2"), std::string("shape_mismatch"));
        QCOMPARE(classAfter("\"d_hid\": 12", "\"d_hid\": 16"), std::string("shape_mismatch"));
        QCOMPARE(classAfter("\"nheads\": 2", "\"nheads\": 3"), std::string("bad_config"));
        QCOMPARE(classAfter("\"nheads\": 2", "\"nheads\": 2.0"), std::string("ok"));
        QCOMPARE(classAfter("\"nheads\": 2,", ""), std::string("bad_config"));
        QCOMPARE(classAfter("\"n_bins\": 51", "\"n_bins\": 2"), std::string("bad_config"));
        const Copy copy(root / "pytorch_names/small_good");
        copy.replace("vocab.json", "{", "{ \"ONE_GENE_TOO_MANY\": 60,");
        QCOMPARE(copy.outline().error().errorClass, std::string("shape_mismatch"));
        QVERIFY(copy.outline().error().message.find("vocab.json") != std::string::npos);
    }

    void classNamesThatDoNotFit()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const Copy copy(root / "cls");
        std::ofstream(copy.folder() / "id2label.json") << R"({"0": "B", "1": "T"})";
        const auto outlined = copy.outline();
        QVERIFY(!outlined.ok());
        QCOMPARE(outlined.error().errorClass, std::string("shape_mismatch"));
    }

    void specialTokensAreAppended()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        const auto bundle = checkpoint::openBundle(root / "cls", context);
        const auto outlined = outlineModel(root / "cls", context);
        VERIFY_OK(outlined);
        QVERIFY(!has(bundle->vocabulary, "<eoc>"));
        QCOMPARE(outlined->tokenizer->vocabulary().back(), std::string("<eoc>"));
    }

    void recognisesTheOtherFamilies_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("scbert") << "lm_g160/pretrain.pth";
        QTest::newRow("exceiver") << "base_g150/model.ckpt";
        QTest::newRow("scemb") << "post_quantile";
    }
    void recognisesTheOtherFamilies()
    {
        QFETCH(QString, path);
        const std::string family = QTest::currentDataTag();
        LEXICELL_FIXTURES_OR_SKIP(root, family);
        JobContext context;
        const auto card = describeModel(root / path.toStdString(), context);
        VERIFY_OK(card);
        QCOMPARE(card->family, family);
        QVERIFY(card->embeddingSize > 0);
        QVERIFY(!card->embeddingKey.empty());
    }

    void missingLibTorchIsAResource()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        qputenv("LEXICELL_MODELS_TORCH", "/nowhere/liblexicell_models_torch.so");
        JobContext context;
        const auto opened = openModel(root / "base", {}, context);
        qunsetenv("LEXICELL_MODELS_TORCH");
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().errorClass, std::string("missing_libtorch"));
        QCOMPARE(exitStatus(opened.error()), 4);
        VERIFY_OK(outlineModel(root / "base", context));  // tokens and coverage need no network
    }

    void aLibraryOfAnotherKindIsRefused()
    {
        qputenv("LEXICELL_MODELS_TORCH", "/lib/x86_64-linux-gnu/libz.so.1");
        if (!fs::exists("/lib/x86_64-linux-gnu/libz.so.1")) QSKIP("no other library at hand");
        const auto library = torchLibrary();
        qunsetenv("LEXICELL_MODELS_TORCH");
        QVERIFY(!library.ok());
        QCOMPARE(library.error().errorClass, std::string("missing_libtorch"));
    }
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
