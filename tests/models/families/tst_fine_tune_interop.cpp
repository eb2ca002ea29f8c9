// What fine-tuning writes, opened by Python's own torch (weights_only), safetensors, pickle and numpy as upstream's programs do.
#include "tests/models/fine_tuned_families.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

class TestFineTuneInterop : public QObject {
    Q_OBJECT

    // Of upstream's own class; empty: no such fixture.
    static QString modelOfBatches()
    {
        const auto root = test::fixtures("scgpt");
        const auto folders =
            root ? test::caseFolders(*root / "train_step", "best_model.pt", {"integration"}) : std::vector<fs::path>();
        return folders.empty() ? QString() : QString::fromStdString((folders.front() / "best_model.pt").string());
    }

    static void integrate(const test::FamilyCase &item, const fs::path &out)
    {
        JobContext context;
        context.threads = 1;
        const ModelSource source = test::sourceOf(item);
        const auto model = openModel(source, {"cpu", "fp32", 1}, context);
        VERIFY_OK(model);
        const data::Dataset cells = test::cellsOf(item);
        tasks::FineTuneOptions options = test::familyOptions();
        options.task = "integration";
        options.batch = options.label;
        VERIFY_OK(tasks::fineTune({cells, *model, source, out, options, "cpu"}, context));
    }

  private Q_SLOTS:
    void pythonOpensEveryFamily()
    {
        const auto cases = test::familyCases();
        if (cases.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        const fs::path root = test::sourceRoot(), python = root / ".deps/python/bin/python";
        QVERIFY2(fs::exists(python), "the Python of the interop tests is missing: ./test installs it");
        QTemporaryDir folder;
        QJsonArray made;
        for (const test::FamilyCase &item : cases) {
            JobContext context;
            context.threads = 1;
            const ModelSource source = test::sourceOf(item);
            const auto model = openModel(source, {"cpu", "fp32", 1}, context);
            VERIFY_OK(model);
            const data::Dataset cells = test::cellsOf(item);
            const fs::path out = fs::path(folder.path().toStdString()) / (item.family + std::to_string(made.size()));
            VERIFY_OK(tasks::fineTune({cells, *model, source, out, test::familyOptions(), "cpu"}, context));
            made.append(QJsonObject{{"family", QString::fromStdString(item.family)},
                                    {"folder", QString::fromStdString(out.string())},
                                    {"base", QString::fromStdString(source.path.string())},
                                    {"classes", QJsonArray{"even", "odd"}}});
        }
        for (const test::FamilyCase &item : cases) {
            if (item.family != "scgpt") continue;
            const QString out = folder.filePath("integration" + QString::number(made.size()));
            integrate(item, out.toStdString());
            if (QTest::currentTestFailed()) return;
            made.append(QJsonObject{{"family", "scgpt"}, {"folder", out}, {"like", modelOfBatches()}, {"batches", 2}});
        }
        QFile list(folder.filePath("cases.json"));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write(QJsonDocument(made).toJson());
        list.close();
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PYTHONPATH", QString::fromStdString((root / ".deps/torch").string()));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QString::fromStdString(python.string()),
                      {QString::fromStdString((root / "tests/interop/check_fine_tuned.py").string()), list.fileName()});
        QVERIFY(process.waitForFinished(300'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    }
};

QTEST_GUILESS_MAIN(TestFineTuneInterop)
#include "tst_fine_tune_interop.moc"
