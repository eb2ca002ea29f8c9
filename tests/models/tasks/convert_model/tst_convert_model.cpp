// Every checkpoint of the fixtures, written in its family's format and opened again: the same tensors, the same card, the files
// beside it. What is written appears whole or not at all.
#include "models/checkpoint/float_types.h"
#include "models/checkpoint/torch/torch_values.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/convert_model/convert_model.h"
#include "models/tasks/record.h"
#include "tests/models/good_checkpoints.h"
#include "tests/support/hdf5_values.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::bytesOf;

namespace {

bool equal(const checkpoint::Tensor &a, const checkpoint::Tensor &b)
{
    return a.type == b.type && a.shape == b.shape && std::equal(a.data, a.data + a.byteSize(), b.data);
}

}  // namespace

class TestConvertModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    fs::path out(const char *name = "out") const { return fs::path(m_temporary.path().toStdString()) / name; }

    Result<tasks::ConvertedModel> convert(const fs::path &model, const tasks::ConvertModelOptions &options, bool overwrite = true)
    {
        JobContext context;
        return tasks::convertModel({model, out(), options, overwrite}, context);
    }
    bool nothingLeftBeside() const
    {
        for (const auto &entry : fs::directory_iterator(fs::path(m_temporary.path().toStdString())))
            if (entry.path() != out()) return false;
        return true;
    }

    // The family's folders that hold `file` and whose names begin with one of these.
    static void addCases(const std::string &family, const std::string &file, const std::vector<std::string> &kinds)
    {
        LEXICELL_FIXTURES_OR_SKIP(root, family);
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, file, kinds);
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const fs::path &folder : folders)
            QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }

  private slots:
    void cleanup()
    {
        QVERIFY(nothingLeftBeside());
        fs::remove_all(out());
    }

    void everyCheckpointComesBack_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("container");
        const auto list = test::goodCheckpoints();
        if (list.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        for (const auto &good : list)
            for (const char *container : {"upstream", "legacy", "safetensors"})
                QTest::addRow("%s as %s", good.name.c_str(), container)
                    << QString::fromStdString(good.file.string()) << QString::fromStdString(good.family) << container;
    }
    void everyCheckpointComesBack()
    {
        QFETCH(QString, file);
        QFETCH(QString, family);
        QFETCH(QString, container);
        tasks::ConvertModelOptions options;
        options.container = container.toStdString();
        const auto converted = convert(file.toStdString(), options);
        VERIFY_OK(converted);
        QCOMPARE(QString::fromStdString(converted->family), family);
        JobContext context;
        const auto original = checkpoint::openBundle(file.toStdString(), context);
        const auto copy = checkpoint::openBundle(out(), context);
        VERIFY_OK(copy);
        QCOMPARE(copy->file.filename().string(), converted->files.front());
        QCOMPARE(copy->tensors.entries.size(), original->tensors.entries.size());
        for (const auto &[name, tensor] : original->tensors.entries) {
            const auto *found = copy->tensors.find(name);
            QVERIFY2(found && equal(tensor, *found), name.c_str());
        }
        for (std::size_t i = 1; i < converted->files.size(); ++i)
            QVERIFY2(fs::exists(out() / converted->files[i]), converted->files[i].c_str());
        const auto steps = recordedSteps(bytesOf(tasks::recordInside(out())));
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(valueOf(steps.front().options, "container"), options.container);
        QCOMPARE(valueOf(steps.front().inputs, "model"), converted->sha256);
        for (const char *name :
             {"args.json", "vocab.json", "id2label.json", "config.json", "label_dict", "label", "vocab_mod.json"})
            QCOMPARE(bytesOf(out() / name), bytesOf(original->folder / name));
        const auto before = describeModel(file.toStdString(), context);
        const auto after = describeModel(out(), context);
        QCOMPARE(after.ok(), before.ok());
        VERIFY_OK(before);
        QCOMPARE(after->missing, before->missing);
        QCOMPARE(after->family, before->family);
        QCOMPARE(after->abilities, before->abilities);
        QCOMPARE(after->parameters, before->parameters);
        QCOMPARE(after->heads, before->heads);
    }

    void halvesAreRoundedOnce_data()
    {
        QTest::addColumn<QString>("file");
        for (const auto &good : test::goodCheckpoints())
            QTest::newRow(good.name.c_str()) << QString::fromStdString(good.file.string());
    }
    void halvesAreRoundedOnce()
    {
        using checkpoint::TensorType;
        QFETCH(QString, file);
        JobContext context;
        const auto original = checkpoint::openBundle(file.toStdString(), context);
        for (const auto &[dtype, type] : {std::pair{"fp16", TensorType::Float16}, std::pair{"bf16", TensorType::BFloat16}}) {
            tasks::ConvertModelOptions options;
            options.dtype = dtype;
            VERIFY_OK(convert(file.toStdString(), options));
            const auto copy = checkpoint::openBundle(out(), context);
            VERIFY_OK(copy);
            for (const auto &[name, tensor] : original->tensors.entries)
                QVERIFY2(equal(*checkpoint::inType(tensor, type), *copy->tensors.find(name)), name.c_str());
        }
    }

    void doublesStayDoublesInSinglePrecision_data() { addCases("scbert", "pretrain.pth", {"lm_"}); }
    void doublesStayDoublesInSinglePrecision()
    {
        QFETCH(QString, folder);
        tasks::ConvertModelOptions options;
        options.dtype = "fp32";
        VERIFY_OK(convert(fs::path(folder.toStdString()) / "pretrain.pth", options));
        JobContext context;
        const auto copy = checkpoint::openBundle(out(), context);
        VERIFY_OK(copy);
        QCOMPARE(copy->tensors.find("pos_emb.emb.weight")->type, checkpoint::TensorType::Float64);
        QCOMPARE(copy->tensors.find("performer.calls_since_last_redraw")->type, checkpoint::TensorType::Int64);
    }

    void attentionIsRenamedBothWays()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        JobContext context;
        std::vector<fs::path> folders = test::caseFolders(root, "best_model.pt", {"base"});
        for (const fs::path &folder : test::caseFolders(root / "pytorch_names", "best_model.pt", {"in_proj", "small_impl"}))
            folders.push_back(folder);
        for (const fs::path &folder : folders) {
            tasks::ConvertModelOptions options;
            options.naming = "pytorch";
            VERIFY_OK(convert(folder, options));
            const auto named = checkpoint::openBundle(out(), context);
            QVERIFY(named->tensors.find("transformer_encoder.layers.0.self_attn.in_proj_weight"));
            QVERIFY(named->tensors.find("transformer_encoder.layers.0.self_attn.in_proj_bias"));
            QVERIFY(!named->tensors.find("transformer_encoder.layers.0.self_attn.Wqkv.weight"));
            options.naming = "flash";
            VERIFY_OK(convert(folder, options));
            const auto back = checkpoint::openBundle(out(), context);
            const auto *weight = back->tensors.find("transformer_encoder.layers.0.self_attn.Wqkv.weight");
            QVERIFY(weight && back->tensors.find("transformer_encoder.layers.0.self_attn.out_proj.weight"));
            const auto original = checkpoint::openBundle(folder, context);
            if (const auto *before = original->tensors.find("transformer_encoder.layers.0.self_attn.Wqkv.weight"))
                QVERIFY(equal(*weight, *before));
        }
    }

    void lightningsEntriesComeBack_data() { addCases("exceiver", "model.ckpt", {"base_", "classifier_"}); }
    void lightningsEntriesComeBack()
    {
        QFETCH(QString, folder);
        const fs::path file = fs::path(folder.toStdString()) / "model.ckpt";
        VERIFY_OK(convert(file, {}));
        const auto before = checkpoint::readTorchValues(file);
        const auto after = checkpoint::readTorchValues(out() / "model.ckpt");
        VERIFY_OK(after);
        for (const char *key : {"epoch", "global_step", "pytorch-lightning_version", "hparams_name", "hyper_parameters"})
            QCOMPARE((*after)[key].dump(), (*before)[key].dump());
        // From safetensors the settings come from hparams.yaml.
        tasks::ConvertModelOptions options;
        options.container = "safetensors";
        VERIFY_OK(convert(file, options));
        QTemporaryDir again;
        const fs::path twice = fs::path(again.path().toStdString()) / "again";
        JobContext context;
        VERIFY_OK(tasks::convertModel({out(), twice, {}, false}, context));
        const auto third = checkpoint::readTorchValues(twice / "model.ckpt");
        VERIFY_OK(third);
        for (const char *key : {"nhead", "num_layers", "query_dim", "seq_len", "learning_rate"})
            QCOMPARE((*third)["hyper_parameters"][key].dump(), (*before)["hyper_parameters"][key].dump());
    }

    void whatWillNotFitIsRefused()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        JobContext context;
        auto bundle = checkpoint::openBundle(root / "broken/ok", context);
        VERIFY_OK(bundle);
        QTemporaryDir temporary;
        const fs::path folder = fs::path(temporary.path().toStdString());
        auto &[name, tensor] = bundle->tensors.entries.front();
        std::vector<float> large(static_cast<std::size_t>(tensor.size()), 1e6F);
        checkpoint::TensorMap replaced;
        replaced.add(name, tensor.shape, large);
        tensor = replaced.entries.front().second;
        VERIFY_OK(tasks::convertModel({root / "broken/ok", folder / "m", {}, false}, context));
        VERIFY_OK(checkpoint::writeSafetensors(bundle->tensors, folder / "m/model.safetensors"));
        tasks::ConvertModelOptions options;
        options.dtype = "fp16";
        const auto converted = convert(folder / "m", options);
        QVERIFY(!converted.ok());
        QCOMPARE(converted.error().errorClass, std::string("out_of_range"));
        QVERIFY(converted.error().message.find(name) != std::string::npos);
        QVERIFY(!fs::exists(out()));
        options.dtype = "bf16";
        VERIFY_OK(convert(folder / "m", options));
    }

    void whatIsThereIsNotReplaced()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const fs::path model = test::listedFolders(root, "good_small").front();
        VERIFY_OK(convert(model, {}, false));
        const auto again = convert(model, {}, false);
        QVERIFY(!again.ok());
        QCOMPARE(again.error().errorClass, std::string("output_exists"));
        QCOMPARE(exitStatus(again.error()), 2);
        VERIFY_OK(convert(model, {}, true));
        std::ofstream(out() / "thesis.txt") << "years of work";
        const auto refused = convert(model, {}, true);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("output_exists"));
        QVERIFY(refused.error().message.find("thesis.txt") != std::string::npos);
        QCOMPARE(bytesOf(out() / "thesis.txt"), std::string("years of work"));
    }

    void aFolderMayReplaceItself()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        VERIFY_OK(convert(test::listedFolders(root, "good_small").front(), {}));
        tasks::ConvertModelOptions options;
        options.dtype = "fp16";
        VERIFY_OK(convert(out(), options));
        JobContext context;
        VERIFY_OK(describeModel(out(), context));
    }

    void nothingPartialStays_data() { addCases("scgpt", "best_model.pt", {"base"}); }
    void nothingPartialStays()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QFETCH(QString, folder);
        JobContext context;
        context.cancel();
        const auto cancelledRun = tasks::convertModel({folder.toStdString(), out(), {}, false}, context);
        QVERIFY(!cancelledRun.ok());
        QCOMPARE(cancelledRun.error().kind, ErrorKind::Cancelled);
        QVERIFY(!fs::exists(out()));
        for (const fs::path &broken : test::listedFolders(root, "malicious")) QVERIFY2(!convert(broken, {}).ok(), broken.c_str());
        if (fs::exists(root / "pytorch_names/broken_missing_tensor"))
            QVERIFY(!convert(root / "pytorch_names/broken_missing_tensor", {}).ok());
        QVERIFY(!fs::exists(out()));
        QVERIFY(nothingLeftBeside());
    }

    void optionsThatDoNotApply_data() { addCases("scemb", "config.json", {}); }
    void optionsThatDoNotApply()
    {
        QFETCH(QString, folder);
        tasks::ConvertModelOptions options;
        options.naming = "pytorch";
        QCOMPARE(convert(folder.toStdString(), options).error().errorClass, std::string("bad_option"));
        options.naming = "keep";
        options.container = "tar";
        QCOMPARE(convert(folder.toStdString(), options).error().errorClass, std::string("bad_option"));
    }

    void maliciousLabelsAreNotCopied_data() { addCases("scbert", "finetune_best.pth", {"classifier_"}); }
    void maliciousLabelsAreNotCopied()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        QFETCH(QString, folder);
        QTemporaryDir temporary;
        const fs::path model = fs::path(temporary.path().toStdString());
        fs::copy_file(fs::path(folder.toStdString()) / "finetune_best.pth", model / "finetune_best.pth");
        fs::copy_file(root / "broken/label_dict_malicious", model / "label_dict");
        const auto converted = convert(model, {});
        QVERIFY(!converted.ok());
        QCOMPARE(converted.error().errorClass, std::string("forbidden_global"));
        QVERIFY(!fs::exists(out()));
    }
};

QTEST_APPLESS_MAIN(TestConvertModel)
#include "tst_convert_model.moc"
