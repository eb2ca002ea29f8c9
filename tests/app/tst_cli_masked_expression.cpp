// masked-expression from the command line: its table and summary, the same bytes for any batch size, the layer, clear refusals.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::test;

class TestCliMaskedExpression : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    Outcome hidden(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"masked-expression", m_cells, path(output), "--model", demoModel(), "--force"} + more);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "120", "--genes", "150", "--batches", "2", "--knockouts", "1"}));
    }

    void modelBesideItsBaselines()
    {
        const Outcome made = hidden("errors.csv", {"--groupby", "cell_type", "--rounds", "100"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["unit"].toString(), QString("bin"));
        QStringList methods;
        for (const QJsonValue method : made.json["methods"].toArray()) {
            methods << method["method"].toString();
            QVERIFY(method["rmse"].toDouble() > 0.0);
            const QJsonArray interval = method["rmse_interval"].toArray();
            QVERIFY(interval[0].toDouble() <= method["rmse"].toDouble() && method["rmse"].toDouble() <= interval[1].toDouble());
        }
        QCOMPARE(methods, (QStringList{"model", "gene-mean", "type-mean", "most-frequent", "pca"}));
        QVERIFY(made.json["null"]["p"].toDouble() > 0.0);
        QVERIFY(made.json["groups"].toArray().size() > 1);
        const auto table = fileBytes(path("errors.csv")).trimmed().split('\n');
        QCOMPARE(table.first().trimmed(), QByteArray("gene,values,mean_value,rmse_model,rmse_gene_mean,rmse_type_mean,"
                                                     "rmse_most_frequent,rmse_pca,pearson"));
        QCOMPARE(table.size() - 1, qsizetype{made.json["genes"].toInt()});
        QVERIFY(fileBytes(path("errors.csv.json")).contains("masked-expression"));
        VERIFY_DONE(hidden("again.csv", {"--groupby", "cell_type", "--rounds", "100", "--batch-size", "7", "--threads", "1"}));
        QCOMPARE(fileBytes(path("again.csv")), fileBytes(path("errors.csv")));
    }

    void theLayerIsTaggedAndStays()
    {
        const Outcome made = hidden("with.csv", {"--impute", path("imputed.h5ad"), "--impute-genes", "40", "--max-cells", "20"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["layer"].toString(), QString("lexicell_imputed"));
        QVERIFY(made.json["imputed_values"].toInt() > 0);
        VERIFY_DONE(cli({"convert", path("imputed.h5ad"), path("converted.h5ad")}));
        JobContext context;
        const auto dataset = io::readH5ad(path("converted.h5ad").toStdString(), {}, context);
        VERIFY_OK(dataset);
        QVERIFY(dataset->layers.find("lexicell_imputed") && dataset->uns.find("lexicell_imputed"));
        QVERIFY(dataset->obs.columns.find("lexicell_imputed") && dataset->var.columns.find("lexicell_imputed"));
        QVERIFY(dataset->obs.columns.find("cell_type"));  // all that the input had
    }

    void refusals()
    {
        QCOMPARE(hidden("none.csv", {"--share", "1"}).errorClass(), QString("bad_option"));
        QCOMPARE(hidden("none.csv", {"--cells", "cell_type == 'nothing'"}).errorClass(), QString("bad_query"));
        QCOMPARE(hidden("none.csv", {"--decoder", "prompt"}).errorClass(), QString("bad_option"));
        QCOMPARE(hidden("none.csv", {"--groupby", "nothing"}).errorClass(), QString("missing_column"));
        QVERIFY(!QFile::exists(path("none.csv")));
    }
};

QTEST_APPLESS_MAIN(TestCliMaskedExpression)
#include "tst_cli_masked_expression.moc"
