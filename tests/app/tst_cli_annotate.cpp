// `annotate` and `evaluate` from the command line: keys, columns, refusals with their class, records.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliAnnotate : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells, m_reference, m_mapped;

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private Q_SLOTS:
    void initTestCase()
    {
        m_reference = path("reference.h5ad");
        m_cells = path("cells.h5ad");
        m_mapped = path("mapped.h5ad");
        const QStringList sizes{"--genes", "300", "--batches", "2", "--knockouts", "1"};
        VERIFY_DONE(cli(QStringList{"simulate", m_reference, "--cells", "300"} + sizes));
        VERIFY_DONE(cli(QStringList{"simulate", m_cells, "--cells", "120"} + sizes));
        VERIFY_DONE(cli({"pca", m_cells, m_mapped, "--n-top-genes", "200", "--n-pcs", "20"}));
    }

    void aRepresentation()
    {
        const Outcome made = cli({"evaluate", m_mapped, "--embedding", "X_pca", "--label", "cell_type", "--batch", "batch"});
        VERIFY_DONE(made);
        QVERIFY(!made.json.contains("output"));
        for (const char *key : {"nmi", "ari", "asw_label", "asw_batch", "graph_connectivity", "avg_bio", "avg_batch"}) {
            QVERIFY2(made.json[key].isDouble(), key);
            QVERIFY2(made.json["baseline"].toObject()[key].isDouble(), key);
            for (const char *method : {"variable_genes", "harmony", "mnn", "random"})
                QVERIFY2(made.json[method].toObject()[key].isDouble(), key);
        }
        QCOMPARE(made.json["intervals"].toObject()["nmi"].toArray().size(), 2);
        const Outcome again =
            cli({"evaluate", m_mapped, "--embedding", "X_pca", "--label", "cell_type", "--batch", "batch", "--threads", "1"});
        VERIFY_DONE(again);
        QCOMPARE(again.json, made.json);
    }

    void itsTable()
    {
        const Outcome made =
            cli({"evaluate", m_mapped, path("scores.csv"), "--embedding", "X_pca", "--label", "cell_type", "--rounds", "20"});
        VERIFY_DONE(made);
        QVERIFY(made.json["asw_batch"].isNull() && made.json["avg_batch"].isNull());
        const auto lines = fileBytes(path("scores.csv")).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("score,X_pca,X_pca_low,X_pca_high,pca,pca_low,pca_high,random"));
        QCOMPARE(lines.size(), qsizetype{8});
        VERIFY_DONE(cli({"evaluate", m_mapped, path("batches.csv"), "--embedding", "X_pca", "--label", "cell_type", "--batch",
                         "batch", "--rounds", "20"}));
        QCOMPARE(fileBytes(path("batches.csv")).split('\n').first(),
                 QByteArray("score,X_pca,X_pca_low,X_pca_high,pca,pca_low,pca_high,variable_genes,variable_genes_low,"
                            "variable_genes_high,harmony,harmony_low,harmony_high,mnn,mnn_low,mnn_high,random"));
        QVERIFY(QFile::exists(path("scores.csv.json")));
        QCOMPARE(cli({"evaluate", m_mapped, m_mapped, "--embedding", "X_pca", "--label", "cell_type"}).errorClass(),
                 QString("output_exists"));
    }

    void labelsFromAReference()
    {
        const QStringList command{"--reference", m_reference, "--label", "cell_type", "--rounds", "20"};
        const Outcome made = cli(QStringList{"annotate", m_cells, path("labeled.h5ad")} + command);
        VERIFY_DONE(made);
        QCOMPARE(made.json["scored_on"].toString(), QString("truth"));
        QStringList methods;
        for (const auto &method : made.json["methods"].toArray()) methods << method.toObject()["method"].toString();
        QCOMPARE(methods.first(), QString("logistic-l2"));
        for (const char *name : {"logistic-l1", "knn-pca", "singler", "majority"}) QVERIFY2(methods.contains(name), name);
        const auto keys = made.json["keys"].toArray();
        for (const char *key : {"obs/lexicell_label", "obs/lexicell_confidence", "obs/lexicell_label_singler",
                                "obsm/lexicell_probabilities", "uns/lexicell_annotation"})
            QVERIFY2(keys.contains(QString(key)), key);
        // The labels that were written are scored as those of the run.
        const Outcome scored = cli(
            {"evaluate", path("labeled.h5ad"), "--predicted", "lexicell_label_best", "--label", "cell_type", "--batch", "batch"});
        VERIFY_DONE(scored);
        const auto own = made.json["methods"][0].toObject();
        for (const char *key : {"accuracy", "macro_precision", "macro_recall", "macro_f1"})
            QCOMPARE(scored.json[key].toDouble(), own[key].toDouble());
        QCOMPARE(scored.json["confusion"].toArray().size(), scored.json["classes"].toArray().size());
        QVERIFY(scored.json["baseline"].toObject()["accuracy"].toDouble() < own["accuracy"].toDouble());
        QVERIFY(scored.json["by_batch"].toObject()["accuracy"].isDouble());

        const Outcome again = cli(QStringList{"annotate", m_cells, path("again.h5ad"), "--threads", "1"} + command);
        VERIFY_DONE(again);
        QVERIFY(fileBytes(path("again.h5ad")) == fileBytes(path("labeled.h5ad")));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("nothing to score") << QStringList{"evaluate", m_mapped, "--label", "cell_type"} << 2 << "bad_option";
        QTest::newRow("no such key") << QStringList{"evaluate", m_mapped, "--embedding", "X_no", "--label", "cell_type"} << 3
                                     << "missing_embedding";
        QTest::newRow("no such label") << QStringList{"evaluate", m_mapped, "--embedding", "X_pca", "--label", "no"} << 3
                                       << "missing_column";
        QTest::newRow("no reference") << QStringList{"annotate", m_cells, path("no.h5ad")} << 2 << "bad_option";
        QTest::newRow("no column") << QStringList{"annotate", m_cells, path("no.h5ad"), "--reference", m_reference} << 2
                                   << "bad_option";
        QTest::newRow("no file") << QStringList{"annotate",          m_cells,   path("no.h5ad"), "--reference",
                                                path("absent.h5ad"), "--label", "cell_type"}
                                 << 3 << "not_found";
        QTest::newRow("no model") << QStringList{"annotate", m_cells,     path("no.h5ad"), "--reference", m_reference,
                                                 "--label",  "cell_type", "--method",      "model-knn"}
                                  << 2 << "bad_option";
    }
    void refusals()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, errorClass);
        const Outcome refused = cli(arguments);
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.errorClass(), errorClass);
        QVERIFY(!QFile::exists(path("no.h5ad")));
    }
};

QTEST_GUILESS_MAIN(TestCliAnnotate)
#include "tst_cli_annotate.moc"
