// Checkpoints of all families as training loops save them are the same models as the bare ones.
#include "models/families/open_model.h"
#include "models/families/wrapped_names.h"
#include "tests/models/wrapped_checkpoint.h"

#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models;
using checkpoint::Envelope;
using checkpoint::PlainValue;
using checkpoint::TensorMap;
using checkpoint::TorchContainer;
namespace fs = std::filesystem;

namespace {

bool sameTensors(const TensorMap &a, const TensorMap &b)
{
    if (a.entries.size() != b.entries.size()) return false;
    for (const auto &[name, tensor] : a.entries) {
        const auto *other = b.find(name);
        if (!other || other->shape != tensor.shape || other->type != tensor.type ||
            !std::equal(tensor.data, tensor.data + tensor.byteSize(), other->data))
            return false;
    }
    return true;
}

TensorMap numbers(const std::string &name)
{
    TensorMap map;
    map.add(name, {2}, {1, 2});
    return map;
}

// One bare checkpoint of each family and container is enough: what wraps it knows no family.
std::vector<test::GoodCheckpoint> oneOfEach()
{
    std::vector<test::GoodCheckpoint> list;
    for (const auto &good : test::goodCheckpoints()) {
        JobContext context;
        if (good.file.parent_path().filename().string().starts_with("real") || !describeModel(good.file, context).ok()) continue;
        const bool taken = std::any_of(list.begin(), list.end(), [&](const auto &other) { return other.family == good.family; });
        if (!taken) list.push_back(good);
    }
    return list;
}

}  // namespace

class TestWrappedNames : public QObject {
    Q_OBJECT
    QTemporaryDir m_temporary;

    fs::path folder() const { return fs::path(m_temporary.path().toStdString()) / "model"; }

    void verifySame(const fs::path &model, const TensorMap &bare, const fs::path &original)
    {
        JobContext context, other;
        const auto bundle = openModelBundle(model, context);
        VERIFY_OK(bundle);
        QVERIFY(sameTensors(bundle->tensors, bare));
        const auto card = describeModel(model, context);
        const auto wanted = describeModel(original, other);
        QCOMPARE(card.ok(), wanted.ok());
        if (!wanted.ok()) return;
        QCOMPARE(card->family, wanted->family);
        QCOMPARE(card->abilities, wanted->abilities);
        QCOMPARE(card->parameters, wanted->parameters);
        QCOMPARE(card->vocabulary, wanted->vocabulary);
    }

  private slots:
    void cleanup() { fs::remove_all(folder()); }

    void prefixesAreTakenOff_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("prefix");
        const auto list = oneOfEach();
        if (list.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        for (const auto &good : list)
            for (const char *prefix :
                 {"module.", "_orig_mod.", "model.", "module._orig_mod.", "_orig_mod.module.", "module._orig_mod.model.", "net.",
                  "encoder_model.", "model.model.", "student.backbone.", "_forward_module.model._orig_mod.", "anything.0."})
                QTest::addRow("%s %s", good.family.c_str(), prefix) << QString::fromStdString(good.file.string()) << prefix;
    }
    void prefixesAreTakenOff()
    {
        QFETCH(QString, file);
        QFETCH(QString, prefix);
        const auto bare = test::unpackInto(file.toStdString(), folder());
        VERIFY_OK(bare);
        const auto named = test::prefixed(*bare, prefix.toStdString());
        VERIFY_OK(checkpoint::writeTorchZip(named, folder() / "best_model.pt"));
        verifySame(folder(), *bare, file.toStdString());
        fs::remove(folder() / "best_model.pt");
        VERIFY_OK(checkpoint::writeSafetensors(named, folder() / "model.safetensors"));
        verifySame(folder(), *bare, file.toStdString());
        fs::remove(folder() / "model.safetensors");
        VERIFY_OK(test::writeParts(named, folder(), true));
        verifySame(folder(), *bare, file.toStdString());
    }

