// The contract of the command line: names, one JSON object, exit statuses, outputs that are whole or absent, same input same
// bytes. What the commands compute is tested where it is computed.
#include "tests/app/cli_process.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCli : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;  // 150 simulated cells

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private slots:
    void initTestCase()
    {
        QVERIFY2(QFileInfo(cliProgram()).isExecutable(), qPrintable(cliProgram()));
        m_cells = path("cells.h5ad");
        const Outcome made = cli({"simulate", m_cells, "--cells", "150", "--genes", "300", "--batches", "2", "--knockouts", "2"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["n_obs"].toInt(), 150);
        QCOMPARE(made.json["n_vars"].toInt(), 300);
    }

    void helpNamesTheCommandsOfTheContract()
    {
        const Outcome help = runProgram(cliProgram(), {"--help"});
        QCOMPARE(help.status, 0);
        for (const char *command : {"info", "convert", "simulate", "qc", "analyze", "pca", "neighbors", "umap", "leiden", "embed",
                                    "tokens", "markers", "gene-scores", "gene-network", "fine-tune", "pretrain"})
            QVERIFY2(help.out.contains(QByteArray("\n  ") + command + " "), command);
        QVERIFY(runProgram(cliProgram(), {"--version"}).out.startsWith("lexicell-cli "));
    }

    void helpShowsDefaultsAndUnits()
    {
        const QByteArray help = runProgram(cliProgram(), {"analyze", "--help"}).out;
        QVERIFY(help.contains("--n-neighbors INT=15"));
        QVERIFY(help.contains("Unit: genes."));
        QVERIFY(help.contains("{seurat,seurat_v3,cell_ranger}=seurat"));
    }

    void usageErrorsEndWithTwoAndOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("unknown command") << QStringList{"transmogrify", "a", "b"};
        QTest::newRow("command of a later version") << QStringList{"perturb", "a", "b"};
        QTest::newRow("unknown option") << QStringList{"convert", "a", "b", "--color"};
        QTest::newRow("no output") << QStringList{"convert", "a"};
        QTest::newRow("one too many") << QStringList{"convert", "a", "b", "c"};
        QTest::newRow("not a choice") << QStringList{"analyze", "a", "b", "--hvg-flavor", "vanilla"};
        QTest::newRow("not a number") << QStringList{"analyze", "a", "b", "--n-pcs", "many"};
        QTest::newRow("no such device") << QStringList{"embed", "a", "b", "--model", "m", "--device", "abacus"};
        QTest::newRow("negative threads") << QStringList{"analyze", "a", "b", "--threads", "-2"};
        QTest::newRow("no model") << QStringList{"embed", "a", "b"};
    }

    void usageErrorsEndWithTwoAndOneLine()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = cli(arguments);
        QVERIFY2(outcome.status == 2, qPrintable(outcome.text()));
        QCOMPARE(outcome.json["error"]["kind"].toString(), QString("Usage"));
        QVERIFY(outcome.err.startsWith("error: "));
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY(runProgram(cliProgram(), arguments).out.isEmpty());
    }

    void globalOptionsStandBeforeOrAfter()
    {
        const QStringList work{"simulate", path("a.h5ad"), "--cells", "60", "--genes", "120"};
        VERIFY_DONE(runProgram(cliProgram(), QStringList{"--seed", "7", "--json"} + work));
        const QByteArray before = fileBytes(path("a.h5ad"));
        VERIFY_DONE(runProgram(cliProgram(), work + QStringList{"--force", "--seed", "7", "--json"}));
        QCOMPARE(fileBytes(path("a.h5ad")), before);
        VERIFY_DONE(runProgram(cliProgram(), work + QStringList{"--force", "--seed", "8", "--json"}));
        QVERIFY(fileBytes(path("a.h5ad")) != before);
    }

    void plainResultsGoToStdoutAndNothingElse()
    {
        const Outcome outcome = runProgram(cliProgram(), {"info", m_cells});
        QCOMPARE(outcome.status, 0);
        QVERIFY(outcome.out.contains("n_obs: 150\n"));
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
    }

    void infoDescribesADataset()
    {
        const Outcome info = cli({"info", m_cells});
        VERIFY_DONE(info);
        for (const char *key : {"type", "format", "n_obs", "n_vars", "nnz", "dtype", "storage", "layers", "obs", "var", "obsm",
                                "obsp", "has_raw", "counts", "warnings"})
            QVERIFY2(info.json.contains(key), key);
        QCOMPARE(info.json["type"].toString(), QString("dataset"));
        QCOMPARE(info.json["format"].toString(), QString("h5ad"));
        QCOMPARE(info.json["counts"].toBool(), true);
        QCOMPARE(info.json["has_raw"].toBool(), false);
        QVERIFY(info.json["obs"].toArray().contains("cell_type"));
    }

    void stepsNameWhatTheyWrote()
    {
        const Outcome all = cli({"analyze", m_cells, path("all.h5ad"), "--n-top-genes", "150", "--n-pcs", "20"});
        VERIFY_DONE(all);
        const QJsonArray keys = all.json["keys"].toArray();
        for (const char *key : {"obsm/X_pca", "obsp/connectivities", "obsp/distances", "uns/neighbors", "obsm/X_umap",
                                "obs/leiden", "uns/lexicell"})
            QVERIFY2(keys.contains(key), qPrintable(QString(key) + " is not among " + QJsonDocument(keys).toJson()));
        QVERIFY(all.json["n_clusters"].toInt() >= 2);

        VERIFY_DONE(cli({"pca", m_cells, path("1.h5ad"), "--n-top-genes", "150", "--n-pcs", "20"}));
        VERIFY_DONE(cli({"neighbors", path("1.h5ad"), path("2.h5ad"), "--key-added", "fine"}));
        VERIFY_DONE(cli({"umap", path("2.h5ad"), path("3.h5ad"), "--key-added", "fine"}));
        const Outcome last = cli({"leiden", path("3.h5ad"), path("4.h5ad"), "--key-added", "fine", "--resolution", "3"});
        VERIFY_DONE(last);
        QVERIFY(last.json["keys"].toArray().contains("obs/leiden_fine"));
        QVERIFY(last.json["n_clusters"].toInt() >= all.json["n_clusters"].toInt());
    }

    // The provenance is plain text within the file, so its bytes are there to be found.
    void stepsRecordWhatTheyWereMadeFrom()
    {
        const auto hashOf = [](const QString &file) {
            return QCryptographicHash::hash(fileBytes(file), QCryptographicHash::Sha256).toHex();
        };
        VERIFY_DONE(cli({"pca", m_cells, path("made.h5ad"), "--n-top-genes", "150", "--n-pcs", "20"}));
        QVERIFY(fileBytes(path("made.h5ad")).contains(hashOf(m_cells)));
        VERIFY_DONE(cli({"neighbors", path("made.h5ad"), path("next.h5ad")}));
        for (const auto &file : {m_cells, path("made.h5ad")}) QVERIFY(fileBytes(path("next.h5ad")).contains(hashOf(file)));
    }

    void qcFiltersAndCounts()
    {
        const Outcome outcome = cli({"qc", m_cells, path("qc.h5ad"), "--min-genes", "60", "--min-cells", "5"});
        VERIFY_DONE(outcome);
        QCOMPARE(outcome.json["n_obs"].toInt() + outcome.json["cells_removed"].toInt(), 150);
        const QJsonArray obs = cli({"info", path("qc.h5ad")}).json["obs"].toArray();
        for (const char *key : {"n_genes_by_counts", "total_counts", "pct_counts_mt"}) QVERIFY2(obs.contains(key), key);
    }

    void qcFindsMitochondrialGenesInAColumn()
    {
        const QStringList filter{"--min-genes", "1", "--min-cells", "1", "--max-pct-mt", "38", "--force"};
        const int kept = cli(QStringList{"qc", m_cells, path("mt.h5ad")} + filter).json["n_obs"].toInt();
        QVERIFY(kept > 0 && kept < 150);
        // The same cells with other names: the symbols lie in a column now.
        const QString renamed = path("renamed.h5ad");
        VERIFY_DONE(cli({"convert", m_cells, renamed, "--gene-column", "feature_types"}));
        // Names that say nothing: a filter by them would let every cell pass.
        QCOMPARE(cli(QStringList{"qc", renamed, path("mt.h5ad")} + filter).errorClass(), QString("no_mt_genes"));
        const Outcome found = cli(QStringList{"qc", renamed, path("mt.h5ad"), "--gene-column", "index_before"} + filter);
        VERIFY_DONE(found);
        QCOMPARE(found.json["n_obs"].toInt(), kept);
    }

    void sameCommandSameBytes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("convert") << QStringList{"convert", m_cells, "OUT"};
        QTest::newRow("analyze") << QStringList{"analyze", m_cells,     "OUT", "--n-top-genes", "150", "--n-pcs",
                                                "20",      "--threads", "2"};
        QTest::newRow("qc") << QStringList{"qc", m_cells, "OUT", "--min-genes", "10"};
    }

    void sameCommandSameBytes()
    {
        QFETCH(QStringList, arguments);
        QList<QByteArray> results;
        for (const char *name : {"one.h5ad", "two.h5ad"}) {
            QStringList command = arguments;
            command[command.indexOf("OUT")] = path(name);
            VERIFY_DONE(cli(command << "--force"));
            results << fileBytes(path(name));
        }
        QVERIFY(!results[0].isEmpty());
        QVERIFY(results[0] == results[1]);
    }

    void outputsAreReplacedOnlyWhenAsked()
    {
        const QString out = path("taken.h5ad");
        QVERIFY(writeText(out, "precious"));
        const Outcome refused = cli({"convert", m_cells, out});
        QCOMPARE(refused.status, 2);
        QCOMPARE(refused.errorClass(), QString("output_exists"));
        QCOMPARE(fileBytes(out), QByteArray("precious"));
        // before the work: a bad input is not even looked at
        QCOMPARE(cli({"convert", path("absent.h5ad"), out}).errorClass(), QString("output_exists"));
        VERIFY_DONE(cli({"convert", m_cells, out, "--force"}));
        VERIFY_DONE(cli({"info", out}));
    }

    void outputMayBeTheInput()
    {
        const QString file = path("same.h5ad");
        QVERIFY(QFile::copy(m_cells, file));
        VERIFY_DONE(cli({"qc", file, file, "--force", "--min-genes", "1", "--min-cells", "1"}));
        const Outcome info = cli({"info", file});
        QCOMPARE(info.json["n_obs"].toInt(), 150);
        QVERIFY(info.json["obs"].toArray().contains("total_counts"));
        QVERIFY(info.json["obs"].toArray().contains("cell_type"));
    }

    void outputsThatCannotBeWritten_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<int>("status");
        QTest::newRow("no such folder") << path("nowhere/out.h5ad") << 4;
        QTest::newRow("a file is no folder") << m_cells + "/out.h5ad" << 4;
        QTest::newRow("a folder that takes no files") << "/proc/out.h5ad" << 4;
        QTest::newRow("a folder") << m_folder.path() << 2;
    }

    void outputsThatCannotBeWritten()
    {
        QFETCH(QString, output);
        QFETCH(int, status);
        const Outcome outcome = cli({"convert", m_cells, output, "--force"});
        QVERIFY2(outcome.status == status, qPrintable(outcome.text()));
        QVERIFY(outcome.err.startsWith("error: "));
    }

    void namesBecomeUniqueOnlyWhenAsked()
    {
        const QString csv = path("duplicates.csv");
        QVERIFY(writeText(csv, "cell,CD3E,CD3E,MS4A1\nc1,1,2,3\nc1,4,5,6\n"));
        const Outcome kept = cli({"convert", csv, path("kept.h5ad"), "--orientation", "cells-in-rows"});
        VERIFY_DONE(kept);
        QVERIFY(!kept.json["warnings"].toArray().isEmpty());
        QCOMPARE(kept.json["nnz"].toInt(), 6);
        VERIFY_DONE(cli({"convert", csv, path("unique.h5ad"), "--orientation", "cells-in-rows", "--make-unique"}));
        QVERIFY(fileBytes(path("unique.h5ad")) != fileBytes(path("kept.h5ad")));
    }

    void convertTakesAColumnForTheNames()
    {
        const Outcome missing = cli({"convert", m_cells, path("named.h5ad"), "--gene-column", "nonsense"});
        QCOMPARE(missing.status, 3);
        QCOMPARE(missing.errorClass(), QString("missing_column"));
        const Outcome layer = cli({"convert", m_cells, path("named.h5ad"), "--layer", "nonsense"});
        QCOMPARE(layer.status, 3);
        QCOMPARE(layer.errorClass(), QString("missing_layer"));
        QVERIFY(!QFile::exists(path("named.h5ad")));
    }

    void theLogTellsTheStory()
    {
        const QString log = path("log.txt");
        QCOMPARE(cli({"info", path("absent.h5ad"), "--log", log}).status, 3);
        const QByteArray text = fileBytes(log);
        QVERIFY(text.contains("absent.h5ad"));
        QVERIFY(text.contains("not_found"));
    }

    void benchmarkPrintsItsTable()
    {
        const Outcome table = cli({"benchmark", "open", "read", "--input", m_cells, "--repeat", "1"});
        VERIFY_DONE(table);
        const QJsonArray rows = table.json["benchmarks"].toArray();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].toObject()["name"].toString(), QString("open"));
        QVERIFY(rows[1].toObject()["seconds"].toDouble() > 0.0);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
