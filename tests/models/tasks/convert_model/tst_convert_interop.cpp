// What convert-model and pretraining write, opened by Python's own torch (weights_only) and safetensors: identical tensors.
#include "models/checkpoint/torch/torch_writer.h"
#include "models/families/pretraining.h"
#include "models/families/scgpt/format/pretrained_files.h"
#include "models/tasks/convert_model/convert_model.h"
#include "models/tasks/fine_tune/tuned_files.h"
#include "tests/models/good_checkpoints.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

class TestConvertInterop : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    QJsonArray m_cases;

    fs::path folder(int number) const { return fs::path(m_temporary.path().toStdString()) / std::to_string(number); }

    void convert(const test::GoodCheckpoint &good, const tasks::ConvertModelOptions &options)
    {
        const fs::path copy = folder(static_cast<int>(m_cases.size()));
        JobContext context;
        const auto converted = tasks::convertModel({good.file, copy, options, false}, context);
        VERIFY_OK(converted);
        const auto text = [](const std::string &value) { return QString::fromStdString(value); };
        m_cases.append(
            QJsonObject{{"name", text(good.name + " " + options.container + " " + options.dtype + " " + options.naming)},
                        {"family", text(good.family)},
                        {"original", text(good.file.string())},
                        {"copy", text(copy.string())},
                        {"dtype", text(options.dtype)}});
    }

    void checkInPython()
    {
        const fs::path root = test::sourceRoot();
        const fs::path python = root / ".deps/python/bin/python";
        QVERIFY2(fs::exists(python), "the Python of the interop tests is missing: ./test installs it");
        QFile list(m_temporary.filePath("cases.json"));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write(QJsonDocument(m_cases).toJson());
        list.close();
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PYTHONPATH", QString::fromStdString((root / ".deps/torch").string()));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QString::fromStdString(python.string()),
                      {QString::fromStdString((root / "tests/interop/check_converted_models.py").string()), list.fileName()});
        QVERIFY(process.waitForFinished(300'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    }

  private slots:
    void init()
    {
        m_cases = {};
        for (const auto &entry : fs::directory_iterator(fs::path(m_temporary.path().toStdString()))) fs::remove_all(entry);
    }

    void pythonReadsEveryContainer()
    {
        const auto list = test::goodCheckpoints();
        if (list.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        for (const auto &good : list)
            for (const char *container : {"upstream", "zip", "legacy", "safetensors"}) convert(good, {container, "keep", "keep"});
        checkInPython();
    }

    void pythonFindsTheNumbersThatTorchRoundsTo()
    {
        const auto list = test::goodCheckpoints();
        if (list.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        for (const auto &good : list)
            for (const char *dtype : {"fp32", "fp16", "bf16"}) convert(good, {"upstream", dtype, "keep"});
        checkInPython();
    }

    void pythonFindsBothNamings()
    {
        if (!test::fixtures("scgpt")) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        for (const auto &good : test::goodCheckpoints())
            for (const char *naming : {"flash", "pytorch"})
                if (good.family == "scgpt") convert(good, {"upstream", "keep", naming});
        QVERIFY(!m_cases.isEmpty());
        checkInPython();
    }

    // The files that pretraining leaves, by the function that writes them.
    void pythonReadsAPretrainedModel()
    {
        checkpoint::TensorMap tensors;
        tensors.add("encoder.embedding.weight", {4, 2}, {0, 1, 2, 3, 4, 5, 6, -7.5F});
        tensors.add("flag_encoder.weight", {2, 2}, {1, 2, 3, 4});
        const fs::path pretrained = folder(0) / "scgpt";
        checkpoint::Bundle bundle = newBundle(scgpt::argsText({}, {}), "args.json");
        bundle.vocabulary = {"A", "<pad>", "<cls>", "<eoc>"};
        const auto family = fineTuningOf("scgpt");
        VERIFY_OK(family);
        fs::create_directories(pretrained);
        VERIFY_OK(tasks::writeTunedModel({bundle, fs::path(), *family, tensors, {}, {}, {}}, pretrained));
        const fs::path legacy = folder(1) / "scgpt";
        fs::create_directories(legacy);
        VERIFY_OK(checkpoint::writeTorchLegacy(tensors, legacy / "best_model.pt"));
        for (const auto &[original, copy] : {std::pair{legacy, pretrained}, std::pair{pretrained, legacy}})
            m_cases.append(QJsonObject{{"name", "pretrained"},
                                       {"family", "scgpt"},
                                       {"original", QString::fromStdString((original / "best_model.pt").string())},
                                       {"copy", QString::fromStdString(copy.string())},
                                       {"dtype", "keep"}});
        checkInPython();
    }
};

QTEST_GUILESS_MAIN(TestConvertInterop)
#include "tst_convert_interop.moc"
