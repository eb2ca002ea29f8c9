// What every checkpoint folder of the fixtures is, what it can do, and why it is refused. No LibTorch needed.
#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/families/torch_library.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

bool has(const std::vector<std::string> &list, const std::string &item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

Json readJson(const fs::path &file)
{
    std::ifstream stream(file);
    return Json::parse(stream);
}

// The folders that a list of pytorch_names/expected.h5 names: good, good_small, half, refuse, malicious.
std::vector<fs::path> listed(const fs::path &root, const char *list)
{
    std::vector<fs::path> folders;
    for (const auto &name : test::Hdf5File(root / "pytorch_names/expected.h5").strings(list).values)
        folders.push_back(root / "pytorch_names" / name);
    return folders;
}

// "24x8"
QString sizeOf(const fs::path &folder, const QString &tensor)
{
    JobContext context;
    const auto bundle = checkpoint::openBundle(folder, context);
    const auto *found = bundle.ok() ? bundle->tensors.find(tensor.toStdString()) : nullptr;
    QStringList sizes;
    if (found)
        for (const auto size : found->shape) sizes << QString::number(size);
    return sizes.join('x');
}

QString settingOf(const fs::path &folder, const char *key)
{
    return fs::exists(folder) ? QString::fromStdString(readJson(folder / "args.json").at(key).dump()) : QString();
}

QString largestId(const fs::path &folder)
{
    std::int64_t largest = -1;
    const Json vocabulary = fs::exists(folder) ? readJson(folder / "vocab.json") : Json::object();
    for (const auto &[name, id] : vocabulary.items()) largest = std::max(largest, id.get<std::int64_t>());
    return QString::number(largest);
}

// A copy of a fixture folder that a test may bend.
class Copy {
  public:
    explicit Copy(const fs::path &folder) : m_folder(m_temporary.path().toStdString())
    {
        fs::copy(folder, m_folder, fs::copy_options::recursive);
    }
    const fs::path &folder() const { return m_folder; }
    template <class Change> void change(const char *file, const Change &change) const
    {
        Json json = readJson(m_folder / file);
        change(json);
        fs::permissions(m_folder / file, fs::perms::owner_all);
        std::ofstream(m_folder / file) << json.dump(1);
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

    // scGPT's checkpoint folders whose names begin with one of these.
    static void addCases(const std::vector<std::string> &kinds)
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, "best_model.pt", kinds);
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const fs::path &folder : folders)
            QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }

  private slots:
    void describesGoodCheckpoints_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("abilities");
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const QString pretrained = "cells genes expression attention generation";
        const QString annotating = "cells genes expression labels attention generation";
        const auto add = [&](const fs::path &folder, const QString &abilities) {
            QTest::newRow(fs::relative(folder, root).c_str()) << QString::fromStdString(folder.string()) << abilities;
        };
        for (const auto &[kind, abilities] :
             {std::pair{"base", pretrained}, std::pair{"cls", annotating}, std::pair{"grn", pretrained},
              std::pair{"multiomic", pretrained}, std::pair{"perturb", QString("genes attention perturbation")}})
            for (const fs::path &folder : test::caseFolders(root, "best_model.pt", {kind})) add(folder, abilities);
        for (const auto &[kind, abilities] : {std::pair{"annotation", annotating}, std::pair{"integration", pretrained}})
            for (const fs::path &folder : test::caseFolders(root / "train_step", "best_model.pt", {kind})) add(folder, abilities);
        for (const char *list : {"good", "good_small", "half"})
            for (const fs::path &folder : listed(root, list)) add(folder, pretrained);
    }
    void describesGoodCheckpoints()
    {
        QFETCH(QString, folder);
        QFETCH(QString, abilities);
        JobContext context;
        const auto outlined = outlineModel(folder.toStdString(), context);
        VERIFY_OK(outlined);
        const ModelCard &card = outlined->card;
        QCOMPARE(card.family, std::string("scgpt"));
        QCOMPARE(card.embeddingKey, std::string("X_scGPT"));
        QCOMPARE(card.name, fs::path(folder.toStdString()).filename().string());
        QStringList found;
        for (const Ability ability : card.abilities) found << toString(ability);
        QCOMPARE(found.join(' '), abilities);
        QCOMPARE(card.vocabulary, static_cast<std::int64_t>(outlined->tokenizer->vocabulary().size()));
        QCOMPARE(card.sha256.size(), std::size_t{64});
        QVERIFY(card.parameters > 0 && card.heads > 0 && card.layers > 0 && card.feedForward > 0);
    }

    void sizesOfTheBaseCheckpoint_data() { addCases({"base"}); }
    void sizesOfTheBaseCheckpoint()
    {
        QFETCH(QString, folder);
        JobContext context;
        const auto bundle = checkpoint::openBundle(folder.toStdString(), context);
        VERIFY_OK(bundle);
        const auto config = scgpt::readConfig(*bundle);
        VERIFY_OK(config);
        const auto card = describeModel(folder.toStdString(), context);
        VERIFY_OK(card);
        QCOMPARE(card->embeddingSize, bundle->tensors.find("encoder.embedding.weight")->shape[1]);
        QCOMPARE(card->vocabulary, bundle->tensors.find("encoder.embedding.weight")->shape[0]);
        QCOMPARE(card->layers, config->layers);
        QVERIFY(card->ignoredTensors.empty());
        QCOMPARE(card->batches, std::int64_t{0});
        QCOMPARE(card->modalities, std::int64_t{0});
    }

    void namesTheClasses_data() { addCases({"cls"}); }
    void namesTheClasses()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const test::Hdf5File expected(path / "expected.h5");
        JobContext context;
        const auto card = describeModel(path, context);
        VERIFY_OK(card);
        QCOMPARE(card->labels, expected.strings("classes").values);
    }

    void saysThatAFolderHoldsNoCheckpoint()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        for (const fs::path &folder : test::caseFolders(root, "expected.h5", {"pretrain", "refmap"})) {
            const auto card = describeModel(folder, context);
            QVERIFY(!card.ok());
            QCOMPARE(card.error().errorClass, std::string("no_checkpoint"));
        }
    }

    // Each fault with what must be said of it: the sizes are those of the files themselves.
    void refusesBrokenCheckpoints_data()
    {
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QStringList>("names");
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const fs::path folder = root / "pytorch_names";
        const QString weight = "transformer_encoder.layers.0.self_attn.Wqkv.weight";
        const QString product = "transformer_encoder.layers.0.linear1.weight";
        const fs::path good = listed(root, "good_small").front();
        const QString wide = sizeOf(good, "encoder.embedding.weight");
        QTest::newRow("broken_truncated") << "truncated" << QStringList{"best_model.pt"};
        QTest::newRow("broken_truncated_legacy") << "truncated" << QStringList{"best_model.pt"};
        QTest::newRow("broken_missing_tensor") << "missing_tensor" << QStringList{"best_model.pt", weight, sizeOf(good, weight)};
        QTest::newRow("broken_wrong_shape") << "shape_mismatch"
                                            << QStringList{"best_model.pt", product,
                                                           sizeOf(folder / "broken_wrong_shape", product), sizeOf(good, product)};
        const QString claimed = settingOf(folder / "broken_args_mismatch", "embsize");
        QTest::newRow("broken_args_mismatch") << "shape_mismatch" << QStringList{"args.json", "embsize " + claimed, wide};
        const QString largest = largestId(folder / "broken_vocab_gap");
        QTest::newRow("broken_vocab_gap") << "bad_vocabulary" << QStringList{"vocab.json", largest};
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
        JobContext context;
        for (const char *list : {"refuse", "malicious"})
            for (const fs::path &folder : listed(root, list)) QVERIFY2(!outlineModel(folder, context).ok(), folder.c_str());
        for (const char *list : {"good", "good_small", "half"})
            for (const fs::path &folder : listed(root, list)) QVERIFY2(outlineModel(folder, context).ok(), folder.c_str());
    }

    void missingSidecars()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const fs::path good = listed(root, "good_small").front();
        const Copy noVocabulary(good);
        fs::remove(noVocabulary.folder() / "vocab.json");
        QCOMPARE(noVocabulary.outline().error().errorClass, std::string("no_vocabulary"));
        QCOMPARE(exitStatus(noVocabulary.outline().error()), 3);
        const Copy noConfig(good);
        fs::remove(noConfig.folder() / "args.json");
        QCOMPARE(noConfig.outline().error().errorClass, std::string("missing_config"));
    }

    void settingsThatContradictTheTensors()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const fs::path good = listed(root, "good_small").front();
        const auto classAfter = [&](const auto &change) {
            const Copy copy(good);
            copy.change("args.json", change);
            const auto outlined = copy.outline();
            return outlined.ok() ? std::string("ok") : outlined.error().errorClass;
        };
        const auto more = [](const char *key, int by) {
            return [key, by](Json &args) { args[key] = args.at(key).get<std::int64_t>() + by; };
        };
        QCOMPARE(classAfter(more("nlayers", 1)), std::string("shape_mismatch"));
        QCOMPARE(classAfter(more("d_hid", 4)), std::string("shape_mismatch"));
        QCOMPARE(classAfter([](Json &args) { args["nheads"] = args.at("embsize").get<std::int64_t>() + 1; }),
                 std::string("bad_config"));
        QCOMPARE(classAfter([](Json &args) { args["nheads"] = args.at("nheads").get<double>(); }), std::string("ok"));
        QCOMPARE(classAfter([](Json &args) { args.erase("nheads"); }), std::string("bad_config"));
        QCOMPARE(classAfter([](Json &args) { args["n_bins"] = 2; }), std::string("bad_config"));
        const Copy copy(good);
        copy.change("vocab.json", [](Json &vocabulary) { vocabulary["ONE_GENE_TOO_MANY"] = vocabulary.size(); });
        QCOMPARE(copy.outline().error().errorClass, std::string("shape_mismatch"));
        QVERIFY(copy.outline().error().message.find("vocab.json") != std::string::npos);
    }

    void classNamesThatDoNotFit_data() { addCases({"cls"}); }
    void classNamesThatDoNotFit()
    {
        QFETCH(QString, folder);
        const Copy copy(folder.toStdString());
        copy.change("id2label.json", [](Json &labels) { labels.erase(std::to_string(labels.size() - 1)); });
        const auto outlined = copy.outline();
        QVERIFY(!outlined.ok());
        QCOMPARE(outlined.error().errorClass, std::string("shape_mismatch"));
    }

    // Of <pad>, <cls> and <eoc> those that the file lacks, in this order.
    void specialTokensAreAppended_data() { addCases({"base", "cls", "grn", "perturb"}); }
    void specialTokensAreAppended()
    {
        QFETCH(QString, folder);
        JobContext context;
        const auto bundle = checkpoint::openBundle(folder.toStdString(), context);
        const auto outlined = outlineModel(folder.toStdString(), context);
        VERIFY_OK(outlined);
        auto wanted = bundle->vocabulary;
        for (const char *token : {"<pad>", "<cls>", "<eoc>"})
            if (!has(wanted, token)) wanted.emplace_back(token);
        QCOMPARE(outlined->tokenizer->vocabulary(), wanted);
    }

    void recognizesTheOtherFamilies_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("path");
        const auto add = [](const char *family, const char *file, const std::vector<std::string> &kinds) {
            const auto root = test::fixtures(family);
            if (!root) return;
            for (const fs::path &folder : test::caseFolders(*root, file, kinds))
                QTest::newRow((std::string(family) + " " + folder.filename().string()).c_str())
                    << family << QString::fromStdString((folder / file).string());
        };
        add("scbert", "pretrain.pth", {"lm_"});
        add("scbert", "finetune_best.pth", {"classifier_"});
        add("exceiver", "model.ckpt", {"base_", "classifier_"});
        add("scemb", "model.safetensors", {});
        for (const char *family : {"scbert", "exceiver", "scemb"}) {
            if (test::fixtures(family)) return;
        }
        QSKIP("no fixtures of these families: set LEXICELL_FIXTURES");
    }
    void recognizesTheOtherFamilies()
    {
        QFETCH(QString, family);
        QFETCH(QString, path);
        JobContext context;
        const auto card = describeModel(path.toStdString(), context);
        VERIFY_OK(card);
        QCOMPARE(QString::fromStdString(card->family), family);
        QVERIFY(card->embeddingSize > 0);
        QVERIFY(!card->embeddingKey.empty());
    }

    void missingLibTorchIsAResource_data() { addCases({"base"}); }
    void missingLibTorchIsAResource()
    {
        QFETCH(QString, folder);
        qputenv("LEXICELL_MODELS_TORCH", "/nowhere/liblexicell_models_torch.so");
        JobContext context;
        const auto opened = openModel(folder.toStdString(), {}, context);
        qunsetenv("LEXICELL_MODELS_TORCH");
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().errorClass, std::string("missing_libtorch"));
        QCOMPARE(exitStatus(opened.error()), 4);
        VERIFY_OK(outlineModel(folder.toStdString(), context));  // tokens and coverage need no network
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
