// Perturbations from the command line: a model that learns them, its predictions as a file, and refusals.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliPerturb : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_gene;  // a perturbed one
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QStringList predict(const QString &conditions, const QString &model, const QStringList &more = {}) const
    {
        return QStringList{"perturb", path("cells.h5ad"), path("out.h5ad"), "--model", model, "--conditions", conditions} +
               QStringList{"--pool", "20", "--device", "cpu", "--threads", "1", "--force"} + more;
    }

  private slots:
    void initTestCase()
    {
        const Outcome made =
            cli({"simulate", path("cells.h5ad"), "--cells", "200", "--genes", "200", "--batches", "2", "--knockouts", "3"});
        VERIFY_DONE(made);
        for (const auto &label : made.json["perturbations"].toArray())
            if (m_gene.isEmpty() && label.toString().endsWith("+ctrl")) m_gene = label.toString().section('+', 0, 0);
        QVERIFY(!m_gene.isEmpty());
    }

    void learnsAndPredicts()
    {
        const Outcome tuned =
            cli(QStringList{"fine-tune", path("cells.h5ad"), path("tuned"), "--model", demoModel(), "--task", "perturbation"} +
                QStringList{"--split", "stratified", "--epochs", "1", "--genes-per-step", "80", "--n-top-genes", "120"} +
                QStringList{"--adapters", "none", "--device", "cpu", "--threads", "1"});
        VERIFY_DONE(tuned);
        QVERIFY(tuned.json["pearson_delta"].isDouble());
        const Outcome made = cli(predict(m_gene + "+ctrl", path("tuned"), {"--n-top-genes", "120"}));
        VERIFY_DONE(made);
        const QJsonObject condition = made.json["conditions"].toArray().first().toObject();
        QCOMPARE(condition["condition"].toString(), m_gene + "+ctrl");
        QCOMPARE(condition["model_saw"].toString(), QString("learned"));  // most of its cells
        QStringList methods;
        for (const auto &score : condition["scores"].toArray()) methods << score.toObject()["predicted_by"].toString();
        QVERIFY(methods.contains("model") && methods.contains("no_change") && methods.contains("training_mean"));
        const Outcome info = cli({"info", path("out.h5ad")});
        VERIFY_DONE(info);
        QVERIFY(info.json["obs"].toArray().contains(QJsonValue("predicted_by")));
        const QByteArray bytes = fileBytes(path("out.h5ad"));
        VERIFY_DONE(cli(predict(m_gene + "+ctrl", path("tuned"), {"--n-top-genes", "120"})));
        QVERIFY(fileBytes(path("out.h5ad")) == bytes);
        const Outcome unknown = cli(predict("NOSUCHGENE+ctrl", path("tuned")));
        QCOMPARE(unknown.status, 3);
        QCOMPARE(unknown.errorClass(), QString("no_gene_matches"));
    }

    void refusalsHaveTheirClass()
    {
        const Outcome model = cli(predict(m_gene + "+ctrl", demoModel()));
        QCOMPARE(model.status, 3);
        QCOMPARE(model.errorClass(), QString("unsupported_model"));
    }
};

QTEST_GUILESS_MAIN(TestCliPerturb)
#include "tst_cli_perturb.moc"
