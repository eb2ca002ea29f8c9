// `map-reference` from the command line: keys, the kept index, refusals with their class.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliMapReference : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells, m_reference;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QStringList command(const QString &out, const QStringList &more = {}, const QString &label = "cell_type") const
    {
        return QStringList{"map-reference", m_cells, path(out), "--reference", m_reference, "--label", label} +
               QStringList{"--model", demoModel(), "--device", "cpu", "--max-length", "100", "--rounds", "20"} + more;
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        m_reference = path("reference.h5ad");
        const QStringList sizes{"--genes", "300", "--batches", "2", "--knockouts", "1"};
        VERIFY_DONE(cli(QStringList{"simulate", path("plain.h5ad"), "--cells", "200"} + sizes));
        VERIFY_DONE(cli({"analyze", path("plain.h5ad"), m_reference, "--n-top-genes", "200", "--n-pcs", "20"}));
        VERIFY_DONE(cli(QStringList{"simulate", m_cells, "--cells", "60", "--seed", "1"} + sizes));
    }

    void keysAndScores()
    {
        const Outcome made = cli(command("mapped.h5ad"));
        VERIFY_DONE(made);
        const auto keys = made.json["keys"].toArray();
        for (const char *key :
             {"obs/lexicell_mapped_label", "obs/lexicell_mapped_confidence", "obs/lexicell_mapped_distance",
              "obs/lexicell_out_of_reference", "obs/lexicell_mapped_label_knn_pca", "obsm/X_scGPT", "obsm/X_umap_reference",
              "obsm/lexicell_reference_neighbors", "uns/lexicell_reference_mapping", "uns/lexicell"})
            QVERIFY2(keys.contains(QString(key)), key);
        QCOMPARE(made.json["n_neighbors"].toInt(), 10);
        QCOMPARE(made.json["search"].toString(), QString("exact"));
        QCOMPARE(made.json["scored_on"].toString(), QString("truth"));
        QVERIFY(!made.json.contains("index"));
        const auto methods = made.json["methods"].toArray();
        QCOMPARE(methods.size(), qsizetype{3});
        for (qsizetype i = 0; i < methods.size(); ++i) {
            const auto own = methods[i].toObject();
            QCOMPARE(own["method"].toString(), QStringList({"model-knn", "knn-pca", "logistic-l2"})[i]);
            for (const char *score : {"accuracy", "macro_f1"}) {
                const auto interval = own[QString(score) + "_interval"].toArray();
                QVERIFY(own[score].toDouble() >= 0.0 && own[score].toDouble() <= 1.0);
                QVERIFY(interval.size() == 2 && interval[0].toDouble() <= interval[1].toDouble());
            }
        }
        const double agreement = made.json["agreement_with_knn_pca"].toDouble(-1.0);
        QVERIFY(agreement >= 0.0 && agreement <= 1.0);
        // The labels that were written are scored as those of the run.
        const Outcome scored =
            cli({"evaluate", path("mapped.h5ad"), "--predicted", "lexicell_mapped_label", "--label", "cell_type"});
        VERIFY_DONE(scored);
        if (made.json["cells_of_new_types"].toInt() > 0) return;  // these are not scored by the run
        for (const char *key : {"accuracy", "macro_f1"})
            QCOMPARE(scored.json[key].toDouble(), methods[0].toObject()[key].toDouble());
    }

    void theIndexGivesTheSameFile()
    {
        VERIFY_DONE(cli(command("plain_run.h5ad")));
        const QStringList kept{"--index", path("atlas.index")};
        const Outcome made = cli(command("made.h5ad", kept)), read = cli(command("read.h5ad", kept));
        VERIFY_DONE(made);
        VERIFY_DONE(read);
        QCOMPARE(made.json["index"].toString(), QString("made"));
        QCOMPARE(read.json["index"].toString(), QString("read"));
        QVERIFY(fileBytes(path("made.h5ad")) == fileBytes(path("plain_run.h5ad")));
        QVERIFY(fileBytes(path("made.h5ad")) == fileBytes(path("read.h5ad")));

        // Damaged: refused, and made again when that is allowed.
        QByteArray bytes = fileBytes(path("atlas.index"));
        const QByteArray good = bytes;
        bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);
        QVERIFY(writeText(path("atlas.index"), bytes));
        const Outcome refused = cli(command("no.h5ad", kept));
        QCOMPARE(refused.status, 3);
        QCOMPARE(refused.errorClass(), QString("corrupt_data"));
        QVERIFY2(refused.message().contains("--force"), qPrintable(refused.message()));
        QVERIFY(!QFile::exists(path("no.h5ad")));
        const Outcome forced = cli(command("forced.h5ad", kept + QStringList{"--force"}));
        VERIFY_DONE(forced);
        QVERIFY(forced.warningClasses().contains("replaced"));
        QVERIFY(fileBytes(path("atlas.index")) == good);

        // Of another run.
        const Outcome stale = cli(command("no.h5ad", kept + QStringList{"--seed", "7"}));
        QCOMPARE(stale.status, 3);
        QCOMPARE(stale.errorClass(), QString("stale_index"));
        // A file of another kind is not replaced, whatever is allowed.
        const QByteArray reference = fileBytes(m_reference);
        QCOMPARE(cli(command("no.h5ad", {"--index", m_reference, "--force"})).errorClass(), QString("not_a_checkpoint"));
        QVERIFY(fileBytes(m_reference) == reference);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("no reference") << QStringList{"map-reference", m_cells, path("no.h5ad"), "--model", demoModel()} << 2
                                      << "bad_option";
        QTest::newRow("no such label") << command("no.h5ad", {}, "no") << 3 << "missing_column";
        QTest::newRow("no such reference") << QStringList{"map-reference",     m_cells,   path("no.h5ad"), "--reference",
                                                          path("absent.h5ad"), "--label", "cell_type",     "--model",
                                                          demoModel()}
                                           << 3 << "not_found";
        QTest::newRow("itself") << QStringList{"map-reference", m_reference, path("no.h5ad"), "--reference", m_reference,
                                               "--label",       "cell_type", "--model",       demoModel()}
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

    void noSharedGenes()
    {
        QFile table(path("strangers.csv"));
        QVERIFY(table.open(QIODevice::WriteOnly));
        table.write("cell,odd_a,odd_b\nc1,1,0\nc2,0,3\n");
        table.close();
        const Outcome refused = cli({"map-reference", path("strangers.csv"), path("no.h5ad"), "--reference", m_reference,
                                     "--label", "cell_type", "--model", demoModel()});
        QCOMPARE(refused.status, 3);
        QCOMPARE(refused.errorClass(), QString("too_few_genes"));
    }
};

QTEST_GUILESS_MAIN(TestCliMapReference)
#include "tst_cli_map_reference.moc"
