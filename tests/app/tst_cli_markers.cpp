// markers and gene-scores from the command line: the complete table, the entry in a data set, records, refusals.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliMarkers : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "240", "--genes", "150", "--batches", "3", "--knockouts", "2"}));
    }

    void helpNamesColumnsAndEntry()
    {
        const QByteArray help = runProgram(cliProgram(), {"markers", "--help"}).out.simplified();
        for (const char *word : {"logfoldchanges", "pct_nz_reference", "--groupby", "--reference", "--pseudobulk", "--method",
                                 "--h5ad", "rank_genes_groups", "wilcoxon"})
            QVERIFY2(help.contains(word), word);
        QVERIFY(runProgram(cliProgram(), {"gene-scores", "--help"}).out.contains("--ctrl-size INT=50"));
    }

    void theTableIsComplete()
    {
        const Outcome made = cli({"markers", m_cells, path("all.csv"), "--groupby", "cell_type"});
        VERIFY_DONE(made);
        const auto table = lines("all.csv");
        QCOMPARE(table.first(), QByteArray("group,names,scores,logfoldchanges,pvals,pvals_adj,pct_nz_group,pct_nz_reference"));
        const QJsonArray groups = made.json["groups"].toArray();
        QVERIFY(groups.size() > 1);
        QCOMPARE(table.size() - 1, groups.size() * 150);
        QCOMPARE(made.json["test"].toString(), QString("wilcoxon"));
        QVERIFY(made.warningClasses().contains("cells_as_replicates"));
        qint64 cells = 0;
        for (const auto &value : groups) {
            const QJsonObject group = value.toObject();
            cells += group["n_obs"].toInt();
            QCOMPARE(group["n_obs"].toInt() + group["n_obs_reference"].toInt(), 240);
        }
        QCOMPARE(cells, qint64{240});
        double last = 1e300;
        for (qsizetype line = 1; line <= 150; ++line) {
            const auto fields = table[line].split(',');
            QCOMPARE(fields.size(), 8);
            QVERIFY(fields[2].toDouble() <= last);
            last = fields[2].toDouble();
        }
        QVERIFY(fileBytes(path("all.csv.json")).contains("\"markers\""));
        QVERIFY(!QFile::exists(path("all.h5ad")));
    }

    void theDataSetGetsTheEntry()
    {
        const QStringList pair{"markers",     m_cells,  path("pair.csv"), "--groupby", "batch",  "--group",        "batch1",
                               "--reference", "batch2", "--method",       "t-test",    "--h5ad", path("pair.h5ad")};
        const Outcome made = cli(pair);
        VERIFY_DONE(made);
        QCOMPARE(made.json["groups"].toArray().size(), 1);
        QCOMPARE(made.json["h5ad"].toString(), path("pair.h5ad"));
        QCOMPARE(lines("pair.csv").size(), 151);
        VERIFY_DONE(cli({"info", path("pair.h5ad")}));
        QCOMPARE(cli(pair).errorClass(), QString("output_exists"));
        QVERIFY(QFile::remove(path("pair.csv")));
        QVERIFY(QFile::remove(path("pair.csv.json")));
        QCOMPARE(cli(pair).errorClass(), QString("output_exists"));  // the data set alone
        QVERIFY(!QFile::exists(path("pair.csv")));
        const Outcome twice = cli({"markers", m_cells, path("x.csv"), "--groupby", "batch", "--h5ad", path("x.csv")});
        QCOMPARE(twice.errorClass(), QString("usage"));
        // the entry of the file is replaced, with a warning
        const Outcome again =
            cli({"markers", path("pair.h5ad"), path("again.csv"), "--groupby", "batch", "--h5ad", path("again.h5ad")});
        VERIFY_DONE(again);
        QVERIFY(again.warningClasses().contains("replaced"));
    }

    void threadsChangeNoByte()
    {
        for (const char *threads : {"1", "2", "3"})
            VERIFY_DONE(cli({"markers", m_cells, path(QString("threads%1.csv").arg(threads)), "--groupby", "cell_type",
                             "--threads", threads}));
        QCOMPARE(fileBytes(path("threads1.csv")), fileBytes(path("threads2.csv")));
        QCOMPARE(fileBytes(path("threads1.csv")), fileBytes(path("threads3.csv")));
    }

    void donorsAreReplicates()
    {
        const Outcome made =
            cli({"markers", m_cells, path("donors.csv"), "--groupby", "cell_type", "--pseudobulk", "batch", "--min-cells", "2"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["test"].toString(), QString("moderated-t"));
        QVERIFY(!made.warningClasses().contains("cells_as_replicates"));
        const auto group = made.json["groups"].toArray().first().toObject();
        QVERIFY(group["paired"].toBool());
        QVERIFY(group["samples"].toInt() >= 2 && group["samples"].toInt() <= 3);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("no column named") << QStringList{} << 2 << "bad_option";
        QTest::newRow("no such column") << QStringList{"--groupby", "kind"} << 3 << "missing_column";
        QTest::newRow("no such group") << QStringList{"--groupby", "batch", "--group", "batch9"} << 2 << "bad_option";
        QTest::newRow("a group against itself")
            << QStringList{"--groupby", "batch", "--group", "batch1", "--reference", "batch1"} << 2 << "bad_option";
        QTest::newRow("counts called logarithms")
            << QStringList{"--groupby", "batch", "--log-normalized"} << 3 << "log_values_needed";
        QTest::newRow("logarithms for pseudobulk")
            << QStringList{"--groupby", "cell_type", "--pseudobulk", "batch", "--log-normalized"} << 3 << "counts_needed";
        QTest::newRow("no such donors") << QStringList{"--groupby", "batch", "--pseudobulk", "donor"} << 3 << "missing_column";
        QTest::newRow("no such test") << QStringList{"--groupby", "batch", "--method", "anova"} << 2 << "usage";
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, errorClass);
        const Outcome refused = cli(QStringList{"markers", m_cells, path("none.csv"), "--h5ad", path("none.h5ad")} + options);
        QCOMPARE(refused.errorClass(), errorClass);
        QTEST(refused.status, "status");
        QVERIFY(!QFile::exists(path("none.csv")) && !QFile::exists(path("none.h5ad")));
    }

    void scoresAreAColumn()
    {
        VERIFY_DONE(cli({"markers", m_cells, path("for_scores.csv"), "--groupby", "cell_type"}));
        const QByteArray best = lines("for_scores.csv").at(1).split(',').at(1),
                         next = lines("for_scores.csv").at(2).split(',').at(1);
        const Outcome made = cli({"gene-scores", m_cells, path("scored.h5ad"), "--genes", QString(best + ',' + next + ",NOBODY"),
                                  "--score-name", "type_score"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes"].toInt(), 2);
        QVERIFY(made.json["control_genes"].toInt() > 0);
        QVERIFY(made.warningClasses().contains("unknown_genes"));
        QVERIFY(made.json["keys"].toArray().contains("obs/type_score"));
        QVERIFY(writeText(path("genes.txt"), best + "\n" + next + "\n"));
        VERIFY_DONE(
            cli({"gene-scores", m_cells, path("scored2.h5ad"), "--genes", path("genes.txt"), "--score-name", "type_score"}));
        QCOMPARE(cli({"gene-scores", m_cells, path("no.h5ad")}).errorClass(), QString("bad_option"));
        QCOMPARE(cli({"gene-scores", m_cells, path("no.h5ad"), "--genes", "NOBODY"}).errorClass(), QString("unknown_gene"));
        QVERIFY(writeText(path("empty.txt"), "\n"));
        QCOMPARE(cli({"gene-scores", m_cells, path("no.h5ad"), "--genes", path("empty.txt")}).errorClass(),
                 QString("empty_file"));
        QVERIFY(!QFile::exists(path("no.h5ad")));
    }
};

QTEST_APPLESS_MAIN(TestCliMarkers)
#include "tst_cli_markers.moc"