    void keysAreLookedInto_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("key");
        for (const auto &good : oneOfEach())
            for (const char *key :
                 {"model", "model_state", "net", "state_dict", "model_state_dict", "weights", "my own name", "model_ema"})
                QTest::addRow("%s %s", good.family.c_str(), key) << QString::fromStdString(good.file.string()) << key;
    }
    void keysAreLookedInto()
    {
        QFETCH(QString, file);
        QFETCH(QString, key);
        const auto bare = test::unpackInto(file.toStdString(), folder());
        VERIFY_OK(bare);
        for (const auto container : {TorchContainer::Zip, TorchContainer::Legacy}) {
            Envelope around;
            around.values["epoch"] = 3;
            around.values["optimizer"] = {{"state", PlainValue::object()}, {"param_groups", PlainValue::array()}};
            around.stateKey = key.toStdString();
            VERIFY_OK(checkpoint::writeTorch(test::prefixed(*bare, "model."), around, container, folder() / "pytorch_model.bin"));
            verifySame(folder(), *bare, file.toStdString());
            verifySame(folder() / "pytorch_model.bin", *bare, file.toStdString());
        }
    }

    void whatLiesBesideTheModelIsLeft_data()
    {
        QTest::addColumn<QString>("file");
        for (const auto &good : oneOfEach()) QTest::newRow(good.family.c_str()) << QString::fromStdString(good.file.string());
    }
    void whatLiesBesideTheModelIsLeft()
    {
        QFETCH(QString, file);
        const auto bare = test::unpackInto(file.toStdString(), folder());
        VERIFY_OK(bare);
        // A Lightning module with a loss of its own and a moving average.
        auto module = test::prefixed(*bare, "model.");
        test::join(module, numbers("criterion.pos_weight"));
        test::join(module, test::prefixed(*bare, "ema_model.module."));
        VERIFY_OK(checkpoint::writeTorchZip(module, folder() / "best_model.pt"));
        verifySame(folder(), *bare, file.toStdString());
        JobContext context;
        VERIFY_OK(describeModel(folder(), context));
        QCOMPARE(context.warnings().size(), std::size_t{1});
        QCOMPARE(context.warnings().front().warningClass, std::string("ignored_tensors"));
        // The average beside the bare model.
        auto both = *bare;
        test::join(both, test::prefixed(*bare, "ema."));
        VERIFY_OK(checkpoint::writeTorchZip(both, folder() / "best_model.pt"));
        verifySame(folder(), *bare, file.toStdString());
        // torch.optim.swa_utils.AveragedModel
        auto averaged = test::prefixed(*bare, "module.");
        averaged.add("n_averaged", {}, {5});
        VERIFY_OK(checkpoint::writeTorchZip(averaged, folder() / "best_model.pt"));
        verifySame(folder(), *bare, file.toStdString());
        // Two of a kind: nobody can say which.
        auto twins = test::prefixed(*bare, "first.");
        test::join(twins, test::prefixed(*bare, "second."));
        VERIFY_OK(checkpoint::writeTorchZip(twins, folder() / "best_model.pt"));
        const auto refused = describeModel(folder(), context);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("ambiguous_model"));
    }

    void namesOfTheFamilyStay()
    {
        const auto isOwn = [](std::string_view name) { return name.starts_with("model.encoder.") || name.starts_with("bert."); };
        TensorMap own;
        own.add("model.encoder.weight", {1}, {1});
        own.add("model.bias", {1}, {1});
        const auto left = unwrapNames(own, isOwn, "x");
        VERIFY_OK(left);
        QVERIFY(left->empty());
        QCOMPARE(own.entries[0].first, std::string("model.encoder.weight"));
        QCOMPARE(own.entries[1].first, std::string("model.bias"));
        auto wrapped = test::prefixed(own, "model.");
        VERIFY_OK(unwrapNames(wrapped, isOwn, "x"));
        QCOMPARE(wrapped.entries[1].first, std::string("model.bias"));
        TensorMap unknown;
        unknown.add("model.a", {1}, {1});
        VERIFY_OK(unwrapNames(unknown, isOwn, "x"));
        QCOMPARE(unknown.entries[0].first, std::string("model.a"));
    }

    // A name by chance is no model.
    void anotherModelIsNotCutToPieces()
    {
        TensorMap tensors;
        for (int i = 0; i < 20; ++i) tensors.add("backbone.layer" + std::to_string(i), {1}, {1});
        tensors.add("head.query_emb", {1}, {1});
        VERIFY_OK(unwrapNames(
            tensors, [](std::string_view name) { return name.starts_with("query_emb"); }, "x"));
        QCOMPARE(tensors.entries.size(), std::size_t{21});
    }
};

QTEST_APPLESS_MAIN(TestWrappedNames)
#include "tst_wrapped_names.moc"
