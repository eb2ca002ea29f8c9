// What pretraining writes, opened by Python's own torch (weights_only), safetensors and pickle as upstream's programs do.
#include "tests/models/small_pretraining.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell;
namespace fs = std::filesystem;

class TestPretrainInterop : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void pythonOpensEveryFamily()
    {
        const fs::path root = test::sourceRoot(), python = root / ".deps/python/bin/python";
        QVERIFY2(fs::exists(python), "the Python of the interop tests is missing: ./test installs it");
        QTemporaryDir folder;
        QJsonArray made;
        for (const char *family : {"scgpt", "scbert", "exceiver", "scemb"}) {
            models::tasks::PretrainJob job = test::smallJob(folder, family);
            job.options.family = family;
            job.options.epochs = 2;
            job.options.layers = 1;
            job.options.latents = 8;
            JobContext context;
            context.threads = 1;
            VERIFY_OK(models::tasks::pretrain(job, context));
            QJsonArray genes;
            for (const std::string &gene : job.datasets.front().var.index.values) genes.append(QString::fromStdString(gene));
            made.append(
                QJsonObject{{"family", family}, {"folder", QString::fromStdString(job.folder.string())}, {"genes", genes}});
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
                      {QString::fromStdString((root / "tests/interop/check_pretrained.py").string()), list.fileName()});
        QVERIFY(process.waitForFinished(300'000));
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    }
};

QTEST_GUILESS_MAIN(TestPretrainInterop)
#include "tst_pretrain_interop.moc"
